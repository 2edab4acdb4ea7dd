"""Whom noun phrases and pronouns stand for, in the discourse of a document.

Light coreference in the order of the text: what was named before, subjects first. A pronoun takes the nearest
fitting actor, "the minister" the last one who holds such an office, "the two sides" the last pair named
together, "the Defence Ministry" the state that the sentences before are about.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from ingest.linking import ACTORS, ADJECTIVES, Mention, adjective, is_place, known_party
from ingest.people import HEADS, People, Person, incumbent, office_at
from ingest.reading import Holder
from ingest.wordlists import actors, listed
from ontology.reference import EntityKind, NameKind, reference

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

HE: Final = frozenset("he she him her his hers himself herself".split())
IT: Final = frozenset("it its itself".split())
THEY: Final = frozenset("they them their theirs themselves both".split())
WE: Final = frozenset("we i us me our ours my mine ourselves myself".split())

_TALK: Final = listed("joint_verbs")
HIS: Final = frozenset("his her its their".split())
_PRONOUNS: Final = HE | IT | THEY | {"who", "which", "that", "whose"}
_ORGANS: Final = listed("organs")
_STATE_ORGANS: Final = listed("state_organs")
_TEXTS: Final = listed("texts")
_ANONYMOUS: Final = listed("anonymous")
_GROUPS: Final = listed("groups")
_BODIES: Final = listed("bodies")
_COLLECTIVES: Final = listed("collectives")
_REGIONS: Final = actors("regions")
_NUMBERED: Final = actors("numbered")
_MEMBERS: Final = frozenset("country state republic nation member government minister leader".split())
_QUOTES: Final = {"“": "”", "«": "»", "„": "“", '"': '"', "‘": "’"}
_NATIONAL: Final = re.compile(
    r"\b(?:minister|president|premier|chancellor|king|queen|prince|emir|general|marshal|colonel)\b", re.I
)
"""Offices that every state has, so that their bearer need not be the issuer's."""
_EMPTY_IN_TITLES: Final = frozenset(("of", "the", "for", "and", "affairs"))
_NUMBERS: Final = {
    **{"two": 2, "both": 2, "pair": 2, "duo": 2, "three": 3, "trio": 3},
    **{"four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
}


@dataclass(frozen=True, slots=True)
class Named:
    """Something named at a token of a block: one actor, or several named together."""

    block: int
    token: int
    holders: tuple[Holder, ...]
    kind: EntityKind | None
    """None for a person."""
    subject: bool
    quoted: bool
    sentence: int
    texts: tuple[str, ...] = ()
    listed: bool = False
    """Whether it stands in a list of states."""


class Discourse:
    """The names of a document in order, and what its other noun phrases stand for."""

    def __init__(
        self,
        docs: "Sequence[Doc]",
        mentions: Sequence[Sequence[Mention]],
        people: People,
        on: date | None,
        home: str | None = None,
    ) -> None:
        """`home`: the actor in whose name the text is issued, where it is no press text."""
        self.docs = docs
        self.parties: tuple[Holder, ...] = ()
        """Those who sign the text together."""
        self.home = home
        self.people = people
        self._at = [_innermost(found) for found in mentions]
        self._quoted = [quoted(doc)[0] for doc in docs]
        self._sentence = list(_sentences(docs))
        self._mentions = mentions
        self._named: list[Named] = []
        self._memory: dict[str, tuple[Holder, ...]] = {}
        self._on = on
        for block in range(len(docs)):
            self._read_names(block)
        served = {person.name: self._holder_of(person) for person in people if person.actor}
        self._named = [_settled(named, served) for named in self._named]

    # -- what a phrase names ---------------------------------------------------------------------------------

    def entity(self, block: int, token: "Token") -> str | None:
        """Code or name that the phrase at `token` names, None for a common noun."""
        mention = self._at[block].get(token.i)
        if mention:
            if mention.form in (NameKind.CAPITAL, NameKind.SEAT) and is_place(self.docs[block], mention):
                return mention.text
            return mention.code
        person = self.people.at(block, token.i)
        if person:
            return person.actor or person.name
        if token.pos_ == "PRON":
            found = self.holders(block, token)
            return found[0].actor if len(found) == 1 else None
        lemma = _lemma(token)
        if lemma in _GROUPS:
            return self._group(block, token)
        if lemma in _STATE_ORGANS and lemma not in ("capital", "state", "nation", "country"):
            owner = self._owner(block, token)
            if owner and owner.kind is not EntityKind.PLACE:
                return owner.code
            if lemma in ("regime", "government", "authority", "authorities") and _definite(token):
                return self.state_before(block, token.i)
        if lemma in ("country", "nation", "kingdom", "island", "bloc", "alliance") and _definite(token):
            found = self.holders(block, token)
            return found[0].actor if len(found) == 1 else None
        return None

    def holders(self, block: int, token: "Token") -> tuple[Holder, ...]:
        """Whom the phrase headed by `token` stands for as holder of a position."""
        mention = self._at[block].get(token.i)
        if mention is None and (token.pos_ == "PRON" or token.lower_ in _PRONOUNS):
            return self._pronoun(block, token)
        if token.lower_ in _REGIONS and token.dep_ in ("amod", "compound", "nmod"):
            return ()
        if together := _named_together(token):
            return tuple(Holder(code) for code in together)
        person = self._person(block, token)
        if person:
            return self._holder_of(person)
        if mention and mention.form in ADJECTIVES and _one_of_them(token):
            return (Holder(mention.code),)
        if mention and mention.end - 1 == token.i and mention.form is not NameKind.ADJECTIVE:
            return self._holder_by_name(block, mention)
        return tuple(dict.fromkeys(self._common(block, token)))

    def state_before(self, block: int, token: int) -> str | None:
        """The state that the sentences before (else the same sentence) are about."""
        sentence = self._sentence[block][token] if token < len(self._sentence[block]) else -1
        loose: str | None = None
        for named in reversed(self._before(block, token)):
            code = self._state(named)
            if code is None:
                continue
            if sentence - named.sentence > 8:
                break
            if named.subject and not named.listed:
                return code
            loose = loose or code
        if loose:
            return loose
        for mention in self._mentions[block]:
            if mention.start > token and mention.kind is EntityKind.STATE:
                return mention.code
        return None

    # -- parts ----------------------------------------------------------------------------------------------

    def _person(self, block: int, token: "Token") -> Person | None:
        person = self.people.at(block, token.i)
        if person or _lemma(token) not in HEADS:
            return person
        # "the British foreign secretary, Boris Johnson", or a title taken for the head
        for child in token.children:
            if child.dep_ == "appos" and (found := self.people.at(block, child.i)):
                return found
        following = token.i + 1
        return (
            self.people.at(block, following)
            if following < len(token.doc) and token.text[0].isupper()
            else None
        )

    def _holder_of(self, person: Person) -> tuple[Holder, ...]:
        if person.observer:
            return ()
        return (Holder(person.actor or person.name, person.name, person.role),)

    def _holder_by_name(self, block: int, mention: Mention) -> tuple[Holder, ...]:
        if mention.form in (NameKind.DEMONYM, NameKind.DEMONYM_PLURAL):
            return (Holder(mention.code),) if mention.form is NameKind.DEMONYM_PLURAL else ()
        if is_place(self.docs[block], mention) and mention.form is not NameKind.NAME:
            return ()
        return (Holder(mention.code),)

    def _common(self, block: int, token: "Token") -> tuple[Holder, ...]:
        lemma = _lemma(token)
        if lemma in _TEXTS:
            for child in token.children:
                if child.dep_ == "prep" and child.lower_ in ("from", "by", "of"):
                    people = (self.people.at(block, t.i) for t in child.subtree)
                    author = next((p for p in people if p and p.role), None)
                    if author:
                        return self._holder_of(author)
        listed = self._listed(block, token)
        if listed and lemma in _COLLECTIVES | _BODIES:
            return listed
        number = _number(token)
        owner = self._owner(block, token)
        if lemma in _ANONYMOUS and lemma not in ("official", "officials"):
            return ()
        if token.lower_ in ("official", "diplomat"):
            return ()
        if lemma in _GROUPS:
            name = self._group(block, token)
            return (Holder(name),) if name else ()
        if lemma in HEADS and token.tag_ in ("NN", "NNP"):
            return self._officer(block, token, owner)
        if owner and owner.kind in ACTORS | {EntityKind.PLACE} and (lemma in _ORGANS or lemma in _TEXTS):
            if owner.kind is EntityKind.PLACE and lemma not in (
                "government",
                "authority",
                "authorities",
                "council",
            ):
                return ()
            owners = self._owners(block, token) or (owner,)
            self._memory[lemma] = tuple(Holder(o.code) for o in owners)
            return self._memory[lemma]
        if lemma in _COLLECTIVES and (number or token.lower_ in ("pair", "trio", "duo")):
            group = self._together(block, token, number)
            if group:
                return group
        if lemma in ("ally", "partner"):
            for other in self._owners(block, token):
                if other.kind in ACTORS and other.form in ADJECTIVES:
                    return (Holder(other.code),)  # "Russia and its Syrian allies"
        if not _definite(token):
            if lemma in _TEXTS and any(t.lower_ in ("draft", "joint") for t in (token, *token.children)):
                return self._latest(block, token, lambda n: n.kind is EntityKind.ORGANISATION, reach=8)
            return self._collective_name(token) if lemma in _COLLECTIVES else ()
        if not owner:
            for named in reversed(self._before(block, token.i)):
                if (
                    len(named.holders) == 1
                    and named.texts
                    and named.texts[0].lower().endswith(" " + token.lower_)
                ):
                    return named.holders  # "the foreign ministers", once called "EU foreign ministers"
        if lemma in self._memory and not _modified(token):
            return self._memory[lemma]
        if lemma in ("statement", "declaration", "communique", "communiqué", "letter", "draft"):
            return self._latest(block, token, lambda n: n.kind is not None and n.kind is not EntityKind.PLACE)
        if self.home and not _modified(token) and lemma in ("department", "ministry", "administration"):
            return (Holder(self.home),)
        if lemma in _STATE_ORGANS and lemma != "office":
            if token.tag_ in ("NNS", "NNPS") and lemma in _COLLECTIVES:
                return self._collective_name(token)
            code = self._portfolio(token) or self._placed(block, token) or self.state_before(block, token.i)
            return (Holder(code),) if code else ()
        if lemma in _BODIES:
            fits = (EntityKind.ORGANISATION, EntityKind.PARTY, EntityKind.NGO)
            found = self._latest(block, token, lambda n: n.kind in fits)
            return found or ((Holder(self.home),) if self.home else ())
        return self._collective_name(token) if lemma in _COLLECTIVES else ()

    def _officer(self, block: int, token: "Token", owner: Mention | None) -> tuple[Holder, ...]:
        """ "The British foreign secretary", "a Kremlin spokesman", "the minister"."""
        lemma = _lemma(token)
        role = self._role_words(block, token)
        if owner and owner.kind in ACTORS:
            for person in self.people:
                if person.actor == owner.code and any(_same_office(role or lemma, r) for r in person.roles):
                    return self._holder_of(person)
            if owner.form in (NameKind.METONYM, NameKind.MINISTRY) and role and owner.text not in role:
                role = f"{owner.text} {role}"
            return (Holder(owner.code, None, role),)
        if _definite(token) or token.text[0].isupper():
            generic = lemma in ("leader", "official", "head", "chief")
            for named in reversed(self._before(block, token.i)):
                holder = named.holders[0]
                titled = named.kind is None and len(named.holders) == 1 and holder.role
                if titled and (generic or lemma in titled.lower()):
                    return named.holders
            if self.home and _definite(token) and lemma not in _ANONYMOUS:
                return (Holder(self.home, None, role),)
            if lemma not in ("official", "analyst", "expert"):
                code = self.state_before(block, token.i)
                if code and lemma in ("president", "premier", "minister", "chancellor", "king"):
                    return (Holder(code, None, role),)
        return ()

    def _role_words(self, block: int, token: "Token") -> str | None:
        doc = token.doc
        office = office_at(
            doc, token.i + 1, token.i + 1, [m for m in self._mentions[block] if m.end <= token.i + 1]
        )
        if _lemma(token) == "counterpart":
            return None
        return office.role if office and office.role else token.text

    def _group(self, block: int, token: "Token") -> str | None:
        """ "Rebels" in Syria are the "Syrian rebels"."""
        owner = self._owner(block, token)
        plural = "opposition" if _lemma(token) == "opposition" else token.lower_
        plural = plural if plural.endswith("s") or plural == "opposition" else plural + "s"
        if owner and owner.form in ADJECTIVES:
            return f"{owner.text} {plural}"
        if owner and owner.kind is EntityKind.PARTY:
            return owner.code
        if token.lower_ not in ("rebels", "rebel", "insurgents", "separatists", "opposition"):
            return None
        for named in reversed(self._named):
            if named.texts and named.texts[0].lower().endswith(" " + plural):
                return named.holders[0].actor
        codes = [c for n in self._named if (c := self._state(n)) and n.kind is EntityKind.STATE]
        ranked = sorted(dict.fromkeys(codes), key=lambda code: -codes.count(code))
        names = [f"{word} {plural}" for code in ranked if (word := adjective(code))]
        # The state at war with rebels need not be the one named most.
        return next((name for name in names if known_party(name)), names[0] if names else None)

    def _owner(self, block: int, token: "Token") -> Mention | None:
        owners = self._owners(block, token)
        return owners[0] if owners else None

    def _owners(self, block: int, token: "Token") -> tuple[Mention, ...]:
        """Actors that modify a noun: "Syrian and Russian forces", "Cuba's government", "Assad's army"."""
        at = self._at[block]
        found: list[Mention] = []
        queue = [
            c for c in token.children if c.dep_ in ("amod", "compound", "poss", "nmod") and c.i < token.i
        ]
        queue += [
            g
            for c in token.children
            if c.dep_ == "prep" and c.lower_ in ("of", "from", "for") and c.i > token.i
            for g in c.children
            if g.dep_ == "pobj"
        ]
        if _lemma(token) in ("government", "ministry", "authority", "parliament"):
            # "the foreign ministry in Lima"
            inside = (c for c in token.children if c.dep_ == "prep" and c.lower_ == "in")
            seats = (g for c in inside for g in c.children if g.dep_ == "pobj" and g.i in at)
            queue += [g for g in seats if at[g.i].form is NameKind.CAPITAL]
        if token.i and token.doc[token.i - 1].text == "-" and token.i > 1:
            queue.append(token.doc[token.i - 2])
        for child in queue:
            for part in (
                child,
                *child.conjuncts,
                *(c for c in child.children if c.dep_ in ("amod", "compound", "nmod")),
            ):
                mention = at.get(part.i)
                if mention and mention not in found and part.doc[part.i - 1].lower_ not in ("pro", "anti"):
                    found.append(mention)
                person = self.people.at(block, part.i)
                if person and person.actor and mention is None and part.dep_ in ("poss", "compound"):
                    found.append(
                        Mention(part.i, part.i + 1, person.actor, EntityKind.STATE, NameKind.NAME, part.text)
                    )
                if part.lower_ in ("his", "her", "its", "their") and part.dep_ == "poss":
                    for holder in self._pronoun(block, part):
                        found.append(
                            Mention(
                                part.i, part.i + 1, holder.actor, EntityKind.STATE, NameKind.NAME, part.text
                            )
                        )
        return tuple(found)

    def _listed(self, block: int, token: "Token") -> tuple[Holder, ...]:
        """Members named beside a collective: "its allies – Greece and Hungary –", "ministers of A and B"."""
        heads = [c for c in token.children if c.dep_ == "appos"]
        heads += [
            g
            for c in token.children
            if c.dep_ == "prep" and c.lower_ in ("of", "including", "like", "from")
            for g in c.children
            if g.dep_ == "pobj"
        ]
        heads += [
            g
            for c in token.children
            if c.dep_ == "prep" and c.lower_ == "as"
            for g in c.children
            if g.dep_ == "pobj"
        ]
        found: list[Holder] = []
        for head in heads:
            for part in (head, *head.conjuncts):
                found.extend(self._plain(block, part))
        if len(found) < 2:
            following = [m for m in self._mentions[block] if m.start > token.i and m.form not in ADJECTIVES]
            run = list(_run(token.doc, token.i, following))
            if len(run) >= 2:
                found = [Holder(m.code) for m in run]
        return tuple(dict.fromkeys(found)) if len(found) >= 2 else ()

    def _plain(self, block: int, token: "Token") -> tuple[Holder, ...]:
        person = self.people.at(block, token.i)
        if person:
            self._settle(person, block, token.i)
            return self._holder_of(person)
        mention = self._at[block].get(token.i)
        return self._holder_by_name(block, mention) if mention and mention.form not in ADJECTIVES else ()

    def _portfolio(self, token: "Token") -> str | None:
        """ "The Defence Ministry" belongs to the defence minister of the text."""
        words = {
            c.lower_.replace("defense", "defence") for c in token.children if c.dep_ in ("compound", "amod")
        }
        for person in self.people:
            for role in person.roles:
                if words and words & set(role.lower().replace("defense", "defence").split()) and person.actor:
                    return person.actor
        return None

    def _placed(self, block: int, token: "Token") -> str | None:
        """ "In Buenos Aires the junta ...": the state of the city."""
        for place in token.sent:
            mention = self._at[block].get(place.i)
            opens = place.dep_ == "pobj" and place.head.lower_ == "in" and place.i < token.i
            if mention and opens and mention.form in (NameKind.CAPITAL, NameKind.SEAT):
                return mention.code
        return None

    def _collective_name(self, token: "Token") -> tuple[Holder, ...]:
        """A collective that goes by its name: "European governments"."""
        words = [
            c
            for c in token.children
            if c.dep_ in ("amod", "compound") and c.text[0].isupper() and c.ent_type_
        ]
        named = any(w.ent_type_ in ("NORP", "GPE", "LOC") and token.doc[w.i - 1].text != "-" for w in words)
        if token.tag_ in ("NNS", "NNPS") and named:
            return (Holder(" ".join([*(w.text for w in words), token.text])),)
        return ()

    def _pronoun(self, block: int, token: "Token") -> tuple[Holder, ...]:
        word = token.lower_
        if token.tag_ in ("WP", "WDT", "WP$") or word in ("who", "which", "whose"):
            clause = token.head if token.head.dep_ == "relcl" else token.head.head
            noun = clause.head if clause.dep_ == "relcl" else None
            if noun is None or noun.i == token.i:
                return ()
            plural = clause.tag_ == "VBP" or any(c.lower_ in ("have", "are", "were") for c in clause.children)
            nouns = (noun, *noun.conjuncts) if plural else (noun,)
            return tuple(dict.fromkeys(h for n in nouns for h in self.holders(block, n)))
        if word in HE:
            found = self._latest(block, token, lambda n: _alone(n) and bool(n.holders[0].role), reach=3)
            return found or self._latest(block, token, _alone)
        if word in IT:
            if _expletive(token):
                return ()
            return self._latest(
                block,
                token,
                lambda n: n.kind is not None and n.kind is not EntityKind.PLACE and len(n.holders) == 1,
            )
        if word == "neither" and token.dep_ in ("nsubj", "nsubjpass"):
            return self._latest(block, token, lambda n: len(n.holders) == 2, reach=1) or self._apart(
                block, token, people=False
            )
        if word in THEY:
            group = self._latest(block, token, lambda n: len(n.holders) > 1, reach=2)
            if group:
                return group
            if token.head.lemma_ in _TALK and (pair := self._apart(block, token, people=True)):
                return pair
            return self._latest(
                block,
                token,
                lambda n: (
                    n.kind in (EntityKind.ORGANISATION, EntityKind.PARTY, EntityKind.NGO)
                    and len(n.holders) == 1
                ),
            )
        return ()

    def _latest(
        self, block: int, token: "Token", fits: "Callable[[Named], bool]", reach: int = 4
    ) -> tuple[Holder, ...]:
        """The nearest fitting name: by sentence going back, subjects before others."""
        quoted = token.i in self._quoted[block]
        sentence = self._sentence[block][token.i]
        best: Named | None = None
        for named in reversed(self._before(block, token.i)):
            if sentence - named.sentence > reach or (best and named.sentence < best.sentence):
                break
            if (named.quoted and not quoted) or not fits(named):
                continue
            if named.subject:
                return named.holders
            best = best or named
        return best.holders if best else ()

    def _together(self, block: int, token: "Token", number: int | None) -> tuple[Holder, ...]:
        """The last actors named together, `number` of them; else the last two apart."""
        recent = self._before(block, token.i)
        sentence = self._sentence[block][token.i]
        if len(self.parties) == number and _lemma(token) in (
            "side",
            "party",
            "country",
            "government",
            "nation",
        ):
            return self.parties
        states = _lemma(token) in ("side", "party", "country", "government", "nation", "state", "capital")
        countries = states and _lemma(token) not in ("side", "party")
        people = _lemma(token) in ("man", "woman", "minister", "leader", "president", "diplomat", "foreign")
        for named in reversed(recent):
            if sentence - named.sentence > 12:
                break
            counted = len(named.holders) > 1 and number in (None, len(named.holders))
            if counted and countries and not all(_governed(h.actor) for h in named.holders):
                continue  # "the agreements of Simla and Lahore"
            if counted and states:
                return tuple(dict.fromkeys(Holder(h.actor) for h in named.holders))
            if counted and (not people or named.kind is None or named.holders[0].speaker):
                return named.holders
        return self._apart(block, token, people) if number == 2 else ()

    def _apart(self, block: int, token: "Token", people: bool) -> tuple[Holder, ...]:
        """The last two officials (else states) named before: "Kerry called Lavrov. The two ..."."""
        recent, sentence = self._before(block, token.i), self._sentence[block][token.i]
        apart: list[Holder] = []
        for named in reversed(recent):
            if sentence - named.sentence > 3:
                break
            person = named.kind is None
            fits = person or (named.kind is EntityKind.STATE and not people)
            if len(named.holders) == 1 and fits and all(h.actor != named.holders[0].actor for h in apart):
                apart.append(named.holders[0])
            if len(apart) == 2:
                return tuple(reversed(apart)) if people else tuple(Holder(h.actor) for h in reversed(apart))
        return ()

    def _before(self, block: int, token: int) -> list[Named]:
        return [n for n in self._named if (n.block, n.token) < (block, token)]

    def _state(self, named: Named) -> str | None:
        """The state that a name speaks of: itself, or that of its official."""
        if named.kind is EntityKind.STATE:
            return named.holders[0].actor
        if named.kind is None and named.holders[0].actor.isupper() and len(named.holders[0].actor) == 3:
            return named.holders[0].actor
        return None

    def _read_names(self, block: int) -> None:
        """Names of one block in order; on the way, officials whose state is not worded get theirs."""
        doc = self.docs[block]
        items: list[tuple[int, Person | Mention | None]] = [(m.end - 1, m) for m in self._mentions[block]]
        items += [(end - 1, person) for _, end, person in self.people.starts[block]]
        named = {at for at, _ in items}
        items += [
            (t.i, None)
            for t in doc
            if t.dep_ == "nsubj"
            and t.i not in named
            and (t.lower_ in HE | IT | THEY or (t.pos_ in ("NOUN", "PROPN") and _lemma(t) in HEADS | _ORGANS))
        ]
        for at, item in sorted(items, key=lambda pair: pair[0]):
            token = doc[at]
            if item is None:
                self._repeat(block, token)
                continue
            if isinstance(item, Person):
                self._settle(item, block, at)
                holders = self._holder_of(item)
                kind = None
            else:
                kind = item.kind
                modifier = token.dep_ in ("compound", "amod", "nmod", "poss")
                if modifier or (item.form in ADJECTIVES and item.form is not NameKind.DEMONYM_PLURAL):
                    head = token.head
                    if _lemma(head) not in _STATE_ORGANS:
                        self._named.append(
                            Named(
                                block,
                                at,
                                (Holder(item.code),),
                                kind,
                                False,
                                at in self._quoted[block],
                                self._sentence[block][at],
                                (item.text,),
                            )
                        )
                        continue
                    token = head
                elif is_place(doc, item):
                    kind = EntityKind.PLACE
                holders = (Holder(item.code),)
            if not holders:
                continue
            together = [holders[0]]
            for other in token.conjuncts:
                if other.i > token.i:
                    together.extend(self._plain(block, other))
            first = not any(c.i < token.i for c in token.conjuncts)
            head = token.conjuncts[0] if token.conjuncts and not first else token
            subject = head.dep_ in ("nsubj", "nsubjpass", "agent") or (
                head.dep_ == "pobj" and head.head.dep_ == "agent"
            )
            quoted = at in self._quoted[block]
            text = (item.text if isinstance(item, Mention) else item.name,)
            sentence = self._sentence[block][at]
            joined = tuple(dict.fromkeys(together)) if first and len(together) > 1 else holders
            listed = kind is EntityKind.STATE and bool(token.conjuncts)
            self._named.append(Named(block, at, holders, kind, subject, quoted, sentence, text, listed))
            if len(joined) > 1:
                self._named.append(Named(block, at, joined, kind, subject, quoted, sentence, text))

    def _repeat(self, block: int, token: "Token") -> None:
        """A pronoun or title as subject keeps its antecedent in the foreground."""
        found = list(self.holders(block, token))
        for other in token.conjuncts:
            found.extend(self.holders(block, other))
        holders = tuple(dict.fromkeys(found))
        if holders:
            official = holders[0].speaker or holders[0].role
            person = official is not None and token.lower_ not in IT | THEY
            kind = (
                None
                if person
                else next(
                    (n.kind for n in reversed(self._named) if n.holders == holders), EntityKind.ORGANISATION
                )
            )
            self._named.append(
                Named(
                    block,
                    token.i,
                    holders,
                    kind,
                    True,
                    token.i in self._quoted[block],
                    self._sentence[block][token.i],
                )
            )

    def _settle(self, person: Person, block: int, at: int) -> None:
        """Give an official his state: by his tenure, else from the sentences before."""
        if person.actor is not None:
            return
        if person.owner in HIS:
            owner = next((t for t in reversed(self.docs[block][:at]) if t.lower_ == person.owner), None)
            found = self._pronoun(block, owner) if owner is not None else ()
            person.actor = found[0].actor if found else None
            return
        if person.owner:
            for named in reversed(self._named):
                if any(text.lower().endswith(person.owner.lower()) for text in named.texts):
                    person.actor = named.holders[0].actor
                    return
        known = incumbent(person.name, self._on)
        if known:
            person.actor = known
        elif person.role and re.search(
            r"\b(?:minister|president|premier|secretary|spokes\w+|general|admiral|ambassador|envoy|"
            r"chancellor|king|official|representative|coordinator|"
            r"commander|negotiator|chief|prince|marshal|colonel)\b",
            person.role,
            re.I,
        ):
            domestic = self.home is not None and not _NATIONAL.search(person.role)
            person.actor = self.home if domestic else self.state_before(block, at) or self.home


def _settled(named: Named, served: Mapping[str, tuple[Holder, ...]]) -> Named:
    """With the states of officials of whom only a later sentence tells whom they serve."""
    holders: list[Holder] = []
    for holder in named.holders:
        holders += served.get(holder.actor, (holder,)) if holder.actor == holder.speaker else (holder,)
    return replace(named, holders=tuple(holders) or named.holders)


def _named_together(token: "Token") -> tuple[str, ...]:
    """ "The Benelux", "the Baltic states": their states; "the Nine": the European Community."""
    definite = any(child.dep_ == "det" and child.lower_ == "the" for child in token.children)
    if token.text.istitle() and definite and token.dep_ in ("nsubj", "nsubjpass", "pobj", "conj"):
        if number := _NUMBERED.get(token.lower_):
            return number
        if region := _REGIONS.get(token.lower_) or _REGIONS.get(token.lower_.removesuffix("s")):
            return region
    if token.tag_ in ("NNS", "NNPS") and _lemma(token) in _MEMBERS:
        for child in token.children:
            if child.dep_ in ("amod", "compound", "nmod") and child.lower_ in _REGIONS:
                return _REGIONS[child.lower_]
    return ()


def _one_of_them(token: "Token") -> bool:
    """ "The Greek demurred", "as the Italian put it": a delegate by his nationality."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return (
        token.dep_ in ("nsubj", "nsubjpass", "conj")
        and any(child.dep_ == "det" and child.lower_ == "the" for child in token.children)
        and not (following is not None and following.pos_ in ("NOUN", "PROPN", "ADJ"))
    )


def _expletive(token: "Token") -> bool:
    """ "It is time to act" names nobody."""
    if token.dep_ == "expl":
        return True
    verb = token.head
    parts = [verb, *(c for c in verb.children if c.dep_ in ("attr", "acomp"))]
    return verb.lemma_ in ("be", "seem", "appear", "become") and any(
        c.dep_ in ("ccomp", "xcomp", "csubj", "advcl", "relcl", "acl") and c.i > token.i
        for p in parts
        for c in p.children
    )


def _alone(named: Named) -> bool:
    """Whether one person is named."""
    return named.kind is None and len(named.holders) == 1


def _innermost(mentions: Sequence[Mention]) -> dict[int, Mention]:
    at: dict[int, Mention] = {}
    for mention in sorted(mentions, key=lambda m: m.start - m.end):
        at.update(dict.fromkeys(range(mention.start, mention.end), mention))
    for mention in mentions:
        at[mention.end - 1] = max(
            (m for m in mentions if m.end == mention.end), key=lambda m: m.end - m.start
        )
    return at


def _sentences(docs: "Sequence[Doc]") -> Iterator[list[int]]:
    number = 0
    for doc in docs:
        row = [0] * len(doc)
        for span in doc.sents:
            number += 1
            for i in range(span.start, span.end):
                row[i] = number
        yield row


def quoted(doc: "Doc") -> tuple[frozenset[int], bool]:
    """Tokens inside quotation marks, and whether the last quotation is still open at the end."""
    inside: set[int] = set()
    mark = ""
    for token in doc:
        if not mark and token.text in _QUOTES and (token.text != "‘" or _closes_later(doc, token.i)):
            mark = _QUOTES[token.text]
        elif mark and token.text == mark and (mark != "’" or doc[token.i - 1].is_punct):
            mark = ""
        elif mark:
            inside.add(token.i)
    return frozenset(inside), bool(mark)


def _closes_later(doc: "Doc", at: int) -> bool:
    """Whether a single opening mark has a closing one, which an apostrophe is not."""
    return any(t.text == "’" and doc[t.i - 1].is_punct for t in doc[at + 1 :])


def _run(doc: "Doc", start: int, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions listed after a token: after a dash, colon, bracket or comma, parted by commas and "and"."""
    at = start + 1
    for index, mention in enumerate(mentions):
        between = [t.lower_ for t in doc[at : mention.start]]
        allowed = {",", "and", "the", ";", "&"} | ({"–", "—", "-", ":", "("} if index == 0 else set())
        if (
            not between
            or any(w not in allowed for w in between)
            or (index == 0 and not {"–", "—", ":", "(", "-"} & set(between))
        ):
            return
        yield mention
        at = mention.end


def _lemma(token: "Token") -> str:
    word = token.lemma_.lower()
    return word if word != token.lower_ else word.removesuffix("s") if token.tag_ in ("NNPS",) else word


def _definite(token: "Token") -> bool:
    return any(c.lower_ in ("the", "this", "that", "these", "those", "both") for c in token.children) or (
        token.text[0].isupper() and token.pos_ == "PROPN"
    )


def _modified(token: "Token") -> bool:
    return any(c.dep_ in ("poss", "prep", "relcl", "acl") for c in token.children)


def _number(token: "Token") -> int | None:
    for word in (token.lower_, *(c.lower_ for c in token.children)):
        if word in _NUMBERS:
            return _NUMBERS[word]
    return None


def _governed(name: str) -> bool:
    """Whether it is a state or a territory."""
    entity = reference().entities.get(name)
    return entity is not None and entity.kind in (EntityKind.STATE, EntityKind.TERRITORY)


def _same_office(one: str, other: str) -> bool:
    """Whether two wordings can mean one office: the same last noun, no conflicting modifier."""
    first, second = (
        set(re.findall(r"[a-z-]+", text.lower().replace("defense", "defence"))) - _EMPTY_IN_TITLES
        for text in (one, other)
    )
    return bool(first) and (first <= second or second <= first)
