"""Small marks a recogniser lost, put back where a dictionary knows only one likely text.

A noisy channel: words by how often they are written, and a price for each mark
that must have been lost between page and text. Nothing that was read is taken
away but a mark that was the ring of ำ, and personal names are left alone.
"""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from registry.thai import all_words, word_counts

_LOST: Final = "่้็์"
_MARKS: Final = re.compile("[่-์็]")
_FOLLOWS: Final = re.compile("[ะ-ฺๅ-๎]")
"""What cannot begin a word."""
_RUN: Final = re.compile("(?<![ก-์])(?<![ก-๎][0-9๐-๙])[ก-์]++(?![0-9๐-๙][ก-๎])")
"""Thai letters in a row; a digit inside a word was a letter, and such a word is lost."""
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
_RING: Final = re.compile("[่้]?า")
_TAKEN: Final = 2.0
"""More, where the mark that was the ring stands on a word without one."""
_AS_RING: Final = re.compile("[่้]า")
"""What ำ is read as: its ring is lost, or taken for a mark."""
_TOGETHER: Final = 7.0
"""How much likelier a word of two words is than its parts by chance, in the same logarithms."""
_CONSONANT: Final = re.compile("[ก-ฮ]")
_UNKNOWN: Final = 15.0
"""Of one letter no word explains."""
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
    """Return the dictionary by what is left of a word without its small marks."""
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
    return _MARKS.sub("", text).replace("ำ", "า")


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
    cluster = start + 1
    while cluster < len(run) and _FOLLOWS.match(run[cluster]):
        cluster += 1
    yield cluster, run[start:cluster], _UNKNOWN * (cluster - start)
    words = _words()
    for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
        if end < len(run) and _FOLLOWS.match(run[end]):
            continue
        piece = run[start:end]
        for word in words.get(_rest(piece), ()):
            if (lost := _lost(piece, word.text)) is not None:
                yield end, word.text, word.price + lost


def _lost(read: str, word: str) -> float | None:
    """Price the small marks of a word that were read otherwise; ``None`` if other letters differ.

    A word of one consonant loses none: it would be found in every abbreviation.
    """
    if word not in {read, "ที่"} and len(_CONSONANT.findall(word)) < 2:  # noqa: PLR2004
        return None
    price, at = 0.0, 0
    for place, letter in enumerate(word):
        if read[at : at + 1] == letter:
            at += 1
        elif letter in _LOST and _AS_RING.match(read, at) and word.startswith("ำ", place + 1):
            continue  # the one mark that is left is paid for with the ring
        elif letter in _LOST:
            price += next((p for easy, p in _EASILY_LOST if easy.match(word, place)), _PRICE)
        elif letter == "ำ" and (ring := _RING.match(read, at)):
            taken = len(ring[0]) > 1 and not word.startswith(("่", "้"), place - 1)
            price, at = price + _PRICE + _TAKEN * taken, ring.end()
        else:
            return None
    return price if at == len(read) else None
