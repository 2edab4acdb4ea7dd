"""What the extractor learned from annotated texts, and how: `python -m ingest.training.targets|confidence`.

Runs in a checkout with `../shared` beside it. The annotated test split (`tests/annotations/test-*`) is
never read here.
"""
