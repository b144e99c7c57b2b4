"""What is this file, and may it come in: by its bytes, never by its name.

A short table of first bytes picks one parser; that parser decides, in the
sandbox. Every refusal is a ``FileRefused`` with a sentence for the clerk.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, UnidentifiedImageError

from intake import sandbox
from intake.document import (
    HEAD_BYTES,
    PDF_MARK,
    Document,
    Media,
    frames,
    open_image,
    open_pdf,
    open_pikepdf,
    page_opens,
)
from intake.errors import (
    FileBomb,
    FileCutShort,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    NotADocument,
    OfficeFile,
    PageTooLarge,
    TooManyPages,
    XfaForm,
)
from intake.extract.found import Notice


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How much one file may hold."""

    megabytes: int = 200
    pages: int = 500
    pixels: int = 120_000_000
    """Of one picture; A4 at 1000 dpi is 97 million."""
    points: int = 14_400
    """Longest side of a PDF page: five metres, the most PDF 1.x allows."""


DEFAULT_LIMITS = FileLimits()


@dataclass(frozen=True, slots=True)
class TriageResult:
    """A file that may come in."""

    media: Media
    pages: int
    signed: bool = False
    """It carries a digital signature: only the original bytes keep it valid."""
    encrypted: bool = False
    notices: tuple[Notice, ...] = ()


REPAIRED = Notice("repaired", "โครงสร้างไฟล์ชำรุดและได้ซ่อมเพื่ออ่าน โปรดเทียบทุกหน้ากับต้นฉบับ")
CUT_SHORT = Notice("cut-short", "ส่วนท้ายของไฟล์ขาดหายไป อาจมีหน้าไม่ครบ โปรดเทียบกับต้นฉบับ")
SIGNED = Notice("signed", "ไฟล์มีลายมือชื่อดิจิทัล ระบบเก็บต้นฉบับไว้ตามที่รับโดยไม่แก้ไข")
ATTACHED = Notice(
    "attached-files", "มีไฟล์แนบอยู่ภายใน PDF ระบบอ่านเฉพาะหน้าเอกสาร โปรดเปิดดูไฟล์แนบจากต้นฉบับ"
)

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OFFSETS_ONLY = ("file is damaged", "xref not found", "reconstruct cross-reference table")
"""qpdf's warnings of a lost table of offsets, which is rebuilt without loss."""
_FIRST_BYTES = (
    (b"\xff\xd8\xff", Media.JPEG),
    (b"\x89PNG\r\n\x1a\n", Media.PNG),
    (b"II*\0", Media.TIFF),
    (b"MM\0*", Media.TIFF),
    (b"GIF87a", Media.GIF),
    (b"GIF89a", Media.GIF),
)


def triage(
    path: Path,
    *,
    password: str | None = None,
    limits: FileLimits = DEFAULT_LIMITS,
    child: sandbox.Limits = sandbox.DEFAULT_LIMITS,
) -> TriageResult:
    """Say what the file at ``path`` is, or raise the ``FileRefused`` that says why not."""
    size = path.stat().st_size
    if not size:
        raise FileEmpty
    if size > limits.megabytes << 20:
        raise FileTooLarge(megabytes=-(-size >> 20), limit=limits.megabytes)
    try:
        return sandbox.run(examine, path, password, limits, limits=child)
    except (sandbox.Overran, sandbox.Died) as error:
        raise FileBomb(reason=str(error)) from error
    except sandbox.Crashed as error:
        raise FileUnreadable(reason=str(error)) from error


