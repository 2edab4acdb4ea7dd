"""Officials whom texts introduce: after "Austria's Foreign Minister Sebastian Kurz" a bare "Kurz" is Austria.

The reference tables come first: what a text asserts is used only for names that they do not know, and only
near its own date, since a text says that someone holds a post but not for how long.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ontology.dates import PartialDate
from ontology.reference import key, reference

_NEAR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Asserted:
    """That a text says, at `start` to `end` (code points) that `person` holds post `role` for `actor`."""

    person: str
    role: str
    actor: str
    start: int
    end: int
    on: PartialDate | None
    """Date of the text."""


@dataclass(frozen=True, slots=True)
class Known:
    """An official as a text named him, for whom, and the date of that text."""

    person: str
    actor: str
    on: PartialDate


@dataclass(frozen=True, slots=True)
class Officials:
    """What texts read before have asserted."""

    known: frozenset[Known] = frozenset()

    def and_those_of(self, asserted: Iterable[Asserted]) -> "Officials":
        """These and those that a further text asserts; one without a date teaches nothing."""
        more = {Known(row.person, row.actor, row.on) for row in asserted if row.on}
        return Officials(self.known | more)

    def named(self, name: str, on: date | None) -> Known | None:
        """Whom a full name or a surname means in a text of the day `on`.

        None where the reference tables know the name, no text within a year says so, or texts disagree.
        """
        if on is None or reference().people(name):
            return None
        near = (k for k in self.known if k.on.earliest - _NEAR <= on <= k.on.latest + _NEAR)
        found = sorted((k for k in near if _bears(k.person, name)), key=lambda k: (k.on.earliest, k.person))
        return found[-1] if len({(k.actor, key(k.person)) for k in found}) == 1 else None


NOBODY: Final = Officials()
"""No text was read before."""


def is_post(role: str | None, actor: str | None) -> bool:
    """Whether this is a post of the tables' kinds ("Foreign Minister") for an actor that they know."""
    return bool(role and actor in reference().entities and reference().office(role))


def _bears(person: str, name: str) -> bool:
    return key(name) in (key(person), key(person.rsplit(maxsplit=1)[-1]))
