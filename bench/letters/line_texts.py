"""What stands on the lines that matter, made up: numbers, dates, citations, stamps, prose.

The shapes are those of the grammar of references and of the dates met on
letters; codes come from ``letter_codes.yaml``. Every digit is as likely as
every other, so that a reader learns to see them and not to guess them: only
the century of a year and what a calendar or a clock rules out are given.
"""

import re
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Final

from pythainlp.corpus import get_corpus

from bench.letters.words import AGENCIES, GIVEN_NAMES, MATTERS, RECEIVERS, SURNAMES
from intake.extract.codes import known_codes
from registry.thai import MONTHS, MONTHS_SHORT

BY_HAND: Final = "\x1f"
"""Stands before and after what is written by hand on a typed line."""
_CONSONANTS: Final = "กขคงจฉชซดตถทธนบปผพฟภมยรลวศสหอ"
_WORD: Final = re.compile(r"[ก-ฮเ-ไ][ก-ฮะ-ูเ-์]{1,11}")
_COMMON, _KNOWN = 1500, 40_000
_URGENCIES: Final = ("", "", "", "ด่วน ", "ด่วนมาก ", "ด่วนที่สุด ")
_COUNTED: Final = (
    "คน",
    "แห่ง",
    "ชุด",
    "ฉบับ",
    "รายการ",
    "แผ่น",
    "หน้า",
    "ครั้ง",
    "ราย",
    "เครื่อง",
    "หลัง",
    "วัน",
)
_RARE: Final = 0.12
_MOSTLY: Final = 0.8
_NUMBER_LABELS: Final = ("เลขรับ", "เลขที่รับ", "เลขที่ลงรับ", "รับที่", "ที่", "รับเลขที่", "")
_DATE_LABELS: Final = ("วันที่", "วันที่รับ", "วัน เดือน ปี", "ลงวันที่", "")


def digits(rng: Random, fewest: int, most: int | None = None) -> str:
    """Return a number of so many digits, each as likely as the others."""
    return "".join(rng.choice("0123456789") for _ in range(rng.randint(fewest, most or fewest)))


def reference(rng: Random) -> str:
    """Return the number of a letter, without its label."""
    shape = rng.choice(_SHAPES)
    code, unit = shape(rng)
    dot, gap = rng.choice(("", "", "", ".")), rng.choice((" ", " ", " ", "", "  "))
    slash = rng.choice(("/", "/", "/", "/ ", " /", " / "))
    circular = rng.choice(("", "", "", "ว", "ว ", "ว ", "ว."))
    number = digits(rng, 1, 6)
    if rng.random() < _RARE:
        dash = rng.choice(("-", " - "))
        number = f"{number}{dash}{digits(rng, len(number))}"
    return f"{code}{dot}{gap}{unit}{slash}{circular}{number}"


def long_day(rng: Random) -> str:
    """Return a date as letters are dated, at times with พ.ศ. or a weekday."""
    era = rng.choice(("", "", "", "พ.ศ. "))
    text = f"{_day(rng)} {rng.choice(MONTHS)} {era}{_year(rng)}"
    if rng.random() < _RARE:
        return f"{_day(rng)} - {text}"
    return text


def short_day(rng: Random) -> str:
    """Return a date as stamps and hands write it: short month, or figures alone."""
    year = _year(rng) if rng.random() < _MOSTLY else digits(rng, 2)
    if rng.random() < _RARE:
        mark = rng.choice("/-.")
        return f"{_day(rng)}{mark}{rng.randint(1, 12)}{mark}{year}"
    month = rng.choice(MONTHS_SHORT)
    if rng.random() < _RARE:
        month = month.replace(".", "")
    wheel = rng.choice(("", "", "", "- ", "-"))
    return f"{wheel}{_day(rng)} {month} {year}"


def clock(rng: Random) -> str:
    """Return a time of day."""
    hour = rng.choice((f"{rng.randint(0, 23):02}", f"{rng.randint(0, 23)}"))
    return (
        f"{hour}{rng.choice('...:')}{rng.randint(0, 59):02}{rng.choice((' น.', ' น.', 'น.', ''))}"
    )


def number_line(rng: Random) -> str:
    """Return the ที่ line of a letter, a memo or an order."""
    label = rng.choice(("ที่ ", "ที่ ", "ที่  ", "ที่", "เลขที่ ", "หนังสือที่ ", ""))
    if rng.random() < _RARE:
        return f"ที่ {digits(rng, 1, 4)}/{_year(rng)}"
    return label + reference(rng)


