"""Lines of fields: labels, numbers, months and nothing else.

The second reader has learnt such lines, so where it sees one it is believed
wholly, words and gaps too; in running text only its numbers are taken.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from registry.thai import bare
from registry.thai_months import edit_distance, month_number

_LABELS: Final = (
    "ที่", "เลขที่", "หนังสือที่", "เลขรับ", "เลขที่รับ", "เลขที่ลงรับ", "รับที่", "เลขทะเบียนรับ",
    "วันที่", "วันที่รับ", "รับวันที่", "ลงวันที่", "วัน เดือน ปี", "เวลา", "โทร", "โทรศัพท์", "โทรสาร",
    "สั่ง ณ วันที่", "ประกาศ ณ วันที่", "ต่อ", "พ.ศ", "น",
)  # fmt: skip
_BY_LETTERS: Final = {bare(label): label for label in _LABELS}
_NOT_CONSONANT: Final = re.compile("[^ก-ฮ]")
_BY_CONSONANTS: Final = {
    consonants: label
    for label in _LABELS
    if len(consonants := _NOT_CONSONANT.sub("", label)) > 2  # noqa: PLR2004 - two may be a code
}
_LONG_ENOUGH: Final = 4
"""Letters of a label that may have one wrong; of every three more, another."""
_MOST_WORDS: Final = 3
_WORD: Final = re.compile("[ก-๎]+")
_CODE: Final = re.compile("(?P<label>ที่)?(?:[ก-ฮ]{1,4}|เมย|มีค|มิย|เม|มี|มิ)")
"""The letters of a body, of ว, of a short month."""
_NUMBERED: Final = re.compile(r"\W{0,2}(?P<label>[ก-๎]{1,3}) [ก-ฮ]{2,4} ?[0-9๐-๙]{4}")
"""A body and its unit stand behind ที่, whatever that was read as."""
_TELLING: Final = re.compile(r"[0-9๐-๙] ?/|[0-9๐-๙]{5}")
_LATIN: Final = re.compile("[A-Za-z]{2}")

Span = tuple[int, int]


def labels_of(text: str) -> list[tuple[Span, str]] | None:
    """Return the labels of a line, rightly spelt, and where they stand; ``None`` if it has words.

    A line without any label must have a month, a slash or a long number, or it
    is no line of fields either.
    """
    if _LATIN.search(text):
        return None
    numbered = _NUMBERED.match(text)
    found = [(numbered.span("label"), "ที่")] if numbered else []
    dated = False
    words = list(_WORD.finditer(text, numbered.end("label") if numbered else 0))
    while words:
        count, label = next(_labels_at(text, words), (0, ""))
        word = words[0]
        if label:
            found.append(((word.start(), words[count - 1].end()), label))
            words = words[count:]
            continue
        code, month = _CODE.fullmatch(word[0]), month_number(word[0])
        if not (code or month):
            return None
        if code and code["label"]:
            found.append(((word.start(), word.start() + len("ที่")), "ที่"))
        dated = dated or bool(month)
        words = words[1:]
    return found if found or dated or _TELLING.search(text) else None


def _labels_at(text: str, words: list[re.Match[str]]) -> Iterator[tuple[int, str]]:
    """Yield the labels that the next few words may be together, the longest first."""
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        whole = text[words[0].start() : words[count - 1].end()]
        label = None if re.search("[^ก-๎ .]", whole) else nearest_label(bare(whole))
        if label:
            yield count, label


@cache
def nearest_label(letters: str) -> str | None:
    """Return the label that some letters, made ``bare``, are meant for; ``None`` if for none."""
    if letters in _BY_LETTERS:
        return _BY_LETTERS[letters]
    if letters in _BY_CONSONANTS:
        return _BY_CONSONANTS[letters]
    if len(letters) < _LONG_ENOUGH:
        return None
    ranked = sorted(
        (edit_distance(letters, known), -len(known), known)
        for known in _BY_LETTERS
        if len(known) >= _LONG_ENOUGH
    )
    wrong, _, known = ranked[0]
    return _BY_LETTERS[known] if wrong <= len(known) // 3 else None
