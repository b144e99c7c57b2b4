"""Reference numbers (ที่) of Thai official letters: grammar, canonical form, look-alikes.

``[ที่] CODE[.] UNIT[(committee)]/[ว]NUMBER[-NUMBER]`` and the families around it:
provinces, districts, local government, schools, universities, the forces,
state enterprises. The grammar checks shape, not truth.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.thai import arabic_digits, normal_text

_D = "[0-9๐-๙]"
_CONSONANT = "[ก-ฮ]"
_CODE = rf"(?![พค] ?\. ?ศ){_CONSONANT}{{1,6}}(?:\. ?{_CONSONANT}{{1,6}}){{0,3}}"
_COMMITTEE = r"\( ?(?P<{name}>[ก-ฮ.]{{1,6}}) ?\)"
_UNIT = rf"{_D}{{4,6}}(?: ?\. ?{_D}{{1,4}}){{0,4}}"
_SLASH = r" {0,2}/ {0,2}"
_CIRCULAR = r"(?P<circular>ว) ?\.? ?"
_BRANCH = rf"(?:(?P<branch>{_CONSONANT}{{1,4}}) ?\. ?-? ?)"
_NUMBER = rf"(?P<number>{_D}{{1,6}})(?: ?- ?(?P<last>{_D}{{1,6}}))?"

_LETTER = re.compile(
    rf"(?P<label>(?:เลข|หนังสือ)?ที่?[.:… ]*)?"
    rf"(?<![ก-๎.])(?P<code>{_CODE}) ?\.? ?"
    rf"(?:{_COMMITTEE.format(name='before')} ?)?"
    rf"(?P<unit>{_UNIT})\.? ?"
    rf"(?:{_COMMITTEE.format(name='after')} ?)?"
    rf"{_SLASH}(?:{_CIRCULAR}|{_BRANCH})?{_NUMBER}"
    rf"(?![0-9๐-๙/]|[.,]{_D})"
)
_LABELLED = re.compile(_LETTER.pattern.replace("(?<![ก-๎.])", "", 1))
_PRIVATE = re.compile(rf"ที่?[.: ]+(?P<unit>{_D}{{6}}){_SLASH}(?:{_CIRCULAR})?{_NUMBER}(?![0-9๐-๙/])")
_BANK = re.compile(
    rf"ที่?[.: ]*(?P<code>{_CODE}\.) ?\((?P<group>{_D}{{1,3}})\) ?(?P<circular>ว)?\.? ?"
    rf"(?P<number>{_D}{{1,5}}){_SLASH}(?P<year>{_D}{{4}})(?![0-9๐-๙/])"
)
"""The central bank numbers by office, group and year: ``ธปท.ฝสว.(21)ว. 1681/2548``."""
_YEARS = range(2480, 2571)
"""A number in here after a plain four-digit unit is more often the year of an order."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as it stands in a text, taken apart."""

    canonical: str
    """``กค 0402.2/ว24``: Arabic digits, no dot after the code, one space after
    it, none round the slash or after ว."""
    raw: str
    span: tuple[int, int]
    """In the text given, after ``normal_text``."""
    code: str = ""
    unit: str = ""
    circular: bool = False
    number: str = ""
    last: str = ""
    """The end of a range: one letter in several numbered copies."""
    suspect: bool = False
    """Looks like an order, a case or a file: number/year after a plain unit."""
    neat: bool = True
    """Written as the regulation has it; stray dots and gaps are how damage looks."""


def find_references(text: str) -> tuple[Reference, ...]:
    """Find the letters' references in ``text``, in order, look-alikes left out.

    Products, cases, trains, form codes and court numbers have no unit of four
    digits and are not found; what has one but ends in a Buddhist year is found
    and marked ``suspect``.
    """
    text = normal_text(text)
    return tuple(_built(match) for match in _matches(text))


