"""What a recogniser lost or mistook, put right where a dictionary knows only one likely text.

A noisy channel: words by how often they are written, and a price for each mark
that must have been lost, added or mistaken between page and text, and for the
few letters that are taken for another. Personal names are left alone.
"""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from registry.thai import all_words, word_counts

_LOST: Final = "่้็์"
_MARKS: Final = re.compile("[ัิ-ื็่-์]")
_ALIKE: Final = str.maketrans("ยตซำ", "ขดชา")
"""Letters that are taken for each other, each by the one that stands for both."""
_FOLLOWS: Final = re.compile("[ะ-ฺๅ-๎]")
"""What cannot begin a word."""
_LETTERS: Final = "[ก-์]++(?![0-9๐-๙][ก-๎])"
_RUN: Final = re.compile(f"(?<![ก-์])(?<![ก-๎][0-9๐-๙]){_LETTERS}(?: {_LETTERS})*+")
"""Words in a row; a digit inside a word was a letter, and such a word is lost."""
_NAME: Final = re.compile(
    r"(?:นาย(?!ก)|นางสาว|นาง|น\.ส\.|ว่าที่ ?ร้อย[ก-์]+|ดร\.) ?(?=[ก-ฮเ-ไ])[ก-์]+(?: [ก-์]+)?"
    r"|(?:อำเภอ|ตำบล|จังหวัด|เทศบาลเมือง|เทศบาลนคร|แขวง|หมู่บ้าน|โรงเรียน|วัด|ถนน|ซอย)[ก-์]+"
    r"|[ก-์]*(?:ศรี|บุญ|รุ่ง|อร่าม|ฟูเฟื่อง)[ก-์]*เรือง"
)
"""People, and places, which no dictionary has."""
_PRICE: Final = 4.5
"""Of one lost mark, in natural logarithms of odds: about one mark in ninety."""
_EASILY_LOST: Final = ((re.compile("(?<=[ัิีื])[่้]"), 2.2), (re.compile("[่้](?=ำ)"), 3.4))
"""A mark that stands high over another is the first that a scan loses: one in nine, in thirty."""
_VOWELS: Final = {"ั": 6.4, "ิ": 6.4, "ี": 5.5, "ึ": 5.2, "ื": 5.4}
"""Of a lost vowel over a letter: one in 600 to one in 180."""
_MISTAKEN: Final = {
    "้่": 4.8, "่้": 6.5, "ขย": 4.4, "ดต": 5.1, "ตด": 7.5, "ชซ": 6.0, "ซช": 4.5,
    "ีื": 5.9, "ืี": 7.0, "ิี": 7.0, "ีิ": 7.5, "ัิ": 6.9, "ึี": 7.0, "ืึ": 6.8, "ิ็": 7.4,
}  # fmt: skip
"""Of one taken for another, meant and read: as often as on 240 generated scans, seed 4100."""
_ADDED: Final = {"่": 6.0, "้": 6.7, "์": 6.7, "๊": 6.0, "๋": 6.0}
"""Of a mark that nobody wrote."""
_RING: Final = re.compile("[่้]?า")
_TAKEN: Final = 2.0
"""More, where the mark that was the ring stands on a word without one."""
_AS_RING: Final = re.compile("[่้]า")
"""What ำ is read as: its ring is lost, or taken for a mark."""
_TOGETHER: Final = 7.0
"""How much likelier a word of two words is than its parts by chance, in the same logarithms."""
_CONSONANT: Final = re.compile("[ก-ฮ]")
_SPELT: Final = re.compile("[ะ-ูเ-ไ]|.อ")
"""What has a vowel; without one a word may be an abbreviation, and any letter meant."""
_UNKNOWN: Final = 15.0
"""Of one letter no word explains."""
_TORN: Final = 12.0
"""Of a space inside a word: less than a letter no word explains, more than two words cost."""
_NOT_LOST, _NOT_VOWELS, _NOT_TORN = 2, 3, 4
"""Words of fewer consonants are not known without a mark, without a vowel, or in two pieces."""
_LONGEST: Final = 24


class _Word(NamedTuple):
    text: str
    price: float


def restored(text: str) -> str:
    """Put the lost marks of a text's words back, ำ for า too; personal names stay as read."""
    told, at = [], 0
    for name in _NAME.finditer(text):
        told += [_RUN.sub(lambda run: _likeliest(run[0]), text[at : name.start()]), name[0]]
        at = name.end()
    return "".join([*told, _RUN.sub(lambda run: _likeliest(run[0]), text[at:])])


