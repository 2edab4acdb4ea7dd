"""Put blocks, parse, names, voices and dates together into a `Reading`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.blocks import blocks
from ingest.language import parse
from ingest.model import Document
from ingest.reading import Holder, Passage, Voice
from ontology.dates import PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Token

_STUB = dict(
    Russia="RUS", Russian="RUS", Moscow="RUS", Kremlin="RUS", EU="EU", Austria="AUT", Germany="DEU", Spain="ESP",
    Madrid="ESP", Greece="GRC", Cyprus="CYP", Hungary="HUN", France="FRA", French="FRA", British="GBR",
    Britain="GBR", London="GBR", Syria="SYR", Syrian="SYR", Assad="SYR", Aleppo="Aleppo", Egypt="EGY",
    China="CHN", Chinese="CHN", PRC="CHN", Ukraine="UKR", UN="UN", NATO="NATO", Washington="USA", Cuba="CUB",
    Turkey="TUR", Iran="IRN", Iranian="IRN", Tehran="IRN", Taiwan="TWN", Sudan="SDN", Yemen="YEM", Houthis="Houthis",
)  # fmt: skip


class _Read:
    """A `Reading` over a crude table of names, until the gazetteer stands."""

    def __init__(self, document: Document, passages: Sequence[Passage]) -> None:
        self.document = document
        self.passages = passages

    def holders(self, passage: Passage, token: "Token") -> tuple[Holder, ...]:
        """See `Reading.holders`."""
        if token.lower_ in ("we", "i"):
            return passage.voice.holders
        code = self.entity(passage, token)
        return (Holder(code),) if code else ()

    def entity(self, passage: Passage, token: "Token") -> str | None:
        """See `Reading.entity`."""
        for near in (token, *(t for t in token.lefts if t.dep_ in ("compound", "amod", "poss", "nmod"))):
            if near.text in _STUB:
                return _STUB[near.text]
        return token.text if token.ent_type_ in ("GPE", "ORG", "PERSON") else None

    def date(self, passage: Passage, token: "Token | None" = None) -> PartialDate | None:
        """See `Reading.date`."""
        return self.document.published


def read_document(document: Document) -> _Read:
    """Read a document."""
    cut = list(blocks(document))
    passages = []
    for block, doc in zip(cut, parse(block.text for block in cut), strict=True):
        for span in doc.sents:
            start, end = block.span(span.start_char, span.end_char)
            passages.append(Passage(start, end, block.section, block.heading, span, Voice()))
    return _Read(document, passages)
