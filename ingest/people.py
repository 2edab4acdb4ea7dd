"""People of a document: each with the office and the actor that the text gives them anywhere.

"Austria's Foreign Minister Sebastian Kurz", "Sergei Shoigu, the Russian defence minister," and "Kerry" later
on are read off the tokens around a name. An official in office holds the position of his state or
organisation; a member of parliament, a candidate, an opposition politician or a former official his own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from ingest.linking import ACTORS, ADJECTIVES, Mention
from ingest.officials import Officials
from ingest.wordlists import listed
from ontology.reference import EntityKind, NameKind, reference

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

HEADS: Final = listed("offices")
"""Nouns that name an office or a calling."""

_RANKS: Final = listed("ranks")
_HONOURS: Final = listed("honours")
_POSSESSIVES: Final = frozenset("his her its their".split())
_MODIFIERS: Final = listed("office_modifiers")
_LINKS: Final = listed("office_links")
_PERSONAL: Final = listed("personal_verbs")
_PRIVATE: Final = re.compile(
    r"\b(?:former|ex|ex-\w+|candidate|nominee|senators?|congress(?:man|woman)|lawmaker|legislator|mp|mep|parliamentarian|"
    r"opposition|professor|analyst|activist|dissident|member of parliament|backbencher|shadow)\b",
    re.I,
)
_OBSERVER: Final = re.compile(
    r"\b(?:professor|analyst|expert|researcher|fellow|economist|scholar|journalist|editor|columnist|author|historian|"
    r"reporter|correspondent|commentator|pundit|lecturer|observer)\b",
    re.I,
)
_AMERICAN: Final = re.compile(
    r"\b(?:assistant|under|deputy) secretary\b"
    r"|\bsecretary of (?:state|defen[sc]e|the treasury|commerce|energy|homeland)"
    r"|department spokes|state department|white house|pentagon"
)
_MARKS: Final = frozenset(("'s", "’s", "-", "’", "'"))
_STRAY: Final = frozenset(("'s", "’s", ",", "-"))
_DETERMINERS: Final = _POSSESSIVES | {"the", "a"}
_SENT: Final = frozenset("envoy representative coordinator rapporteur adviser advisor".split())
_STYLES: Final = frozenset("excellency majesty highness holiness".split())
_OPENING: Final = frozenset("a an current top newly".split())


@dataclass(slots=True)
class Person:
    """Someone named in a document. `actor` is whose position he holds: a code, or his own name."""

    name: str
    role: str | None = None
    actor: str | None = None
    past: bool = False
    owner: str | None = None
    """Noun of an owner that the text names elsewhere: "the Coalition's Secretary-General"."""
    roles: list[str] = field(default_factory=list)

    @property
    def surname(self) -> str:
        """Last word of the name."""
        return self.name.split()[-1]

    @property
    def observer(self) -> bool:
        """An analyst or reporter, whose opinion is no position."""
        return bool(self.role and _OBSERVER.search(self.role))


@dataclass(frozen=True, slots=True)
class Office:
    """An office worded beside a name: its words, and the actor it belongs to."""

    role: str | None
    actor: str | None
    past: bool = False
    owner: str | None = None


class People:
    """Everyone named in the blocks of a document, found by any part of their names."""

    def __init__(
        self,
        docs: "Sequence[Doc]",
        mentions: Sequence[Sequence[Mention]],
        on: date | None,
        officials: Officials,
    ) -> None:
        self._people: list[Person] = []
        self.introduced: list[tuple[int, int, Person, Office]] = []
        """Block and token where the text gives a person an office."""
        self._spans: list[dict[int, Person]] = []
        self.starts: list[list[tuple[int, int, Person]]] = []
        found = [list(_names(doc, linked, on)) for doc, linked in zip(docs, mentions, strict=True)]
        offices = {
            (at, start): office_at(docs[at], start, end, mentions[at])
            for at, spans in enumerate(found)
            for start, end in spans
        }
        self._titled = {
            _words(docs[at][start:end].text)[-1]
            for at, spans in enumerate(found)
            for start, end in spans
            if offices[at, start]
        }
        # Longer names first, so that a surname finds the full name that a later sentence gives.
        order = sorted(
            ((at, start, end) for at, spans in enumerate(found) for start, end in spans),
            key=lambda x: -len(_words(docs[x[0]][x[1] : x[2]].text)),
        )
        owner: dict[tuple[int, int], Person] = {}
        for at, start, end in order:
            name = _clean(docs[at][start:end].text)
            owner[at, start] = self._get(name, titled=bool(offices[at, start]))
        for at, spans in enumerate(found):
            self._spans.append({})
            self.starts.append([])
            for start, end in spans:
                person = owner[at, start]
                office = offices[at, start]
                if office:
                    self._learn(person, office)
                    self.introduced.append((at, start, person, office))
                self._spans[at].update(dict.fromkeys(range(start, end), person))
                self.starts[at].append((start, end, person))
        for person in self._people:
            if person.role and (person.past or _PRIVATE.search(person.role)):
                person.actor = person.name
            elif not (person.actor or person.role) and (known := officials.named(person.name, on)):
                person.name, person.actor = known.person, known.actor
        self._surnames(docs, mentions)

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people)

    def at(self, block: int, token: int) -> Person | None:
        """The person whose name covers a token."""
        return self._spans[block].get(token)

    def tokens(self, block: int) -> frozenset[int]:
        """Tokens of a block that belong to a person's name."""
        return frozenset(self._spans[block])

    def _surnames(self, docs: "Sequence[Doc]", mentions: Sequence[Sequence[Mention]]) -> None:
        """Surnames that the parser did not take for a person: "Shoigu blamed ..."."""
        known = {person.surname: person for person in self._people if person.role or " " in person.name}
        for at, doc in enumerate(docs):
            taken = {i for m in mentions[at] for i in range(m.start, m.end)}
            for token in doc:
                person = known.get(token.text)
                if person and token.i not in self._spans[at] and token.i not in taken:
                    self._spans[at][token.i] = person
                    self.starts[at].append((token.i, token.i + 1, person))

    def _get(self, name: str, titled: bool = False) -> Person:
        """The person of that name so far, else a new one; `titled`: an office stands before the name."""
        words = _words(name)
        fits = [p for p in self._people if not self._stranger(words, name, p)]
        for same in (_one_man, _part_of_surname) + ((_family_name_first,) if titled else ()):
            for person in fits:
                if same(words, _words(person.name)):
                    return person
        person = Person(name)
        self._people.append(person)
        return person

    def _stranger(self, words: Sequence[str], name: str, person: Person) -> bool:
        """ "Assad" is not the suburb Dahiyat al-Assad."""
        theirs = _words(person.name)
        known = reference().people
        alike = words == theirs or len(words) > 1 or theirs[-1] in self._titled
        return not alike and bool(known(name)) and not known(person.name)

    def _learn(self, person: Person, office: Office) -> None:
        person.past = person.past or office.past
        if office.role and office.role.endswith("counterpart"):
            office = replace(office, role=None)
        person.owner = person.owner or office.owner
        if office.role:
            person.roles.append(office.role)
            if person.role is None or (person.actor is None and office.actor):
                person.role = office.role
        if office.actor and person.actor is None:
            person.actor = office.actor


