"""Commands that reason: `decide`, `infer`, `review`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.commands.options import format_option, output_option, store_option

if TYPE_CHECKING:
    from queries.deciding.answer import Answer


@click.command(short_help="What a body would decide, who blocks, who turns it.")
@click.argument("rule")
@click.argument("measure")
@click.argument("target", required=False)
@click.option("--at", metavar="DATE", help="As of this day (YYYY-MM-DD, YYYY-MM or YYYY); else today.")
@click.option("--participants", metavar="LIST", default="", help="Only these take part (FR,DE,...).")
@click.option("--declared", metavar="LIST", default="", help="Their abstention comes with a declaration.")
@click.option("--silence", is_flag=True, help="Silence procedure: whoever said nothing consents.")
@click.option("--inferred", is_flag=True, help="Who said nothing stands where `infer` puts it.")
@store_option
@format_option("table", "json", "csv", "md")
@output_option
def decide(
    rule: str,
    measure: str,
    target: str | None,
    at: str | None,
    participants: str,
    declared: str,
    silence: bool,
    inferred: bool,
    location: str,
    form: str | None,
    output: Path | None,
) -> None:
    """What is decided on MEASURE (against TARGET) by RULE, as far as it is known where the members stand.

    RULE is a code: eu-unanimity, eu-cfsp, eu-qmv, eu-qmv-72, eu-qmv-nice, eu-majority, unsc,
    unsc-procedural, nato, unga, unga-important. What is unknown stays open; the outcome gives its bounds.
    """
    from queries.deciding import answer, rendering
    from queries.store import open_store
    from ui.output import choose, put

    with open_store(location, read_only=True) as store:
        found = answer.ask(
            store,
            rule,
            measure,
            target,
            on=at,
            participants=participants.split(","),
            declared=declared.split(","),
            silence=silence,
            inferred=inferred,
        )
    chosen = choose(form, output, rendering.FORMATS, "md")
    put(_text(found) if chosen == "table" else rendering.render_answer(found, chosen), output)


def _text(found: "Answer") -> str:
    from queries.deciding import rendering
    from ui.output import table_text

    summary = list(rendering.summary(found))
    width = max(len(word) for word, _ in summary)
    parts = [rendering.title(found), ""]
    parts += [f"{word:{width}}  {' '.join(sentence.split())}" for word, sentence in summary]
    parts += ["", table_text(rendering.members(found)).rstrip("\n")]
    if note := rendering.untargeted(found):
        parts += ["", note]
    if found.footnotes:
        parts.append("")
        parts += [f"[{note.number}] {rendering.proof(note)}" for note in found.footnotes]
    return "\n".join(parts) + "\n"


@click.command(short_help="Derive what follows from what was said, or take it back.")
@click.option("--undo", is_flag=True, help="Remove everything that was inferred.")
@store_option
def infer(undo: bool, location: str) -> None:
    """Apply every rule to the texts in the store; what follows goes to a graph of its own.

    Each inferred position names its rule and the positions that it follows from. Nothing that was said is
    changed. After further texts are read, run it again; until then the inferences are shown as old.
    """
    from queries import inference
    from queries.store import open_store

    with open_store(location) as store:
        if undo:
            inference.undo(store)
            click.echo("nothing is inferred any more")
            return
        counts = inference.infer(store)
    for rule, count in counts.items():
        click.echo(f"{count:6}  {rule}")


@click.group(short_help="Record what a reviewer found.")
def review() -> None:
    """Record what a reviewer found, in a graph of its own that survives reading the texts again."""


@review.command(short_help="Say whether a condition is met.")
@click.argument("position")
@click.argument("status", type=click.Choice(("open", "met", "lapsed")))
@click.option("--by", required=True, metavar="NAME", help="Who found it.")
@click.option("--because", metavar="TEXT", help="Why, for whoever reads it later.")
@store_option
def condition(position: str, status: str, by: str, because: str | None, location: str) -> None:
    """Say that the condition of POSITION (its IRI, as `tourdetable query conditions` gives it) is STATUS."""
    from queries import inference
    from queries.store import open_store

    with open_store(location) as store:
        inference.mark(store, position, status, by=by, because=because)
    click.echo(f"condition {status}")


COMMANDS = (decide, infer, review)
