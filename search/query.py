"""The officer's words → a tree without any engine.

Plain words must all be there, in any order. ``"side by side"``, ``-without``,
``เรื่อง:word``, days in พ.ศ. after ``ลงวันที่:`` and ``รับ:``. What cannot be
read is refused with a sentence that shows how to write it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from registry.errors import RegistryError
from registry.vocabulary import LabelledEnum, LetterKind, Urgency
from search import wording
from search.analyzer import Analyzer, folded
from search.facets import has_in
from search.standing import Standing
from search.stretches import stretch_at
from search.tree import All, Between, But, Day, Facet, Field, Is, Node, Some
from search.wording import Asked

LONGEST = 300


class QueryUnreadable(RegistryError):
    """What was typed cannot be read as a question."""

    code = "query-unreadable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "{sentence}"


@dataclass(frozen=True, slots=True)
class Question:
    """What an officer asks."""

    exact: Node
    """Letters that have what was typed."""
    near: Node
    """Those, and letters whose subject is spelt nearly so; the same if nothing can be near."""
    marks: tuple[str, ...]
    """What to mark in what is shown, folded, longest first."""


def read_query(text: str, analyzer: Analyzer, units: Mapping[int, str]) -> Question:
    """Read what an officer typed; ``units`` are those he may ask for, with their names.

    Raises ``QueryUnreadable`` with the sentence to show.
    """
    if len(text) > LONGEST:
        raise _unreadable(f"คำค้นยาวเกิน {LONGEST} ตัวอักษร กรุณาใช้คำสำคัญไม่กี่คำ")
    asked, without = _Reader(_plain_quotes(folded(text)), analyzer, units).read()
    if not asked:
        raise _unreadable(
            "มีแต่สิ่งที่ไม่ต้องการ กรุณาพิมพ์คำที่ต้องการหาด้วย เช่น ประชุม -ออนไลน์"
            if without
            else "ยังไม่มีคำที่ค้นได้ กรุณาพิมพ์คำ เลขที่หนังสือ หรือชื่อ"
        )
    exact: Node = All(tuple(one.exact for one in asked))
    near: Node = All(tuple(one.near for one in asked))
    if without:
        unwanted = Some(tuple(one.exact for one in without))
        exact, near = But(exact, unwanted), But(near, unwanted)
    marks = dict.fromkeys(mark for one in asked for mark in one.marks)
    return Question(exact, near, tuple(sorted(marks, key=len, reverse=True)))


def _unreadable(sentence: str) -> QueryUnreadable:
    return QueryUnreadable(sentence=sentence)


def _plain_quotes(text: str) -> str:
    return re.sub("[“”„«»]", '"', " ".join(text.split()))


class _Reader:
    """Reads a folded text from left to right."""

    def __init__(self, text: str, analyzer: Analyzer, units: Mapping[int, str]) -> None:
        self._text = text
        self._analyzer = analyzer
        self._units = units
        self._at = 0

    def read(self) -> tuple[list[Asked], list[Asked]]:
        """Return what is wanted, and what is not."""
        wanted: list[Asked] = []
        unwanted: list[Asked] = []
        while self._at < len(self._text):
            mark = next((m for m in _MARK.finditer(self._text, self._at) if m[0]), None)
            plain = self._text[self._at : mark.start() if mark else None]
            wanted += wording.asked_in(plain, self._analyzer, self._units)
            if mark is None:
                break
            self._at = mark.end()
            (unwanted if mark["without"] else wanted).extend(self._special(mark))
        return wanted, unwanted

    def _special(self, mark: re.Match[str]) -> Iterator[Asked]:
        """Read what follows a field's name, an opening quote or a minus."""
        if mark["name"] is None:
            if mark["quote"]:
                yield from self._sure(wording.exact_words(self._quoted(), self._analyzer))
            else:
                yield from wording.asked_in(self._chunk(), self._analyzer, self._units)
            return
        read = _FIELDS[mark["name"]]
        if read in _DAYS:
            yield self._days(mark["name"], _DAYS[read])
            return
        value = self._quoted() if mark["quote"] else self._value(read)
        if not value:
            raise _unreadable(f"หลัง “{mark['name']}:” ต้องมีสิ่งที่ต้องการค้น เช่น {_EXAMPLES[read]}")
        yield from self._sure(_VALUES[read](self, value))

    def _sure(self, asked: Asked | None) -> Iterator[Asked]:
        if asked is not None:
            yield asked

    def _quoted(self) -> str:
        end = self._text.find('"', self._at)
        if end < 0:
            raise _unreadable('เครื่องหมายคำพูดไม่ครบคู่ กรุณาปิดด้วย " เช่น "แผนปฏิบัติราชการ"')
        text, self._at = self._text[self._at : end], end + 1
        return text

    def _chunk(self) -> str:
        """Read up to the next blank."""
        chunk = _CHUNK.match(self._text, self._at)
        assert chunk is not None  # it matches nothing, too
        self._at = chunk.end()
        return chunk[0]

    def _value(self, read: str) -> str:
        """Read a field's value: to the next blank, or a reference with its blanks."""
        whole = wording.reference_at(self._text, self._at) if read in _REFERENCES else 0
        if not whole:
            return self._chunk()
        text, self._at = self._text[self._at : whole], whole
        return text

    def _days(self, name: str, day: Day) -> Asked:
        stretch = stretch_at(self._text, self._at)
        if stretch is None:
            raise _unreadable(
                f"อ่านวันที่หลัง “{name}:” ไม่ได้ กรุณาพิมพ์เช่น {name}:มี.ค. 2568 "
                f"หรือ {name}:ตั้งแต่ 1 มี.ค. 2568 ถึง 5 เม.ย. 2568"
            )
        if stretch.first and stretch.last and stretch.first > stretch.last:
            raise _unreadable(f"ช่วงวันหลัง “{name}:” จบก่อนเริ่ม กรุณาสลับวันเริ่มกับวันสิ้นสุด")
        self._at = stretch.end
        return Asked.sure(Between(day, stretch.first, stretch.last))

    # What each field's value asks for

    def subject(self, value: str) -> Asked | None:
        return wording.subject_words(value, self._analyzer)

    def sender(self, value: str) -> Asked | None:
        return wording.words_of(Field.SENDER, value, self._analyzer)

    def addressee(self, value: str) -> Asked | None:
        return wording.words_of(Field.ADDRESSEE, value, self._analyzer)

    def reference(self, value: str) -> Asked | None:
        return wording.reference_in(Field.REFERENCE, value, self._analyzer)

    def cited(self, value: str) -> Asked | None:
        return wording.reference_in(Field.CITED, value, self._analyzer)

    def number(self, value: str) -> Asked | None:
        return Asked.sure(wording.number_in_books(value, self._units))

    def noted(self, value: str) -> Asked | None:
        return wording.noted_words(value, self._analyzer, self._units)

    def unit(self, value: str) -> Asked | None:
        named = [number for number, name in self._units.items() if value in folded(name)]
        if not named:
            raise _unreadable(f"ไม่พบหน่วยงานชื่อ “{value}” ในหน่วยงานที่ท่านดูหนังสือได้")
        return Asked.sure(Some(tuple(Is(Facet.UNIT, str(number)) for number in named)))

    def kind(self, value: str) -> Asked | None:
        return Asked.sure(Is(Facet.KIND, _labelled(LetterKind, value)))

    def urgency(self, value: str) -> Asked | None:
        return Asked.sure(Is(Facet.URGENCY, _labelled(Urgency, value)))

    def state(self, value: str) -> Asked | None:
        return Asked.sure(has_in(self._units, Facet.STATE, _labelled(Standing, value)))