def incumbent(name: str, on: date | None) -> str | None:
    """The actor for whom the official of this name or surname holds office on a day; None if unsure.

    Where the day is not known, a full name will do, for whom its official ever held office.
    """
    rows = reference().tenures(name, on) if on or " " in name else ()
    actors = {row.actor for row in rows}
    return actors.pop() if len(actors) == 1 else None


def office_at(doc: "Doc", start: int, end: int, mentions: Sequence[Mention]) -> Office | None:
    """The office worded just before or after the name at tokens `start` to `end`."""
    return _before(doc, start, end, mentions) or _after(doc, end, mentions)


def _before(doc: "Doc", start: int, end: int, mentions: Sequence[Mention]) -> Office | None:
    at = {i: m for m in mentions for i in range(m.start, m.end)}
    stop = start
    if stop and doc[stop - 1].text == ",":
        stop -= 1
    while stop > 1 and doc[stop - 1].lower_ in _HONOURS and doc[stop - 2].text == ",":
        stop -= 2  # "the Foreign Minister, Prince Faisal"
    first = stop
    while first > 0:
        token = doc[first - 1]
        if token.ent_type_ in ("DATE", "TIME"):
            break
        if first - 1 in at:
            first = at[first - 1].start
            continue
        if _in_office(token, first < stop):
            first -= 1
            continue
        noun = token.pos_ in ("NOUN", "ADJ") and token.dep_ in ("compound", "amod", "nmod")
        if first < stop and (token.ent_type_ == "ORG" or noun):
            first -= 1
            continue
        break
    for i in range(stop - 1, first, -1):
        if doc[i].lower_ == "for" and doc[i - 1].lower_.startswith("spokes"):
            first = i + 1  # "a spokesman for Foreign Minister X": X is not the spokesman
            break
    while first < stop and (doc[first].lower_ in _LINKS or doc[first].text in ("'s", "’s", "-")):
        first += 1
    while first + 1 < stop and doc[first].lower_ in ("his", "her") and doc[first + 1].lower_ not in _STYLES:
        first += 1
    words = [doc[i].lower_ for i in range(first, stop)]
    if not any(w in HEADS for w in words):
        return None
    if stop < start and not (
        (first and doc[first - 1].lower_ in _DETERMINERS) or any(i in at for i in range(first, stop))
    ):
        return None  # "..., minister, Smith" is no apposition
    office = _office(doc, first, stop, mentions)
    if office and first and doc[first - 1].lower_ in _POSSESSIVES:
        # "its UN director", "his foreign minister"
        return Office(" ".join(words_of(doc, first, stop)), None, owner=doc[first - 1].lower_)
    if office and office.actor is None and end < len(doc) and doc[end].lower_ == "of" and end + 1 in at:
        return Office(office.role, at[end + 1].code)  # "President Hassan Rouhani of Iran"
    return office


