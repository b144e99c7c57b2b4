"""An outgoing letter drawn in the form its kind has."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, Final

from registry.letter_form import letter_rows
from registry.letter_parts import Digits, LetterText, drafted, in_figures
from registry.letter_sheet import DrawnLetter, Row, draw_sheets
from registry.memo_form import memo_rows
from registry.stamped_form import stamped_rows
from registry.thai import thai_digits
from registry.vocabulary import LetterKind

FORMS: Final[Mapping[LetterKind, Callable[[LetterText, Digits], list[Row]]]] = MappingProxyType(
    {
        LetterKind.MEMO: memo_rows,
        LetterKind.STAMPED: stamped_rows,
        LetterKind.EXTERNAL: letter_rows,
    }
)
"""The kinds of letter that can be written here."""


def draw_letter(text: LetterText, *, digits: Digits = thai_digits, mark: str = "") -> DrawnLetter:
    """Draw a letter as a searchable PDF; the same text and mark give the same bytes."""
    written = _in_figures(text, digits)
    rows = drafted(written, FORMS[text.kind](written, digits))
    title = f"{text.reference} {text.subject}".strip()
    return draw_sheets(rows, title=title, mark=mark, folio=lambda n: digits(f"- {n} -"))


def _in_figures(text: LetterText, digits: Digits) -> LetterText:
    """Write every figure of a letter alike."""
    changed: dict[str, Any] = {}
    for field in fields(text):
        said = getattr(text, field.name)
        if isinstance(said, tuple):
            changed[field.name] = tuple(in_figures(one, digits) for one in said)
        elif type(said) is str:
            changed[field.name] = in_figures(said, digits)
    return replace(text, **changed)
