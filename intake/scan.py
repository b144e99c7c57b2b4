"""The one picture a scanned PDF page consists of, taken as the scanner stored it.

Decoding it costs a sixth of drawing the page around it. It is taken only
where it is certain to be all that is seen: else the page is drawn. To be
called inside the sandbox.
"""

import io
import math

import pikepdf
import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from intake.document import Document, open_pikepdf

_JPEG = pikepdf.Name.DCTDecode
_CHANGES_LOOKS = ("/SMask", "/SMaskInData", "/Mask", "/Decode", "/DecodeParms", "/OC")
_PLAIN_COLOURS = {"/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB", "/ICCBased"}
_EDGE_POINTS = 0.5
_UPRIGHT = 0.001


def scan_of(document: Document, number: int, page: pdfium.PdfPage) -> Image.Image | None:
    """Return the JPEG that is all one sees of a page, not decoded yet, or ``None``.

    It lies upright on the whole page, nothing shows through it and nothing but
    invisible text lies over it.
    """
    if page.get_rotation() or raw.FPDFPage_GetAnnotCount(page):
        return None
    picture = _uppermost(page)
    if picture is None or not _fills(picture, page):
        return None
    data = bytes(picture.get_data())
    if not _alone_makes_its_looks(document, number, data):
        return None
    try:
        scan = Image.open(io.BytesIO(data), formats=("JPEG",))
    except OSError:
        return None  # the file calls it a JPEG; PDFium draws what it can
    return scan if scan.size == picture.get_px_size() and scan.mode in {"L", "RGB"} else None


def drawn(scan: Image.Image, size: tuple[int, int], mode: str) -> Image.Image:
    """Decode a scan at the size its page has; its own pixels are kept if they are as many.

    ``mode`` is ``L`` or ``RGB``. Raises ``OSError`` when the scan is damaged.
    """
    # A JPEG decodes straight to a half or a quarter, and its brightness without its colours.
    scan.draft(mode, size)
    picture = scan.convert(mode)
    if all(abs(had - wanted) <= 1 for had, wanted in zip(picture.size, size, strict=True)):
        return picture
    return picture.resize(size, Image.Resampling.BICUBIC)


def _uppermost(page: pdfium.PdfPage) -> pdfium.PdfImage | None:
    """Return the last thing painted on the page if it is a picture; nothing under it is seen."""
    painted = [thing for thing in page.get_objects(max_depth=1) if not _is_invisible_text(thing)]
    last = painted[-1] if painted else None
    return last if isinstance(last, pdfium.PdfImage) else None


def _is_invisible_text(thing: pdfium.PdfObject) -> bool:
    if thing.type != raw.FPDF_PAGEOBJ_TEXT:
        return False
    mode: int = raw.FPDFTextObj_GetTextRenderMode(thing)
    return bool(mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def _fills(picture: pdfium.PdfImage, page: pdfium.PdfPage) -> bool:
    """Tell whether a picture covers the whole page, upright, opaque and not clipped."""
    across, rising, leaning, up, _, _ = picture.get_matrix().get()
    tilt = _UPRIGHT * min(across, up)
    if min(across, up) <= 0 or abs(rising) > tilt or abs(leaning) > tilt:
        return False
    edges = zip(picture.get_bounds(), page.get_bbox(), strict=True)
    return (
        all(math.isclose(has, wants, abs_tol=_EDGE_POINTS) for has, wants in edges)
        and not raw.FPDFPageObj_HasTransparency(picture)
        and raw.FPDFPageObj_CountMarks(picture) <= 0
        and raw.FPDFClipPath_CountPaths(raw.FPDFPageObj_GetClipPath(picture)) <= 0
    )


def _alone_makes_its_looks(document: Document, number: int, data: bytes) -> bool:
    """Tell whether the picture of these bytes is a JPEG without masks or other arts.

    PDFium draws them but does not tell of them, so its picture is looked up by
    its bytes in the file's own dictionaries.
    """
    try:
        with open_pikepdf(document) as pdf:
            named = pdf.pages[number - 1].resources.get("/XObject", pikepdf.Dictionary())
            same = [one for one in named.values() if _has_bytes(one, data)]
            return bool(same) and all(map(_is_plain, same))
    except (pikepdf.PdfError, AttributeError, IndexError, TypeError, ValueError):
        return False  # a file only PDFium can make sense of: it draws it


def _has_bytes(thing: pikepdf.Object, data: bytes) -> bool:
    return thing.get("/Subtype") == pikepdf.Name.Image and thing.read_raw_bytes() == data


def _is_plain(picture: pikepdf.Object) -> bool:
    filters, colours = picture.get("/Filter"), picture.get("/ColorSpace")
    if isinstance(filters, pikepdf.Array) and len(filters) == 1:
        filters = filters[0]
    if isinstance(colours, pikepdf.Array):
        colours = colours[0]
    return (
        filters == _JPEG
        and str(colours) in _PLAIN_COLOURS
        and not any(name in picture for name in _CHANGES_LOOKS)
    )
