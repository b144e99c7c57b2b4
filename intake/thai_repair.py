"""Mends and weighs Thai text as PDF producers leave it; pure functions."""

import re

from registry.thai import is_word, normal_text, settled, words

_TONES = "่้๊๋์"
_VOWELS = "ัิีึืุู็ํ"

_WINDOWS_GLYPHS = dict(
    enumerate(
        "ฐ"
        "\u0e34\u0e35\u0e36\u0e37"
        "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
        "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
        "ญ"
        "\u0e31\u0e4d\u0e47"
        "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
        "\u0e38\u0e39\u0e3a",
        start=0xF700,
    )
)
"""Where old Windows fonts keep their shifted glyphs, and browsers copy them from."""

_SPLIT_AM = re.compile(f"ํ([{_TONES}]?) ?า|([{_TONES}])ํ ?า")
_AM_AND_AA = re.compile("ำา+")
_DOUBLED_AM = re.compile("([ก-ฮ][่-๋]?ำ)\\1+")
"""Browsers say the whole cluster again for the stem of its ำ."""
_TONE_FIRST = re.compile(f"([{_TONES}])([{_VOWELS}])")


def repaired(text: str) -> str:
    """Undo what is known to happen to Thai on its way through a PDF.

    The normal form may bring marks together that want mending: ``ำ่า`` is ``่ำา`` after it.
    """
    return settled(text, _mended)


def _mended(text: str) -> str:
    text = text.translate(_WINDOWS_GLYPHS).replace("\x00", "")
    text = _SPLIT_AM.sub(lambda match: f"{match[1] or match[2] or ''}ำ", text)
    text = _AM_AND_AA.sub("ำ", text).replace("เเ", "แ")
    text = _TONE_FIRST.sub(r"\2\1", text)
    return normal_text(_DOUBLED_AM.sub(r"\1", text))


_THAI = re.compile("[\u0e00-\u0e7f]")
_ORPHAN = re.compile("(?:^|[^ก-ฮัิ-ฺ็-๎])[ัิ-ฺ็-๎]")
_OUT_OF_ORDER = re.compile(f"[{_TONES}][ัิีึืุู็]|[่-์]{{2}}|[ิีึืัุู]{{2}}")
_NO_LETTER = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]|\\(cid:\\d+\\)")
_FOREIGN = re.compile("[\u00a1-\u024f\u0370-\u0dff\u0e80-\u1fff]")
_MOST_AM, _LEAST_AM = 0.35, 0.01
_ENOUGH_FOR_A_SHARE, _ENOUGH_FOR_NONE = 20, 150


def damage(text: str) -> float:
    """Weigh what cannot occur in sound Thai: 0 is clean, good layers stay below 0.006.

    Marks without a letter or out of order, characters that are no letters,
    Latin with accents inside Thai, and a share of ำ no Thai text has, which is
    how a file shows that maps า to ำ.
    """
    thai = max(1, len(_THAI.findall(text)))
    written = max(1, len("".join(text.split())))
    score = (len(_ORPHAN.findall(text)) + len(_OUT_OF_ORDER.findall(text))) / thai
    score += 2 * (len(_NO_LETTER.findall(text)) + len(_FOREIGN.findall(text))) / written
    am, aa = text.count("ำ"), text.count("า")
    if am + aa >= _ENOUGH_FOR_A_SHARE and am / (am + aa) > _MOST_AM:
        score += 1
    if aa > _ENOUGH_FOR_NONE and am / (am + aa) < _LEAST_AM:
        score += 1
    return score


def unknown_share(text: str) -> float:
    """Return the share of Thai letters in words no dictionary has: 0.05 at most in sound text."""
    found = [word for word in words(text) if _THAI.match(word)]
    unknown = sum(len(word) for word in found if not is_word(word))
    return unknown / max(1, sum(map(len, found)))