def date_line(rng: Random) -> str:
    """Return a line that dates a letter."""
    label = rng.choice(("", "", "", "วันที่ ", "วันที่ ", "วันที่", "สั่ง ณ วันที่ ", "ประกาศ ณ วันที่ "))
    return label + (long_day(rng) if rng.random() < _MOSTLY else short_day(rng))


def citation(rng: Random) -> str:
    """Return an item of อ้างถึง, or the end of one that runs over lines."""
    label = rng.choice(("อ้างถึง ", "อ้างถึง  ", f"{digits(rng, 1)}. ", f"{digits(rng, 1)}) ", "", ""))
    office = rng.choice((rng.choice(AGENCIES).name, rng.choice(AGENCIES).name, _prose(rng, 2), ""))
    sent = rng.choice(("ลงวันที่ ", "ลงวันที่ ", "ลงวันที่", "ลว. ", "ลว ", "ลง "))
    day = long_day(rng) if rng.random() < _MOSTLY else short_day(rng)
    text = f"{label}หนังสือ{office} {rng.choice(_URGENCIES)}ที่ {reference(rng)} {sent}{day}"
    start = rng.choice((0, 0, max(0, text.find(" ที่ "))))  # the line broke before the number
    return text[start:].strip()


def stamp_field(rng: Random) -> str:
    """Return one row of a receipt stamp."""
    number = f"{rng.choice(_NUMBER_LABELS)}{_filler(rng)}{digits(rng, 1, 6)}"
    day = f"{rng.choice(_DATE_LABELS)}{_filler(rng)}{short_day(rng)}"
    time = f"{rng.choice(('เวลา', 'เวลา', 'เวลา', ''))}{_filler(rng)}{clock(rng)}"
    return rng.choice((number, number, day, day, time, rng.choice(rng.choice(RECEIVERS)))).strip()


def telephone(rng: Random) -> str:
    """Return a line with telephone numbers, fax, extensions."""
    label = rng.choice(
        ("โทร. ", "โทร. ", "โทร ", "โทรศัพท์ ", "โทรสาร ", "โทร./โทรสาร ", "โทร.", "มือถือ ")
    )
    numbers = [_telephone(rng) for _ in range(rng.choice((1, 1, 1, 2)))]
    inside = rng.choice(
        ("", "", f" ต่อ {digits(rng, 2, 4)}", f" ต่อ {digits(rng, 3)}-{digits(rng, 1, 3)}")
    )
    return label + rng.choice((", ", " ", " , ", " โทรสาร ")).join(numbers) + inside


def place(rng: Random) -> str:
    """Return the end of an address."""
    town = rng.choice(AGENCIES).place[1].rsplit(" ", 1)[0]
    return rng.choice(
        (
            f"{town} {digits(rng, 5)}",
            f"{digits(rng, 1, 3)}/{digits(rng, 1, 2)} หมู่ที่ {digits(rng, 1)} ตำบล{_prose(rng, 1)}",
            f"เลขที่ {digits(rng, 1, 4)} ถนน{_prose(rng, 1)} {town} {digits(rng, 5)}",
        )
    )


def prose(rng: Random) -> str:
    """Return a line of text, most often with figures in it."""
    parts = [_prose(rng, rng.randint(1, 5))]
    for _ in range(rng.choice((0, 1, 1, 2))):
        parts += [_figures(rng), _prose(rng, rng.randint(1, 4))]
    if rng.random() < _RARE:
        matter = rng.choice(MATTERS)
        sentence = rng.choice((*matter.reasons, matter.request))
        parts = [sentence.format(n=digits(rng, 1, 3), m=digits(rng, 1))[: rng.randint(30, 80)]]
    if rng.random() < _RARE:
        parts.append(f"{rng.choice(GIVEN_NAMES)} {rng.choice(SURNAMES)}")
    return rng.choice((" ", "", " ")).join(parts).strip()


def filled_in(rng: Random) -> str:
    """Return a typed line whose blank was filled in by hand, between two of ``BY_HAND``."""
    pen = BY_HAND
    unit, slash, number = reference(rng).rpartition("/")
    day, _, month = long_day(rng).partition(" ")
    label = rng.choice(("", "", "วันที่ "))
    return rng.choice(
        (
            f"ที่ {unit}{slash}{pen}{number.strip()}{pen}",
            f"ที่ {unit}{slash}{pen}{number.strip()}{pen}",
            f"ที่ {pen}{digits(rng, 1, 4)}{pen}/{_year(rng)}",
            f"{label}{pen}{day}{pen} {month}",
            f"{label}{pen}{day}{pen} {month}",
            f"{rng.choice(_NUMBER_LABELS)}{_filler(rng)}{pen}{digits(rng, 1, 6)}{pen}",
            f"{rng.choice(_DATE_LABELS)}{_filler(rng)}{pen}{short_day(rng)}{pen}",
            f"เวลา{_filler(rng)}{pen}{clock(rng)}{pen}",
        )
    )


