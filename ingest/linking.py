"""Names in parsed text: states, organisations, parties, places, by longest match against the reference names.

A mention keeps how the actor was named, since that decides what it can stand for: "Vienna" is the
Austrian government as a subject and a city after "in"; "Russian" names Russia only beside a noun.
Organisations and places that the reference data do not know keep their name as the text has it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from ingest.language import pipeline
from ingest.wordlists import listed
from ontology.dates import PartialDate
from ontology.reference import Ambiguity, EntityKind, Name, NameKind, holds, reference

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

ADJECTIVES: Final = frozenset((NameKind.ADJECTIVE, NameKind.DEMONYM, NameKind.DEMONYM_PLURAL))
ACTORS: Final = frozenset(
    (EntityKind.STATE, EntityKind.TERRITORY, EntityKind.ORGANISATION, EntityKind.PARTY, EntityKind.NGO)
)
_CITIES: Final = frozenset((NameKind.CAPITAL, NameKind.SEAT))
_PLACE_PREPOSITIONS: Final = listed("place_prepositions")
_EVENTS: Final = listed("events")
_KINDS: Final = {
    "ORG": EntityKind.NGO,
    "GPE": EntityKind.PLACE,
    "LOC": EntityKind.PLACE,
    "FAC": EntityKind.PLACE,
}
_ANAPHORIC: Final = listed("anaphoric")
_STATE_ORGANS: Final = re.compile(
    r"\b(?:ministry|department|army|navy|air force|armed forces|military|government|parliament|senate|"
    r"embassy|"
    r"mission|police|treasury|cabinet|presidency|regime|authorities|administration|office of|"
    r"intelligence|guards?|ministers?|leaders)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` to `end` of a parsed block name `code`, in the words `text`."""

    start: int
    end: int
    code: str
    kind: EntityKind
    form: NameKind
    text: str
    ambiguous: Ambiguity | None = None


def link(docs: "Sequence[Doc]", published: PartialDate | None) -> list[list[Mention]]:
    """Reference names in each of the parsed blocks of a document, in order, none overlapping.

    `published` decides between names that changed hands ("Moscow", "EC").
    """
    day = published.latest if published else None
    found = [_known(doc, day) for doc in docs]
    sure = {m.code for mentions in found for m in mentions if m.ambiguous is not Ambiguity.GENERIC}
    return [
        [m for m in mentions if m.form is not NameKind.MINISTRY or m.ambiguous is None or m.code in sure]
        for mentions in found
    ]


def is_place(doc: "Doc", mention: Mention) -> bool:
    """Whether a name stands for a place: a region, or a capital as a city ("in Vienna", "Geneva talks")."""
    if mention.kind is EntityKind.PLACE:
        return True
    return mention.form in _CITIES and _stands_for_city(doc, mention)


def adjective(code: str) -> str | None:
    """The adjective of a state: `SYR` gives "Syrian"."""
    return _adjectives().get(code)


def known_party(name: str) -> bool:
    """Whether the reference data know an actor by this name."""
    return bool(reference().resolve(name))


def named(text: str) -> tuple[str, EntityKind] | None:
    """Code and kind of what a whole text (an outlet, a label) names, or None."""
    entities = reference().resolve(text)
    return (entities[0].id, entities[0].kind) if len(entities) == 1 else None


def _stands_for_city(doc: "Doc", mention: Mention) -> bool:
    token = doc[mention.end - 1]
    if token.dep_ == "pobj" and token.head.lower_ in _PLACE_PREPOSITIONS:
        return True
    if token.dep_ in ("compound", "nmod"):
        following = doc[mention.end].lower_ if mention.end < len(doc) else ""
        return token.head.lower_ in _EVENTS or following in _EVENTS
    # "Brussels, Belgium"; "a summit in the capital, Vienna"
    return token.dep_ == "appos" or any(c.dep_ == "appos" and c.ent_type_ == "GPE" for c in token.children)


def _known(doc: "Doc", day: date | None) -> list[Mention]:
    from spacy.util import filter_spans

    matcher, table = _matcher()
    spans = filter_spans(
        [
            span
            for span in matcher(doc, as_spans=True)
            if any(_same_case(span.text, name.text) for name in table[span.label_])
        ]
    )
    mentions = []
    for span in spans:
        name = _choose(table[span.label_], day)
        if name is None or not _names_it(doc, span.start, span.end, name):
            continue
        kind = reference().entities[name.entity].kind
        mentions.append(
            Mention(span.start, span.end, name.entity, kind, name.kind, span.text, name.ambiguous)
        )
    return mentions


def _choose(names: Iterable[Name], day: date | None) -> Name | None:
    """The name valid on the day, a proper name before an adjective."""
    if day is None:
        valid = [n for n in names if n.end is None] or list(names)
    else:
        valid = [n for n in names if holds(n.start, n.end, day)]
    # Of two entities that share a name the tables give the likelier last.
    valid.sort(key=lambda name: name.kind not in ADJECTIVES)
    return valid[-1] if valid else None


