"""Whether a page's text layer may be believed, and how far.

Text that itself draws the page is taken when it is sound Thai, or English, and
the picture says the same. Text under a scan is the opinion of somebody else's recogniser:
our own reads the page, and that opinion only completes lines both agree on.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from PIL import Image, ImageChops, ImageDraw

from intake.layer_text import TextLayer
from intake.thai_repair import damage, unknown_share
from registry.ports import Box, Line
from registry.thai import arabic_digits

_ENOUGH_LETTERS = 50
_MOST_DAMAGE = 0.006
_MOST_UNKNOWN = 0.2
"""Letters are full of names; garbage that passes the other tests has more still."""

_LEAST_COVERED = 0.5
"""Share of the page's ink that stands where the layer has text: emblems and rules do not."""
_MOST_UNSEEN = 0.05
_MARGIN = 6
_BAND_MARGIN = 24

_HEAD_LETTERS = 150
"""Letters of the head compared with the picture: reference, date and subject among them."""
_LEAST_ALIKE = 0.7
_LEAST_ALIKE_LINE = 0.75

_NO_BASE_LETTER = re.compile("[^A-Za-zก-ฮเ-ไะาำ]")
_DIGITS = re.compile("[0-9๐-๙]+")
_ARABIC = re.compile("[0-9]")
_UNPRINTABLE = "๔๖๗๘๙"
"""What Tesseract's Thai model has no letter for; it prints something else or nothing."""


def is_sound(layer: TextLayer) -> bool:
    """Say whether the layer is Thai or English text as it could have been typed."""
    text = "\n".join(line.text for line in layer.lines)
    return (
        len(_base_letters(text)) >= _ENOUGH_LETTERS
        and damage(text) < _MOST_DAMAGE
        and unknown_share(text) < _MOST_UNKNOWN
    )


def covers(layer: TextLayer, ink: Image.Image, scale: float) -> bool:
    """Say whether the layer has text where the page has ink, and ink where it has text.

    ``ink`` is a picture with 255 where the page is dark; a pixel of it is
    ``scale`` times one of a 300 dpi picture.
    """
    boxes = [_scaled(line.box, scale) for line in layer.lines]
    mask = Image.new("L", ink.size, 0)
    pen = ImageDraw.Draw(mask)
    for box in boxes:
        pen.rectangle(box, fill=255)
    covered = _weight(ImageChops.multiply(ink, mask))
    unseen = sum(
        len(line.text)
        for line, box in zip(layer.lines, boxes, strict=True)
        if not _weight(ink.crop(box))
    )
    written = sum(len(line.text) for line in layer.lines)
    return covered >= _LEAST_COVERED * _weight(ink) and unseen <= _MOST_UNSEEN * written


def head_of(layer: TextLayer) -> Box:
    """Return the band of the page, at 300 dpi, that holds the layer's first lines."""
    letters = 0
    head: list[Line] = []
    for line in sorted(layer.lines, key=lambda line: line.box[1]):
        head.append(line)
        letters += len(_base_letters(line.text))
        if letters >= _HEAD_LETTERS:
            break
    top, bottom = min(line.box[1] for line in head), max(line.box[3] for line in head)
    return (
        0,
        max(0, top - _MARGIN * 4),
        max(line.box[2] for line in layer.lines),
        bottom + _MARGIN * 4,
    )


def agrees(layer: TextLayer, band: Box, read: Sequence[Line]) -> bool:
    """Say whether what was read off ``band`` of the picture is what the layer says there."""
    inside = [line for line in layer.lines if band[1] <= (line.box[1] + line.box[3]) / 2 <= band[3]]
    said = "".join(line.text for line in sorted(inside, key=_place))
    seen = "".join(line.text for line in sorted(read, key=_place))
    return _alike(said, seen) >= _LEAST_ALIKE


def completed(read: Sequence[Line], layer: TextLayer) -> tuple[Line, ...]:
    """Take the layer's wording of the lines on which it agrees with what was read.

    A line is never more certain for it, and every digit Tesseract can print
    must be as Tesseract printed it.
    """
    return tuple(_completed_line(line, layer.lines) for line in read)


def _completed_line(line: Line, others: Sequence[Line]) -> Line:
    for other in others:
        if (
            _overlap(line.box, other.box)
            and _alike(line.text, other.text) >= _LEAST_ALIKE_LINE
            and _same_digits(line.text, other.text)
        ):
            return replace(line, text=other.text)
    return line


def _same_digits(read: str, said: str) -> bool:
    """Compare digits, allowing for those Tesseract cannot print."""
    if bool(_ARABIC.search(read)) != bool(_ARABIC.search(said)):
        return False
    digits = "".join(_DIGITS.findall(said))
    pattern = "".join(
        "[0-9]?" if digit in _UNPRINTABLE else arabic_digits(digit) for digit in digits
    )
    return bool(re.fullmatch(pattern, arabic_digits("".join(_DIGITS.findall(read)))))


def _alike(one: str, other: str) -> float:
    """Compare two texts by their base letters, which recognisers lose least: 1.0 is the same."""
    return SequenceMatcher(None, _base_letters(one), _base_letters(other), autojunk=False).ratio()


def _base_letters(text: str) -> str:
    return _NO_BASE_LETTER.sub("", text)


def _overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes lie on the same line of print."""
    shared = min(one[3], other[3]) - max(one[1], other[1])
    lower = min(one[3] - one[1], other[3] - other[1])
    return 2 * shared > lower and min(one[2], other[2]) > max(one[0], other[0])


def _place(line: Line) -> tuple[int, int]:
    return line.box[1], line.box[0]


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = box
    return (
        max(0, int((left - _MARGIN) / scale)),
        max(0, int((top - _MARGIN) / scale)),
        int((right + _MARGIN) / scale) + 1,
        int((bottom + _MARGIN) / scale) + 1,
    )


def _weight(ink: Image.Image) -> int:
    return sum(ink.histogram()[128:])
