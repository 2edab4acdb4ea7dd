"""`tourdetable check` says nothing of a sound store, and one line for what is wrong with another."""

from click.testing import CliRunner, Result

from ingest.model import Document
from ontology.iris import NS, entity_iri, graph_iri
from queries.store import open_store
from ui.cli import cli
from ui.load import ingest


def checked(store: str) -> Result:
    return CliRunner().invoke(cli, ["check", "--store", store])


def test_a_state_that_is_a_person_too_is_found(tmp_path) -> None:  # type: ignore[no-untyped-def]
    location = str(tmp_path / "positions.db")
    document = Document(
        "one", "Austria's Foreign Minister Ludovik Tranner rejected sanctions against Russia.\n"
    )
    with open_store(location) as store:
        list(ingest([document], store))
    sound = checked(location)
    assert (sound.exit_code, "no faults" in sound.output) == (0, True)
    with open_store(location) as store:
        absurd = f"<{entity_iri('AUT')}> a <{NS}Official>"
        store.update(f"INSERT DATA {{ GRAPH <{graph_iri('reference')}> {{ {absurd} }} }}")
    broken = checked(location)
    assert broken.exit_code == 1
    assert broken.output.count("the schema and the reference data contradict each other\n") == 1
    assert "Traceback" not in broken.output