@cache
def _words() -> dict[str, list[_Word]]:
    """Return the dictionary by what is left of a word without marks and likenesses."""
    counts = word_counts()
    total = math.log(sum(counts.values()))
    prices = {word: total - math.log(count) for word, count in counts.items() if word}
    by_rest: dict[str, list[_Word]] = {}
    for word in all_words():
        price = prices.get(word) or _of_parts(word, prices)
        if price is not None and len(word) <= _LONGEST and not _FOLLOWS.match(word):
            by_rest.setdefault(_rest(word), []).append(_Word(word, price))
    return by_rest


def _of_parts(word: str, prices: Mapping[str, float]) -> float | None:
    """Price a word the corpus counts as two: ``น้ำหลาก``; ``None`` if it is none.

    It is no commoner than either part. ``ผู้มีสิทธิ`` is written without its ``์`` as well.
    """
    if word.endswith("์"):
        return None
    parts = (
        (prices[word[:place]], prices[word[place:]])
        for place in range(2, len(word) - 1)
        if word[:place] in prices and word[place:] in prices
    )
    return min((max(sum(pair) - _TOGETHER, *pair) for pair in parts), default=None)


def _rest(text: str) -> str:
    return _MARKS.sub("", text).translate(_ALIKE)


def _likeliest(run: str) -> str:
    """Return the cheapest text of words that a run of Thai letters may have been."""
    best: list[tuple[float, str]] = [(0.0, "")] + [(math.inf, "")] * len(run)
    for start in range(len(run)):
        so_far, text = best[start]
        if so_far == math.inf:
            continue
        for end, word, price in _from(run, start):
            if so_far + price < best[end][0]:
                best[end] = so_far + price, text + word
    return best[-1][1]


def _from(run: str, start: int) -> Iterator[tuple[int, str, float]]:
    """Give the words that may begin at a place, with where they end and their price."""
    if run[start] == " ":
        yield start + 1, " ", 0.0
        return
    cluster = start + 1
    while cluster < len(run) and _FOLLOWS.match(run[cluster]):
        cluster += 1
    yield cluster, run[start:cluster], _UNKNOWN * (cluster - start)
    words = _words()
    for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
        if run[end - 1] == " " or (end < len(run) and _FOLLOWS.match(run[end])):
            continue
        whole = run[start:end]
        piece = whole.replace(" ", "")
        torn = len(whole) - len(piece)
        for word in words.get(_rest(piece), ()):
            if torn and _consonants(word.text) < _NOT_TORN:
                continue
            if (misread := _misread(piece, word.text)) is not None:
                yield end, word.text, word.price + misread + _TORN * torn


def _misread(read: str, word: str) -> float | None:
    """Price what of a word was read otherwise; ``None`` if other letters differ.

    A word of one consonant is read right: it would be found in every abbreviation.
    """
    if word not in {read, "ที่"} and _consonants(word) < _NOT_LOST:
        return None
    price, at = 0.0, 0
    for place in range(len(word)):
        step = _letter(read, at, word, place)
        if step is None:
            return None
        price, at = price + step[0], step[1]
    rest = read[at:]
    return price + sum(_ADDED[one] for one in rest) if _ADDED.keys() >= set(rest) else None


def _letter(read: str, at: int, word: str, place: int) -> tuple[float, int] | None:
    """Price how one letter of a word was read, and say where reading goes on."""
    letter, seen = word[place], read[at : at + 1]
    if seen == letter:
        return 0.0, at + 1
    if ring := _ring(read, at, word, place):
        return ring
    if (price := _MISTAKEN.get(letter + seen)) and _may_be_mistaken(letter, word):
        return price, at + 1
    if seen in _ADDED and (rest := _letter(read, at + 1, word, place)):
        return rest[0] + _ADDED[seen], rest[1]
    price = _price_of_losing(word, place)
    return (price, at) if price else None


def _ring(read: str, at: int, word: str, place: int) -> tuple[float, int] | None:
    """Price a ring that was lost or taken for a mark, and with it the one mark that is left."""
    if word[place] in _LOST and _AS_RING.match(read, at) and word.startswith("ำ", place + 1):
        return 0.0, at
    if word[place] != "ำ" or (ring := _RING.match(read, at)) is None:
        return None
    taken = len(ring[0]) > 1 and not word.startswith(("่", "้"), place - 1)
    return _PRICE + _TAKEN * taken, ring.end()


def _price_of_losing(word: str, place: int) -> float | None:
    letter = word[place]
    if letter in _LOST:
        return next((p for easy, p in _EASILY_LOST if easy.match(word, place)), _PRICE)
    return _VOWELS[letter] if letter in _VOWELS and _may_be_mistaken(letter, word) else None


def _may_be_mistaken(letter: str, word: str) -> bool:
    """Tell whether a word is so long, or so spelt, that it is known by its other letters."""
    if letter in _VOWELS:
        return _consonants(word) >= _NOT_VOWELS
    return not _CONSONANT.match(letter) or _SPELT.search(word) is not None


def _consonants(word: str) -> int:
    return len(_CONSONANT.findall(word))
