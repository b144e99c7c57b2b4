"""Letters to search in: any number of them, each drawn from a seed and its own number.

Words follow a Zipf-Mandelbrot law over PyThaiNLP's word list in the order of
its Thai National Corpus frequencies; a fifth of the phrases are real sentences
of our own (``bench/letters/words.py``). Agencies, names and numbers are
invented. One letter in ten is noisy as a recogniser makes it. Nothing is kept:
letter ``n`` of a seed can be drawn again at any time.
"""

import datetime as dt
import functools
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from pythainlp.corpus import tnc

from bench.letters.words import AGENCIES, CLASSES, GIVEN_NAMES, MATTERS
from registry import thai
from registry.models import Letter
from registry.references import search_key
from registry.vocabulary import BookKind, LetterKind, Urgency
from search.sources import Source
from search.standing import Entry

A_YEAR = 4000
"""Letters after which numbers begin again."""
UNITS = 20
"""Units of the office; unit 1 holds everything, the others a share each."""
NOISY = 0.1
REAL_PHRASES = 0.22
COMMON = 200
"""Words of a subject are none of the commonest, which join and do not tell."""
FIRST_DAY = dt.date(2022, 10, 3)
DAYS = 1100

_LIKE = (
    ("ก", "ถ"), ("ค", "ด"), ("ต", "ด"), ("บ", "ป"), ("ผ", "ฝ"), ("พ", "ฟ"), ("ช", "ซ"),
    ("ข", "ช"), ("ฎ", "ฏ"), ("ภ", "ถ"), ("น", "ม"), ("ล", "ส"), ("อ", "ฮ"), ("ิ", "ี"),
    ("ึ", "ื"), ("ี", "ื"), ("า", "ำ"), ("เ", "แ"), ("โ", "ไ"), ("ใ", "ไ"),
)  # fmt: skip
"""Letters a recogniser takes for each other."""
_TONES = "่้๊๋์"
OPENINGS = ("ขอเชิญ", "ขอส่ง", "แจ้ง", "การ", "ซักซ้อม", "ขอความอนุเคราะห์", "รายงาน", "ขอให้")
_SOUNDS = (
    "กร", "จิต", "ชัย", "ดี", "ทอง", "ธร", "นาค", "บุญ", "ปรา", "พัฒน์", "ภู", "มณี", "รัตน์", "วงศ์",
    "ศรี", "สุข", "สิน", "แสง", "หิรัญ", "อุดม", "เกียรติ", "เพชร", "โรจน์", "ไพ",
)  # fmt: skip
_KINDS = (LetterKind.EXTERNAL, LetterKind.EXTERNAL, LetterKind.MEMO, LetterKind.ORDER)
_URGENT = (Urgency.NORMAL,) * 8 + (Urgency.URGENT, Urgency.VERY_URGENT)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One letter as text."""

    number: int
    """From 1, which is also its number in the index."""
    reference: str
    subject: str
    body: str
    sender: str
    addressee: str
    signatory: str
    received: dt.date
    units: frozenset[int]
    kind: LetterKind
    urgency: Urgency

    @property
    def surname(self) -> str:
        """The signatory's, invented."""
        return self.signatory.split()[-1]


