"""The command ``dataforge``: its subcommands, and how errors reach a person.

Exit codes: 0 done, 1 failed, 2 bad input. Each subcommand imports what it needs when it runs.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from assets.errors import DataForgeError
from studio_ui.command_line import (
    changes,
    datasets,
    generate,
    infer,
    intake,
    load,
    models,
    query,
    runs,
    studio,
    validate,
)

app = typer.Typer(
    name="dataforge",
    help="Synthetic tables from a schema: on the command line, or in the studio.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("infer")(infer.infer)
app.command("intake")(intake.intake)
app.command("validate")(validate.validate)
app.command("generate")(generate.generate)
app.command("load")(load.load)
app.command("changes")(changes.changes)
app.add_typer(models.app, name="models")
app.command("query")(query.query)
app.command("studio")(studio.studio)
app.command("datasets")(datasets.datasets)
app.command("run")(runs.run)


# Typer carries a Click of its own and exports of its usage errors this subclass only.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"dataforge {version('dataforge-studio')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    _debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error.")
    ] = False,
) -> None:
    """Options of every subcommand; --debug is read where errors are shown."""


def main() -> None:
    """Runs the command line of this process and exits."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command line and returns its exit code; errors are one line on stderr."""
    debug = "--debug" in arguments
    try:
        code = app([word for word in arguments if word != "--debug"], standalone_mode=False)
    except DataForgeError as error:
        if debug:
            raise
        _complain(str(error))
        return error.exit_code
    except _UsageError as error:
        _complain(_usage(error))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        _complain("stopped")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    return code if isinstance(code, int) else 0


def _usage(error: BaseException) -> str:
    context = getattr(error, "ctx", None)
    hint = f"; see {context.command_path} --help" if context is not None else ""
    message = getattr(error, "format_message", lambda: str(error))()
    return f"{' '.join(message.split()).rstrip('.')}{hint}"


def _complain(text: str) -> None:
    print(f"dataforge: {text}", file=sys.stderr)  # noqa: T201  # the one place that writes errors
