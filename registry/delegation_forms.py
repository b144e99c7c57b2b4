"""What is typed when one officer shall take another's place, and the order sent with it."""

from typing import Annotated

from pydantic import AfterValidator
from werkzeug.datastructures import FileStorage

from registry.errors import FormRefused
from registry.forms import Form, Name, Number, SomeDay, Words
from registry.vocabulary import ActingKind

ORDER_TYPES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
"""First bytes of what a written order may be: a PDF or a picture, as a scanner makes them."""
HEAD_BYTES = 8


def _one_reason(text: str) -> str:
    return " ".join(text.split())


class DelegationForm(Form):
    """ใครแทน ที่ใด เมื่อใด."""

    unit: Number
    substitute: Name
    kind: ActingKind
    starts_on: SomeDay
    ends_on: SomeDay
    late_reason: Annotated[Words, AfterValidator(_one_reason)] = ""


class EndForm(Form):
    """ยุติการแทน ด้วยเหตุใด."""

    delegation_id: Number
    end_reason: Name


def order_type(head: bytes) -> str | None:
    """Tell what a written order is by its first bytes; ``None`` if it is no PDF or picture."""
    return next((media for mark, media in ORDER_TYPES if head.startswith(mark)), None)


def sent_order(file: FileStorage | None) -> FileStorage:
    """Return the order that was sent; raise ``FormRefused`` if none was, or no document."""
    if file is None or not file.filename:
        raise FormRefused(fields={"order": "กรุณาแนบคำสั่งที่เป็นลายลักษณ์อักษร"})
    head = file.stream.read(HEAD_BYTES)
    file.stream.seek(0)
    if order_type(head) is None:
        raise FormRefused(fields={"order": "ไฟล์คำสั่งต้องเป็น PDF หรือภาพ JPEG PNG TIFF"})
    return file