def _in_office(token: "Token", inside: bool) -> bool:
    """Whether a word can belong to an office; `inside`: one of its words stands behind it already."""
    word = token.lower_
    if word in HEADS or word in _MODIFIERS or word in _RANKS or token.text in _MARKS:
        return True
    capital = token.text[:1].isupper() and token.ent_type_ != "PERSON"
    if token.is_sent_start and token.nbor().text not in ("'s", "’s"):
        return False
    return inside and (word in _LINKS or (capital and token.pos_ in ("PROPN", "NOUN", "ADJ")))


def words_of(doc: "Doc", first: int, last: int) -> list[str]:
    """The words of some tokens."""
    return [doc[i].text for i in range(first, last)]


def _after(doc: "Doc", end: int, mentions: Sequence[Mention]) -> Office | None:
    if end + 1 >= len(doc) or doc[end].text not in (",", "(", "—", "–", "who"):
        return None
    at = {i: m for m in mentions for i in range(m.start, m.end)}
    if doc[end].text == "(" and end + 1 in at:
        inside = at[end + 1]
        closed = inside.end < len(doc) and doc[inside.end].text == ")"
        return (
            Office(None, inside.code) if closed and inside.kind in ACTORS else None
        )  # "Peter Wittig (Germany)"
    if doc[end].text == "," and doc[end + 1].lower_ == "for":
        # "Mr Eden, for the United Kingdom,"
        owner = end + 2 + (doc[end + 2 : end + 3].text == "the")
        named = at.get(owner)
        closed = named is not None and named.end < len(doc) and doc[named.end].text == ","
        return Office(None, named.code) if named and closed and named.kind in ACTORS else None
    first = end + 1
    while first < len(doc) and doc[first].lower_ in (
        "the",
        "a",
        "an",
        "was",
        "is",
        "who",
        "currently",
        "now",
    ):
        first += 1
    last = first
    while (
        last < len(doc)
        and doc[last].text not in (",", ";", ")", "—", "–", ".", ":", "”", '"')
        and last - first < 16
    ):
        if (
            doc[last].pos_ in ("VERB", "AUX")
            and last not in at
            and doc[last].lower_ not in HEADS | _MODIFIERS
        ):
            break
        if doc[last].lower_ in ("who", "which", "that", "said", "told", "until", "since"):
            break
        last += 1
    words = [doc[i].lower_ for i in range(first, last)]
    heads = [i for i, w in enumerate(words) if w in HEADS]
    if not heads or heads[0] > 8:
        return None
    if any(w in ("in", "by", "with", "from", "of") for w in words[: heads[0]]):
        return None
    office = _office(doc, first, last, mentions)
    return replace(office, past=any(t.lower_ == "was" for t in doc[end:first])) if office else None


