# `python3 bootstrap.py demo` and `python3 bootstrap.py test` are the front door; these are its parts.
PY := .venv/bin/python
.PHONY: check format lint types contracts test bench lock terms docs

check: format lint types contracts test

format:
	$(PY) -m ruff format --check .
lint:
	$(PY) -m ruff check .
types:
	$(PY) -m mypy
contracts:
	.venv/bin/lint-imports
test:
	$(PY) -m pytest
bench:
	$(PY) -m benchmarks
terms:
	$(PY) -m ontology.generate
docs:
	$(PY) tests/test_readme.py
lock:
	$(PY) -m uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-annotate --no-header -o requirements.lock
