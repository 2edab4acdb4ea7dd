"""A document read: its passages, who speaks in each, and whom each name, title and pronoun stands for.

`read(document)` is the first half of extraction (blocks, language, linking, voices, dates); `extract`
is the second (frames, measures, conditions) and sees a text only through a `Reading`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ingest.model import Document, SectionKind
from ingest.officials import NOBODY, Asserted, Officials
from ontology.dates import PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose position something is: the actor (guideline code or name) and who spoke for it, if anyone."""

    actor: str
    speaker: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a passage.

    `holders` are those for whom its "I", "we" and subjectless sentences stand: the quoted speaker, the
    signatories of a joint statement, the issuing ministry. Empty where the narrator speaks.
    """

    holders: tuple[Holder, ...] = ()
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence (or heading) of the document, `start` to `end` in code points, with its parse."""

    start: int
    end: int
    section: SectionKind
    heading: bool
    span: "Span"
    voice: Voice


class Reading(Protocol):
    """What extraction may ask of a document that was read. Tokens are those of `passage.span`."""

    document: Document
    passages: Sequence[Passage]
    tenures: Sequence[Asserted]
    """The posts in which the text introduces people."""

    def holders(self, passage: Passage, token: "Token") -> tuple[Holder, ...]:
        """Who the noun phrase headed by `token` stands for as holder of a position.

        Conjuncts are not followed (ask for each). "We"/"I" give the voice's holders; "they", "he", "the
        minister", "both sides", "Madrid", "the bloc" their antecedents; an anonymous "diplomats" nobody.
        """
        ...

    def entity(self, passage: Passage, token: "Token") -> str | None:
        """Guideline code or name of the state, organisation, party or place that `token`'s phrase names.

        "Russian attacks", "Moscow's offensive" asked at "Russian"/"Moscow" give RUS; None for a common noun.
        """
        ...

    def date(self, passage: Passage, token: "Token | None" = None) -> PartialDate | None:
        """When what `token` (a verb; else the sentence) says was said or done; else the document's date."""
        ...


def read(document: Document, officials: Officials = NOBODY) -> Reading:
    """Read a document, knowing the `officials` of texts before it; the first call loads the parser."""
    from ingest.reader import read_document

    return read_document(document, officials)