def _office(doc: "Doc", first: int, last: int, mentions: Sequence[Mention]) -> Office | None:
    """Split the words of an office into the role and the actor it belongs to."""
    inside = [m for m in mentions if first <= m.start and m.end <= last]
    heads = [i for i in range(first, last) if doc[i].lower_ in HEADS]
    if not heads:
        return None
    actor: str | None = None
    drop: set[int] = set()
    for mention in inside:
        possessive = mention.end < last and doc[mention.end].text in ("'s", "’s", "’", "'")
        before = doc[mention.start - 1].lower_ if mention.start > first else ""
        leading = mention.end <= heads[-1] and before not in ("to", "for")
        trailing = (
            before in ("of", "at", "the", "for")
            and mention.start > heads[0]
            and mention.form not in ADJECTIVES
        )
        if trailing and before == "the":
            before = doc[mention.start - 2].lower_ if mention.start - 1 > first else ""
            trailing = before in ("of", "at", "for")
        if leading and before == "the":
            leading = mention.start - 2 < first or doc[mention.start - 2].lower_ not in ("to", "for")
        if before == "for" and doc[heads[0]].lower_ in _SENT and not leading:
            continue  # "Special Envoy for Yemen" speaks for him who sent him
        if trailing and mention.kind is not EntityKind.PLACE and not leading:
            if before == "for" and actor:
                continue
            drop.update(range(mention.start, mention.end))
            back = mention.start - 1
            while back > heads[0] and doc[back].lower_ in ("of", "at", "the", "for"):
                drop.add(back)
                back -= 1
            actor = actor or mention.code
        elif leading and (mention.kind is not EntityKind.PLACE or possessive):
            if mention.form in (NameKind.METONYM, NameKind.MINISTRY) and not possessive:
                actor = actor or mention.code  # a seat of office stays: "Kremlin spokesman"
                continue
            if actor is not None and not possessive:
                continue  # "Russia's EU ambassador"
            drop.update(range(mention.start, mention.end + possessive))
            actor = actor or mention.code
    kept: list[int] = [i for i in range(first, last) if i not in drop]
    owner: str | None = None
    for i in range(first, last):
        if doc[i].text in ("'s", "’s") and i not in drop:
            if first < i < heads[0]:
                owner = doc[i - 1].text
            kept = [k for k in kept if k < i or i < heads[0]]
            kept = [k for k in kept if k > i or i > heads[0]]
    for i in sorted(drop):
        if i > heads[0] and i + 1 < last and doc[i + 1].text in ("'s", "’s"):
            kept = [k for k in kept if k < i]
    while kept and (doc[kept[0]].lower_ in _LINKS | _RANKS | _OPENING or doc[kept[0]].text in _STRAY):
        kept.pop(0)
    for i in kept:
        if doc[i].lower_ in ("at", "in", "from", "under") and i > heads[0]:
            kept = [k for k in kept if k < i]
            break
    while kept and (doc[kept[-1]].lower_ in _LINKS or doc[kept[-1]].text in ("'s", "’s", ",", "-")):
        kept.pop()
    if not kept:
        return Office(None, actor)
    role = "".join(doc[i].text_with_ws if i + 1 in kept else doc[i].text + " " for i in kept).strip()
    role = re.sub(r"\s+", " ", role)
    if actor is None:
        regions = [e for e in doc.ents if e.label_ == "GPE" and first <= e.start and e.end <= heads[0]]
        if regions:  # "California Governor Jane Doe"
            actor = regions[0].text
            role = role.removeprefix(actor).strip()
    return Office(role or None, actor or _national(role), owner=owner)


def _national(role: str) -> str | None:
    """The state of an office that only one state has by that name."""
    lower = role.lower()
    if _AMERICAN.search(lower):
        return "USA"
    if "foreign secretary" in lower or "home secretary" in lower or "exchequer" in lower:
        return "GBR"
    return "RUS" if "kremlin" in lower else None


def _names(doc: "Doc", mentions: Sequence[Mention], on: date | None) -> Iterator[tuple[int, int]]:
    """Token spans of persons' names, without titles and possessives."""
    taken = {i for m in mentions if m.kind is not EntityKind.PLACE for i in range(m.start, m.end)}
    seen = set(taken)
    for start, end in (*_unrecognised(doc, taken), *_recognised(doc, taken)):
        seen.update(range(start, end))
        yield start, end
    for token in doc:
        known = (
            token.pos_ == "PROPN" and token.i not in seen and token.text[0].isupper() and len(token.text) > 2
        )
        if known and token.ent_type_ not in ("DATE", "PERSON") and incumbent(token.text, on):
            yield (
                token.i,
                token.i + 1,
            )  # an official in office whose surname the parser took for something else


