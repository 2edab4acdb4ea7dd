"""`tourdetable`: the command line. Exit codes: 0 done, 1 the data's fault, 2 the question's fault."""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from ontology.errors import TourdetableError, UsageError
from ui.commands import asking, deciding, loading, serving
from ui.output import complain

DEBUG = "TOURDETABLE_DEBUG"


class InOrder(click.Group):
    """A group that lists its commands in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands."""
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="tourdetable", prog_name="tourdetable")
def cli() -> None:
    """Who stands where on what, since when, on what condition, who said so, and which sentence proves it."""


for command in (*loading.COMMANDS, *asking.COMMANDS, *deciding.COMMANDS, *serving.COMMANDS):
    cli.add_command(command)


def run(args: Sequence[str]) -> int:
    """Run one command line; its exit code. No exception leaves but SystemExit."""
    try:
        status = cli.main(list(args), "tourdetable", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        where = f" (see {error.ctx.command_path} --help)" if error.ctx else ""
        complain(error.format_message().rstrip(".") + where)
        return 2
    except click.ClickException as error:
        complain(error.format_message())
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except TourdetableError as error:
        complain(error)
        return 2 if isinstance(error, UsageError) else 1
    except Exception as error:  # noqa: BLE001 the last resort: no user sees a traceback
        return _unexpected(error)
    return status if isinstance(status, int) else 0


def _unexpected(error: Exception) -> int:
    """A bug, or a machine in trouble: one line, and where the whole story is."""
    if isinstance(error, BrokenPipeError):
        _drop_output()
        return 1
    if os.environ.get(DEBUG):
        raise error
    if isinstance(error, OSError) and error.filename is None:  # standard output cannot take more
        _drop_output()
    complain(f"unexpected {type(error).__name__}: {error} (set {DEBUG}=1 to see where)")
    return 1


def _drop_output() -> None:
    """Let nothing that is still buffered fail again when Python closes standard output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> NoReturn:
    """Entry point of the `tourdetable` script."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
