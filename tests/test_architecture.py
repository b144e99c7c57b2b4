"""The shape the code promises to keep: budgets, layers, total tables."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("registry", "intake", "routing", "search")

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50
LONGEST_VIEW = 15
LONGEST_ROOT = 120

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [ROOT / "app.py", *found]


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def body_length(function: Function) -> int:
    """Lines of code in a function's body, its docstring not counted."""
    first = function.body[0]
    said = ast.get_docstring(function, clean=False) is not None
    start = (first.end_lineno or 0) + 1 if said else first.lineno
    return (function.end_lineno or 0) - start + 1


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(), ids=named)
def test_no_module_outgrows_its_budget(path: Path) -> None:
    longest = LONGEST_ROOT if path.name == "app.py" else LONGEST_MODULE
    assert len(path.read_text().splitlines()) <= longest


@pytest.mark.parametrize("path", modules(), ids=named)
def test_no_function_outgrows_its_budget(path: Path) -> None:
    longest = LONGEST_VIEW if path.stem.endswith("views") else LONGEST_FUNCTION
    tree = ast.parse(path.read_text())
    assert [(f.name, body_length(f)) for f in functions(tree) if body_length(f) > longest] == []


def test_every_function_in_a_test_module_is_run_or_helps() -> None:
    """A test whose name does not begin with ``test_`` never runs and rots."""
    forgotten = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text())
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for function in (node for node in tree.body if isinstance(node, Function)):
            is_fixture = any("fixture" in ast.unparse(d) for d in function.decorator_list)
            if not (function.name.startswith("test_") or is_fixture or function.name in used):
                forgotten.append(f"{named(path)}:{function.name}")
    assert forgotten == []
