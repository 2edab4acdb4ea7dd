"""What is read off rows in the order of time is what the plain definition says, pair by pair."""

import random
from itertools import product

from ontology.dates import PartialDate
from ontology.iris import entity_iri, stance_iri
from ontology.terms import Stance
from queries.table import Cell, Iri, Table
from queries.windows import changes

COLUMNS = ("actor", "actorName", "measure", "target", "targetName", "stance", "date", "speaker",
           "speakerName", "quote", "document", "documentName", "position")  # fmt: skip
DATES = ("2016", "2017", "2016-03", "2016-04", "2016-11", "2016-03-09", "2016-03-30", "2016-04-01",
         "2016-12-31", "2017-01-01", "2017-01-05", "2018-05")  # fmt: skip
Row = dict[str, Cell]


def said(number: int, actor: str, target: str | None, stance: Stance, date: str) -> Row:
    position = Iri(f"https://example.org/{number:03}")
    return {
        "actor": Iri(entity_iri(actor)), "actorName": actor, "measure": Iri("https://example.org/measure"),
        "target": Iri(entity_iri(target)) if target else None, "targetName": target,
        "stance": Iri(stance_iri(stance)), "date": PartialDate.parse(date), "speaker": None,
        "speakerName": f"speaker {number}", "quote": f"quote {number}", "document": position,
        "documentName": f"document {number}", "position": position,
    }  # fmt: skip


def days(row: Row) -> tuple[object, object]:
    date = row["date"]
    assert isinstance(date, PartialDate)
    return date.earliest, date.latest


def before(one: Row, other: Row) -> bool:
    return days(one)[1] < days(other)[0]  # type: ignore[operator]


def changed(one: Row, other: Row, line: list[Row]) -> bool:
    def alike(row: Row, like: Row) -> bool:
        return row["stance"] == like["stance"] and row["date"] == like["date"]

    def also(stance: Cell, when: Row) -> bool:
        return any(r["stance"] == stance and not before(r, when) and not before(when, r) for r in line)

    firsts = all(one is next(r for r in line if alike(r, one)) for one in (one, other))
    between = any(before(one, row) and before(row, other) for row in line)
    return (
        firsts and before(one, other) and one["stance"] != other["stance"] and not between
        and not also(other["stance"], one) and not also(one["stance"], other)
    )  # fmt: skip


def test_changes_are_those_of_the_definition() -> None:
    chance = random.Random(7)
    found = 0
    for _ in range(60):
        heard = [
            said(n, chance.choice("AB"), chance.choice(("T", None)), chance.choice(list(Stance)),
                 chance.choice(DATES))
            for n in range(chance.randrange(1, 25))
        ]  # fmt: skip
        expected = {
            (one["position"], other["position"])
            for one, other in product(heard, heard)
            if all(one[c] == other[c] for c in ("actor", "target"))
            and changed(one, other, [r for r in heard if all(r[c] == one[c] for c in ("actor", "target"))])
        }
        chance.shuffle(heard)
        table = changes(Table(COLUMNS, tuple(tuple(row[c] for c in COLUMNS) for row in heard)))
        pairs = list(zip(table.column("positionBefore"), table.column("position"), strict=True))
        assert len(pairs) == len(set(pairs))
        assert set(pairs) == expected
        found += len(pairs)
    assert found > 100


def test_a_change_shows_both_passages_and_its_direction() -> None:
    line = [said(1, "A", "T", Stance.SUPPORTS, "2016-03"), said(2, "A", "T", Stance.ABSTAINS, "2017")]
    table = changes(Table(COLUMNS, tuple(tuple(row[c] for c in COLUMNS) for row in line)))
    (row,) = table
    assert (row["shift"], row["speakerBeforeName"], row["speakerName"]) == (
        "toward opposition",
        "speaker 1",
        "speaker 2",
    )
    assert (row["quoteBefore"], row["quote"], row["documentBeforeName"], row["documentName"]) == (
        "quote 1",
        "quote 2",
        "document 1",
        "document 2",
    )
