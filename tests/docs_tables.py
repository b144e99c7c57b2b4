"""Pages of the documents made from the code: ``python -m tests.docs_tables`` rewrites them."""

import importlib
import pkgutil
from pathlib import Path

import intake
import registry
import routing
import search
from registry.errors import RegistryError
from routing.states import FINAL, MOVES, NEEDS, TAKEN_BACK, Move, State

DOCS = Path(__file__).resolve().parent.parent / "docs"

ERRORS_HEAD = """# Refusals

Everything the program refuses, with the sentence an officer sees. Made from the code by
`python -m tests.docs_tables`; a test compares. Status 4xx is a refusal, 5xx a fault.

| code | status | sentence |
|---|---|---|
"""


def every_refusal() -> list[type[RegistryError]]:
    """Every concrete refusal of the four packages, by code."""
    for package in (registry, intake, routing, search):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: set[type[RegistryError]] = set()
    waiting: list[type[RegistryError]] = [RegistryError]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        found.update(kinds)
        waiting.extend(kinds)
    ours = [kind for kind in found if kind.__module__.split(".")[0] != "tests"]
    return sorted(ours, key=lambda kind: kind.code)


def errors_page() -> str:
    rows = [
        f"| `{kind.code}` | {int(kind.status)} | {kind.message.replace('|', '/')} |"
        for kind in every_refusal()
    ]
    return ERRORS_HEAD + "\n".join(rows) + "\n"


ROUTING_HEAD = """# The life of an assignment

A letter is sent to units; each answers for its copy in an *assignment*. This page is made from
`routing/states.py` by `python -m tests.docs_tables`; a test compares. A letter has no state of its
own: whether it is pending or closed follows from its assignments.

```mermaid
stateDiagram-v2
"""


def routing_page() -> str:
    """The diagram of ``MOVES`` and who may make each move."""
    arrows = [
        f"    {here.name} --> {after.name} : {move.label}" for (here, move), after in MOVES.items()
    ]
    names = [f"    {state.name} : {state.label}" for state in State]
    ends = [f"    {state.name} --> [*]" for state in State if state in FINAL]
    moves = [f"| {move.label} | `{move.value}` | {NEEDS[move].label} |" for move in Move]
    diagram = ["    [*] --> DELIVERED : ส่ง", "    [*] --> RECEIVED : ลงทะเบียนเอง"]
    table = ["```", "", "| move | in addresses | needs, in the unit |", "|---|---|---|"]
    undone = ", ".join(move.label for move in Move if move in TAKEN_BACK)
    foot = ["", f"Whoever made one of these can take it back for ten seconds: {undone}."]
    page = [*names, *diagram, *arrows, *ends, *table, *moves, *foot]
    return ROUTING_HEAD + "\n".join(page) + "\n"


if __name__ == "__main__":
    (DOCS / "routing.md").write_text(routing_page())
    (DOCS / "errors.md").write_text(errors_page())
