"""What must be known of a SPARQL text before it runs: its form, its columns, and that it calls nobody.

Oxigraph evaluates SERVICE and LOAD with network calls and cannot be told not to, so texts are checked here.
"""

import re
import secrets
from typing import Final

from ontology.errors import UsageError

_PROLOGUE: Final = re.compile(r"(?:\s+|#[^\n\r]*|BASE\s*<[^>]*>|PREFIX\s+[^\s:]*:\s*<[^>]*>)*", re.IGNORECASE)
_STAR: Final = re.compile(r"SELECT\s+(?:DISTINCT\s+|REDUCED\s+)?\*", re.IGNORECASE)
_POSITION: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SERVICE: Final = re.compile("service", re.IGNORECASE)
_CALLS: Final = re.compile("service|load", re.IGNORECASE)
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES: Final = set("INSERT DELETE WITH LOAD CLEAR CREATE DROP COPY MOVE ADD".split())


def form(text: str) -> str:
    """`SELECT`, `ASK`, `CONSTRUCT`, `DESCRIBE`, else `UPDATE`: by the first word after the prologue."""
    found = _first_word(text)
    return found if found in _FORMS else "UPDATE"


def refuse_updates(text: str) -> None:
    """UsageError where a text starts, after the prologue, as an update does."""
    found = _first_word(text)
    if found in _UPDATES:
        raise UsageError(f"{found} would change the store; here it is only asked: {', '.join(_FORMS)}")


def refuse_calls(text: str, *, update: bool = False) -> None:
    """UsageError where a query or update holds SERVICE or LOAD, which would make a network call.

    A pattern or another parser would have to agree with Oxigraph about every comment, escape and `<`. So
    Oxigraph itself parses the text, on an empty store, with a random word of the same length for each of
    these: in a literal, an IRI, a name or a comment that changes nothing, for a keyword it is a syntax error.
    """
    called = _CALLS if update else _SERVICE
    words = list(called.finditer(text))
    if not words:
        if "\\u" in text.lower() and called.search(_unescaped(text)):  # other engines may read it so
            raise UsageError("SERVICE and LOAD are refused, also behind \\u escapes")
        return
    import pyoxigraph

    nonce = {
        word: "".join(secrets.choice("bcdfghjkmnpqrtvwxz") for _ in word) for word in ("service", "load")
    }
    renamed = called.sub(lambda match: _in_case_of(match[0], nonce[match[0].lower()]), text)
    try:
        empty = pyoxigraph.Store()
        (empty.update if update else empty.query)(renamed)
    except SyntaxError as error:
        at = _offset(text, str(error))
        ends = [max(word.end(), *(text.find(sign, word.end()) for sign in "{>")) for word in words]
        if any(word.start() <= at <= end for word, end in zip(words, ends, strict=True)):
            raise UsageError("SERVICE and LOAD are refused: they would make a network call") from error
        raise UsageError(syntax_line(str(error))) from error
    except (OSError, RuntimeError, ValueError):  # it was understood
        return


def star_columns(text: str, columns: list[str]) -> list[str]:
    """`columns` of a `SELECT *` in the order in which the text names them first; others as they come."""
    prologue = _PROLOGUE.match(text)
    if not _STAR.match(text, prologue.end() if prologue else 0):
        return columns
    named = re.findall(r"[?$](\w+)", text)
    return sorted(columns, key=lambda c: named.index(c) if c in named else len(named))


def syntax_line(message: str) -> str:
    """Oxigraph's syntax error as one line: where, and what it expected if that is short."""
    match = _POSITION.match(message)
    if not match:
        return " ".join(message.split())
    line, column, rest = match.groups()
    rest = " ".join(rest.split())
    return f"line {line}, column {column}: {rest if len(rest) < 100 else 'unexpected text or end'}"


def _first_word(text: str) -> str:
    """The first word after the prologue, in capitals; empty where there is none."""
    prologue = _PROLOGUE.match(text)
    word = re.match(r"[A-Za-z]*", text[prologue.end() if prologue else 0 :])
    return word.group().upper() if word else ""


def _unescaped(text: str) -> str:
    """`text` with code point escapes resolved, as some engines do before they parse."""

    def char(match: re.Match[str]) -> str:
        code = int(match.group(1) or match.group(2), 16)
        return chr(code) if code < 0x110000 else ""

    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", char, text)


def _in_case_of(old: str, new: str) -> str:
    """`new` in the upper and lower case of `old`, so that ?service and ?Service stay two names."""
    return "".join(n.upper() if o.isupper() else n for o, n in zip(old, new, strict=True))


def _offset(text: str, message: str) -> int:
    """Where in `text` Oxigraph stopped; the end where it does not say."""
    match = _POSITION.match(message)
    if not match:
        return len(text)
    lines = text.split("\n")[: int(match[1]) - 1]
    return sum(len(line) + 1 for line in lines) + int(match[2]) - 1
