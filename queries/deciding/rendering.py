"""The answer to what is decided as a table, Markdown, CSV and JSON."""

import json
from collections.abc import Iterator
from typing import Any, Final

from ontology.errors import UsageError
from queries.briefing import Footnote
from queries.deciding.answer import Answer
from queries.deciding.decision import Basis, Outcome, Seat
from queries.deciding.tally import Vote
from queries.formats import markdown, render
from queries.standing import Statement
from queries.table import Cell, Table, show

FORMATS: Final = ("json", "csv", "md")
_GRANTED: Final = {Basis.SILENCE: ", if silence is consent", Basis.INFERRED: ", if what is inferred holds"}
SHOWN: Final = 10
"""So many sets or members are named; the rest is counted."""


def render_answer(answer: Answer, form: str) -> str:
    """The answer in one of `FORMATS`; UsageError for another."""
    match form:
        case "json":
            return json.dumps(_plain(answer), ensure_ascii=False, indent=2) + "\n"
        case "csv":
            return render(members(answer, quotes=True), "csv")
        case "md":
            return _markdown(answer)
        case _:
            raise UsageError(f"no format {form!r} for a decision; there are: {', '.join(FORMATS)}")


def title(answer: Answer) -> str:
    """What is decided, by which rule, as of when."""
    aimed = f": {answer.target}" if answer.target else ""
    return f"{answer.measure.capitalize()}{aimed}. {answer.rule.title}, as of {answer.on}"


def members(answer: Answer, *, quotes: bool = False) -> Table:
    """The members, the surest support first, each with its vote and footnotes; unknown ones say so."""
    seats = sorted(answer.decision.seats, key=lambda s: (-s.range.worst - s.range.best, s.voter.name))
    weighed, swings = bool(answer.rule.weight), answer.decision.swings
    columns = ["member", "memberName", "stance", "vote", "basis", "condition"]
    columns += ["weight"] * weighed + ["swing"] * bool(swings) + ["notes"] + ["quote", "document"] * quotes
    rows = []
    for s in seats:
        code = s.voter.code
        row: list[Cell] = [code, s.voter.name, _stance(s), _vote(s), str(s.basis), _conditions(s)]
        row += [s.voter.weight] * weighed
        row += [_share(swings[code]) if code in swings else None] * bool(swings)
        row += ["".join(f"[{n}]" for n in answer.notes[code])]
        if quotes:
            row += [
                "\n".join(w.evidence.quote for w in s.words),
                "\n".join(w.evidence.document for w in s.words),
            ]
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def summary(answer: Answer) -> Iterator[tuple[str, str]]:
    """What follows, as pairs of a word and a sentence."""
    decision, seats = answer.decision, answer.decision.table
    names = {s.voter.code: s.voter.name for s in decision.seats}

    def listed(codes: tuple[str, ...]) -> str:
        rest = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
        return ", ".join(names[code] for code in codes[:SHOWN]) + rest

    bases = {s.basis for s in decision.seats}
    granted = "".join(words for basis, words in _GRANTED.items() if basis in bases)
    yield "Outcome", f"{decision.outcome}{granted}"
    worst, best = decision.worst, decision.best
    needed = seats.needed_votes(best)
    of = f"; {needed} needed" if needed else ""
    yield "In favour", f"{_between(worst.yes, best.yes)} of {seats.members}{of}"
    yield "Against", f"{_between(best.no, worst.no)}"
    if answer.rule.weight_votes:
        quota = answer.rule.weight_votes.needed(seats.weight)
        shares = _between(_percent(worst.weight, seats.weight), _percent(best.weight, seats.weight))
        yield "Weight", f"{shares} in favour; {_percent(quota, seats.weight)} needed"
    case = "In the worst case" if decision.outcome is Outcome.OPEN else "In the way"
    for obstacle in decision.obstacles:
        yield case, f"{obstacle.what}: {listed(obstacle.by)}"
    if decision.pivotal:
        yield "Turned by one alone", listed(decision.pivotal)
    if decision.to_carry is not None:
        yield "To carry it", f"{decision.to_carry} of the open votes, at the fewest"
    if decision.to_sink is not None:
        yield "To sink it", f"{decision.to_sink} of the open votes, at the fewest"
    for word, sets in (("Sets that carry it", decision.carrying), ("Sets that sink it", decision.sinking)):
        if sets:
            rest = f"; {len(sets) - SHOWN} more" if len(sets) > SHOWN else ""
            yield word, "; ".join(listed(codes) for codes in sets[:SHOWN]) + rest
    for turn in (turn for turn in decision.turns if turn.turns):
        who = names[turn.member] if turn.member else "All open conditions"
        what = f" ({'; '.join(turn.conditions)})" if turn.member else ""
        yield "Condition", f"{who}{what}: {turn.met} where met, {turn.unmet} where not"
    for assumption in answer.assumptions:
        yield "Assumed", assumption
    yield "Law", answer.rule.source


