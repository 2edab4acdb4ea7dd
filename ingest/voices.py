"""Who speaks in each sentence: quotations and their attributions, block quotes with a lead-in, transcripts,
the signatories of a joint statement, the ministry that issues a release.

Attribution looks first in the sentence, then along the quotation that runs through it, then to the lead-in or
the speaker before. What nobody in the text says is the narrator's, whose voice holds nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from ingest.blocks import ASKER, Block
from ingest.coreference import WE, Discourse, quoted
from ingest.linking import ADJECTIVES, Mention
from ingest.model import Document, SectionKind
from ingest.people import Person, incumbent
from ingest.reading import Holder, Voice
from ingest.wordlists import listed
from ontology.reference import EntityKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SPEECH: Final = listed("speech")
"""Verbs that can introduce what someone says."""

_REPORTING: Final = SPEECH - frozenset(
    "call oppose defend point ask mean read speak condemn blame accuse".split()
)
_JOINT: Final = re.compile(
    r"(?:statement|communiqu[eé]|declaration|text|message)s?\b[^.;]{0,140}?\b"
    r"(?:released|issued|made|adopted|agreed|delivered|published|signed|endorsed|given|"
    r"is)?[^.;]{0,80}?\b(?:by|on behalf of|of)\b"
    r"|^(?:[“\"])?We, (?:the )?|^(?:Representatives|Envoys|Delegates|(?:The )?(?:foreign |defen[cs]e "
    r")?(?:ministers|leaders|"
    r"heads of state and government|governments)) (?:of|from)\b|^The undersigned\b",
    re.I | re.M,
)
_JOINT_CUE: Final = re.compile(r"\bfollowing\b|\btext of\b|\bundersigned\b|^We, ", re.I)
_JOINT_TITLE: Final = re.compile(r"\bjoint (?:statement|declaration|communiqu[eé])", re.I)
_REMARKS: Final = re.compile(
    r"(?:(?:opening|closing|press|national|introductory|prepared) )*"
    r"(?:remarks|statement|address|speech|intervention|message|letter|comments)\b",
    re.I,
)
_BEFORE_NOUN: Final = frozenset("compound amod poss nmod nummod det".split())
_ISSUE: Final = re.compile(
    r"\bissued? the following(?: joint)? (?:statement|declaration|communiqu[eé])", re.I
)
_LISTED: Final = listed("signatory_words")
_OFFICIAL_OUTLET: Final = re.compile(
    r"\b(?:department|ministry|minist[eè]re|government|office|embassy|mission|council|commission|"
    r"presidency|white house|"
    r"kremlin|secretariat|foreign|service|chancellery|cabinet|mfa|parliament)\b",
    re.I,
)
_MEDIA: Final = re.compile(
    r"\b(?:news|times|post|herald|daily|agency|broadcast\w*|radio|tv|television|tribune|journal|press|"
    r"review|guardian|"
    r"magazine|online|observer|wire|today|monitor)\b",
    re.I,
)
REPORTERS: Final = re.compile(
    r"\b(?:Reuters|AFP|AP|Associated Press|Agence France-Presse|BBC|CNN|NBC|CBS|ABC|PBS|Xinhua|TASS|"
    r"Interfax|IRNA|SANA|"
    r"Anadolu|Al Jazeera|Al Arabiya|UPI|DPA|ANSA|Kyodo|Yonhap|\w*\s?News|(?:\w+ )?Times|(?:\w+ )?Post|"
    r"(?:\w+ )?Journal|"
    r"media|newspapers?|press|broadcaster|channel|television|agency|magazine|website|radio|reports?|"
    r"outlets?)\b"
)
_GOVERNING: Final = re.compile(r"\b(?:minister|secretary|president|chancellor|premier)\b", re.I)
_ATTRIBUTABLE: Final = re.compile(r"\b(?:attributable|attributed) to\b", re.I)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The voice of a sentence, and the verb that introduces it with the block it stands in."""

    voice: Voice
    block: int | None = None
    verb: "Token | None" = None

    @property
    def source(self) -> str | None:
        """Whom the passage names as saying it."""
        return self.voice.reported_by


def voices(
    document: Document,
    blocks: Sequence[Block],
    docs: "Sequence[Doc]",
    mentions: Sequence[Sequence[Mention]],
    discourse: Discourse,
    outlet: Sequence[Mention],
) -> list[list[Spoken]]:
    """The voice of every sentence, by block. `outlet`: the names in the outlet of the document."""
    reader = _Voices(
        blocks, docs, mentions, discourse, document.published.latest if document.published else None
    )
    default = reader.issuer(document, outlet)
    return list(reader.read(default))