TEXTS: Final[dict[str, Callable[[Random], str]]] = {
    "reference": number_line,
    "date": date_line,
    "citation": citation,
    "stamp": stamp_field,
    "telephone": telephone,
    "place": place,
    "prose": prose,
    "filled": filled_in,
}
"""What draws the text of each kind of line; in Arabic digits."""


def _filler(rng: Random) -> str:
    return rng.choice((" ", " ", " ", "", "  ", " " * rng.randint(3, 8), "." * rng.randint(2, 9)))


def _day(rng: Random) -> str:
    day = rng.randint(1, 31)
    return f"{day:02}" if rng.random() < _RARE else str(day)


def _year(rng: Random) -> str:
    return f"25{digits(rng, 2)}"


def _telephone(rng: Random) -> str:
    gap = rng.choice((" ", " ", "-", ""))
    return rng.choice(
        (
            f"0 {digits(rng, 4)} {digits(rng, 4)}",
            f"0 {digits(rng, 4)}{gap}{digits(rng, 4)}",
            f"0{digits(rng, 2)}{gap}{digits(rng, 3)}{gap}{digits(rng, 4)}",
            f"0{digits(rng, 1)}{gap}{digits(rng, 3)}{gap}{digits(rng, 4)}",
            f"{digits(rng, 5)}",
        )
    )


def _figures(rng: Random) -> str:
    """Return a number as running text has it."""
    heading = rng.choice(("ข้อ", "มาตรา", "หน้า", "รุ่นที่", "ครั้งที่", "ชุดที่"))
    return rng.choice(
        (
            f"จำนวน {digits(rng, 1, 4)} {rng.choice(_COUNTED)}",
            f"{digits(rng, 1, 3)},{digits(rng, 3)} บาท",
            f"{digits(rng, 1, 3)},{digits(rng, 3)}.{digits(rng, 2)} บาท",
            f"ร้อยละ {digits(rng, 1, 2)}.{digits(rng, 1, 2)}",
            f"{heading} {digits(rng, 1, 3)}",
            f"พ.ศ. {_year(rng)}",
            f"เวลา {clock(rng)}",
            f"({digits(rng, 1, 2)})",
            f"{digits(rng, 1, 2)}.{digits(rng, 0, 1)}",
            f"ที่ {reference(rng)}",
            long_day(rng),
            short_day(rng),
        )
    )


def _prose(rng: Random, count: int) -> str:
    words = _words()
    spaced = rng.random() < _RARE
    most = (_COMMON, len(words))
    return (" " if spaced else "").join(
        words[rng.randrange(rng.choice(most))] for _ in range(count)
    )


@cache
def _words() -> tuple[str, ...]:
    """Return words of the Thai National Corpus, the commonest first."""
    counted: dict[str, int] = {}
    # PyThaiNLP counts a word that is listed twice now one way, now the other.
    for row in get_corpus("tnc_freq.txt"):
        word, _, count = row.partition("\t")
        if _WORD.fullmatch(word):
            counted[word] = max(int(count), counted.get(word, 0))
    return tuple(sorted(counted, key=lambda word: (-counted[word], word)))[:_KNOWN]


def _unit(rng: Random, fewest: int, most: int, levels: tuple[int, ...]) -> str:
    """Return a unit number, with so many levels after dots."""
    below = "".join(f".{digits(rng, 1, 3)}" for _ in range(rng.choice(levels)))
    return digits(rng, fewest, most) + below


def _ministry(rng: Random) -> tuple[str, str]:
    return rng.choice(known_codes()), _unit(rng, 4, 4, (0, 1, 1, 1, 2, 3))


def _local(rng: Random) -> tuple[str, str]:
    return rng.choice(known_codes()), _unit(rng, 5, 6, (0, 0, 1))


def _committee(rng: Random) -> tuple[str, str]:
    group = "".join(rng.choice(_CONSONANTS) for _ in range(rng.randint(1, 4)))
    return rng.choice(known_codes()), f"{digits(rng, 4)}({group})"


def _unknown(rng: Random) -> tuple[str, str]:
    """Make up a body that no table has; the eye must read its letters, too."""
    code = "".join(rng.choice(_CONSONANTS) for _ in range(rng.choice((1, 2, 2, 3, 4))))
    return code, _unit(rng, 4, 4, (0, 1))


_SHAPES: Final = (_ministry, _ministry, _ministry, _ministry, _local, _local, _committee, _unknown)
