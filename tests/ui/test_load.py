"""Where ingest meets the store."""

from pathlib import Path

import pytest

from ingest.model import Document
from ontology.dates import PartialDate
from ontology.errors import InputError, StoreError
from queries.store import Store, open_store
from ui.load import Change, Outcome, documents, ingest, select

TEXT = "Austria rejected new sanctions against Russia on Monday.\n\nHungary opposed a ceasefire in Syria.\n"
RECORDED = "http://www.w3.org/ns/prov#endedAtTime"


def content(store: Store, document: Document) -> str:
    return store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{document.iri}> {{ ?s ?p ?o }} }}")


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(None)


def test_ingesting_again_changes_nothing(store: Store) -> None:
    document = Document("again", TEXT, published=PartialDate(2014, 3, 3))
    (first,) = ingest([document], store)
    assert isinstance(first, Outcome) and first.change is Change.ADDED and first.positions >= 2
    before = content(store, document)
    assert [o.change for o in ingest([document, document], store)] == [Change.UNCHANGED] * 2
    assert content(store, document) == before


def test_a_corrected_text_replaces_its_predecessor(store: Store) -> None:
    url = "https://example.org/a"
    one = Document("one", TEXT, url=url)
    two = Document("one", "Hungary opposed a ceasefire in Syria.\n", url=url)
    assert [o.change for o in ingest([one, two], store)] == [Change.ADDED, Change.UPDATED]
    assert "Austria" not in content(store, two)


def test_what_breaks_a_shape_is_not_written(store: Store) -> None:
    broken = Document("", TEXT + "No name, no graph.\n")
    good = Document("good", "Spain opposed a ceasefire in Syria.\n")
    error, outcome = ingest([broken, good], store)
    assert isinstance(error, InputError) and "a document has one name" in str(error)
    assert isinstance(outcome, Outcome) and outcome.change is Change.ADDED
    assert content(store, broken) == ""


def test_a_store_that_fails_keeps_what_it_held(tmp_path: Path) -> None:
    document = Document("kept", TEXT)
    with open_store(tmp_path / "s") as writing:
        list(ingest([document], writing))
        before = content(writing, document)
    with open_store(tmp_path / "s", read_only=True) as reading, pytest.raises(StoreError):
        list(ingest([Document("new", "Spain opposed a ceasefire.\n")], reading))
    with open_store(tmp_path / "s", read_only=True) as again:
        assert content(again, document) == before


def test_files_are_taken_once_and_errors_stay_in_their_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_text(TEXT, encoding="utf-8")
    files, skipped, wrong = select([tmp_path, tmp_path / "a.txt", tmp_path / "no.txt"])
    assert [file.name for file in files] == ["a.txt", "b.txt", "c.txt"]
    assert (skipped, len(wrong)) == ([], 1)
    from ingest.metadata import Metadata

    found = list(documents(files, Metadata(outlet="Gazette"), {"c": Metadata(title="Sea")}))
    assert [getattr(f, "name", type(f)) for f in found] == ["a", InputError, "c"]
    assert (found[2].title, found[2].outlet) == ("Sea", "Gazette")