@dataclass(frozen=True, slots=True)
class _Attribution:
    holders: tuple[Holder, ...]
    source: str | None
    block: int
    verb: "Token"


class _Voices:
    def __init__(
        self,
        blocks: Sequence[Block],
        docs: "Sequence[Doc]",
        mentions: Sequence[Sequence[Mention]],
        discourse: Discourse,
        on: date | None,
    ) -> None:
        self._on = on
        self._blocks = blocks
        self._docs = docs
        self._mentions = mentions
        self._discourse = discourse
        self._people = discourse.people
        self._quoted = [quoted(doc) for doc in docs]
        self._issue: tuple[int, Token] | None = None

    # -- who issues the text ---------------------------------------------------------------------------------

    def issuer(self, document: Document, outlet: Sequence[Mention]) -> Voice:
        """The voice of what is not quoted: signatories, an official or a ministry; nobody in a news text."""
        signatories = self._signatories()
        if signatories:
            self._discourse.parties = tuple(dict.fromkeys(Holder(h.actor) for h in signatories))
            return Voice(signatories)
        home = official_outlet(document, outlet)
        authors = [author for at in range(min(4, len(self._blocks))) if (author := self._author(at, home))]
        if authors and all(author.reported_by is None for author in authors):
            return Voice(tuple(dict.fromkeys(holder for author in authors for holder in author.holders)))
        if authors:
            return authors[0]
        return Voice((Holder(home),)) if home else Voice()

    def _author(self, at: int, home: str | None) -> Voice | None:
        """ "Jane Doe, Secretary of State" on a line of its own; "attributable to Spokesperson John Doe"."""
        block = self._blocks[at]
        people = self._people.starts[at]
        if not people or len(block.text) > 160:
            return None
        start, end, person = min(people, key=lambda row: row[0])
        if person.observer or not person.role:
            return None
        line = block.heading and (
            (start <= 1 and self._is_byline(at, end)) or (home is not None and self._opens_remarks(at, start))
        )
        if line or _ATTRIBUTABLE.search(block.text):
            actor = person.actor or home
            if actor and person.actor != person.name:
                person.actor = person.actor or actor
            holder = Holder(actor or person.name, person.name, person.role)
            return Voice((holder,), reported_by=None if line else person.name)
        return None

    def _opens_remarks(self, at: int, start: int) -> bool:
        """ "Remarks by Foreign Minister Lena Hofer at the Assembly", and no sentence about remarks."""
        doc = self._docs[at]
        told = any(t.tag_ in ("VBZ", "VBP", "VBD", "MD") for t in doc)
        by = next((t.i for t in doc if t.lower_ in ("by", "of", "from")), None)
        return by is not None and by < start < by + 9 and not told and bool(_REMARKS.match(doc.text.strip()))

    def _is_byline(self, at: int, end: int) -> bool:
        """Whether a line holds nothing but a name, which ends at token `end`, and an office."""
        rest = self._docs[at][end:]
        return len(rest) > 1 and rest[0].text == "," and not any(t.tag_.startswith("VB") for t in rest)

    def _signatories(self) -> tuple[Holder, ...]:
        """Those in whose name a joint statement speaks, from its first sentences."""
        best: tuple[Holder, ...] = ()
        title = len(self._blocks)
        speaking = sum(bool(re.match(r"We,? ", b.text)) for b in self._blocks if not b.furniture)
        joint = speaking > 1 or any(
            re.match(r"begin(?: of)?(?: the)? text", b.text, re.I) for b in self._blocks
        )
        for at in (*range(min(7, title)), title):
            if at < title and self._blocks[at].section is SectionKind.COMMENT:
                break
            heading = at == title or self._blocks[at].heading
            for sentence in list(self._discourse.docs[at].sents)[:2]:
                titled = heading and speaking and _JOINT_TITLE.search(sentence.text)
                if not (joint or titled or _JOINT_CUE.search(sentence.text)):
                    continue
                starts = [m.end() for m in _JOINT.finditer(sentence.text)]
                if _ISSUE.search(sentence.text):
                    starts.append(0)
                for offset in starts:
                    found = self._list_from(at, sentence, sentence.start_char + offset)
                    if len(found) > len(best) and len(found) > 1:
                        best = found
                        self._issue = self._issue or (at, sentence.root) if at < title else self._issue
        return best

    def _list_from(self, at: int, sentence: "Span", offset: int) -> tuple[Holder, ...]:
        """Actors listed from a character on: "the Governments of A and B, and the Presidency of C"."""
        doc = self._discourse.docs[at]
        start = next((t.i for t in doc[sentence.start : sentence.end] if t.idx >= offset), sentence.end)
        found: list[Holder] = []
        office: list[str] = []
        i = start
        for token in doc[start : sentence.end]:
            if token.i < i:
                continue
            mention = next((m for m in self._mentions[at] if m.start == token.i), None)
            person = next((p for s, _, p in self._people.starts[at] if s == token.i), None)
            if person:
                holders = [Holder(person.actor or person.name, person.name, person.role)]
                while office and found and found[-1].actor in office:
                    found.pop()
                    office.pop()
                found.extend(holders)
                i = next(e for s, e, p in self._people.starts[at] if s == token.i)
                office = []
            elif mention and mention.form not in ADJECTIVES | {None} and mention.kind is not EntityKind.PLACE:
                found.append(Holder(mention.code))
                office.append(mention.code)
                i = mention.end
            elif mention:
                i = mention.end
            elif token.lower_ in (",", "and", ";"):
                office = office[-1:] if token.lower_ != "," else []
            elif token.lower_ not in _LISTED:
                if found:
                    break
                if token.pos_ in ("VERB", "AUX") or token.i - start > 12:
                    return ()
        groups = {"G7", "G8", "G20", "E3", "Quad", "Arctic Council", "Visegrad Group"}
        unique = tuple(dict.fromkeys(found))
        members = tuple(h for h in unique if h.actor not in groups)
        named = {h.actor for h in members if h.speaker}
        members = tuple(h for h in members if h.speaker or h.actor not in named)
        return members if len(members) > 1 else unique

    # -- who speaks in each sentence -------------------------------------------------------------------------

    def read(self, default: Voice) -> Iterator[list[Spoken]]:
        """Voices block by block."""
        speaker: Voice | None = None  # of a transcript
        lead: _Attribution | None = None  # introduces the block quote that follows
        led = 0
        running: _Attribution | None = None  # whose quotation is still open, or spoke last
        for at, block in enumerate(self._blocks):
            if block.speaker:
                speaker = self._labelled(at, block)
            base = speaker if speaker is not None else default
            if block.section is SectionKind.COMMENT:
                base = Voice()
            if block.heading or block.furniture:
                yield [self._heading(at, sentence, base) for sentence in self._docs[at].sents]
                lead = None
                continue
            attributed = [self._attribution(at, sentence, base.holders) for sentence in self._docs[at].sents]
            if lead and lead.holders and self._is_block_quote(at, attributed, lead, led):
                led += 1
                voice = Voice(lead.holders, lead.source)
                yield [Spoken(voice, lead.block, lead.verb) for _ in self._docs[at].sents]
                continue
            carried = running if at and (self._quoted[at - 1][1] or lead) and self._opens(at) else None
            rows, last = self._quotations(at, attributed, base, carried or lead, running)
            yield rows
            lead, led = self._lead_in(at, attributed), 0
            running = last or running

    def _heading(self, at: int, sentence: "Span", base: Voice) -> Spoken:
        found = self._attribution(at, sentence, base.holders)
        if found and self._has_quote(at, sentence):
            return Spoken(Voice(found.holders, found.source), at, found.verb)
        if self._has_quote(at, sentence) and (holders := self._only_name(at, sentence)):
            return Spoken(Voice(holders))
        return Spoken(base)

    def _quotations(
        self,
        at: int,
        attributed: "Sequence[_Attribution | None]",
        base: Voice,
        carried: _Attribution | None,
        before: _Attribution | None,
    ) -> tuple[list[Spoken], _Attribution | None]:
        doc = self._docs[at]
        sentences = list(doc.sents)
        rows: list[Spoken | None] = []
        last = carried
        for index, (sentence, found) in enumerate(zip(sentences, attributed, strict=True)):
            if not self._has_quote(at, sentence):
                source = found.source if found and found.verb.lemma_ in _REPORTING else None
                voice = Voice(self._read_out(at, sentence, found, base), source or base.reported_by)
                block, verb = (at, found.verb) if found else (self._issue or (None, None))
                rows.append(Spoken(voice, block, verb))
                last = found or self._subject(at, sentence) or last
                continue
            if found and not found.holders and last and last.holders:
                # "..., as quoted by a newspaper": the speaker before goes on
                rows.append(Spoken(Voice(last.holders, found.source), last.block, last.verb))
                continue
            if found:
                last = found
                for back in range(index - 1, -1, -1):
                    if rows[back] is not None:
                        break
                    rows[back] = self._spoken(found)
                rows.append(self._spoken(found))
            elif last and (self._full_quote(at, sentence) or not self._only_name(at, sentence)):
                rows.append(self._spoken(last))
            elif holders := self._only_name(at, sentence):
                rows.append(Spoken(Voice(holders)))
            else:
                rows.append(None)
        rest = self._spoken(before) if before and self._full_quote(at, sentences[0]) else Spoken(base)
        return [row if row is not None else rest for row in rows], last

    def _read_out(
        self, at: int, sentence: "Span", found: _Attribution | None, base: Voice
    ) -> tuple[Holder, ...]:
        """Whom "our" stands for where an office tells what its head said."""
        own = {holder.actor for holder in base.holders}
        told = found or self._subject(at, sentence)
        issued = base.reported_by is None and any(holder.speaker for holder in base.holders)
        if told is None or issued or not any(h.speaker and h.actor in own for h in told.holders):
            return base.holders
        return told.holders

    def _spoken(self, found: _Attribution) -> Spoken:
        return Spoken(Voice(found.holders, found.source), found.block, found.verb)

    def _is_block_quote(
        self, at: int, attributed: "Sequence[_Attribution | None]", lead: _Attribution, led: int
    ) -> bool:
        """Whether an unmarked paragraph still belongs to the speaker of the lead-in."""
        block = self._blocks[at]
        if block.item:
            # All items of the list, and none of the list around it.
            return led == 0 or block.item == self._blocks[at - 1].item
        if led >= 5 or block.speaker or self._quoted[at][0] or block.text[0] in '“"':
            return False
        names = {h.speaker.split()[-1] for h in lead.holders if h.speaker}
        if any(name in block.text for name in names):
            return False
        if led == 0:
            return True
        if self._opinion(at) and self._blocks[at - led - 1].text.endswith(":"):
            return True
        if any(found and found.holders and found.verb.lemma_ in _REPORTING for found in attributed):
            return False
        return bool(re.search(r"\b(?:I|we|our|us|my|you|your)\b", block.text, re.I)) or bool(
            re.match(r"(?:And|But|So|That|This|These)\b", block.text)
        )

    def _opinion(self, at: int) -> bool:
        """Whether a paragraph judges or demands throughout, and names no one who acts: speech, not report."""
        named = {i for m in self._mentions[at] for i in range(m.start, m.end)}
        named |= {i for start, end, _ in self._people.starts[at] for i in range(start, end)}
        for sentence in self._docs[at].sents:
            root = sentence.root
            modal = any(c.tag_ == "MD" for c in root.children if c.dep_ == "aux")
            acting = any(c.i in named for c in root.children if c.dep_ in ("nsubj", "nsubjpass"))
            if acting or not (modal or root.tag_ in ("VBZ", "VBP")):
                return False
        return True

    def _lead_in(self, at: int, attributed: "Sequence[_Attribution | None]") -> _Attribution | None:
        """ "Spokesman John Kirby said:", or that sentence alone in its paragraph."""
        found = attributed[-1] if attributed else None
        text = self._blocks[at].text
        following = self._blocks[at + 1] if at + 1 < len(self._blocks) else None
        if found is None and text.endswith(":") and following is not None and following.item:
            # "The Council:", "The ministers welcomed:" before a list
            last = list(self._docs[at].sents)[-1]
            root = last.root
            subject = root if root.pos_ in ("NOUN", "PROPN") else _nominal(root)
            return self._make(at, subject, root, ()) if subject is not None else None
        if found is None or found.verb.lemma_ not in SPEECH:
            return None
        if text.endswith(":"):
            return found
        complements = {c.dep_ for c in found.verb.children} & {"ccomp", "dobj", "xcomp", "prt"}
        alone = len(attributed) == 1 and not self._quoted[at][0] and len(self._docs[at]) <= 16
        return (
            found
            if alone
            and not complements
            and found.verb.dep_ == "ROOT"
            and found.verb.lemma_ in ("say", "add", "tell")
            else None
        )

    def _labelled(self, at: int, block: Block) -> Voice:
        """Voice of a transcript's label: "SECRETARY BLINKEN", "QUESTION", "Mr Alder (Minister of Trade)"."""
        label = block.speaker or ""
        if ASKER.fullmatch(label):
            return Voice()
        if label.upper().rstrip(".") in ("A", "ANSWER"):
            return Voice(self._guest())
        words = label.split()
        for person in self._people:
            if person.surname.lower() == words[-1].lower().strip("."):
                return Voice(self._holder(person))
        for person in self._people:
            if " " in person.name and person.name.split()[0].lower() == words[-1].lower():
                return Voice(self._holder(person))  # "MINISTER CHUNG" is Chung Eui-yong
        actor = incumbent(words[-1], self._on)
        name = words[-1].title() if words[-1].isupper() else words[-1]
        if actor is not None:
            return Voice((Holder(actor, name, " ".join(words[:-1]).title() or None),))
        if block.office and _GOVERNING.search(block.office):
            actor = self._discourse.home or self._discourse.state_before(at, 0)
        return Voice((Holder(actor or name, name, block.office),)) if block.office else Voice()

    def _guest(self) -> tuple[Holder, ...]:
        """The one official whom an interview introduces."""
        found = {id(p): p for row in self._people.starts for _, _, p in row if p.role and not p.observer}
        return self._holder(next(iter(found.values()))) if len(found) == 1 else ()

    def _holder(self, person: Person) -> tuple[Holder, ...]:
        return (Holder(person.actor or person.name, person.name, person.role),)

    # -- attribution in a sentence ---------------------------------------------------------------------------

    def _attribution(self, at: int, sentence: "Span", we: tuple[Holder, ...]) -> _Attribution | None:
        """The speech verb outside quotations and its subject."""
        inside = self._quoted[at][0]
        best: _Attribution | None = None
        for token in sentence:
            if token.i in inside:
                continue
            if (
                token.lower_ == "according"
                and token.i + 2 < sentence.end
                and token.doc[token.i + 1].lower_ == "to"
            ):
                to = next((c for c in token.children if c.lower_ == "to"), None)
                obj = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
                if obj is not None:
                    best = best or self._make(at, obj, token, we)
                continue
            if token.lemma_.lower() not in SPEECH or token.pos_ not in ("VERB", "AUX", "NOUN", "PROPN"):
                continue
            if token.pos_ in ("NOUN", "PROPN") and token.lower_ not in ("tweets", "posts"):
                continue
            subject = self._subject_of(token, inside)
            if subject is None:
                continue
            found = self._make(at, subject, token, we)
            outer = best is None or token in best.verb.ancestors or (not best.holders and bool(found.holders))
            # The outermost verb names the source; beside a quotation the nearest one does.
            if (
                best is None
                or (outer and best.verb.lemma_ not in _REPORTING)
                or token in best.verb.ancestors
                or (self._nearer(token, best.verb, inside) and found.holders)
            ):
                best = found
        return best

    def _nearer(self, token: "Token", other: "Token", inside: frozenset[int]) -> bool:
        if not inside or token.lemma_ not in _REPORTING:
            return False
        return min(abs(token.i - i) for i in inside) < min(abs(other.i - i) for i in inside) - 3

    def _make(self, at: int, subject: "Token", verb: "Token", we: tuple[Holder, ...]) -> _Attribution:
        if subject.lower_ in WE:
            return _Attribution(we, None, at, verb)
        holders: list[Holder] = []
        for part in (subject, *subject.conjuncts):
            holders.extend(self._discourse.holders(at, part))
        found = tuple(dict.fromkeys(holders))
        if (subject.dep_ == "pobj" and subject.head.dep_ == "agent") or (
            REPORTERS.search(_phrase(subject)) and not any(h.speaker for h in found)
        ):
            return _Attribution((), _phrase(subject), at, verb)
        if found and found[0].speaker:
            source: str | None = found[0].speaker
        elif subject.pos_ == "PRON":
            source = found[0].actor if found else None
        else:
            source = _phrase(subject) or None
        return _Attribution(found, source, at, verb)

    def _subject_of(self, verb: "Token", inside: frozenset[int]) -> "Token | None":
        """The subject, in its place or inverted; that of the governing verb for "..., saying"."""
        for child in verb.children:
            if child.dep_ in ("nsubj", "agent", "nsubjpass") and child.i not in inside:
                if child.dep_ == "agent":
                    return next((c for c in child.children if c.dep_ == "pobj"), None)
                if child.dep_ == "nsubj" or verb.lemma_ not in ("say", "tell", "add"):
                    return child
        following = verb.i + 1
        if following < len(verb.doc) and verb.i and verb.doc[verb.i - 1].text in ("”", '"', "’", ","):
            # Inverted: “...,” said Foreign Minister X
            for token in verb.doc[following : following + 9]:
                if token.i in inside or token.text in (",", "."):
                    break
                if token.dep_ in (
                    "nsubj",
                    "dobj",
                    "attr",
                    "appos",
                    "oprd",
                    "ROOT",
                    "pobj",
                ) and token.pos_ in ("PROPN", "NOUN", "PRON"):
                    return token
        if verb.dep_ in ("conj", "advcl", "xcomp", "acl", "dep") and verb.head.i != verb.i:
            if any(c.dep_ in ("mark", "nsubj") for c in verb.children):
                return None
            head = verb.head
            if head.pos_ in ("VERB", "AUX") and head.i not in inside:
                return next((c for c in head.children if c.dep_ == "nsubj" and c.i not in inside), None)
        return None

    def _subject(self, at: int, sentence: "Span") -> _Attribution | None:
        """Whom a sentence without speech verb is about: he may speak in the quotation that follows."""
        root = sentence.root
        subject = next(
            (c for c in root.children if c.dep_ == "nsubj" and c.i not in self._quoted[at][0]), None
        )
        if subject is None:
            return None
        found = self._make(at, subject, root, ())
        return found if found.holders and found.holders[0].speaker else None

    def _only_name(self, at: int, sentence: "Span") -> tuple[Holder, ...]:
        """ "Assad: “...”", "UN envoy X “...”": the one person named outside the quotation."""
        inside = self._quoted[at][0]
        people = [
            p for s, e, p in self._people.starts[at] if sentence.start <= s < sentence.end and s not in inside
        ]
        if len({id(p) for p in people}) == 1 and not people[0].observer:
            return self._holder(people[0])
        if people or not sentence.text[:1].isupper():
            return ()
        named = [
            m
            for m in self._mentions[at]
            if sentence.start <= m.start < sentence.end and m.start not in inside
        ]
        colon = next((t.i for t in sentence if t.text == ":" and t.i not in inside), None)
        if colon is not None and named and named[0].end == colon:
            return (Holder(named[0].code),)
        return ()

    def _has_quote(self, at: int, sentence: "Span") -> bool:
        inside = self._quoted[at][0]
        return any(t.i in inside for t in sentence)

    def _full_quote(self, at: int, sentence: "Span") -> bool:
        """Whether all words of a sentence stand in quotation marks."""
        inside = self._quoted[at][0]
        return all(t.i in inside or t.is_punct or t.is_space for t in sentence)

    def _opens(self, at: int) -> bool:
        return self._blocks[at].text[:1] in '“"«‘'