def _labelled(choices: type[LabelledEnum], value: str) -> str:
    """Return the value of the choice with this label."""
    for one in choices:
        if folded(one.label).replace(" ", "") == value.replace(" ", ""):
            return one.value
    labels = ", ".join(one.label for one in choices)
    raise _unreadable(f"ไม่รู้จัก “{value}” เลือกได้จาก {labels}")


_DAYS: Mapping[str, Day] = MappingProxyType({"dated": Day.DATED, "received": Day.RECEIVED})
_REFERENCES = frozenset({"reference", "cited"})
_VALUES: Mapping[str, Callable[[_Reader, str], Asked | None]] = MappingProxyType(
    {
        "subject": _Reader.subject,
        "sender": _Reader.sender,
        "addressee": _Reader.addressee,
        "reference": _Reader.reference,
        "cited": _Reader.cited,
        "number": _Reader.number,
        "noted": _Reader.noted,
        "unit": _Reader.unit,
        "kind": _Reader.kind,
        "urgency": _Reader.urgency,
        "state": _Reader.state,
    }
)
_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "subject": "เรื่อง:งบประมาณ",
        "sender": "จาก:กรมบัญชีกลาง",
        "addressee": "ถึง:นายอำเภอ",
        "reference": "ที่:กค 0402.2/ว24",
        "cited": "อ้างถึง:ว24",
        "number": "เลขรับ:238",
        "noted": "เกษียน:ตรวจสอบ",
        "unit": "หน่วย:กองคลัง",
        "kind": "ชนิด:คำสั่ง",
        "urgency": "ความเร็ว:ด่วนที่สุด",
        "state": "สถานะ:ลงรับแล้ว",
    }
)
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "เรื่อง": "subject",
        "จาก": "sender",
        "ถึง": "addressee",
        "เรียน": "addressee",
        "ที่": "reference",
        "เลขที่": "reference",
        "อ้างถึง": "cited",
        "เลขรับ": "number",
        "เกษียน": "noted",
        "สั่งการ": "noted",
        "ลงวันที่": "dated",
        "ลว": "dated",
        "รับ": "received",
        "วันที่รับ": "received",
        "หน่วย": "unit",
        "หน่วยงาน": "unit",
        "ชนิด": "kind",
        "ความเร็ว": "urgency",
        "สถานะ": "state",
    }
)
_names = "|".join(sorted(_FIELDS, key=len, reverse=True))
_MARK = re.compile(rf"(?<!\S)(?P<without>-(?=\S))?(?:(?P<name>{_names})\.? ?: *)?(?P<quote>\")?")
"""Where something other than plain words begins; what matches nothing is no such place."""
LEAD = re.compile(rf"-?(?:(?:{_names})\.? ?: *)?")
"""What may stand before the words of one part of a question."""
_CHUNK = re.compile(r"[^\s\"]*")
