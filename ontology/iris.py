"""How things are named: the one place where IRIs are minted.

Everything tourdetable names itself stands below `BASE`; Wikidata and EU authority IRIs are linked
from there (`skos:exactMatch`), never used as names, since non-state actors often have neither.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

BASE: Final = "https://w3id.org/tourdetable/"
NS: Final = BASE + "ns#"


def slug(name: str) -> str:
    """`name` without article, accents, punctuation; words joined by `_`. Case is kept."""
    text = unicodedata.normalize("NFKD", name)
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"[^\w]+", "_", text).strip("_")
    text = re.sub(r"^[Tt]he_(?=.)", "", text)
    return quote(text or "_")


def entity_iri(identifier: str) -> str:
    """IRI of a state, organisation, party, place or other target, from its guideline code or name."""
    return f"{BASE}entity/{slug(identifier)}"


def person_iri(name: str) -> str:
    """IRI of a person, from the full name."""
    return f"{BASE}person/{slug(name)}"


def membership_iri(member: str, organisation: str, start: str) -> str:
    """IRI of a membership, from the codes of member and organisation and its first day as written."""
    return f"{BASE}membership/{slug(organisation)}/{slug(member)}/{start}"


def office_iri(code: str) -> str:
    """IRI of an office, a kind of post, from its code (`foreign-minister`)."""
    return f"{BASE}office/{slug(code).replace('_', '-')}"


def post_iri(actor: str, title: str) -> str:
    """IRI of a post: a title in one state or organisation."""
    return f"{BASE}post/{slug(actor)}/{slug(title)}"


def tenure_iri(actor: str, title: str, person: str, start: str) -> str:
    """IRI of a tenure: a person in a post, from a first day as written."""
    return f"{BASE}tenure/{slug(actor)}/{slug(title)}/{slug(person)}/{start}"


def population_iri(state: str, year: int) -> str:
    """IRI of a state's population figure for a year."""
    return f"{BASE}population/{slug(state)}/{year}"


def measure_iri(code: str) -> str:
    """IRI of a measure, from its guideline code (`sanctions`)."""
    return f"{BASE}measure/{slug(code).replace('_', '-')}"


def stance_iri(code: str) -> str:
    """IRI of a stance, from its guideline code (`opposes`)."""
    return f"{BASE}stance/{slug(code)}"


def proposal_iri(measure: str, target: str | None) -> str:
    """IRI of a proposal: a measure, aimed at a target where the text names one."""
    base = f"{BASE}proposal/{slug(measure).replace('_', '-')}"
    return f"{base}/{slug(target)}" if target else base


def document_iri(key: str) -> str:
    """IRI of a document, from its key: 16 hex digits of the SHA-256 of its url, else of its text."""
    return f"{BASE}document/{quote(key, safe='')}"


def graph_iri(name: str) -> str:
    """IRI of a graph that belongs to no document: `ontology`, `reference`, `inferred`, `reviews`."""
    return f"{BASE}graph/{quote(name, safe='')}"
