"""A stamp stands where it may, looks as the form says, and the original is only read."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from intake.document import Document
from intake.errors import FileUnreadable, PasswordNeeded, PasswordWrong
from intake.stamp_face import HEIGHT, WIDTH
from intake.stamping import StampText, stamp_letter
from intake.triage import media_of
from registry.thai import BANGKOK, arabic_digits, thai_digits

A4 = (595.0, 842.0)
STAMP = StampText(
    unit_name="กรมส่งเสริมการปกครองท้องถิ่น",
    number=22679,
    received_at=dt.datetime(2025, 5, 2, 14, 51, tzinfo=BANGKOK),
    clerk="ปิ่น น้ำใจ",
)
BLACK_PAGE = "0 g -5000 -5000 20000 20000 re f"


def _letter(place: Path, drawing: str = "", **keys: object) -> Path:
    """Write a one-page PDF with ``drawing`` on it and return where it is."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    page.obj.Contents = pdf.make_stream(drawing.encode())
    for key, value in keys.items():
        page.obj[f"/{key}"] = value
    pdf.save(place / "letter.pdf")
    return place / "letter.pdf"


def _picture(data: bytes, page: int = 0) -> Image.Image:
    """Show a page, a pixel to the point."""
    with pypdfium2.PdfDocument(data) as document:
        picture: Image.Image = document[page].render().to_pil()
        return picture.convert("L")


def _level(picture: Image.Image, x: int, y: int) -> int:
    """Return how light one pixel is, 0 to 255."""
    return picture.crop((x, y, x + 1, y + 1)).tobytes()[0]


def _stamped(
    path: Path,
    pages: Sequence[int] = (1,),
    stamps: Sequence[StampText] = (STAMP,),
    *,
    password: str | None = None,
    turned: Mapping[int, int] = MappingProxyType({}),
    digits: Callable[[str], str] = thai_digits,
) -> bytes:
    document = Document(path, media_of(path), password)
    return stamp_letter(document, pages, stamps, turned=turned, digits=digits)


def _text(data: bytes, page: int = 0) -> str:
    with pypdfium2.PdfDocument(data) as document:
        text: str = document[page].get_textpage().get_text_range()
        return text


def _drawn(before: bytes, after: bytes) -> tuple[int, int, int, int]:
    """Return the box of what ``after`` shows and ``before`` does not, in points."""
    difference = ImageChops.difference(_picture(before), _picture(after))
    box = difference.point(lambda level: 255 * (level > 40)).getbbox()
    assert box is not None
    return box


def test_the_stamp_stands_at_the_top_right_and_measures_5_by_2_5_cm(tmp_path: Path) -> None:
    original = _letter(tmp_path)
    left, top, right, bottom = _drawn(original.read_bytes(), _stamped(original))
    assert (right - left, bottom - top) == pytest.approx((WIDTH, HEIGHT), abs=1.5)
    assert pytest.approx((141.7, 70.9), abs=0.1) == (WIDTH, HEIGHT)
    assert right == pytest.approx(595 - 14, abs=2)
    assert top == pytest.approx(14, abs=2)


def test_the_stamp_says_what_the_form_asks_and_can_be_searched(tmp_path: Path) -> None:
    lines = _text(_stamped(_letter(tmp_path))).split("\r\n")
    assert lines == [
        "กรมส่งเสริมการปกครองท้องถิ่น",
        "เลขรับ ๒๒๖๗๙",
        "วันที่ ๒ พ.ค. ๒๕๖๘",
        "เวลา ๑๔.๕๑ น.",
        "ออกโดยระบบ ผู้รับ ปิ่น น้ำใจ",
    ]


def test_figures_may_be_arabic(tmp_path: Path) -> None:
    text = _text(_stamped(_letter(tmp_path), [1], [STAMP], digits=arabic_digits))
    assert "เลขรับ 22679" in text
    assert "วันที่ 2 พ.ค. 2568" in text


