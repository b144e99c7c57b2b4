"""Pages of the documents made from the code: ``python -m tests.docs_tables`` rewrites them."""

import importlib
import pkgutil
from pathlib import Path

import intake
import registry
import routing
import search
from registry.errors import RegistryError

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


if __name__ == "__main__":
    (DOCS / "errors.md").write_text(errors_page())
