import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from intake.document import Document, Media
from intake.raster import MOST_PIXELS, draw_page, grey_picture, screen_picture
from tests.intake.hostile_files import MAKERS, pages, saved


def test_a_sheet_of_a4_has_its_size_at_300_dpi(tmp_path: Path) -> None:
    picture = grey_picture(_document(tmp_path, saved(pages()), Media.PDF), 1)
    assert (picture.width, picture.height, picture.dpi) == (2480, 3509, 300)
    assert len(picture.pixels) == picture.width * picture.height


def test_a_pdf_is_drawn_as_its_own_turn_says(tmp_path: Path) -> None:
    pdf = pages()
    pdf.pages[0].rotate(90, relative=False)
    image, _ = draw_page(_document(tmp_path, saved(pdf), Media.PDF), 1)
    assert image.width > image.height


def test_only_the_crop_of_a_page_is_drawn(tmp_path: Path) -> None:
    pdf = pages()
    pdf.pages[0].cropbox = pikepdf.Array([0, 0, 297.5, 421])
    image, _ = draw_page(_document(tmp_path, saved(pdf), Media.PDF), 1, 72)
    assert image.size == (298, 421)


def test_a_poster_is_drawn_at_fewer_dots(tmp_path: Path) -> None:
    picture = grey_picture(_document(tmp_path, MAKERS["poster.pdf"][1](), Media.PDF), 1)
    assert picture.dpi < 300
    assert picture.width * picture.height <= MOST_PIXELS * 1.01


def test_a_fax_comes_out_square(tmp_path: Path) -> None:
    picture = grey_picture(_document(tmp_path, MAKERS["fax.tif"][1](), Media.TIFF), 1)
    assert picture.width / picture.height == pytest.approx((1728 / 204) / (1100 / 98), abs=0.01)


def test_a_scan_keeps_its_own_pixels(tmp_path: Path) -> None:
    scan = _image("PNG", (2480, 3508), dpi=(300, 300))
    picture = grey_picture(_document(tmp_path, scan, Media.PNG), 1)
    assert (picture.width, picture.height) == (2480, 3508)


def test_a_photo_that_states_a_screen_resolution_counts_as_a_sheet(tmp_path: Path) -> None:
    photo = _image("JPEG", (3000, 4000), dpi=(72, 72))
    picture = grey_picture(_document(tmp_path, photo, Media.JPEG), 1)
    assert picture.height == pytest.approx(3507, abs=2)


def test_a_photo_stands_as_its_camera_was_held(tmp_path: Path) -> None:
    mark = Image.Exif()
    mark[0x0112] = 6
    photo = _image("JPEG", (400, 300), exif=mark)
    image, _ = draw_page(_document(tmp_path, photo, Media.JPEG), 1)
    assert image.height > image.width


def test_what_is_transparent_is_white_paper(tmp_path: Path) -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (300, 400), (0, 0, 0, 0)).save(clear, "PNG")
    picture = grey_picture(_document(tmp_path, clear.getvalue(), Media.PNG), 1)
    assert set(picture.pixels) == {255}


def test_sixteen_bits_of_grey_are_not_clipped(tmp_path: Path) -> None:
    deep = io.BytesIO()
    Image.new("I;16", (300, 400), 32768).save(deep, "PNG")
    picture = grey_picture(_document(tmp_path, deep.getvalue(), Media.PNG), 1)
    assert set(picture.pixels) == {128}


def test_every_page_of_a_tiff_is_its_own(tmp_path: Path) -> None:
    document = _document(tmp_path, MAKERS["three-pages.tif"][1](), Media.TIFF)
    assert min(grey_picture(document, 1).pixels) < 50
    assert min(grey_picture(document, 3).pixels) == 255


def test_a_screen_picture_is_turned_as_asked(tmp_path: Path) -> None:
    document = _document(tmp_path, saved(pages()), Media.PDF)
    jpeg = screen_picture(document, 1, 72, 90)
    assert Image.open(io.BytesIO(jpeg)).size == (842, 595)


def _document(folder: Path, data: bytes, media: Media) -> Document:
    path = folder / "file"
    path.write_bytes(data)
    return Document(path, media)


def _image(kind: str, size: tuple[int, int], **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("L", size, 255).save(target, kind, **options)
    return target.getvalue()