def test_the_time_is_bangkok_time_whatever_zone_it_is_kept_in(tmp_path: Path) -> None:
    late = dt.datetime(2024, 12, 31, 18, 5, tzinfo=dt.UTC)
    stamp = StampText("กองคลัง", 1, late, "สมชาย")
    text = _text(_stamped(_letter(tmp_path), [1], [stamp], digits=arabic_digits))
    assert "วันที่ 1 ม.ค. 2568" in text
    assert "เวลา 01.05 น." in text


def test_a_receipt_without_a_time_leaves_the_line_blank(tmp_path: Path) -> None:
    stamp = StampText("กองคลัง", 3066, dt.date(2025, 5, 2), "สมชาย")
    text = _text(_stamped(_letter(tmp_path), [1], [stamp]))
    assert "วันที่ ๒ พ.ค. ๒๕๖๘" in text
    assert "เวลา น." in text


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    naive = dt.datetime(2025, 5, 2, 14, 51)  # noqa: DTZ001 — the mistake under test
    with pytest.raises(ValueError, match="zone"):
        _stamped(_letter(tmp_path), [1], [StampText("กองคลัง", 1, naive, "สมชาย")])


def test_a_long_name_of_a_unit_stays_inside_the_frame(tmp_path: Path) -> None:
    name = "กลุ่มงานวิชาการและแผนงาน สำนักบริหารการคลังท้องถิ่น " * 6
    stamp = StampText(name, 1, STAMP.received_at, "ผู้มีชื่อและสกุลยาวเป็นพิเศษ ณ อยุธยา" * 3)
    original = _letter(tmp_path)
    data = _stamped(original, [1], [stamp])
    left, top, right, bottom = _drawn(original.read_bytes(), data)
    assert (right - left, bottom - top) == pytest.approx((WIDTH, HEIGHT), abs=1.5)
    assert "".join(name.split()) in "".join(_text(data).split())


def test_the_same_letter_and_stamp_give_the_same_bytes(tmp_path: Path) -> None:
    original = _letter(tmp_path, "0 g 100 700 300 100 re f")
    stamps = [STAMP] * 5
    assert _stamped(original, [1], stamps) == _stamped(original, [1], stamps)


def test_the_original_is_not_touched(tmp_path: Path) -> None:
    original = _letter(tmp_path)
    before = original.read_bytes()
    original.chmod(0o440)
    _stamped(original)
    assert original.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["letter.pdf"]


@pytest.mark.parametrize(
    "drawing",
    [
        "0 g 400 740 190 90 re f",  # an earlier stamp in the corner
        "0.4 w 300 700 m 590 840 l S",  # a thin line across it
        "0.8 g 0 600 595 242 re f 0 g 500 800 60 9 re f",  # shaded paper with a word on it
        "0 g 0 90 595 752 re f",  # room only at the foot
    ],
)
def test_the_stamp_covers_no_ink(tmp_path: Path, drawing: str) -> None:
    original = _letter(tmp_path, drawing)
    data = _stamped(original)
    left, top, right, bottom = _drawn(original.read_bytes(), data)
    beneath = _picture(original.read_bytes()).crop((left, top, right, bottom)).tobytes()
    assert max(beneath) - min(beneath) < 10
    assert (right - left, bottom - top) == pytest.approx((WIDTH, HEIGHT), abs=1.5)


def test_a_page_without_room_gets_a_stamp_sheet(tmp_path: Path) -> None:
    original = _letter(tmp_path, BLACK_PAGE)
    data = _stamped(original)
    assert _picture(data).tobytes() == _picture(original.read_bytes()).tobytes()
    assert "เลขรับ ๒๒๖๗๙" in _text(data, 1)


