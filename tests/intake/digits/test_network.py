from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from intake.digits.network import MODEL, ModelUnusable, Network, network
from intake.digits.paths import best_path
from intake.digits.strips import HEIGHT, cut_out, strip_of
from registry.typeface import FONTS

LARGEST = 8 * 2**20


def line(text: str) -> Image.Image:
    """Print a line as it stands on a page at 300 dpi."""
    font = ImageFont.truetype(
        FONTS / "Sarabun-Regular.ttf", 50, layout_engine=ImageFont.Layout.RAQM
    )
    picture = Image.new("L", (round(font.getlength(text)) + 40, 84), 255)
    ImageDraw.Draw(picture).text((20, 62), text, 0, font, "ls")
    return picture


def read(picture: Image.Image) -> str:
    return "".join(letter.letter for letter in best_path(network().scores(strip_of(picture))))


@pytest.mark.parametrize("text", ["๔๖๗๘๙", "ที่ กค ๐๔๐๒.๒/ว๖๗๘", "โทร. ๐ ๒๒๗๓ ๙๐๔๖"])
def test_the_kept_model_reads_what_tesseract_cannot_print(text: str) -> None:
    assert read(line(text)) == text


def test_the_kept_model_is_small() -> None:
    assert MODEL.stat().st_size <= LARGEST


def test_probabilities_of_every_column_sum_to_one() -> None:
    chances = np.exp(network().scores(strip_of(line("๒๕๖๘"))))
    assert chances.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_blank_paper_has_no_letters() -> None:
    assert read(Image.new("L", (300, 84), 230)) == ""


def test_a_strip_has_one_height_and_ink_on_nothing() -> None:
    strip = strip_of(line("๒๕๖๘"))
    assert strip.shape[0] == HEIGHT
    assert float(np.median(strip)) == 0
    assert float(strip.max()) > 0.9


def test_a_box_over_the_edge_of_the_page_is_cut_at_the_edge() -> None:
    assert cut_out(Image.new("L", (100, 50)), (-20, 30, 400, 90)).size == (100, 20)


def test_a_missing_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable):
        Network(tmp_path / "lines.npz")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lines.npz"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelUnusable):
        Network(path)


def test_a_model_of_another_alphabet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lines.npz"
    with np.load(MODEL) as kept:
        np.savez(path, allow_pickle=False, **{**kept, "letters": np.array("กขค")})
    with pytest.raises(ModelUnusable, match="alphabet"):
        Network(path)


def test_a_model_without_one_of_its_layers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lines.npz"
    with np.load(MODEL) as kept:
        arrays = {name: kept[name] for name in kept if name != "mix1.weight"}
    np.savez(path, allow_pickle=False, **arrays)
    with pytest.raises(ModelUnusable):
        Network(path)
