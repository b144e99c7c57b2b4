"""Which way up a page lies, from its picture and from how well it reads."""

from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageStat

from registry.ports import Line

_STRIPS = 6
"""A skewed page smears the profile of its whole width, but not that of a sixth."""
_CLEARLY = 1.4
_MARGIN = 0.05
"""The edges of a copy are dark, as straight as print and blacker."""
SURE = 0.73
"""Upright pages are read at 0.8 and more, even noisy ones; upside down at 0.65 and less."""
_BETTER_BY = 0.1
_FEW_LETTERS = 20


def likely_turns(small: Image.Image) -> tuple[int, ...]:
    """Order the clockwise turns that may bring a grey picture upright, likeliest first.

    Lines of print make strong stripes along themselves. Where neither
    direction stands out, as on a page of tick boxes, all four are given. Most
    papers lie upright, so that is tried in the end whatever the stripes say.
    """
    level, standing = _stripes(small), _stripes(small.transpose(Image.Transpose.ROTATE_90))
    if level >= standing * _CLEARLY:
        return 0, 180
    if standing >= level * _CLEARLY:
        return 270, 90, 0
    return 0, 180, 270, 90


def best_turned(
    turns: Sequence[int], read: Callable[[int], tuple[Line, ...]]
) -> tuple[int, tuple[Line, ...]]:
    """Read the page as turned by each of ``turns`` until it reads well; return turn and lines.

    A page in doubt keeps the first of them unless another reads clearly better.
    """
    best_turn, best = turns[0], read(turns[0])
    for turn in turns[1:]:
        if letters(best) < _FEW_LETTERS or _quality(best) >= SURE:
            break
        other = read(turn)
        if _quality(other) > _quality(best) + _BETTER_BY:
            best_turn, best = turn, other
    return best_turn, best


def letters(lines: Sequence[Line]) -> int:
    """Count the characters of the lines."""
    return sum(len(line.text) for line in lines)


def sureness(lines: Sequence[Line]) -> float:
    """Average the confidence of the lines over their characters."""
    return sum(line.confidence * len(line.text) for line in lines) / max(1, letters(lines))


def _quality(lines: Sequence[Line]) -> float:
    """Weigh how surely the lines were read against how they lie.

    Tesseract reads a page on its right side as it is, and well; only the
    shape of the boxes gives it away.
    """
    return sureness(lines) - (1 if _on_its_side(lines) else 0)


def _on_its_side(lines: Sequence[Line]) -> bool:
    def is_tall(line: Line) -> bool:
        left, top, right, bottom = line.box
        return bottom - top > right - left

    tall = [line for line in lines if is_tall(line)]
    return letters(tall) > letters(lines) / 2


def _stripes(image: Image.Image) -> float:
    """Measure how much neighbouring rows differ within narrow strips."""
    across, down = round(_MARGIN * image.width), round(_MARGIN * image.height)
    inner = (across, down, image.width - across, image.height - down)
    strips = image.resize((_STRIPS, inner[3] - inner[1]), Image.Resampling.BOX, inner)
    shifted = strips.transform(strips.size, Image.Transform.AFFINE, (1, 0, 0, 0, 1, 1))
    rows = (0, 0, _STRIPS, strips.height - 1)
    differences = ImageChops.difference(strips.crop(rows), shifted.crop(rows))
    return ImageStat.Stat(differences).sum2[0] / strips.height