def test_later_units_stand_on_a_sheet_three_to_a_row(tmp_path: Path) -> None:
    stamps = [StampText("กองคลัง", n, dt.date(2025, 5, 2), "สมชาย") for n in range(1, 6)]
    data = _stamped(_letter(tmp_path), [1], stamps, digits=arabic_digits)
    assert "เลขรับ 1" in _text(data, 0)
    with pypdfium2.PdfDocument(data) as document:
        text = document[1].get_textpage()
        found = text.search("เลขรับ")
        places = [text.get_charbox(at[0])[:2] for at in iter(found.get_next, None)]
    columns = sorted({round(x) for x, _ in places})
    rows = sorted({round(y) for _, y in places}, reverse=True)
    assert [(columns.index(round(x)), rows.index(round(y))) for x, y in places] == [
        (0, 0), (1, 0), (2, 0), (0, 1)
    ]  # fmt: skip


def test_more_stamps_than_a_sheet_holds_go_on_another(tmp_path: Path) -> None:
    stamps = [StampText("กองคลัง", n, dt.date(2025, 5, 2), "สมชาย") for n in range(1, 28)]
    data = _stamped(_letter(tmp_path), [1], stamps, digits=arabic_digits)
    assert [f"เลขรับ {n}" in _text(data, page) for n, page in ((25, 1), (26, 2), (27, 2))] == [
        True
    ] * 3


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_stamped_upright(tmp_path: Path, turn: int) -> None:
    original = _letter(tmp_path, Rotate=turn)
    _assert_upright(original, _stamped(original))


def test_a_cropped_page_is_stamped_inside_what_is_shown(tmp_path: Path) -> None:
    original = _letter(
        tmp_path,
        MediaBox=pikepdf.Array([-100, -50, 595, 842]),
        CropBox=pikepdf.Array([20, 100, 520, 700]),
    )
    _assert_upright(original, _stamped(original))


def test_a_page_in_large_units_gets_a_stamp_of_real_size(tmp_path: Path) -> None:
    original = _letter(tmp_path, UserUnit=2)  # 595 units are 1190 points
    left, top, right, bottom = _drawn(original.read_bytes(), _stamped(original))
    with pypdfium2.PdfDocument(original) as document:
        unit = 1190 / document[0].get_width()
    size = ((right - left) * unit, (bottom - top) * unit)
    assert size == pytest.approx((WIDTH, HEIGHT), abs=4)


def _assert_upright(original: Path, data: bytes) -> None:
    """The stamp is 5 × 2.5 cm wide and high as shown, top right, its name on top."""
    shown = _picture(data)
    left, top, right, bottom = _drawn(original.read_bytes(), data)
    assert (right - left, bottom - top) == pytest.approx((WIDTH, HEIGHT), abs=1.5)
    assert right == pytest.approx(shown.width - 14, abs=2)
    assert top == pytest.approx(14, abs=2)
    plain = _stamped(_letter(original.parent), [1], [STAMP])
    reference = _picture(plain).crop((595 - 160, 10, 595 - 10, 90))
    here = shown.crop((shown.width - 160, 10, shown.width - 10, 90))
    alike = ImageChops.difference(reference, here).resize((1, 1), Image.Resampling.BOX)
    assert _level(alike, 0, 0) < 12


