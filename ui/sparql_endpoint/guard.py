"""Telling a SERVICE clause from the word "service" in a text, with the engine's own parser.

A second parser, or a pattern, would have to agree with Oxigraph about every comment, escape and `<`; where it
does not, a clause slips through. So the word is replaced everywhere by a random one of the same length: in a
literal, an IRI, a variable or a comment that changes nothing, in place of the keyword it is a syntax error.
"""

import re
import secrets

import pyoxigraph as ox

_KEYWORD = re.compile(rb"service", re.IGNORECASE)
_POSITION = re.compile(r"(\d+):(\d+)")
_LETTERS = "bcdfghjklmnpqrtvwxz"


def calls_out(query: str) -> bool:
    """Whether `query` has a SERVICE clause. SyntaxError where it is malformed for another reason."""
    text = query.encode()
    words = list(_KEYWORD.finditer(text))
    if not words:
        return False
    nonce = "".join(secrets.choice(_LETTERS) for _ in "service")
    renamed = _KEYWORD.sub(lambda word: _in_case_of(word[0].decode(), nonce).encode(), text).decode()
    try:
        ox.Store().query(renamed)
    except SyntaxError as error:
        at = _offset(text, str(error))
        if at is None or any(word.start() <= at <= text.find(b"{", word.end()) for word in words):
            return True
        raise
    return False


def _in_case_of(word: str, nonce: str) -> str:
    """`nonce` in the upper and lower case of `word`, so that ?service and ?Service stay two variables."""
    return "".join(new.upper() if old.isupper() else new for old, new in zip(word, nonce, strict=True))


def _offset(text: bytes, message: str) -> int | None:
    """Where in `text` the parser stopped, from its "error at LINE:COLUMN: ...", which counts bytes."""
    match = _POSITION.search(message)
    if not match:
        return None
    line, column = int(match[1]), int(match[2])
    return sum(len(part) + 1 for part in text.split(b"\n")[: line - 1]) + column - 1
