"""Thai digits, Buddhist-era dates and text in one normal form; pure functions.

PyThaiNLP is used for what it does right: digits, ``normalize`` and ``newmm``.
"""

import datetime as dt
import os
import re
import threading
import unicodedata
from collections.abc import Callable
from importlib.metadata import version
from zoneinfo import ZoneInfo

# PyThaiNLP makes a folder in the home directory unless told not to, before its import.
os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
os.environ.setdefault("PYTHAINLP_OFFLINE", "1")

from pythainlp.corpus import thai_words, tnc
from pythainlp.tokenize import subword_tokenize, word_dict_trie, word_tokenize
from pythainlp.util import Trie, remove_repeat_vowels

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA = 543
"""Buddhist year minus Gregorian year."""

_IN_ARABIC = tuple(zip("๐๑๒๓๔๕๖๗๘๙", "0123456789", strict=True))
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

_READING = threading.Lock()
"""PyThaiNLP lets each thread that comes meanwhile read a dictionary of its own: 70 MB each."""

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip


def arabic_digits(text: str) -> str:
    """Turn Thai digits into Arabic ones: ``๑๒๓`` becomes ``123``."""
    # A page at a time: ``translate`` looks every letter up and takes fifty times as long.
    for thai, arabic in _IN_ARABIC:
        text = text.replace(thai, arabic)
    return text


def thai_digits(text: str) -> str:
    """Turn Arabic digits into Thai ones: ``123`` becomes ``๑๒๓``."""
    return text.translate(_TO_THAI)


def buddhist_year(moment: dt.datetime) -> int:
    """Return the calendar year B.E. in Bangkok at ``moment``."""
    return moment.astimezone(BANGKOK).year + ERA


def bangkok_day(moment: dt.datetime) -> dt.date:
    """Return the day it is in Bangkok at ``moment``."""
    return moment.astimezone(BANGKOK).date()


def short_date(day: dt.date) -> str:
    """Write a day as a stamp does: ``2 พ.ค. 2568``."""
    return f"{day.day} {MONTHS_SHORT[day.month - 1]} {day.year + ERA}"