def test_a_page_the_clerk_turned_is_stamped_as_it_then_stands(tmp_path: Path) -> None:
    data = _stamped(_letter(tmp_path), [1], [STAMP], turned={1: 90})
    assert _picture(data).size == (842, 595)
    assert "เลขรับ ๒๒๖๗๙" in _text(data)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A PDF of four pages, each of its own width, with an outline to the last."""
    pdf = pikepdf.new()
    for width in (400, 500, 600, 700):
        pdf.add_blank_page(page_size=(width, 842))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("last", 3))
    pdf.save(tmp_path / "bundle.pdf")
    return tmp_path / "bundle.pdf"


def _widths(data: bytes) -> list[int]:
    with pypdfium2.PdfDocument(data) as document:
        return [round(page.get_width()) for page in document]


def test_only_the_letters_own_pages_are_in_its_copy_and_in_its_order(bundle: Path) -> None:
    assert _widths(_stamped(bundle, [3, 2], [STAMP])) == [600, 500]


def test_nothing_of_the_other_letters_is_left_in_a_copy(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pictures = pikepdf.Dictionary()
    for number in (1, 2):
        page = pdf.add_blank_page(page_size=A4)
        page.obj.Contents = pdf.make_stream(f"/P{number} Do % letter {number}".encode())
        pictures[f"/P{number}"] = pdf.make_stream(
            f"% picture {number}".encode(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 9, 9]),
        )
    for page in pdf.pages:  # as some scanners do, one list of pictures for all pages
        page.obj.Resources = pdf.make_indirect(pikepdf.Dictionary(XObject=pictures))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=pikepdf.Array([0, 0, 9, 9]),
        Dest=pikepdf.Array([pdf.pages[1].obj, pikepdf.Name.Fit]),
    )
    pdf.pages[0].obj.Annots = pikepdf.Array([link])
    pdf.attachments["letter 2.txt"] = b"letter 2 attached"
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="to", V="letter 2 filled in")
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([pdf.make_indirect(field)]))
    pdf.docinfo["/Title"] = "letter 2"
    pdf.save(tmp_path / "bundle.pdf")
    copy = BytesIO()
    with pikepdf.open(BytesIO(_stamped(tmp_path / "bundle.pdf", [1], [STAMP]))) as own:
        own.save(copy, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    assert b"letter 1" in copy.getvalue()
    assert b"picture 1" in copy.getvalue()
    assert b"letter 2" not in copy.getvalue()
    assert b"picture 2" not in copy.getvalue()


def _encrypted(place: Path) -> Path:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=A4)
    path = place / "locked.pdf"
    pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user="pass", R=6))
    return path


def test_a_locked_original_gives_an_open_copy(tmp_path: Path) -> None:
    original = _encrypted(tmp_path)
    before = original.read_bytes()
    assert "เลขรับ ๒๒๖๗๙" in _text(_stamped(original, [1], [STAMP], password="pass"))
    assert original.read_bytes() == before


def test_a_wrong_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PasswordWrong):
        _stamped(_encrypted(tmp_path), [1], [STAMP], password="guess")


def test_a_locked_original_without_a_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PasswordNeeded):
        _stamped(_encrypted(tmp_path))


def test_a_page_tree_only_pdfium_can_read_is_stamped_all_the_same(tmp_path: Path) -> None:
    original = _letter(tmp_path, "0 g 100 700 300 100 re f")
    original.write_bytes(original.read_bytes().replace(b"/Kids", b"/Kidz"))
    data = _stamped(original)
    assert "เลขรับ ๒๒๖๗๙" in _text(data)
    assert _level(_picture(data), 150, 842 - 750) == 0
    assert data == _stamped(original)


def test_a_pdf_nothing_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"no object in it\n" * 50)
    with pytest.raises(FileUnreadable):
        _stamped(path)


def test_a_fax_with_other_dots_across_than_down_keeps_its_shape(tmp_path: Path) -> None:
    path = tmp_path / "fax.tiff"
    Image.new("1", (1728, 1146), 1).save(path, dpi=(204, 98))
    assert _picture(_stamped(path)).size == pytest.approx((610, 842), abs=1)


def _signed(place: Path) -> Path:
    """Write a PDF whose signature field shows a grey block and has a value."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    look = pdf.make_stream(b"0.5 g 0 0 100 40 re f")
    look.stream_dict.update(
        pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 100, 40]),
        )
    )
    value = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, ByteRange=pikepdf.Array([0, 1, 2, 3]), Contents=b"\0" * 8
    )
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T="signature",
            F=4,
            Rect=pikepdf.Array([100, 100, 200, 140]),
            V=pdf.make_indirect(value),
            AP=pikepdf.Dictionary(N=look),
        )
    )
    page.obj.Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
    pdf.save(place / "signed.pdf")
    return place / "signed.pdf"


