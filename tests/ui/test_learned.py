"""An official whom only a text knows: introduced in one, bare in the next, kept with the source."""

from click.testing import CliRunner

from queries.store import open_store
from ui.cli import cli

INTRODUCED = (
    "VIENNA, 18 October 2016\n\n"
    "Austria's Foreign Minister Ludovik Tranner said on Tuesday that he rejects additional sanctions against "
    "Russia.\n"
)
BARE = "BERLIN, 20 October 2016\n\nTranner rejected new sanctions against Iran.\n"
YEARS_LATER = "BERLIN, 20 October 2019\n\nTranner rejected new sanctions against China.\n"

SOURCES = """
PREFIX tdt: <https://w3id.org/tourdetable/ns#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?post ?on ?words WHERE {
  GRAPH ?document {
    ?tenure tdt:holder/rdfs:label "Ludovik Tranner" ; tdt:post/rdfs:label ?post ; dcterms:date ?on ;
        dcterms:source/oa:hasSelector/oa:exact ?words .
  }
}
"""
HOLDERS = """
PREFIX tdt: <https://w3id.org/tourdetable/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?target ?actor ?speaker WHERE {
  GRAPH ?document {
    ?position tdt:actor ?holder ; tdt:target/^tdt:target/tdt:target ?aim ; tdt:speaker/rdfs:label ?speaker .
  }
  BIND(STRAFTER(STR(?holder), "/entity/") AS ?actor) BIND(STRAFTER(STR(?aim), "/entity/") AS ?target)
} ORDER BY ?target
"""


def ingested(*paths: str, store: str) -> None:
    result = CliRunner().invoke(cli, ["ingest", *paths, "--store", store])
    assert result.exit_code == 0, result.output


def test_asserted_in_one_text_used_in_the_next_and_kept_with_its_source(tmp_path) -> None:  # type: ignore[no-untyped-def]
    texts, later, store = tmp_path / "texts", tmp_path / "later.txt", str(tmp_path / "positions.db")
    texts.mkdir()
    (texts / "a.txt").write_text(INTRODUCED, encoding="utf-8")
    (texts / "b.txt").write_text(BARE, encoding="utf-8")
    later.write_text(YEARS_LATER, encoding="utf-8")
    ingested(str(texts), store=store)
    ingested(str(later), store=store)
    with open_store(store, read_only=True) as opened:
        (kept,) = opened.select(SOURCES).rows
        held = [tuple(map(str, row)) for row in opened.select(HOLDERS).rows]
    assert [str(cell) for cell in kept] == [
        "Foreign Minister, Austria",
        "2016-10-18",
        INTRODUCED.split("\n\n")[1].strip(),
    ]
    assert held == [
        ("CHN", "Tranner", "Tranner"),  # too long after: he may hold no post any more
        ("IRN", "AUT", "Ludovik Tranner"),
        ("RUS", "AUT", "Ludovik Tranner"),
    ]


def test_a_later_run_knows_whom_the_store_knows(tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = str(tmp_path / "positions.db")
    for name, text in (("a", INTRODUCED), ("b", BARE)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        ingested(str(tmp_path / f"{name}.txt"), store=store)
    with open_store(store, read_only=True) as opened:
        assert ("IRN", "AUT", "Ludovik Tranner") in [tuple(map(str, r)) for r in opened.select(HOLDERS).rows]