class Corpus:
    """The letters of a seed, of which some may be damaged at a place that is known."""

    def __init__(self, seed: int, count: int) -> None:
        self.seed, self.count = seed, count
        self.damages: Mapping[int, tuple[str, str]] = {}
        """Of a letter: what stood there, and what stands there instead."""
        self.words = words_by_frequency()
        self.ranks = {word: rank for rank, word in enumerate(self.words)}
        self._heights = list(
            itertools.accumulate(1 / (rank + 2.7) ** 1.07 for rank in range(len(self.words)))
        )
        self._telling = [height - self._heights[COMMON] for height in self._heights[COMMON:]]
        self._people = Random(f"{seed} people")  # noqa: S311 - the same people every time
        self._surnames = self._invented(max(10, count // 4))

    def _invented(self, many: int) -> list[str]:
        """Invent surnames, all different: each signs about four letters, fewer than ten hits."""
        found: dict[str, None] = {}
        while len(found) < many:
            found["".join(self._people.sample(_SOUNDS, self._people.choice((3, 3, 4))))] = None
        return list(found)

    def letter(self, number: int) -> Drawn:
        """Draw a letter."""
        rng = Random(f"{self.seed}/{number}")  # noqa: S311 - the same letter every time
        agency = rng.choice(AGENCIES)
        subject, matter = self._subject(rng), rng.choice(MATTERS)
        signatory = f"{rng.choice(GIVEN_NAMES)} {rng.choice(self._surnames)}"
        said = [self._sentence(rng) for _ in range(rng.randrange(18, 46))]
        mark = "ว" if rng.random() < 0.4 else ""  # noqa: PLR2004 - the share of circulars
        reference = f"{agency.code}/{mark}{1 + number % A_YEAR}"
        body = "\n".join((reference, f"เรื่อง {subject}", *said, matter.request, signatory))
        drawn = Drawn(
            number=number,
            reference=reference,
            subject=subject,
            body=body,
            sender=agency.name,
            addressee=rng.choice(CLASSES),
            signatory=signatory,
            received=FIRST_DAY + dt.timedelta(days=number * DAYS // self.count),
            units=frozenset({1, *rng.sample(range(2, UNITS + 1), rng.randrange(1, 4))}),
            kind=rng.choice(_KINDS),
            urgency=rng.choice(_URGENT),
        )
        if rng.random() < NOISY:
            share = rng.uniform(0.01, 0.04)
            drawn = replace(drawn, subject=noisy(subject, share, rng), body=noisy(body, share, rng))
        if number in self.damages:
            right, wrong = self.damages[number]
            drawn = replace(
                drawn,
                subject=drawn.subject.replace(right, wrong),
                body=drawn.body.replace(right, wrong),
            )
        return drawn

    def source(self, number: int) -> Source:
        """Draw a letter as rows of the register, which are made into a document as always."""
        drawn = self.letter(number)
        letter = Letter(
            id=number,
            bundle_id=number,
            pages=[1],
            kind=drawn.kind,
            reference=drawn.reference,
            reference_key=search_key(drawn.reference),
            dated=(drawn.received - dt.timedelta(days=3)).isoformat(),
            sender=drawn.sender,
            addressee=drawn.addressee,
            subject=drawn.subject,
            urgency=drawn.urgency,
            signatory=drawn.signatory,
        )
        at = dt.datetime.combine(drawn.received, dt.time(3), tzinfo=dt.UTC)
        year = drawn.received.year + thai.ERA
        entries = [
            Entry(unit, BookKind.RECEIVED, year, number, at, is_void=False)
            for unit in sorted(drawn.units)
        ]
        return Source(letter, {1: drawn.body}, set(drawn.units), entries)

    def _subject(self, rng: Random) -> str:
        words = rng.choices(self.words[COMMON:], cum_weights=self._telling, k=rng.randrange(6, 11))
        if rng.random() < REAL_PHRASES:
            words.insert(rng.randrange(len(words)), rng.choice(MATTERS).annex)
        return rng.choice(OPENINGS) + "".join(words)

    def _sentence(self, rng: Random) -> str:
        if rng.random() < REAL_PHRASES:
            return rng.choice(rng.choice(MATTERS).reasons).format(
                n=rng.randrange(2, 900), m=rng.randrange(2, 20)
            )
        runs = range(rng.randrange(1, 4))
        return " ".join(
            "".join(rng.choices(self.words, cum_weights=self._heights, k=rng.randrange(4, 12)))
            for _ in runs
        )


@functools.cache
def words_by_frequency() -> list[str]:
    """Return the words of the dictionary that the corpus of Thai counts, commonest first."""
    counted = dict(tnc.word_freqs())
    plain = (one for one in counted if thai.is_word(one) and thai.bare(one) == one)
    return sorted(plain, key=lambda one: (-counted[one], one))


def misread(text: str, rng: Random) -> str:
    """Change one letter of a text as a recogniser does."""
    places = [at for at, letter in enumerate(text) if letter in _TONES or letter in _TAKEN]
    if not places:
        return text[1:]
    at = rng.choice(places)
    instead = "" if text[at] in _TONES else rng.choice(_TAKEN[text[at]])
    return text[:at] + instead + text[at + 1 :]


def noisy(text: str, share: float, rng: Random) -> str:
    """Change this share of a text's letters."""
    return "".join(misread(one, rng) if rng.random() < share else one for one in text)


def _taken() -> dict[str, list[str]]:
    taken: dict[str, list[str]] = {}
    for one, other in _LIKE:
        taken.setdefault(one, []).append(other)
        taken.setdefault(other, []).append(one)
    return taken


_TAKEN = _taken()
