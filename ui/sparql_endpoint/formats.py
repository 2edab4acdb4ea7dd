"""What answers may look like, and which of that a client asks for (RFC 9110, Accept)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SOLUTIONS: Mapping[str, str] = {
    "application/sparql-results+json": "JSON",
    "application/sparql-results+xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
}
"""Media types for SELECT and ASK, preferred first, with the engine's names for them."""

TRIPLES: Mapping[str, str] = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON_LD",
}
"""Media types for CONSTRUCT and DESCRIBE, preferred first, with the engine's names for them."""

_ALSO_CALLED = {
    "application/sparql-results+json": ("application/json",),
    "application/sparql-results+xml": ("application/xml", "text/xml"),
    "text/turtle": ("application/x-turtle",),
    "application/n-triples": ("text/plain",),
    "application/rdf+xml": ("application/xml", "text/xml"),
    "application/ld+json": ("application/json",),
}


@dataclass(frozen=True, slots=True)
class _Range:
    kind: str
    subtype: str
    quality: float

    def fit(self, media_type: str) -> int:
        """How exactly this range means `media_type`: 0 not at all, 3 by its full name."""
        kind, _, subtype = media_type.partition("/")
        if (self.kind, self.subtype) == (kind, subtype):
            return 3
        if (self.kind, self.subtype) == (kind, "*"):
            return 2
        return 1 if self.kind == self.subtype == "*" else 0


def choose(accept: str, offers: Sequence[str]) -> str | None:
    """The offer that `accept` rates best, the first among equals; None where it takes none of them."""
    if not accept.strip():
        return offers[0]
    ranges = [r for part in accept.split(",") if (r := _range(part))]
    rated = {offer: _quality(offer, ranges) for offer in offers}
    best = max(rated.values())
    return next(offer for offer, quality in rated.items() if quality == best) if best > 0 else None


def _quality(offer: str, ranges: Sequence[_Range]) -> float:
    """How much the ranges want `offer`: by the most exact of those that mean it, under any of its names."""
    best = max(ranges, key=lambda r: r.fit(offer), default=None)
    aliases = [r.quality for r in ranges if f"{r.kind}/{r.subtype}" in _ALSO_CALLED.get(offer, ())]
    return max(best.quality if best and best.fit(offer) else 0.0, *aliases, 0.0)


def _range(part: str) -> _Range | None:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    kind, slash, subtype = name.partition("/")
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                return None
    return _Range(kind, subtype, quality) if slash else None