def _names_it(doc: "Doc", start: int, end: int, name: Name) -> bool:
    first, before = doc[start], doc[start - 1] if start else None
    if first.ent_type_ == "PERSON" and first.ent_iob_ == "I" and name.kind not in ADJECTIVES:
        # "Jim Jordan", but not "Iran's President Rouhani"
        return before is None or before.is_lower or before.text in ("'s", "’s")
    party = reference().entities[name.entity].kind is EntityKind.PARTY
    if party and before is not None and first.ent_type_ == "ORG" and first.ent_iob_ == "I":
        return before.ent_type_ != "ORG" or before.is_lower  # "the Syrian National Front"
    if name.ambiguous is Ambiguity.PERSON and first.ent_type_ == "PERSON" and end < len(doc):
        return doc[end].ent_type_ != "PERSON" or doc[end].ent_iob_ != "I"
    if name.ambiguous is Ambiguity.WORD and not name.text.isupper():
        return first.ent_type_ in ("GPE", "ORG", "NORP", "LOC", "PERSON") or first.pos_ == "PROPN"
    if name.ambiguous is Ambiguity.GENERIC and before is not None:
        # "the Russian Security Council", "Ukraine's Ministry of Defence"
        return before.ent_type_ not in ("NORP", "GPE") and before.text not in ("'s", "’s")
    return True


def unknown(docs: "Sequence[Doc]", taken: Sequence[frozenset[int]]) -> list[list[Mention]]:
    """Organisations and places that only the parser knows, outside the tokens `taken` in each block.

    Each goes by one name throughout: the abbreviation that the text introduces, else its full name.
    """
    rows = [list(_entities(doc, used)) for doc, used in zip(docs, taken, strict=True)]
    canonical = _canonical(docs, [text for found in rows for _, _, text, _ in found])
    return [
        [Mention(s, e, canonical.get(t, t), kind, NameKind.NAME, t) for s, e, t, kind in found]
        for found in rows
    ]


def _entities(doc: "Doc", taken: frozenset[int]) -> Iterator[tuple[int, int, str, EntityKind]]:
    for ent in doc.ents:
        kind = _KINDS.get(ent.label_)
        start, end = ent.start, ent.end
        while start < end and (doc[start].lower_ in ("the", "a", "an") or doc[start].is_punct):
            start += 1
        end = next((i for i in range(start, end) if doc[i].text == "("), end)
        while end > start and (doc[end - 1].text in ("'s", "’s") or doc[end - 1].is_punct):
            end -= 1
        if kind is None or start == end or not doc[start].text[0].isupper() or end - 1 in taken:
            continue
        inside = any(i in taken for i in range(start, end))
        if kind is EntityKind.PLACE and inside:
            continue
        if end - start == 1 and doc[start].lower_ in _ANAPHORIC:
            continue
        if kind is EntityKind.NGO and (
            (_STATE_ORGANS.search(doc[start:end].text) and (inside or end - start < 4))
            or (
                end - start < 4
                and end < len(doc)
                and doc[end].text[0].isupper()
                and doc[end].pos_ in ("PROPN", "NOUN")
            )
            or (
                start and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in ("secretary", "minister")
            )
        ):
            continue  # "the Foreign Ministry", "Defense Minister", "Secretary of State"
        yield start, end, doc[start:end].text, kind


def _canonical(docs: "Sequence[Doc]", texts: Sequence[str]) -> dict[str, str]:
    """The name to use for each text: an abbreviation that the document introduces, else the full name."""
    whole = "\n".join(doc.text for doc in docs)
    canonical: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        # "Organization of Petroleum Exporting Countries", for want of a "the"
        entities = reference().resolve(text) or reference().resolve(text.replace(" of ", " of the ", 1))
        if len(entities) == 1:
            canonical[text] = entities[0].id
    for text in dict.fromkeys(texts):
        short = re.search(re.escape(text) + r"[’']?s? \(([A-Z][A-Za-z&-]{1,11})\)", whole)
        if short and sum(c.isupper() for c in short[1]) >= 2:
            canonical[text] = short[1]
    for text in dict.fromkeys(texts):
        longer = [t for t in texts if t != text and t.startswith(text + " ") and " " not in text]
        if longer and text not in canonical:
            canonical[text] = canonical.get(longer[0], longer[0])
    return canonical


def _same_case(text: str, name: str) -> bool:
    """Abbreviations stand as they are; other names begin as the name does, or stand in capitals."""
    if len(name) <= 6 and sum(c.isupper() for c in name) > 1:
        return text == name
    if name[:4] == "the ":
        text, name = text[4:], name[4:]
    return text[:1] == name[:1] or text.isupper()


@cache
def _matcher() -> "tuple[PhraseMatcher, dict[str, list[Name]]]":
    from spacy.matcher import PhraseMatcher

    language = pipeline()
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    table: dict[str, list[Name]] = {}
    for name in reference().names:
        for text in {name.text, name.text.replace("'", "’"), name.text.replace("’", "'")}:
            table.setdefault(text.lower(), []).append(name)
            matcher.add(text.lower(), [language.make_doc(text)])
    return matcher, table


@cache
def _adjectives() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in reference().names:
        if name.kind is NameKind.ADJECTIVE:
            found.setdefault(name.entity, name.text)
    return found
