"""What docs/queries.md, docs/reasoning.md and docs/decision-rules.md say is what there is."""

import re
import shlex
from pathlib import Path

from ontology.decision_rules import decision_rules
from queries.catalogue import bind, catalogue
from queries.inference import rules

DOCS = Path(__file__).parents[2] / "docs"


def test_every_question_is_described_with_its_parameters_and_an_example_that_binds() -> None:
    page = (DOCS / "queries.md").read_text("utf-8")
    described = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## )", page, re.DOTALL | re.MULTILINE))
    assert list(described) == list(catalogue())
    for name, text in described.items():
        query = catalogue()[name]
        assert f"**{query.title}.** {query.description}" in text, name
        params = re.findall(r"^\| `(\w+)`( \(required\))? \| (\w+) \|", text, re.MULTILINE)
        assert [(p, bool(r), t) for p, r, t in params] == [(p.name, p.required, p.type) for p in query.params]
        (example,) = re.findall(r"^tourdetable query (.*)$", text, re.MULTILINE)
        asked, *options = shlex.split(example)
        given = {
            key.removeprefix("--"): value for key, value in zip(options[::2], options[1::2], strict=True)
        }
        assert asked == name
        assert bind(query, given) != query.text, name


def test_every_rule_is_described() -> None:
    named = re.findall(r"^\| `([\w-]+)` \|", (DOCS / "reasoning.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == [rule.name for rule in rules()]
    deciding = re.findall(r"^\| `([\w-]+)` \|", (DOCS / "decision-rules.md").read_text("utf-8"), re.MULTILINE)
    assert deciding == list(decision_rules())
