"""What a store holds, for the widgets to choose from."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import streamlit as st

from ontology.iris import document_iri
from ontology.terms import Measure
from queries.catalogue import Param, Query, run
from queries.store import Store
from queries.table import Iri, Table
from ui.explorer import parts

_ORGANISATIONS: Final = """
    PREFIX tdt: <https://w3id.org/tourdetable/ns#>
    SELECT DISTINCT ?organisation ?name WHERE {
      GRAPH <https://w3id.org/tourdetable/graph/reference> {
        ?membership tdt:organization ?organisation .
        ?organisation <http://www.w3.org/2000/01/rdf-schema#label> ?name
      }
    } ORDER BY ?name ?organisation"""

_TEXT: Final = Query(
    "text",
    "Text of a document",
    "The whole text, as read.",
    (Param("document", "document", "Whose text.", required=True),),
    """SELECT ?text WHERE {
      #? VALUES ?document { $document }
      GRAPH ?document { ?document <https://schema.org/text> ?text }
    } ORDER BY ?text""",
)


def ask(store: Store, query: Query | str, **args: str) -> Table:
    """The answer to a query of the catalogue. A copy of a store never changes: it is asked only once."""
    if "://" in store.location:
        return run(store, query, args)
    return _remembered(store, query, tuple(args.items()))  # type: ignore[arg-type]  # hashed by identity


@lru_cache(maxsize=128)
def _remembered(store: Store, query: Query | str, args: tuple[tuple[str, str], ...]) -> Table:
    return run(store, query, dict(args))


def say_empty(store: Store) -> None:
    """Tell the user that the store holds no position, and how it comes to hold some."""
    documents = len(ask(store, "documents"))
    found = f"{documents} documents, but no position in them" if documents else "no documents yet"
    st.info(f"This store holds {found}. Add texts with:  \\n`tourdetable ingest FILE_OR_FOLDER`")


def measures(table: Table) -> Mapping[str, str]:
    """Codes and labels of the measures in a table, in its order."""
    codes = dict.fromkeys(parts.code(row["measure"]) for row in table)
    return {code: parts.capital(Measure(code).label) for code in codes}


def organisations(store: Store) -> Mapping[str, str]:
    """Codes and names of the organisations whose members are known."""
    return {iri.short: str(name) for iri, name in store.select(_ORGANISATIONS).rows if isinstance(iri, Iri)}


def actors(store: Store) -> Mapping[str, str]:
    """Codes and names of all actors, who took most positions first."""
    return {parts.code(row["actor"]): str(row["actorName"]) for row in ask(store, "actors")}


def documents(store: Store) -> Mapping[str, parts.Row]:
    """Keys of all documents, newest first, with what is known of each."""
    rows = list(ask(store, "documents"))
    rows.sort(key=lambda row: str(row["issued"] or ""), reverse=True)
    return {parts.document_key(str(row["document"])): row for row in rows}


def text(store: Store, key: str) -> str:
    """The text of a document."""
    (found,) = ask(store, _TEXT, document=document_iri(key)).column("text")
    return str(found)
