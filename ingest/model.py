"""The core types: a document, and a position with the passage that proves it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from ontology.dates import PartialDate
from ontology.iris import document_iri, slug
from ontology.terms import Measure, Stance


class SectionKind(StrEnum):
    """What part of a page a passage stands in."""

    ARTICLE = "article"
    UPDATE = "update"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Section:
    """A run of the text, `start` to `end` in code points, of one kind."""

    kind: SectionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known of its origin. Offsets everywhere are code points into `text`."""

    name: str
    """What the user calls it: the file's name without its ending, or the record's id."""
    text: str
    title: str | None = None
    published: PartialDate | None = None
    outlet: str | None = None
    url: str | None = None
    language: str = "en"

    @property
    def sha256(self) -> str:
        """Hex digest of the text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def iri(self) -> str:
        """Name of the document and of its graph: by url where it has one, else by its text."""
        key = hashlib.sha256(self.url.encode()).hexdigest() if self.url else self.sha256
        return document_iri(key[:16])


class ConditionStatus(StrEnum):
    """Whether a condition still has to arise."""

    OPEN = "open"
    MET = "met"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a conditional stance waits for, in the words of the text.

    `effect` is the stance once it is met, supports or opposes; None where the text does not tell.
    """

    text: str
    status: ConditionStatus = ConditionStatus.OPEN
    effect: Stance | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """One actor's stance on one measure, with its evidence `document.text[start:end]`.

    `actor` and `target` are guideline codes (`AUT`, `EU`) or names as in the text. `frame` names the
    rule that fired, `extractor` who found it (`frames/0.1.0`).
    """

    start: int
    end: int
    actor: str
    stance: Stance
    measure: Measure
    confidence: float
    frame: str
    extractor: str
    target: str | None = None
    proposal: str | None = None
    condition: Condition | None = None
    speaker: str | None = None
    role: str | None = None
    reported_by: str | None = None
    date: PartialDate | None = None
    section: SectionKind = SectionKind.ARTICLE

    def quote(self, document: Document) -> str:
        """The passage that proves the position."""
        return document.text[self.start : self.end]

    def iri(self, document: Document) -> str:
        """The document's IRI, the passage as RFC 5147 fragment, and what tells positions in it apart."""
        key = ".".join((slug(self.actor), self.measure, slug(self.target or "-"), self.stance))
        return f"{evidence_iri(document, self)};position={key}"


def evidence_iri(document: Document, position: Position) -> str:
    """IRI of the passage: RFC 5147 `char=start,end` on the document."""
    return f"{document.iri}#char={position.start},{position.end}"
