"""The dispatches that ship with the project are whole: what a newcomer reads first is not a broken text."""

import json
from pathlib import Path

import pytest

from ingest.sources import expand, read_documents

EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = expand([EXAMPLES]).files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_example_is_a_short_dispatch_of_known_origin(path):
    (document,) = read_documents(path)
    assert 190 <= len(document.text.split()) <= 450
    assert document.title in document.text
    assert document.published and document.name.endswith(str(document.published))
    assert document.outlet and document.outlet.startswith("tourdetable examples")


def test_every_kind_of_file_for_one_text_is_among_the_examples():
    assert {path.suffix for path in FILES} == {".txt", ".md", ".html", ".pdf", ".docx"}


def test_sources_lists_only_texts_that_are_there():
    assert json.loads((EXAMPLES / "sources.json").read_text("utf-8")).keys() <= {path.stem for path in FILES}
