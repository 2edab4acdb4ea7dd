"""Reading put together: blocks, parse, names, people, discourse, voices, dates."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.blocks import Block, blocks
from ingest.coreference import WE, Discourse
from ingest.language import parse
from ingest.linking import Mention, link, unknown
from ingest.model import Document
from ingest.newsdates import When, read_date, time_words
from ingest.officials import Asserted, Officials, is_post
from ingest.people import People
from ingest.reading import Holder, Passage
from ingest.voices import SPEECH, Spoken, official_outlet, voices
from ontology.dates import PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class TextReading:
    """The `Reading` of a document that was parsed."""

    def __init__(self, document: Document, officials: Officials) -> None:
        self.document = document
        cut = blocks(document)
        self._blocks = cut
        self._docs = list(parse(block.text for block in cut))
        self._published = document.published or _dateline(cut)
        # The title may name people whom the text calls by surname only.
        docs = [*self._docs, *parse([document.title or ""])]
        mentions, people = _names(docs, self._published, officials)
        self.tenures: Sequence[Asserted] = tuple(self._asserted(people))
        outlet = _outlet(document)
        self._discourse = Discourse(
            docs,
            mentions,
            people,
            self._published.latest if self._published else None,
            official_outlet(document, outlet),
        )
        spoken = voices(document, cut, self._docs, mentions, self._discourse, outlet)
        self.passages: Sequence[Passage] = []
        self._place: dict[int, tuple[int, Spoken]] = {}
        self._dates: dict[int, PartialDate | None] = {}
        self._spoke: dict[str, PartialDate] = {}
        self._met: PartialDate | None = None
        self._times: list[list[tuple[When, int | None]]] = [
            _governed(doc, time_words(block.text, self._published))
            for block, doc in zip(cut, self._docs, strict=True)
        ]
        self._read_passages(spoken)

    def holders(self, passage: Passage, token: "Token") -> tuple[Holder, ...]:
        """See `Reading.holders`."""
        if token.lower_ in WE and token.text != "US":
            return passage.voice.holders
        return self._discourse.holders(self._block(passage), token)

    def entity(self, passage: Passage, token: "Token") -> str | None:
        """See `Reading.entity`."""
        if token.lower_ in WE and token.text != "US":
            return passage.voice.holders[0].actor if len(passage.voice.holders) == 1 else None
        return self._discourse.entity(self._block(passage), token)

    def date(self, passage: Passage, token: "Token | None" = None) -> PartialDate | None:
        """See `Reading.date`."""
        verb = token if token is not None else passage.span.root
        own = self._own_date(passage, verb)
        if own is None and not _cut_off(verb, passage.span.root):
            own = self._dates.get(passage.start)
        return own or self._published

    def _asserted(self, people: People) -> Iterator[Asserted]:
        """The posts in which the text introduces people by their full names."""
        for at, start, person, office in people.introduced:
            current = not person.past and " " in person.name and person.actor == office.actor
            if not (current and office.role and office.actor) or at >= len(self._blocks):
                continue
            if is_post(office.role, office.actor):
                sentence = self._docs[at][start].sent
                place = self._blocks[at].span(sentence.start_char, sentence.end_char)
                yield Asserted(person.name, office.role, office.actor, *place, self._published)

    def _block(self, passage: Passage) -> int:
        return self._place[passage.start][0]

    def _read_passages(self, spoken: Sequence[Sequence[Spoken]]) -> None:
        passages: list[Passage] = []
        for at, (block, doc) in enumerate(zip(self._blocks, self._docs, strict=True)):
            before: Passage | None = None
            for span, said in zip(doc.sents, spoken[at], strict=True):
                if block.furniture or not any(t.is_alpha for t in span):
                    continue
                start, end = block.span(span.start_char, span.end_char)
                passage = Passage(start, end, block.section, block.heading, span, said.voice)
                self._place[start] = (at, said)
                self._dates[start] = self._carried(passage, said, before)
                passages.append(passage)
                before = passage
        self.passages = passages

    def _own_date(self, passage: Passage, verb: "Token") -> PartialDate | None:
        """The date that the words around a verb, else those around the verbs above it, give."""
        for above in (verb, *verb.ancestors):
            if _cut_off(verb, above):
                return None
            found = self._date_at(self._block(passage), above)
            if found:
                return found
        return None

    def _date_at(self, block: int, verb: "Token") -> PartialDate | None:
        if _ahead(verb):
            return None
        return next((when.date for when, governor in self._times[block] if governor == verb.i), None)

    def _carried(self, passage: Passage, said: Spoken, before: Passage | None) -> PartialDate | None:
        """The date of the attribution, or that before where the same speaker goes on."""
        names = {h.speaker or h.actor for h in said.voice.holders} | ({said.source} - {None})
        found = self._introduced(passage, said) or self._own_date(passage, passage.span.root)
        if found is None and before is not None and _goes_on(passage, said, before):
            found = self._dates.get(before.start)
        if found is None and said.verb is not None and _resumes(said.verb):
            found = next((self._spoke[n] for n in names if n in self._spoke), None)
        subject = _subject(passage.span.root)
        if (
            len(said.voice.holders) > 1
            and found
            and passage.span.root.lemma_ in ("meet", "convene", "gather")
        ):
            self._met = found
        if found is None and subject is not None and subject.lower_ == "we" and _past(passage.span.root):
            found = self._met
        if found is None and before is None and subject is not None and _occasion(passage.span.root):
            # "He was speaking at a conference": the occasion told before
            holders = self._discourse.holders(self._block(passage), subject)
            found = next((self._spoke[h.speaker] for h in holders if h.speaker in self._spoke), None)
        if found:
            if subject is not None and subject.pos_ in ("PROPN", "PRON"):
                names |= {
                    h.speaker for h in self._discourse.holders(self._block(passage), subject) if h.speaker
                }
            self._spoke.update(dict.fromkeys((n for n in names if n), found))
        return found

    def _introduced(self, passage: Passage, said: Spoken) -> PartialDate | None:
        if said.verb is None or said.block is None:
            return None
        for above in (said.verb, *said.verb.ancestors):
            found = self._date_at(said.block, above)
            if found:
                return found
        return None


def _cut_off(verb: "Token", later: "Token") -> bool:
    """Whether a semicolon stands between a verb and a later one, whose date is not its own."""
    return any(token.text == ";" for token in verb.doc[verb.i : later.i])


def _goes_on(passage: Passage, said: Spoken, before: Passage) -> bool:
    """Whether a sentence tells of the same occasion as the one before in its paragraph."""
    root = passage.span.root
    if said.voice.holders and said.voice.holders == before.voice.holders and said.block is not None:
        return True
    adverbs = {c.lower_ for c in root.children if c.dep_ in ("advmod", "prep")}
    if adverbs & {"then", "later", "subsequently", "afterwards", "there"}:
        return True
    subject = _subject(root)
    return (
        _past(root)
        and subject is not None
        and subject.pos_ == "PRON"
        and subject.lower_ in ("he", "she", "they", "it")
    )


def _past(root: "Token") -> bool:
    return root.tag_ == "VBD" or any(c.tag_ == "VBD" for c in root.children if c.dep_ in ("aux", "auxpass"))


def _resumes(verb: "Token") -> bool:
    return verb.lemma_ in ("continue", "add")


def _occasion(root: "Token") -> bool:
    """ "Was speaking at", "was questioned"."""
    aux = [c for c in root.children if c.dep_ in ("aux", "auxpass") and c.lower_ in ("was", "were")]
    return bool(aux) and root.lemma_ in (
        "speak",
        "address",
        "talk",
        "question",
        "ask",
        "interview",
        "attend",
        "visit",
    )


def _subject(verb: "Token") -> "Token | None":
    return next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)


def read_document(document: Document, officials: Officials) -> TextReading:
    """Read a document, knowing the `officials` of texts read before."""
    return TextReading(document, officials)


def _names(
    docs: "Sequence[Doc]", published: PartialDate | None, officials: Officials
) -> tuple[list[list[Mention]], People]:
    known = link(docs, published)
    people = People(docs, known, published.latest if published else None, officials)
    taken = [
        frozenset(i for m in found for i in range(m.start, m.end)) | people.tokens(at)
        for at, found in enumerate(known)
    ]
    extra = unknown(docs, taken)
    both = [sorted([*a, *b], key=lambda m: (m.start, -m.end)) for a, b in zip(known, extra, strict=True)]
    return both, people


def _outlet(document: Document) -> Sequence[Mention]:
    if not document.outlet:
        return ()
    return link(list(parse([document.outlet])), document.published)[0]


def _dateline(cut: Sequence[Block]) -> PartialDate | None:
    """The date of a dateline or date line, where the document has none."""
    for block in cut[:6]:
        found = read_date(block.dateline or (block.text if block.heading else ""))
        if found:
            return found
    return None


def _governed(doc: "Doc", times: Iterable[When]) -> list[tuple[When, int | None]]:
    """Time words with the token of the verb that they go with."""
    rows: list[tuple[When, int | None]] = []
    for when in times:
        span = doc.char_span(when.start, when.end, alignment_mode="expand")
        rows.append((when, _governor(span.root, when) if span is not None else None))
    return rows


def _governor(token: "Token", when: When) -> int | None:
    if token.dep_ in ("compound", "nmod", "amod", "nummod", "poss"):
        return None  # "its July 13, 2020 policy"
    if token.dep_ == "pobj" and token.head.dep_ == "prep" and when.date.day is None:
        noun = token.head.head
        if noun.pos_ in ("NOUN", "PROPN") and noun.dep_ not in ("npadvmod", "nsubj"):
            return None  # "a conference in March"
    for above in token.ancestors:
        if above.pos_ in ("VERB", "AUX") and above.dep_ not in ("prep", "pcomp"):
            return above.i
    return None


def _ahead(verb: "Token") -> bool:
    """Whether a verb speaks of what is still to come."""
    words = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    return bool(words & {"will", "shall", "'ll", "’ll", "would", "to"}) and verb.lemma_ not in SPEECH