def long_date(day: dt.date) -> str:
    """Write a day as a letter head does: ``2 พฤษภาคม 2568``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + ERA}"


def clock_time(moment: dt.datetime) -> str:
    """Write a time of day in Bangkok as the office writes it: ``14.51``."""
    return f"{moment.astimezone(BANGKOK):%H.%M}"


def partial_date(text: str) -> str:
    """Write a stored day, or month if the day is unknown: ``2 พ.ค. 2568``, ``พ.ค. 2568``."""
    if not text:
        return ""
    year, month, *day = (int(part) for part in text.split("-"))
    short = f"{MONTHS_SHORT[month - 1]} {year + ERA}"
    return f"{day[0]} {short}" if day else short


def duration(passed: dt.timedelta) -> str:
    """Say how long something took, in its two largest units: ``2 วัน 3 ชั่วโมง``."""
    minutes = int(passed.total_seconds()) // 60
    parts = (
        (minutes // 1440, "วัน"),
        (minutes // 60 % 24, "ชั่วโมง"),
        (minutes % 60, "นาที"),
    )
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2]) or "ไม่ถึงนาที"


def words(text: str) -> list[str]:
    """Cut text into words by dictionary (newmm); joined again they are the text.

    The first call reads the dictionary: half a second and some 70 MB.
    """
    return list(word_tokenize(text, custom_dict=_dictionary(), engine="newmm"))


def is_word(text: str) -> bool:
    """Say whether the dictionary has ``text`` as a word."""
    return text in thai_words()


def all_words() -> frozenset[str]:
    """Return every word of the dictionary."""
    return frozenset(thai_words())


def word_counts() -> dict[str, int]:
    """Return how often each word of the dictionary is written in the Thai National Corpus.

    Reads some 100,000 words, half a second: keep what is made of them.
    """
    known = thai_words()
    # unigram_word_freqs() strips blanks and keeps whichever of two equal words comes last of a set.
    return {word: count for word, count in tnc.word_freqs() if word in known}


def words_from(text: str, start: int) -> list[str]:
    """Return every word of the dictionary that begins at a place in the text."""
    return list(_dictionary().prefixes(text, start))


def _dictionary() -> Trie:
    """Return the dictionary; of threads that want it before it is there one reads it."""
    with _READING:
        return word_dict_trie()


def clusters(text: str) -> list[str]:
    """Cut text into character clusters (TCC), the smallest pieces that read alone."""
    return list(subword_tokenize(text, engine="tcc"))


def dictionary_version() -> str:
    """Name the dictionary and cutter that ``words`` and ``clusters`` rest on."""
    return f"pythainlp {version('pythainlp')}"


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPLIT_SARA_AM = re.compile("(?: ?\u0e4d)? ?([\u0e48-\u0e4b]*) ?\u0e4d? ?\u0e32")
_SPACE_BEFORE_MARK = re.compile("(?<=[ก-๎]) (?=[ัิ-ฺ็-๎])")
_SPACE_BEFORE_SARA_AM = re.compile("(?<=[ก-ฮ]) ([่-๋]*)ำ")
_DOUBLED_MARK = re.compile("([่-๋]ำ|[็-๎])\\1+")

_OUT_OF_ORDER = re.compile(r"([ะาำๅเ-ไัิ-ฺ็์-๎]) *\1|[่-์][ัิ-ู็ํ]|ํ[่-๋]*า|[ะาำๅ][่-๋]|[^ฤฦ]ๅ|[่-๋]{2}")
"""What ``remove_repeat_vowels`` looks for: a mark twice, or before one that it belongs after."""


_SCATTERED = re.compile("[ะาำๅ่-๋]*[ะาำๅ][่-๋][ะาำๅ่-๋]*")
"""Tone marks after vowels they belong before, however often in a row; no word has that twice."""


def _gathered(match: re.Match[str]) -> str:
    """Put tone marks before vowels, each in the order they stand."""
    marks = "".join(mark for mark in match[0] if "่" <= mark <= "๋")
    return marks + "".join(vowel for vowel in match[0] if not "่" <= vowel <= "๋")


def _sara_am(match: re.Match[str]) -> str:
    """Write nikhahit and sara aa, in whatever order the file has them, as one sara am."""
    return f"{match[1]}ำ" if "\u0e4d" in match[0] else match[0]


def normal_text(text: str) -> str:
    """Write Thai text in the one form everything else compares; lines stay lines.

    NFC; what cannot be seen is taken out; every space is a plain space and
    every dash a hyphen; nikhahit and sara aa, in either order, with a tone
    mark or a space between them, become sara am; marks stand in their order
    and once; the spaces that text layers and recognisers put before a mark go.
    Digits are left as they are written.
    """
    return settled(text, _tidied)


_ROUNDS = 64
"""One pass may bring marks together that belong in another order. Two settle real text; a jumble
of marks, which is nobody's text, needs one for every few of them, and must end, too."""


def settled(text: str, mend: Callable[[str], str]) -> str:
    """Mend a text until mending changes nothing more; what never settles is left."""
    for _ in range(_ROUNDS):
        before, text = text, mend(text)
        if text == before:
            break
    return text


def _tidied(text: str) -> str:
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    text = _DASHES.sub("-", _SPACES.sub(" ", text))
    text = _SPACE_BEFORE_MARK.sub("", text)
    text = _SPLIT_SARA_AM.sub(_sara_am, text)
    text = _SPACE_BEFORE_SARA_AM.sub(r"\1ำ", text)
    text = _SCATTERED.sub(_gathered, text)  # a swap a round would need a round for each
    text = _DOUBLED_MARK.sub(r"\1", text)
    # Some thirty patterns, of which nearly every text has nothing.
    return str(remove_repeat_vowels(text)) if _OUT_OF_ORDER.search(text) else text


def bare(text: str) -> str:
    """Return the letters and digits alone, for comparing what spacing and marks may differ in.

    Normal form, Arabic digits, no spaces, no punctuation and no tone marks:
    what a recogniser loses most often.
    """
    return _NOT_BARE.sub("", arabic_digits(normal_text(text))).lower()


_NOT_BARE = re.compile("[^0-9A-Za-zก-ฮะ-ูเ-ๆ]")