def letter_reference(text: str) -> Reference | None:
    """Return the first reference in ``text`` that is no suspect, if any."""
    return next((found for found in find_references(text) if not found.suspect), None)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Every match; a code glued to ที่ counts, one glued to other letters does not."""
    at = 0
    while match := _LETTER.search(text, at) or None:
        glued = _glued_label(text, at, match)
        found = glued or match
        yield found
        at = found.end()
    tail = _glued_label(text, at, None)
    if tail:
        yield tail


_LABEL_HERE = re.compile(r"(?:เลข|หนังสือ)?ที่?[.:… ]*(?=[ก-ฮ])")


def _glued_label(text: str, at: int, before: re.Match[str] | None) -> re.Match[str] | None:
    """Find ``ที่กค(กวจ)0405`` where no space parts the label from the code."""
    end = before.start() if before else len(text)
    for label in _LABEL_HERE.finditer(text, at):
        if label.start() >= end:
            return None
        match = _LABELLED.match(text, label.start())
        if match and match["label"]:
            return match
    return None


def _end_of_range(number: str, last: str) -> str:
    """Return the end of a range, whole or its last figures; nothing where it does not go up."""
    whole = number[: -len(last)] + last if last else "0"
    return last if max(int(whole), int(last or "0")) > int(number) else ""


def _built(match: re.Match[str]) -> Reference:
    """Put a match in canonical form."""
    parts = match.groupdict()
    code = re.sub(r"\. ", ".", match["code"])
    unit = re.sub(r"[ .]*\.[ .]*", ".", arabic_digits(match["unit"]).strip(" ."))
    number = arabic_digits(match["number"])
    last = _end_of_range(number, arabic_digits(parts["last"] or ""))
    circular = bool(parts["circular"])
    head = f"{code} ({parts['before']}) {unit}" if parts["before"] else f"{code} {unit}"
    committee = f"({parts['after']})" if parts["after"] else ""
    branch = f"{parts['branch']}.-" if parts["branch"] else ""
    mark = "ว" if circular else branch
    canonical = f"{head}{committee}/{mark}{number}" + (f"-{last}" if last else "")
    plain = len(unit) == 4 and unit.isdigit() and not circular and not last  # noqa: PLR2004
    return Reference(
        canonical=canonical,
        raw=match[0].strip(),
        span=match.span(),
        code=code,
        unit=unit,
        circular=circular,
        number=number,
        last=last,
        neat=not re.search(r"[ก-ฮ]\. ?[0-9๐-๙(]|[0-9๐-๙]\.(?: |$|/)|[0-9๐-๙] [0-9๐-๙]", match[0]),
        suspect=plain and len(number) == 4 and int(number) in _YEARS,  # noqa: PLR2004
    )


_ORDER = re.compile(
    rf"(?P<kind>คำสั่ง|ประกาศ|ข่าว|ข่าวร่วม)(?P<office>[^\n]{{0,90}}?)(?:เลข)?ที่?[.: ]*"
    rf"(?:(?P<series>{_CONSONANT}{{1,3}}) ?\. ?)?(?P<number>{_D}{{1,5}})"
    rf"{_SLASH}(?P<year>{_D}{{2,4}})(?![0-9๐-๙])"
)


def find_orders(text: str) -> tuple[Reference, ...]:
    """Find orders cited with their office: ``คำสั่งกรมสรรพากร ที่ ป. 161/2566``."""
    text = normal_text(text)
    found = []
    for match in _ORDER.finditer(text):
        series = f"{match['series']}. " if match["series"] else ""
        number = f"{arabic_digits(match['number'])}/{arabic_digits(match['year'])}"
        office = f"{match['kind']}{match['office']}".strip()
        found.append(
            Reference(
                canonical=f"{office} ที่ {series}{number}",
                raw=match[0],
                span=match.span(),
                number=number,
            )
        )
    return tuple(found)


_HEAD = re.compile(
    r"^\W{0,3}(?:หนังสือ(?:เวียน)? ?)?(?P<label>(?:เลข)?ที่?)(?P<dots>[.:… ]*)(?P<rest>.*)$", re.DOTALL
)
_ORDER_NUMBER = re.compile(rf"(?P<n>{_D}{{1,5}}){_SLASH}(?P<year>{_D}{{2,4}})(?![0-9๐-๙])")
_UNNUMBERED = re.compile(rf"(?P<code>{_CODE}) ?\.? ?(?P<unit>{_UNIT})\.? ?/(?! ?[0-9๐-๙ว])")
_SHORT = re.compile(rf"(?P<code>{_CODE})(?P<dot>\.?) ?(?P<number>{_D}+(?:\.{_D}+)*)(?:/{_D}+)?")


_GAP_IN_NUMBER = re.compile(r"(?<=[0-9๐-๙.]) +(?=[0-9๐-๙.]+[0-9๐-๙. ]*/)")
"""A gap a recogniser leaves inside the unit."""


def head_reference(line: str) -> Reference | None:
    """Read the reference of a letter's own head line, where more shapes are believed.

    Beside what ``find_references`` knows: the number/year of an order, a unit
    whose running number is not filled in yet (``นว 52007.3/``), six digits of a
    private university, and the short forms of inner units (``วท. 1539``).
    """
    line = normal_text(line)
    if own := _own_structure(line) or _own_structure(_GAP_IN_NUMBER.sub("", line)):
        return own
    head_line = _HEAD.match(line)
    rest, offset = (head_line["rest"], head_line.start("rest")) if head_line else (line, 0)
    if unnumbered := _UNNUMBERED.match(rest):
        unit = re.sub(r" ?\. ?", ".", arabic_digits(unnumbered["unit"]))
        canonical = f"{unnumbered['code']} {unit}/"
        return _placed(canonical, line, offset, unnumbered)
    if order := _ORDER_NUMBER.match(rest):
        canonical = f"{arabic_digits(order['n'])}/{arabic_digits(order['year'])}"
        return _placed(canonical, line, offset, order)
    if "/" in rest:
        return None
    if short := (_SHORT.match(rest) if head_line else _SHORT.fullmatch(line.strip())):
        return _placed(_short_form(short), line, offset, short)
    return None


def _own_structure(line: str) -> Reference | None:
    """Read a reference that brings its own structure, wherever it stands in the line."""
    if bank := _BANK.search(line):
        mark = "ว. " if bank["circular"] else ""
        office = bank["code"].replace(" ", "")
        canonical = f"{office}({bank['group']}){mark}{bank['number']}/{bank['year']}"
        return Reference(arabic_digits(canonical), bank[0], bank.span())
    for match in _matches(line):
        return _built(match)
    if private := _PRIVATE.search(line):
        head, number = arabic_digits(private["unit"]), arabic_digits(private["number"])
        mark = "ว" if private["circular"] else ""
        return Reference(f"{head}/{mark}{number}", private[0], private.span(), unit=head)
    return None


def _short_form(match: re.Match[str]) -> str:
    space = "" if not match["dot"] and "." in match["number"] else " "
    return arabic_digits(f"{match['code']}{match['dot']}{space}{match['number']}")


def _placed(canonical: str, line: str, offset: int, match: re.Match[str]) -> Reference:
    span = (0, offset + match.end())
    return Reference(canonical, line[: span[1]].strip(), span, suspect=False)


def search_key(reference: str) -> str:
    """Write a reference so that spacing, digits and dots after the code do not matter.

    ``กค.๐๔๐๒.๒ / ว. ๒๔`` and ``กค 0402.2/ว24`` have one key; ``ว24`` and ``24``
    have two.
    """
    found = letter_reference(reference) or head_reference(f"ที่ {reference}")
    text = found.canonical if found else arabic_digits(normal_text(reference))
    return re.sub(r"\s", "", text)


def typed_keys(text: str) -> set[str]:
    """Return the keys that a reference, or the part of one an officer has typed, may have.

    ``ว. ๒๔`` is a part of ``กค0402.2/ว24``; the central bank's office keeps its dots.
    """
    part = re.sub(r"\s", "", arabic_digits(normal_text(text)))
    part = re.sub(r"^(?:เลข|หนังสือ)?ที่", "", part)
    return {search_key(text), part, re.sub(r"(?<=[ก-ฮ])\.", "", part)} - {""}


LONGEST_RANGE = 200
"""Copies of one letter numbered in a row; a wider range is a misprint."""
_RUNNING = re.compile(
    r"(?P<series>.+/(?:ว|[ก-ฮ]{1,4}\.-)?)(?P<first>[0-9]{1,6})(?:-(?P<last>[0-9]{1,6}))?"
)


def series_of(key: str) -> str:
    """Return what stands before the running number of a ``search_key``; empty if it has none."""
    read = _RUNNING.fullmatch(key)
    return read["series"] if read else ""


def keys_within(key: str) -> frozenset[str]:
    """Return every key a ``search_key`` stands for: its own, and each number of a range.

    ``กค0402.2/2817-2819`` is one letter in three numbered copies, and who cites
    any of the three means it.
    """
    read = _RUNNING.fullmatch(key)
    if read is None or read["last"] is None:
        return frozenset({key})
    first, last, width = int(read["first"]), int(read["last"]), len(read["first"])
    if last > first + LONGEST_RANGE:
        return frozenset({key})
    return frozenset({key, *(f"{read['series']}{n:0{width}}" for n in range(first, last + 1))})
