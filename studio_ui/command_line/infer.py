"""``dataforge infer``: a prompt into a spec, and why each part of it is as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.errors import InputError
from studio_ui.command_line.printing import print_json, print_lines
from studio_ui.command_line.writing import write_whole

if TYPE_CHECKING:
    from agents.proposal import Decision, Proposal

LINK_SECONDS = 2.0


def infer(
    prompt: Annotated[
        str, typer.Argument(help="What the data is about, in words.", metavar="PROMPT")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the spec here, not to stdout.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell every decision and the words it came from.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the proposal as JSON.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Let --output replace a file.")] = False,
) -> None:
    """Propose a spec for a prompt, without a model or an account.

    Every number that the prompt states is true in the rows; words that state one and were not
    understood are told.
    """
    from agents.tracing.tracing import open_tracing
    from assets.schema.formats import to_json, to_yaml

    if output is not None and output.exists() and not force:
        raise InputError(f"{output} exists", repair="add --force to replace it, or name another")
    tracing, run = open_tracing(), ""
    if tracing is None:
        proposal = _proposed(prompt)
    else:
        run, proposal = tracing.of("infer", ["tier:embedded"], _proposed, prompt)
    if output is not None:
        form = to_json if output.suffix == ".json" else to_yaml
        write_whole(output, form(proposal.dataset))
    if as_json:
        print_json(proposal.model_dump(mode="json", exclude={"changes"}))
        return
    if output is None and not explain:
        print_lines([to_yaml(proposal.dataset).rstrip("\n")])
        return
    print_lines(_tables(proposal))
    if explain:
        print_lines(_explained(proposal))
        link = None if tracing is None else tracing.link(run, LINK_SECONDS)
        if link is not None:
            print_lines(["", f"trace: {link}"])
    elif proposal.not_understood:
        print_lines(["", *_not_understood(proposal)])


def _proposed(prompt: str) -> Proposal:
    from datetime import UTC, datetime

    from agents.knowledge.base import knowledge
    from agents.planner import outline, propose
    from agents.quantities import read

    reading = read(prompt, datetime.now(UTC).date())
    return propose(outline(prompt, knowledge(), reading), reading)


def _tables(proposal: Proposal) -> list[str]:
    """One line a table: its rows, its columns, and what it refers to."""
    lines = []
    for table in proposal.dataset.tables:
        names = ", ".join(column.name for column in table.columns)
        parents = ", ".join(dict.fromkeys(key.references for key in table.foreign_keys))
        arrow = f" -> {parents}" if parents else ""
        lines.append(f"{table.name} ({table.rows:,} rows){arrow}: {names}")
    return lines


def _explained(proposal: Proposal) -> list[str]:
    lines = ["", "decisions:"]
    lines += [f"  {_decision(each)}" for each in proposal.decisions]
    if proposal.understood:
        lines += ["", "understood:"]
        lines += [f'  {each.kind}: "{_quoted(each.words.text)}"' for each in proposal.understood]
    if proposal.not_understood:
        lines += ["", *_not_understood(proposal)]
    return lines


def _not_understood(proposal: Proposal) -> list[str]:
    return ["not understood:", *(f'  "{_quoted(w.text)}"' for w in proposal.not_understood)]


def _decision(decision: Decision) -> str:
    subject = decision.subject or "dataset"
    words = f' "{_quoted(decision.words.text)}"' if decision.words is not None else ""
    return f"{subject}: {decision.reason} [{decision.source}{words}]"


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:77]}..."
