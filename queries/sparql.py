"""What must be known of a SPARQL text before it runs: its form, its columns, and that it calls nobody.

Oxigraph evaluates SERVICE and LOAD with network calls and cannot be told not to, so texts are checked here.
"""

import re
from typing import Final

from ontology.errors import UsageError

_PROLOGUE: Final = re.compile(r"(?:\s+|#[^\n\r]*|BASE\s*<[^>]*>|PREFIX\s+[^\s:]*:\s*<[^>]*>)*", re.IGNORECASE)
_STAR: Final = re.compile(r"SELECT\s+(?:DISTINCT\s+|REDUCED\s+)?\*", re.IGNORECASE)
_POSITION: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_GLUED: Final = re.compile(r"(?:true|false|\d)\.?service", re.IGNORECASE)
"""Oxigraph reads `?s ?p trueSERVICE:x { ... }` as a call, other parsers as a name."""
_FORMS: Final = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


def form(text: str) -> str:
    """`SELECT`, `ASK`, `CONSTRUCT`, `DESCRIBE`, else `UPDATE`: by the first word after the prologue."""
    prologue = _PROLOGUE.match(text)
    word = re.match(r"[A-Za-z]*", text[prologue.end() if prologue else 0 :])
    found = word.group().upper() if word else ""
    return found if found in _FORMS else "UPDATE"


def refuse_calls(text: str, *, update: bool = False) -> None:
    """UsageError where a query or update holds SERVICE or LOAD, which would make a network call.

    Only a text that holds such a word at all is parsed (by rdflib, over the whole grammar); one that hides it
    behind code point escapes, or that no parser understands, is refused too.
    """
    words = [word for word in ("service", "load") if word in text.lower()]
    if "\\u" in text.lower() and re.search(r"service|load", _unescaped(text), re.IGNORECASE):
        raise UsageError("SERVICE and LOAD are refused, and so is a text with \\u escapes that may hide them")
    if not words or (words == ["load"] and not update):
        return
    if _GLUED.search(text):
        raise UsageError("SERVICE is refused, and so is a word that ends in it right after a literal")
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery, parseUpdate

    try:
        parsed = (parseUpdate if update else parseQuery)(text)
    except ParseException as error:
        raise UsageError(f"line {error.lineno}, column {error.column}: not understood as SPARQL") from error
    except RecursionError as error:
        raise UsageError("the query is nested too deeply") from error
    for name in _names(parsed):
        if name in ("ServiceGraphPattern", "Load"):
            word = "LOAD" if name == "Load" else "SERVICE"
            raise UsageError(f"{word} is refused: it would make a network call")


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


def _unescaped(text: str) -> str:
    """`text` with code point escapes resolved, as some engines do before they parse."""

    def char(match: re.Match[str]) -> str:
        code = int(match.group(1) or match.group(2), 16)
        return chr(code) if code < 0x110000 else ""

    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", char, text)


def _names(node: object) -> list[str]:
    """Names of all grammar rules in an rdflib parse tree."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    names: list[str] = []
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, CompValue):
            names.append(item.name)
            stack.extend(item.values())
        elif isinstance(item, ParseResults | list | tuple):
            stack.extend(item)
    return names
