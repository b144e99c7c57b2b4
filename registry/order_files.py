"""Written orders as files: taken from a form, sent back as a download."""

import mimetypes
from functools import partial
from pathlib import Path

from flask import Response, request, send_file
from werkzeug.datastructures import FileStorage

from registry.errors import FormRefused
from registry.office import office
from registry.people import Keep, WrittenOrder

ORDER_TYPES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
"""First bytes of what a written order may be: a PDF or a picture, as a scanner makes them."""
HEAD_BYTES = 8


def order_type(head: bytes) -> str | None:
    """Tell what a written order is by its first bytes; ``None`` if it is no PDF or picture."""
    return next((media for mark, media in ORDER_TYPES if head.startswith(mark)), None)


def perhaps_order(file: FileStorage | None, field: str = "order") -> FileStorage | None:
    """Return the order that was sent, if one was; raise ``FormRefused`` if it is no document."""
    if file is None or not file.filename:
        return None
    head = file.stream.read(HEAD_BYTES)
    file.stream.seek(0)
    if order_type(head) is None:
        raise FormRefused(fields={field: "ไฟล์คำสั่งต้องเป็น PDF หรือภาพ JPEG PNG TIFF"})
    return file


def sent_order(file: FileStorage | None) -> FileStorage:
    """Return the order that was sent; raise ``FormRefused`` if none was, or no document."""
    order = perhaps_order(file)
    if order is None:
        raise FormRefused(fields={"order": "กรุณาแนบคำสั่งที่เป็นลายลักษณ์อักษร"})
    return order


def kept_order(field: str) -> Keep | None:
    """Return what puts the order sent with this request into the store; ``None`` if none was."""
    sent = perhaps_order(request.files.get(field), field)
    return partial(_kept, sent) if sent is not None else None


def _kept(sent: FileStorage) -> WrittenOrder:
    return WrittenOrder(office().files.put(sent.stream), sent.filename or "")


def download(path: Path, name: str) -> Response:
    """Send a stored order as a download, under a name without its ending."""
    with path.open("rb") as file:
        media = order_type(file.read(HEAD_BYTES)) or "application/octet-stream"
    full = f"{name}{mimetypes.guess_extension(media)}"
    return send_file(path, mimetype=media, as_attachment=True, download_name=full)
