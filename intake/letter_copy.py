"""A copy of one letter as a PDF, for stamping: its pages only, upright, open, unsigned.

The original is read and never written. Pictures become pages of the size they
were scanned at.
"""

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ExifTags, Image, ImageOps

from intake.document import Document, Media, open_image, open_pdf, open_pikepdf
from intake.errors import FileUnreadable, PasswordNeeded, PasswordWrong
from registry.thai_pdf import number

A4: Final = (595.28, 841.89)
"""Width and height in points."""

_BELIEVABLE: Final = (4 * 72.0, 25 * 72.0)
"""The long side of a sheet of paper in points; a picture that claims another is not believed."""
_QUARTER_TURNS: Final = {1: 0, 3: 180, 6: 90, 8: 270}
"""EXIF orientations that are turns without mirroring, to degrees clockwise."""
_COLOURS: Final = {"1": Name.DeviceGray, "L": Name.DeviceGray, "RGB": Name.DeviceRGB}
_LOSSY: Final = {"JPEG", "MPO", "HEIF"}
_NEEDED_IN_ANY_FILE: Final = frozenset({"/Type", "/Pages", "/Version", "/OCProperties"})
"""What else a catalogue holds is about the whole file: outlines, attachments, fields, its data."""


def copy_letter(document: Document, pages: Sequence[int], turned: Mapping[int, int]) -> pikepdf.Pdf:
    """Open a fresh PDF of ``pages`` (counted from 1, in this order) of a file.

    ``turned`` says by how many degrees clockwise a page is to be turned to
    stand upright. The copy of a locked file is open; the copy of a signed one
    shows its signature and claims none, because a signature over other bytes
    would only read as forged.

    Raises ``PasswordNeeded``, ``PasswordWrong`` and ``FileUnreadable``.
    """
    if document.media is Media.PDF:
        pdf = _open(document)
        _drop_signatures(pdf)
        _keep(pdf, pages)
    else:
        pdf = _from_pictures(document, pages)
    for page, original_number in zip(pdf.pages, pages, strict=True):
        if turn := turned.get(original_number, 0):
            page.rotate(turn, relative=True)
    return pdf


def _open(document: Document) -> pikepdf.Pdf:
    """Open a PDF to write to, by way of PDFium where its page tree is broken."""
    try:
        pdf = open_pikepdf(document)
        pdf.pages[0]
    except pikepdf.PasswordError as error:
        raise (PasswordWrong if document.password else PasswordNeeded) from error
    except (pikepdf.PdfError, IndexError):
        return _rebuilt(document)
    return pdf


def _rebuilt(document: Document) -> pikepdf.Pdf:
    whole = BytesIO()
    with open_pdf(document) as readable:
        readable.save(whole)
    try:
        pdf = pikepdf.open(whole)
        pdf.pages[0]
        # PDFium's new identity is drawn by lot; without it the copy can be made again.
        if "/ID" in pdf.trailer:
            del pdf.trailer["/ID"]
    except (pikepdf.PdfError, IndexError) as error:
        raise FileUnreadable(reason=str(error)) from error
    return pdf


def _keep(pdf: pikepdf.Pdf, pages: Sequence[int]) -> None:
    """Leave only ``pages``, and nothing of the others: they may be letters to somebody else."""
    if list(pages) == list(range(1, len(pdf.pages) + 1)):
        return
    if "/AcroForm" in pdf.Root:  # what is filled in stays to be seen, its fields hold all letters'
        pdf.flatten_annotations("all")
    kept = [pdf.pages[number - 1] for number in pages]
    others = [page for number, page in enumerate(pdf.pages, 1) if number not in pages]
    del pdf.pages[:]
    pdf.pages.extend(kept)
    # A link from a page that stays would keep the page it leads to in the file.
    for page in others:
        for key in set(page.obj.keys()) - {"/Type"}:
            del page.obj[key]
    for key in set(pdf.Root.keys()) - _NEEDED_IN_ANY_FILE:
        del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    # Some scanners list the pictures of all pages with every page.
    pdf.remove_unreferenced_resources()


def _drop_signatures(pdf: pikepdf.Pdf) -> None:
    """Paint what signatures look like onto their pages, and forget the signatures."""
    fields = [thing for thing in pdf.objects if _is_signature_field(thing)]
    if not fields and "/Perms" not in pdf.Root:
        return
    pdf.flatten_annotations("all")
    for field in fields:
        if "/V" in field:
            del field["/V"]
    if "/Perms" in pdf.Root:
        del pdf.Root["/Perms"]
    if "/AcroForm" in pdf.Root and "/SigFlags" in pdf.Root.AcroForm:
        del pdf.Root.AcroForm["/SigFlags"]
    for page in pdf.pages:  # an unseen signature has nothing to paint and is still there
        if "/Annots" in page:
            page.Annots = Array([note for note in page.Annots if not _is_signature_field(note)])


def _is_signature_field(thing: pikepdf.Object) -> bool:
    return isinstance(thing, Dictionary) and thing.get("/FT") == Name.Sig


def _from_pictures(document: Document, pages: Sequence[int]) -> pikepdf.Pdf:
    """Wrap the frames of a picture file, one to a page."""
    pdf = pikepdf.new()
    with open_image(document) as image:
        for page in pages:
            image.seek(page - 1)
            _add_picture(pdf, document, image)
    return pdf


def _add_picture(pdf: pikepdf.Pdf, document: Document, image: Image.Image) -> None:
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    if image.format == "JPEG" and image.mode in _COLOURS and orientation in _QUARTER_TURNS:
        # A JPEG goes in as it is: unpacking and packing it again would blur it.
        picture, turn = image, _QUARTER_TURNS[orientation]
        data, packing = document.path.read_bytes(), Name.DCTDecode
    else:
        picture, turn = _plain(ImageOps.exif_transpose(image)), 0
        data, packing = _packed(picture, lossy=image.format in _LOSSY)
    width, height = _paper(picture)
    page = pdf.add_blank_page(page_size=(width, height))
    page.rotate(turn, relative=False)
    shown = pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=_COLOURS[picture.mode],
        BitsPerComponent=1 if picture.mode == "1" else 8,
        Filter=packing,
    )
    page.obj.Resources = Dictionary(XObject=Dictionary(Picture=shown))
    drawing = f"q {number(width)} 0 0 {number(height)} 0 0 cm /Picture Do Q"
    page.obj.Contents = pdf.make_stream(drawing.encode("ascii"))


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture in black and white, grey or colour, on white paper."""
    if picture.mode in _COLOURS:
        return picture
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        picture = Image.new("RGBA", seen.size, "white")
        picture.alpha_composite(seen)
    return picture.convert("L" if picture.mode in {"LA", "I", "I;16", "F"} else "RGB")


def _packed(picture: Image.Image, *, lossy: bool) -> tuple[bytes, Name]:
    if not lossy:
        return zlib.compress(picture.tobytes()), Name.FlateDecode
    out = BytesIO()
    picture.save(out, "JPEG", quality=92)
    return out.getvalue(), Name.DCTDecode


def _paper(picture: Image.Image) -> tuple[float, float]:
    """Return the sheet's width and height in points, as scanned; A4 where that is not said.

    A fax has other dots across than down, so the two are taken apart.
    """
    across, down = (float(value or 0) for value in picture.info.get("dpi", (0, 0)))
    if across > 0 and down > 0:
        size = picture.width / across * 72, picture.height / down * 72
        if _BELIEVABLE[0] <= max(size) <= _BELIEVABLE[1]:
            return size
    scale = A4[1] / max(picture.size)
    return picture.width * scale, picture.height * scale