def official_outlet(document: Document, outlet: Sequence[Mention]) -> str | None:
    """The state or organisation of which the outlet (its names: `outlet`) is an organ; None for the press."""
    name = document.outlet or ""
    if not outlet or _MEDIA.search(name):
        return None
    whole = outlet[0].kind is EntityKind.ORGANISATION or outlet[0].text.lower() == name.lower()
    return outlet[0].code if whole or _OFFICIAL_OUTLET.search(name) else None


def _nominal(verb: "Token") -> "Token | None":
    return next((c for c in verb.children if c.dep_ == "nsubj"), None)


def _phrase(token: "Token") -> str:
    """The words of a noun phrase, without article and clauses."""
    first = min((c.i for c in token.children if c.dep_ in _BEFORE_NOUN), default=token.i)
    first = min((t.i for t in token.doc[first].subtree), default=first)
    last = max((t.i for c in token.children if c.dep_ == "conj" for t in c.subtree), default=token.i)
    joined = ("cc", "conj", "punct")
    words = [
        t
        for t in token.subtree
        if first <= t.i <= token.i
        or (t.i <= last and any(a.head == token and a.dep_ in joined for a in (t, *t.ancestors)))
    ]
    words = [
        t
        for t in words
        if not any(a.dep_ in ("relcl", "acl", "appos") for a in (t, *t.ancestors) if a.i > token.i)
    ]
    text = re.sub(r"(?:\s*,)+", ",", "".join(t.text_with_ws for t in words).strip())
    return re.sub(r"^(?:the|a|an)\s+", "", text, flags=re.I).strip(" ,")