def _claims_a_signature(data: bytes) -> bool:
    with pikepdf.open(BytesIO(data)) as pdf:
        things = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)]
        return any("/ByteRange" in thing or thing.get("/FT") == "/Sig" for thing in things)


def test_an_unseen_signature_leaves_nothing_in_the_copy(tmp_path: Path) -> None:
    original = _signed(tmp_path)
    with pikepdf.open(original, allow_overwriting_input=True) as pdf:
        del pdf.Root.AcroForm.Fields[0].AP
        pdf.Root.AcroForm.Fields[0].Rect = pikepdf.Array([0, 0, 0, 0])
        pdf.save()
    assert not _claims_a_signature(_stamped(original))


def test_a_signed_original_keeps_its_signature_and_the_copy_shows_but_claims_none(
    tmp_path: Path,
) -> None:
    original = _signed(tmp_path)
    before = original.read_bytes()
    data = _stamped(original)
    assert original.read_bytes() == before
    assert _claims_a_signature(before)
    assert not _claims_a_signature(data)
    assert _level(_picture(data), 150, 842 - 120) == pytest.approx(128, abs=2)


def _colour(image: Image.Image) -> Image.Image:
    image.paste("red", (0, 0, image.width // 2, image.height // 2))
    return image


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("scan.jpg", lambda: _colour(Image.new("RGB", (1240, 1754), "white"))),
        ("scan.png", lambda: _colour(Image.new("RGBA", (1240, 1754), (0, 0, 0, 0)))),
        ("grey.png", lambda: Image.new("L", (1240, 1754), "white")),
        ("palette.png", lambda: _colour(Image.new("RGB", (1240, 1754), "white")).quantize(4)),
        ("cmyk.jpg", lambda: Image.new("CMYK", (1240, 1754), (0, 0, 0, 0))),
        ("fax.tiff", lambda: Image.new("1", (1240, 1754), 1)),
    ],
)
def test_a_picture_becomes_a_page_of_its_own_size(
    tmp_path: Path, name: str, make: Callable[[], Image.Image]
) -> None:
    path = tmp_path / name
    make().save(path, dpi=(150, 150))
    data = _stamped(path)
    assert _picture(data).size == pytest.approx((595, 842), abs=1)
    assert _level(_picture(data), 20, 800) == 255
    assert "เลขรับ ๒๒๖๗๙" in _text(data)


def test_a_jpeg_is_not_packed_a_second_time(tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    Image.effect_noise((620, 877), 40).save(path, dpi=(75, 75))
    assert path.read_bytes() in _stamped(path)


def test_a_photograph_without_a_size_is_taken_for_a4(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (3000, 4000), "white").save(path, dpi=(72, 72))
    assert max(_picture(_stamped(path)).size) == pytest.approx(842, abs=1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_as_the_camera_says(tmp_path: Path, orientation: int) -> None:
    upright = Image.new("RGB", (600, 800), "white")
    upright.paste("black", (0, 600, 200, 800))  # the lower left corner
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    stored = upright
    for step in undo.get(orientation, []):
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "photo.jpg", exif=exif)
    shown = _picture(_stamped(tmp_path / "photo.jpg", [1], [STAMP]))
    assert shown.width < shown.height
    assert _level(shown, 20, shown.height - 20) < 20
    assert _level(shown, shown.width - 20, shown.height - 20) > 235


def test_the_pages_of_a_fax_file_are_chosen_by_number(tmp_path: Path) -> None:
    pages = [Image.new("1", (width, 1754), 1) for width in (800, 1000, 1240)]
    path = tmp_path / "fax.tiff"
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(150, 150))
    assert _widths(_stamped(path, [3, 1], [STAMP])) == [595, 384]


def test_generated_scans_get_their_stamp_beside_the_text(shared: Path) -> None:
    for original in sorted((shared / "samples" / "synthetic").glob("d00*.pdf")):
        data = _stamped(original)
        assert "เลขรับ ๒๒๖๗๙" in _text(data), original.name
