"""Reference and date strings, one dictionary a row."""

import csv
from pathlib import Path

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of ``name.tsv``; ``\\n`` written out becomes a line end."""
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            {key: (cell or "").replace("\\n", "\n") for key, cell in row.items()} for row in table
        ]


def excepted(name: str) -> set[str]:
    """Return the raw strings of ``name.tsv`` that the product does not follow."""
    return {row["raw"] for row in rows("exceptions") if row["file"] == name}
