"""One foreign file and how its parser opens it; to be called inside the sandbox."""

import contextlib
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from intake.errors import FileUnreadable, PasswordNeeded, PasswordWrong

with contextlib.suppress(ImportError):  # no wheel for the newest Python: HEIC is refused there
    import pi_heif

    pi_heif.register_heif_opener()


class Media(StrEnum):
    """The kinds of file we open, by what their bytes say."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    HEIC = "image/heic"
    BMP = "image/bmp"
    GIF = "image/gif"
    WEBP = "image/webp"


_PILLOW_FORMATS = {
    Media.JPEG: ("JPEG", "MPO"),  # MPO: what many phones call a JPEG with a second picture in it
    Media.PNG: ("PNG",),
    Media.TIFF: ("TIFF",),
    Media.HEIC: ("HEIF",),
    Media.BMP: ("BMP",),
    Media.GIF: ("GIF",),
    Media.WEBP: ("WEBP",),
}

PDF_MARK = b"%PDF-"
HEAD_BYTES = 1024
"""How far into a file the mark of a PDF may stand."""

_MANY_PAGED = {Media.TIFF, Media.HEIC}
"""A second frame elsewhere is animation or a thumbnail, not another page."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that triage let in: where it is, what it is, how it opens."""

    path: Path
    media: Media
    password: str | None = None


def open_image(document: Document) -> Image.Image:
    """Open a picture by the one parser its bytes ask for; nothing is decoded yet."""
    return Image.open(document.path, formats=_PILLOW_FORMATS[document.media])


def frames(image: Image.Image, media: Media) -> int:
    """Count the pages of a picture file."""
    return getattr(image, "n_frames", 1) if media in _MANY_PAGED else 1


def open_pdf(document: Document) -> pdfium.PdfDocument:
    """Open a PDF, its page tree rebuilt when no page can be reached.

    Raises ``PasswordNeeded``, ``PasswordWrong`` and ``FileUnreadable``.
    """
    try:
        pdf = pdfium.PdfDocument(document.path, password=document.password)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium.raw.FPDF_ERR_PASSWORD:
            raise (PasswordWrong if document.password else PasswordNeeded) from error
        raise FileUnreadable(reason=str(error)) from error
    if not len(pdf):
        raise FileUnreadable(reason="no pages")
    if not any(page_opens(pdf, number) for number in range(1, len(pdf) + 1)):
        pdf = _with_new_page_tree(document.path.read_bytes())
    # Field values are drawn by the form module, and belong to the letter.
    if pdf.get_formtype() != pdfium.raw.FORMTYPE_NONE:
        pdf.init_forms()
    return pdf


def open_pikepdf(document: Document) -> pikepdf.Pdf:
    """Open a PDF as a tree of objects; raise ``pikepdf.PdfError`` where qpdf finds none."""
    return pikepdf.open(document.path, password=document.password or "")


def page_opens(pdf: pdfium.PdfDocument, number: int) -> bool:
    """Say whether the page can be reached, counted from 1, without parsing what is on it."""
    try:
        pdf.get_page_size(number - 1)
    except pdfium.PdfiumError:
        return False
    return True


def _with_new_page_tree(data: bytes) -> pdfium.PdfDocument:
    """Hang every object that looks like a page on a new tree, in the order of the file.

    The start of the cross-reference table is given wrong on purpose: PDFium
    then scans the whole file and takes the last root it meets, which is ours.
    """
    objects = re.findall(rb"(?s)\b(\d{1,7}) 0 obj\b(.*?)\bendobj", data)
    pages = [int(n) for n, body in objects if b"/MediaBox" in body and b"/Kids" not in body]
    tree = 1 + max((int(n) for n, _ in objects), default=0)
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    tail = (
        b"\n%d 0 obj\n<</Type /Pages /Count %d /Kids [%s]>>\nendobj\n" % (tree, len(pages), kids)
        + b"%d 0 obj\n<</Type /Catalog /Pages %d 0 R>>\nendobj\n" % (tree + 1, tree)
        + b"trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n0\n%%%%EOF\n" % (tree + 2, tree + 1)
    )
    try:
        pdf = pdfium.PdfDocument(data + tail)
    except pdfium.PdfiumError as error:
        raise FileUnreadable(reason=str(error)) from error
    if not len(pdf) or not page_opens(pdf, 1):
        raise FileUnreadable(reason="no page opens")
    return pdf