def untargeted(answer: Answer) -> str:
    """What stands below the table: the statements that may be meant and are not counted; empty where none."""
    count = answer.untargeted
    if not count:
        return ""
    said = "1 statement of a member names" if count == 1 else f"{count} statements of members name"
    return f"Not counted: {said} no target for {answer.measure}; an objection may be among them."


def proof(note: Footnote) -> str:
    """A passage with where it stands, on one line."""
    source = ", ".join(filter(None, (note.title or note.name, note.outlet, show(note.issued), note.url)))
    return f"“{' '.join(note.quote.split())}” {source}, characters {note.start} to {note.end}"


def _markdown(answer: Answer) -> str:
    parts = [f"# {markdown(title(answer))}\n\n"]
    parts += [f"- {markdown(word)}: {markdown(sentence)}\n" for word, sentence in summary(answer)]
    parts += ["\n", render(members(answer), "md")]
    if note := untargeted(answer):
        parts.append(f"\n{markdown(note)}\n")
    if answer.footnotes:
        parts.append("\n")
        parts += [f"{note.number}. {markdown(proof(note))}\n" for note in answer.footnotes]
    return "".join(parts)


def _plain(answer: Answer) -> dict[str, Any]:
    decision = answer.decision
    return {
        "title": title(answer),
        "rule": answer.rule.code,
        "law": answer.rule.source,
        "body": answer.rule.body,
        "on": answer.on.isoformat(),
        "outcome": str(decision.outcome),
        "in_favour": {"least": decision.worst.yes, "most": decision.best.yes, "of": decision.table.members},
        "weight": {"least": decision.worst.weight, "most": decision.best.weight, "of": decision.table.weight}
        if answer.rule.weight_votes
        else None,
        "obstacles": [{"what": o.what, "by": list(o.by)} for o in decision.obstacles],
        "pivotal": list(decision.pivotal),
        "fewest_to_carry": decision.to_carry,
        "fewest_to_sink": decision.to_sink,
        "sets_that_carry": decision.carrying,
        "sets_that_sink": decision.sinking,
        "conditions": [
            {"member": t.member, "conditions": list(t.conditions), "met": str(t.met), "unmet": str(t.unmet)}
            for t in decision.turns
        ],
        "assumptions": list(answer.assumptions),
        "members": [_member(answer, s) for s in decision.seats],
        "untargeted": answer.untargeted,
        "footnotes": [
            {"number": n.number, "quote": n.quote, "document": n.document, "start": n.start, "end": n.end}
            for n in answer.footnotes
        ],
    }


def _member(answer: Answer, s: Seat[Statement]) -> dict[str, Any]:
    swing = answer.decision.swings.get(s.voter.code)
    return {
        "member": s.voter.code,
        "name": s.voter.name,
        "weight": s.voter.weight if answer.rule.weight else None,
        "stance": _stance(s),
        "worst": s.range.worst.name.lower(),
        "best": s.range.best.name.lower(),
        "basis": str(s.basis),
        "swing": _share(swing) if swing else None,
        "notes": list(answer.notes[s.voter.code]),
    }


def _stance(s: Seat[Statement]) -> str:
    stances = dict.fromkeys(str(w.stance) for w in s.words)
    return " and ".join(stances) or "unknown"


def _vote(s: Seat[Statement]) -> str:
    spoken = {Vote.DECLARED: "abstains by declaration"}
    worst, best = (spoken.get(v, v.name.lower()) for v in (s.range.worst, s.range.best))
    return f"{worst} or {best}" if s.range.open else best


def _conditions(s: Seat[Statement]) -> str | None:
    texts = (f"{w.condition}{' (met)' * w.met}{' (lapsed)' * w.lapsed}" for w in s.words if w.condition)
    return "; ".join(dict.fromkeys(texts)) or None


def _share(swing: tuple[int, int]) -> float:
    """Of all completions of the other open votes, in how many this one decides."""
    return round(swing[0] / swing[1], 4)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "0 %"


def _between(least: object, most: object) -> str:
    return str(most) if least == most else f"{least} to {most}"