def _recognised(doc: "Doc", taken: set[int]) -> Iterator[tuple[int, int]]:
    for ent in doc.ents:
        start, end = ent.start, ent.end
        if ent.label_ not in ("PERSON", "ORG", "GPE", "NORP", "FAC", "PRODUCT", "WORK_OF_ART", "LOC"):
            continue
        titled = _titled(doc, start)
        if ent.label_ != "PERSON" and not titled:
            continue
        while end > start and (
            doc[end - 1].text in ("'s", "’s", "’", "'", "”", '"') or doc[end - 1].is_punct
        ):
            end -= 1
        for i in range(end - 1, start - 1, -1):  # "Iran's President Rouhani"
            if i < end - 1 and (
                doc[i].lower_ in HEADS or doc[i].lower_ in _RANKS or i in taken or doc[i].text in ("'s", "’s")
            ):
                start = i + 1
                break
        if (
            end - start == 1
            and ent.label_ == "PERSON"
            and _first_name(doc, start - 1)
            and start - 1 not in taken
        ):
            start -= 1
        if end - start == 1 and ent.label_ == "PERSON" and _surname(doc, end):
            end += 1
        if 0 < end - start <= 5 and not taken & set(range(start, end)) and _name_like(doc, start, end):
            yield start, end


def _surname(doc: "Doc", at: int) -> bool:
    """ "Theresa May", of which the parser took the second word for a month."""
    if at >= len(doc) or doc[at].pos_ != "PROPN" or (doc[at].ent_type_ and doc[at].text != "May"):
        return False
    joined = doc[at - 1].dep_ == "compound" and doc[at - 1].head.i == at
    return joined and doc[at].text.istitle() and doc[at].lower_ not in HEADS


def _first_name(doc: "Doc", at: int) -> bool:
    """ "Minister Radim Blaha", of which the parser took the second word alone for a name."""
    if at < 1 or doc[at].pos_ != "PROPN" or doc[at].head.i != at + 1 or doc[at].ent_type_:
        return False
    before = doc[at - 1]
    title = doc[at].lower_ in HEADS or doc[at].lower_ in _RANKS
    return doc[at].text.istitle() and not title and (before.text == "," or before.lower_ in HEADS)


def _name_like(doc: "Doc", start: int, end: int) -> bool:
    last = doc[end - 1]
    if doc[start:end].text.isupper() and doc[start].sent.text.isupper() and not _titled(doc, start):
        return False  # in a heading in capitals anything looks like a name
    return doc[start].text[:1].isupper() and last.text[:1].isalpha() and last.lower_ not in HEADS


def _unrecognised(doc: "Doc", taken: set[int]) -> Iterator[tuple[int, int]]:
    """Full names as subjects of what only persons do, which the parser did not take for names."""
    for token in doc:
        if (
            token.pos_ != "PROPN"
            or token.dep_ != "nsubj"
            or token.head.lemma_ not in _PERSONAL
            or token.ent_type_
        ):
            continue
        start = token.i
        while (
            start
            and doc[start - 1].pos_ == "PROPN"
            and doc[start - 1].head == token
            and not doc[start - 1].ent_type_
        ):
            start -= 1
        words = range(start, token.i + 1)
        bare = not any(c.dep_ == "det" for c in token.children) and not token.text.isupper()
        capital = all(doc[i].text[0].isupper() for i in words)
        if bare and capital and 2 <= len(words) <= 4 and not taken & set(words):
            yield start, token.i + 1


def _titled(doc: "Doc", start: int) -> bool:
    return (
        start > 0
        and (doc[start - 1].lower_ in HEADS or doc[start - 1].lower_ in _RANKS)
        and doc[start - 1].text[:1].isupper()
    )


def _clean(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip(" .,'’\"”")


def _words(name: str) -> list[str]:
    return [w.lower().strip(".") for w in re.split(r"[\s-]+", _fold(name)) if w.strip(".")] or [name.lower()]


def _fold(text: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _one_man(words: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two names can be one man's: the same, or the surname of the other."""
    if words == theirs:
        return True
    short = len(words) == 1 or len(theirs) == 1
    return words[-1] == theirs[-1] and (short or _initials(words, theirs))


def _part_of_surname(words: Sequence[str], theirs: Sequence[str]) -> bool:
    """ "Erdogan" of "Recep Tayyip Erdogan Bey"."""
    return len(words) == 1 and words[0] in theirs[1:]


def _family_name_first(words: Sequence[str], theirs: Sequence[str]) -> bool:
    """ "Minister Park" is Park Jin."""
    return len(words) == 1 and len(theirs) > 1 and words[0] == theirs[0]


def _initials(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two full names of one surname can be one man's: "Antony J. Blinken", "Antony Blinken"."""
    return next(iter(one))[:1] == next(iter(other))[:1]
