"""E-mail addresses, read again in English: beside Thai, Tesseract makes Thai of them.

Only where an address is announced and what was read is none, or not surely one:
starting Tesseract once more costs as much as a tenth of a page.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image

from intake.digits.strips import line_at
from intake.extract.known_domains import likely_domain
from intake.extract.layout import Piece
from intake.raster import grey_image, pillow_image
from intake.strokes import Ink
from registry.ports import PAGE_DPI, Box, GreyImage, Guess, Layout, Line

_LABEL: Final = re.compile(
    r"^[^ก-๙A-Za-z]{0,3}(?:(?:ไป)?ร.?ษณ.{1,4}ย์? ?.{0,2}เ?ล็?กท.?รอ?น.?ก.?.?|อี ?เมล์?"
    r"|[Ee]-?[Mm]ail) *:? *"
)
_NAME: Final = re.compile(r"^[a-z0-9._\-]{3,}(?=@)")
_PUBLIC: Final = re.compile("^.*(?=saraban)")
"""What stands before the name that offices' addresses have is of the label."""
ADDRESS: Final = re.compile(
    r"[a-z0-9._\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.(?:(?:go|ac|or|co|mi|in|net)\.th|com|org|net)\b"
)
_TORN: Final = re.compile(r"[a-z0-9._\-]+@(?P<domain>[a-z0-9.\-]{4,})")
"""An address whose end nobody has, such as ``.ao.th``; a known domain may be meant."""
_LATIN: Final = re.compile("[a-z]{2}[.]?@ ?[a-z]{2}")
_ALIKE: Final = re.compile("[0-9][lIO|]|[lIO|][0-9]")
"""A figure beside a letter that looks like one."""
_ABOUT: Final = 150
"""How far, in pixels at 300 dpi, the address may begin from where it is reckoned."""
_WHITE: Final = 20
"""Pixels of white put around what is cut out."""
_INK: Final = 60
"""How much darker than the paper ink is."""


def is_address(text: str) -> bool:
    """Say whether a line announces an address or holds one; ``@`` may also be a ๑ misread."""
    return bool(_LABEL.match(text) or _LATIN.search(text))


def with_addresses(
    lines: Sequence[Line], picture: GreyImage, read: Callable[[GreyImage], Sequence[Line]]
) -> tuple[Line, ...]:
    """Return the lines of a picture with the addresses that were read badly read again.

    What was read before stays beside them as ``first``.
    """
    return tuple(_again(line, picture, read) for line in lines)


def _again(line: Line, picture: GreyImage, read: Callable[[GreyImage], Sequence[Line]]) -> Line:
    label = _LABEL.match(line.text)
    if label is None or _is_sound(line.text[label.end() :]):
        return line
    for cut in (_address_in(picture, line, label.end()), mixed_line(picture, line)):
        found = read(cut) if cut else ()
        told = "".join(one.text for one in found).replace(" ", "").lower()
        address = ADDRESS.search(told) or _torn(told)
        if address:
            break
    else:
        return line
    name, domain = address[0].split("@")
    before = _NAME.match(line.text[label.end() :])
    name = before[0] if before else _PUBLIC.sub("", name)
    text = f"{line.text[: label.end()].rstrip()} {name}@{domain}"
    sure = min(one.confidence for one in found)
    guesses = (Guess(text, sure), Guess(line.text, 1 - sure))
    return replace(line, text=text, confidence=sure, first=line.first or line.text, guesses=guesses)


def is_announced(text: str) -> bool:
    """Say whether a line announces an address."""
    return bool(_LABEL.match(text))


def mixed_line(picture: GreyImage, line: Line) -> GreyImage:
    """Cut a line out of its picture, to be read in both scripts."""
    strip = line_at(pillow_image(picture), line.box, picture.dpi / PAGE_DPI)
    return replace(grey_image(strip, picture.dpi), layout=Layout.MIXED)


def _torn(told: str) -> re.Match[str] | None:
    """Find an address whose domain is torn, if it can only be a known one."""
    address = _TORN.search(told)
    return address if address and likely_domain(address["domain"]) else None


def _is_sound(text: str) -> bool:
    """Say whether an address stands there from end to end, with nothing in doubt."""
    return bool(ADDRESS.fullmatch(text.strip())) and not _ALIKE.search(text)


def _address_in(picture: GreyImage, line: Line, start: int) -> GreyImage | None:
    """Cut what follows the label out, at the widest white near where it is reckoned to end."""
    scale = picture.dpi / PAGE_DPI
    left, top, right, bottom = _scaled(line.box, scale)
    strip = pillow_image(picture).crop((left, max(0, top - 4), right, bottom + 4))
    if not strip.width:
        return None
    pixels = np.asarray(strip)
    blank: Ink = np.all(pixels >= int(np.median(pixels)) - _INK, axis=0)
    reckoned = round(Piece(line.text, line.box, 1.0, 1).at(start) * scale) - left
    begins = _after_white(blank, reckoned, round(_ABOUT * scale))
    address = strip.crop((begins, 0, strip.width, strip.height))
    framed = Image.new("L", (address.width + 2 * _WHITE, address.height + 2 * _WHITE), 255)
    framed.paste(address, (_WHITE, _WHITE))
    return replace(grey_image(framed, picture.dpi), layout=Layout.LATIN)


def _after_white(blank: Ink, reckoned: int, about: int) -> int:
    """Return where the ink goes on after the widest white near a place."""
    widest, best, run = 0, max(0, reckoned), 0
    for place in range(max(0, reckoned - about), min(len(blank), reckoned + about)):
        run = run + 1 if blank[place] else 0
        if run > widest:
            widest, best = run, place + 1
    return best


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = (round(edge * scale) for edge in box)
    return left, top, right, bottom
