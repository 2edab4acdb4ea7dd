"""Time words of news prose ("late on Sunday", "nine days ago") read against the day of publication.

News looks back: "on Tuesday" is the last Tuesday, publication day included; "in July" the last July. What a
deadline or a plan names ("until Friday", "next month") is no time at which something was said: left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ontology.dates import PartialDate

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        "a one two three four five six seven eight nine ten eleven twelve".split(), start=0
    )
} | {"a": 1, "an": 1, "couple": 2}
_DAY: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH: Final = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_COUNT: Final = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_WORDS: Final = re.compile(
    rf"(?P<iso>\b(?:19|20)\d\d-\d\d-\d\d\b)"
    rf"|\b(?P<md>(?P<md_m>{_MONTH}) (?P<md_d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<md_y>(?:19|20)\d\d))?)\b"
    rf"|\b(?P<dm>(?P<dm_d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<dm_m>{_MONTH})(?:,? (?P<dm_y>(?:19|"
    rf"20)\d\d))?)"
    rf"|\b(?P<my>(?P<my_m>{_MONTH}),? (?P<my_y>(?:19|20)\d\d))\b"
    rf"|\b(?P<weekday>(?:(?P<last>last) )?(?P<day>{_DAY})(?! ?[’']s\b))"
    r"|\b(?P<day_word>yesterday|today|tonight|last night|this (?:morning|afternoon|evening)|the day before)\b"
    rf"|\b(?P<ago>(?P<count>{_COUNT}) (?P<unit>day|week|month|year)s? (?:ago|earlier))\b"
    r"|\b(?P<period>(?:earlier |late |early )?(?:last|this) (?P<period_unit>week|month|year))\b"
    rf"|\b(?:in|since|during|last|of|early|late|mid)[ -](?:early |late |mid-)?(?P<month>{_MONTH})(?! \d)\b"
    r"|\b(?:in|since|during|early|late)(?: early| late| mid-)? (?P<year>(?:19|20)\d\d)\b",
    re.I,
)
_NOT_WHEN_SAID: Final = re.compile(
    r"\b(?:by|until|till|before|next|for|through|from|between|to|and|after|later|effective|of)"
    r"(?: the| late| early)?\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class When:
    """Time words at `text[start:end]`, and the date they name."""

    start: int
    end: int
    date: PartialDate


def time_words(text: str, published: PartialDate | None) -> Iterator[When]:
    """Time words in `text` that name a past or present date; without `published` only absolute dates."""
    for match in _WORDS.finditer(text):
        before = text[: match.start()]
        if _NOT_WHEN_SAID.search(before) and not match["month"]:
            continue
        value = _value(match, published)
        if value:
            yield When(match.start(), match.end(), value)


def read_date(text: str, published: PartialDate | None = None) -> PartialDate | None:
    """The first date that `text` (a dateline, a date line) names, or None."""
    return next((when.date for when in time_words(text, published)), None)


def _value(match: "re.Match[str]", published: PartialDate | None) -> PartialDate | None:
    try:
        absolute = _absolute(match, published)
        if absolute or published is None:
            return absolute
        return _relative(match, published)
    except (ValueError, OverflowError):
        return None


def _absolute(match: "re.Match[str]", published: PartialDate | None) -> PartialDate | None:
    if match["iso"]:
        return PartialDate.parse(match["iso"])
    for form in ("md", "dm"):
        if match[form]:
            month, day = _month(match[form + "_m"]), int(match[form + "_d"])
            if match[form + "_y"]:
                return PartialDate(int(match[form + "_y"]), month, day)
            if published is None:
                return None
            return _last(PartialDate(published.year, month, day), published)
    if match["my"]:
        return PartialDate(int(match["my_y"]), _month(match["my_m"]))
    if match["year"]:
        return PartialDate(int(match["year"]))
    return None


def _relative(match: "re.Match[str]", published: PartialDate) -> PartialDate | None:
    if match["month"]:
        found = _last(PartialDate(published.year, _month(match["month"])), published)
        # A month named alone that lies most of a year back is the coming one.
        return found if (published.latest - found.earliest).days < 250 else None
    today = published.latest
    if match["period"]:
        unit, back = match["period_unit"].lower(), "last" in match["period"].lower()
        if unit == "week":
            # No day is meant: the month is what is known of it.
            return _month_of(today - timedelta(days=7)) if back else None
        if unit == "year":
            return PartialDate(published.year - back)
        return _month_of(today.replace(day=1) - timedelta(days=1)) if back else _month_of(today)
    if match["ago"]:
        return _ago(match["count"], match["unit"].lower(), published)
    if published.day is None:
        return published
    if match["day_word"]:
        word = match["day_word"].lower()
        back = word in ("yesterday", "last night", "the day before")
        return PartialDate.of(today - timedelta(days=back))
    distance = (today.weekday() - _DAYS.index(match["day"].lower())) % 7
    return PartialDate.of(today - timedelta(days=distance or (7 if match["last"] else 0)))


def _ago(count: str, unit: str, published: PartialDate) -> PartialDate | None:
    number = int(count) if count.isdigit() else _NUMBERS[count.lower()]
    if unit == "year":
        return PartialDate(published.year - number)
    if unit == "month":
        months = published.year * 12 + (published.month or 1) - 1 - number
        return PartialDate(months // 12, months % 12 + 1)
    if published.day is None:
        return published
    return PartialDate.of(published.latest - timedelta(days=number * (7 if unit == "week" else 1)))


def _last(named: PartialDate, published: PartialDate) -> PartialDate:
    """`named`, a year earlier if it would lie ahead of publication."""
    ahead = named.earliest > published.latest
    return PartialDate(named.year - 1, named.month, named.day) if ahead else named


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _month_of(day: date) -> PartialDate:
    return PartialDate(day.year, day.month)
