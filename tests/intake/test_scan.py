"""A scanned page is taken as the scanner stored it, but only where that is all one sees."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageStat

from intake.document import Document, Media, open_pdf
from intake.raster import draw_page, grey_picture
from intake.scan import scan_of
from tests.intake.hostile_files import picture, saved

A4 = (595.2, 841.92)
PIXELS = (2480, 3508)
WHOLE = "q 595.2 0 0 841.92 0 0 cm /Im0 Do Q"
HIDDEN = "BT 3 Tr /F1 24 Tf 72 700 Td (hidden) Tj ET"
PAINTED = "BT /F1 24 Tf 72 700 Td (painted) Tj ET"


def a_scan(content: str = WHOLE, *, data: bytes | None = None) -> pikepdf.Pdf:
    """A sheet of A4 whose content is one JPEG, by default over all of it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    jpeg = picture("JPEG", PIXELS) if data is None else data
    size = {"Width": PIXELS[0], "Height": PIXELS[1], "BitsPerComponent": 8}
    image = pikepdf.Stream(
        pdf,
        jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Filter=Name.DCTDecode,
        ColorSpace=Name.DeviceGray,
        **size,
    )
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image), Font=Dictionary(F1=font))
    page.obj.Contents = pdf.make_stream(content.encode())
    return pdf


def is_taken(folder: Path, pdf: pikepdf.Pdf) -> bool:
    document = _document(folder, pdf)
    return scan_of(document, 1, open_pdf(document)[0]) is not None


@pytest.mark.parametrize(
    "content", [WHOLE, f"{WHOLE} {HIDDEN}", f"{PAINTED} {WHOLE}"], ids=["plain", "over", "under"]
)
def test_a_scan_is_taken_with_what_nobody_sees_of_the_page(tmp_path: Path, content: str) -> None:
    assert is_taken(tmp_path, a_scan(content))


def test_a_scan_keeps_the_pixels_it_was_stored_with(tmp_path: Path) -> None:
    stored = Image.open(io.BytesIO(picture("JPEG", PIXELS)))
    read = grey_picture(_document(tmp_path, a_scan()), 1)
    assert (read.width, read.height, read.dpi) == (*PIXELS, 300)
    assert read.pixels == stored.tobytes()


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("dpi", [72, 150, 300])
def test_a_scan_looks_as_its_page_drawn(tmp_path: Path, dpi: int, mode: str) -> None:
    document = _document(tmp_path, a_scan())
    taken, _ = draw_page(document, 1, dpi, mode)
    drawn = open_pdf(document)[0].render(scale=dpi / 72).to_pil().convert(mode)
    assert all(abs(a - b) <= 1 for a, b in zip(taken.size, drawn.size, strict=True))
    # Seen from afar: how thin strokes are blended up close is each decoder's own way.
    one, other = (seen.resize((62, 88), Image.Resampling.BOX) for seen in (taken, drawn))
    assert max(ImageStat.Stat(ImageChops.difference(one, other)).mean) < 2


@pytest.mark.parametrize(
    "content",
    [
        f"{WHOLE} {PAINTED}",
        f"{WHOLE} 0 0 100 100 re f",
        "q 500 0 0 700 50 50 cm /Im0 Do Q",
        "q 595.2 0 0 -841.92 0 841.92 cm /Im0 Do Q",
        "q 0 841.92 -595.2 0 595.2 0 cm /Im0 Do Q",
        f"0 0 300 400 re W n {WHOLE}",
        "",
    ],
    ids=["text over", "ink over", "part", "upside down", "turned", "clipped", "nothing"],
)
def test_a_page_that_shows_more_or_less_than_its_scan_is_drawn(
    tmp_path: Path, content: str
) -> None:
    assert not is_taken(tmp_path, a_scan(content))


def _mask(image: pikepdf.Object, pdf: pikepdf.Pdf) -> None:
    image.SMask = pikepdf.Stream(
        pdf,
        b"\0",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )


def _negative(image: pikepdf.Object, _pdf: pikepdf.Pdf) -> None:
    image.Decode = Array([1, 0])


def _other_colour(image: pikepdf.Object, pdf: pikepdf.Pdf) -> None:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1)
    space = [Name.Separation, Name.Black, Name.DeviceGray, pdf.make_indirect(function)]
    image.ColorSpace = Array(space)


@pytest.mark.parametrize("change", [_mask, _negative, _other_colour])
def test_a_scan_that_is_not_shown_as_stored_is_drawn(
    tmp_path: Path, change: Callable[[pikepdf.Object, pikepdf.Pdf], None]
) -> None:
    pdf = a_scan()
    change(pdf.pages[0].obj.Resources.XObject.Im0, pdf)
    assert not is_taken(tmp_path, pdf)


def test_a_page_with_a_note_on_it_is_drawn(tmp_path: Path) -> None:
    pdf = a_scan()
    note = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[10, 10, 90, 90])
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])
    assert not is_taken(tmp_path, pdf)


def test_a_page_turned_by_its_own_mark_is_drawn(tmp_path: Path) -> None:
    pdf = a_scan()
    pdf.pages[0].rotate(90, relative=False)
    image, _ = draw_page(_document(tmp_path, pdf), 1)
    assert image.width > image.height
    assert not is_taken(tmp_path, pdf)


def test_a_scan_cut_short_is_drawn_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = picture("JPEG", PIXELS)
    read = grey_picture(_document(tmp_path, a_scan(data=whole[: len(whole) // 2])), 1)
    assert read.width == pytest.approx(PIXELS[0], abs=1)


def test_bytes_that_are_no_jpeg_are_left_to_pdfium(tmp_path: Path) -> None:
    read = grey_picture(_document(tmp_path, a_scan(data=b"no picture at all")), 1)
    assert read.width == pytest.approx(PIXELS[0], abs=1)


def _document(folder: Path, pdf: pikepdf.Pdf) -> Document:
    path = folder / "scan.pdf"
    path.write_bytes(saved(pdf))
    return Document(path, Media.PDF)
