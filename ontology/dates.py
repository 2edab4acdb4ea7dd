"""Dates as texts give them: a day, a month or only a year."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the day, to the month (`day` None) or to the year (`month` None too)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where no such date exists."""
        if self.month is None and self.day is not None:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; ValueError for anything else."""
        match = _FORM.fullmatch(text.strip())
        if not match:
            raise ValueError(f"not a date: {text!r} (YYYY-MM-DD, YYYY-MM or YYYY)")
        return cls(*(int(part) for part in match.groups() if part))

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """The date of a calendar day."""
        return cls(day.year, day.month, day.day)

    @property
    def earliest(self) -> date:
        """First day it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """Last day it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def datatype(self) -> str:
        """Local name of its XML Schema datatype: `date`, `gYearMonth` or `gYear`."""
        return "date" if self.day else "gYearMonth" if self.month else "gYear"

    def __str__(self) -> str:
        parts = (f"{self.year:04}", *(f"{p:02}" for p in (self.month, self.day) if p))
        return "-".join(parts)