def media_of(path: Path) -> Media:
    """Tell the kind of file by its first bytes; raise ``NotADocument``."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for mark, media in _FIRST_BYTES:
        if head.startswith(mark):
            return media
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return Media.HEIC
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Media.WEBP
    if PDF_MARK in head:  # scanners and mail gateways put a BOM or a header before it
        return Media.PDF
    if head.startswith(_OFFICE):
        raise OfficeFile
    if head.startswith(b"BM"):  # last, because two letters are little evidence
        return Media.BMP
    raise NotADocument


def examine(path: Path, password: str | None, limits: FileLimits) -> TriageResult:
    """Open the file with its parser, in this process; ``triage`` does it in the sandbox."""
    document = Document(path, media_of(path), password)
    if document.media is Media.PDF:
        return _examine_pdf(document, limits)
    return _examine_image(document, limits)


def _examine_image(document: Document, limits: FileLimits) -> TriageResult:
    # Ours is asked first and knows the number of the page; Pillow's own guard,
    # which fires at twice this figure, stays as the second one.
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with open_image(document) as image:
            count = frames(image, document.media)
            if count > limits.pages:
                raise TooManyPages(pages=count, limit=limits.pages)
            for number in range(1, count + 1):
                image.seek(number - 1)
                _check_pixels(image, number, limits)
                if number in {1, count}:  # decoding hundreds of pages twice is reading's cost
                    image.load()
    except Image.DecompressionBombError as error:
        raise FileBomb(reason=str(error)) from error
    except UnidentifiedImageError as error:
        raise FileUnreadable(reason=str(error)) from error
    except EOFError as error:
        raise FileCutShort from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError) as error:
        # Pillow's plug-ins let out whatever a broken header provokes.
        cut_short = "truncated" in str(error) or "incomplete" in str(error)
        raise (FileCutShort if cut_short else FileUnreadable)(reason=str(error)) from error
    return TriageResult(document.media, count)


def _check_pixels(image: Image.Image, number: int, limits: FileLimits) -> None:
    if image.width * image.height > limits.pixels:
        raise PageTooLarge(page=number, width=image.width, height=image.height, unit="จุด")


def _examine_pdf(document: Document, limits: FileLimits) -> TriageResult:
    whole = _has_tail(document.path)
    try:
        pdf = open_pdf(document)
    except FileUnreadable as error:
        if not whole:
            raise FileCutShort from error
        raise
    count = len(pdf)
    if count > limits.pages:
        raise TooManyPages(pages=count, limit=limits.pages)
    notices = _page_notices(pdf, limits)
    if not whole:
        notices.append(CUT_SHORT)
    found = TriageResult(Media.PDF, count, notices=tuple(notices))
    try:
        return _structure(document, found)
    except pikepdf.PdfError:
        return replace(found, notices=(REPAIRED, *notices))


def _has_tail(path: Path) -> bool:
    """Look for the mark every whole PDF ends with."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4 * HEAD_BYTES))
        tail = file.read()
    return b"startxref" in tail or b"%%EOF" in tail


def _page_notices(pdf: pdfium.PdfDocument, limits: FileLimits) -> list[Notice]:
    """Visit every page: does it open, is it a page of paper."""
    notices = []
    for number in range(1, len(pdf) + 1):
        if not page_opens(pdf, number):
            notices.append(Notice("page-unreadable", "หน้านี้เสีย เปิดไม่ได้", number))
            continue
        width, height = pdf.get_page_size(number - 1)
        if max(width, height) > limits.points:
            raise PageTooLarge(page=number, width=round(width), height=round(height), unit="พอยต์")
    return notices


def _structure(document: Document, found: TriageResult) -> TriageResult:
    """Read what only the object tree tells: signatures, XFA, attachments, repairs."""
    with open_pikepdf(document) as pdf:
        form = pdf.Root.get("/AcroForm", pikepdf.Dictionary())
        if pdf.Root.get("/NeedsRendering", False):
            raise XfaForm
        notices = list(found.notices)
        promised = pdf.Root.Pages.get("/Count", 0)
        warnings = [text for text in pdf.get_warnings() if not text.endswith(_OFFSETS_ONLY)]
        if warnings or promised != len(pdf.pages):
            notices.insert(0, REPAIRED)
        signed = bool(int(form.get("/SigFlags", 0)) & 1) or "/Perms" in pdf.Root
        if signed:
            notices.append(SIGNED)
        if "/EmbeddedFiles" in pdf.Root.get("/Names", pikepdf.Dictionary()):
            notices.append(ATTACHED)
        return replace(found, signed=signed, encrypted=pdf.is_encrypted, notices=tuple(notices))
