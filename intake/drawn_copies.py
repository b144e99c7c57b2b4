"""What a unit's stamped copy is drawn from, and the drawing; no database is needed for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.document import Document
from intake.note_face import NoteText
from intake.retention_face import RetentionText
from intake.stamping import StampText, stamp_letter
from registry.thai import arabic_digits, thai_digits, words


@dataclass(frozen=True, slots=True)
class Paper:
    """What a copy is drawn from, read from the register before the file is opened."""

    pages: Sequence[int]
    turned: Mapping[int, int]
    stamps: Sequence[StampText]
    notes: Sequence[NoteText]
    retention: RetentionText | None


def before_children() -> None:
    """Read the dictionary once for all copies: it takes ten times as long as drawing one."""
    words("ก")


def draw_stamped(
    document: Document,
    paper: Paper,
    verify_at: str,
    in_thai_digits: bool,  # noqa: FBT001 - crosses to the sandbox by position
) -> bytes:
    """Return the stamped PDF; to be called inside the sandbox."""
    return stamp_letter(
        document,
        paper.pages,
        paper.stamps,
        notes=paper.notes,
        retention=paper.retention,
        verify_at=verify_at,
        turned=paper.turned,
        digits=thai_digits if in_thai_digits else arabic_digits,
    )
