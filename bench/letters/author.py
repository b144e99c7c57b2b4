"""Thinks up letters: who writes to whom, about what, when, under which number."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from bench.letters.days import deadline, soon_after, working
from bench.letters.letter import Annex, Cited, Digits, Due, Letter, Paragraph
from bench.letters.receiving import received, ticked
from bench.letters.words import (
    AGENCIES,
    ANSWERS,
    CLASSES,
    GIVEN_NAMES,
    INSIDE,
    ITEMS,
    MATTERS,
    NAMED,
    OFFICES,
    SURNAMES,
    Agency,
    Matter,
)
from registry.thai import ERA

_FIRST_DAY: Final = dt.date(2024, 1, 3)
_DAYS: Final = 1000
LAST_DAY: Final = _FIRST_DAY + dt.timedelta(days=_DAYS)
"""After it no letter is written."""
_URGENCIES: Final = ("", "", "ด่วน", "ด่วนมาก", "ด่วนที่สุด")
_SECRECIES: Final = ("ลับ", "ลับ", "ลับมาก", "ลับที่สุด")
_SECRET: Final = 0.06
BY_HAND: Final = 0.15
"""How often a number, or a day, was left blank by who typed and filled in by who signed."""
_NAMED: Final = 0.15
"""How often a matter has names in Latin letters."""
_TICKED: Final = 0.4
"""How often an annex has answers to tick."""


@dataclass(frozen=True, slots=True)
class Author:
    """Writes letters in one kind of digits; the same ``rng`` gives the same letters."""

    rng: Random
    digits: Digits
    by_hand: float = BY_HAND

    def external(self, *, annexed: bool = False) -> Letter:
        """Write a หนังสือภายนอก; ``annexed`` puts its deadline on its annex's last page."""
        rng, agency, matter, date = self.rng, *self._begin()
        cited = tuple(self._cited(date) for _ in range(rng.choice((0, 1, 1, 2))))
        due = deadline(rng, self.digits, date)
        opening = f"ด้วย{agency.name} {self._filled(matter.reasons[0])}"
        if cited:
            opening = f"ตามหนังสือที่อ้างถึง แจ้งแนวทางการดำเนินงานให้ทราบแล้ว นั้น {opening[4:]}"
        request = f"ในการนี้ {agency.name}จึง{self._filled(matter.request)}"
        annex = self._annex(matter, due if annexed else None)
        sent = [matter] if annexed else rng.sample(MATTERS, k=rng.choice((0, 0, 0, 1, 2, 3)))
        enclosures = [f"{one.annex} จำนวน {rng.randint(1, 3)} ชุด" for one in sent]
        return replace(
            self._bare("external", agency, date),
            subject=matter.subject,
            addressee=rng.choice(CLASSES),
            urgency=rng.choice(_URGENCIES),
            cited=cited,
            enclosures=tuple(map(self.digits, enclosures)),
            paragraphs=(
                self._said(opening),
                self._said(self._filled(matter.reasons[1])),
                *self._more(),
                self._said(request) if annexed else self._said(request, due),
                self._said("จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการต่อไป"),
            ),
            annexes=(annex,) if annexed else (),
        )

    def memo(self, wrapped: Letter | None = None) -> Letter:
        """Write a บันทึกข้อความ, of its own matter or passing a letter on."""
        rng, agency, matter, date = self.rng, *self._begin()
        if wrapped:
            date = soon_after(rng, wrapped.date)
        subject = wrapped.subject if wrapped else matter.subject
        begun = self._passed_on(wrapped) if wrapped else f"ด้วย{agency.name} "
        begun += "" if wrapped else self._filled(matter.reasons[0])
        middle = "ในการนี้ จึงขอให้ทุกส่วนทราบและถือปฏิบัติ" if wrapped else self._filled(matter.request)
        return replace(
            self._bare("memo", agency, date),
            subject=subject,
            addressee=rng.choice(INSIDE),
            urgency=rng.choice(_URGENCIES),
            wrapped=self._mention(wrapped),
            greeting=rng.choice(("เรียน", "เรียน", "เสนอ")),
            brief=rng.random() < 0.15,  # noqa: PLR2004 - soldiers, mostly
            paragraphs=(
                self._said(begun),
                *self._more(),
                self._said(middle, None if wrapped else deadline(rng, self.digits, date)),
                self._said("จึงเรียนมาเพื่อทราบและดำเนินการในส่วนที่เกี่ยวข้อง"),
            ),
            fax="",
            email="",
        )

    def stamped(self, wrapped: Letter | None = None) -> Letter:
        """Write a หนังสือประทับตรา: no subject, no signature, the date at the end."""
        rng, agency, matter, date = self.rng, *self._begin()
        if wrapped:
            date = soon_after(rng, wrapped.date)
            begun, end = self._passed_on(wrapped), "จึงเรียนมาเพื่อทราบและแจ้งหน่วยงานในสังกัดทราบ"
        else:
            begun, end = (
                f"{agency.name}ขอส่ง{matter.annex} มาเพื่อประกอบการดำเนินงาน",
                self._filled(matter.request),
            )
        return replace(
            self._bare("stamped", agency, date),
            addressee=rng.choice(CLASSES),
            urgency=rng.choice(_URGENCIES),
            wrapped=self._mention(wrapped),
            paragraphs=(
                self._said(begun),
                self._said(self._filled(matter.reasons[1])) if not wrapped else self._said(end),
                *(() if wrapped else (self._said(end, deadline(rng, self.digits, date)),)),
            ),
            signer="",
            position="",
        )

    def order(self) -> Letter:
        """Write a คำสั่ง, numbered within its year."""
        rng, agency, matter, date = self.rng, *self._begin()
        members = rng.sample(GIVEN_NAMES, k=rng.randint(3, 5))
        names = [
            f"{n}. {member} {rng.choice(SURNAMES)} เป็นคณะทำงาน"
            for n, member in enumerate(members, 1)
        ]
        return replace(
            self._bare("order", agency, date),
            reference=self.digits(f"{rng.randint(2, 990)}/{date.year + ERA}"),
            subject=f"แต่งตั้งคณะทำงานจัดทำ{matter.annex}",
            paragraphs=(
                self._said(f"ด้วย{agency.name} {self._filled(matter.reasons[0])}"),
                self._said("จึงแต่งตั้งคณะทำงาน ประกอบด้วย"),
                *map(self._said, names),
                self._said("ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป"),
            ),
            unit="",
            phone="",
            fax="",
            email="",
        )

    def announcement(self) -> Letter:
        """Write a ประกาศ, which has no number."""
        rng, agency, matter, date = self.rng, *self._begin()
        return replace(
            self._bare("announcement", agency, date),
            reference="",
            subject=matter.subject.removeprefix("ขอเชิญเข้าร่วม"),
            paragraphs=(
                self._said(f"ด้วย{agency.name} {self._filled(matter.reasons[0])}"),
                self._said(self._filled(matter.reasons[1])),
                *self._more(),
                self._said("จึงประกาศให้ทราบโดยทั่วกัน", deadline(rng, self.digits, date)),
            ),
            unit="",
            phone="",
            fax="",
            email="",
        )

    def bundle(self) -> tuple[Letter, ...]:
        """Write a cover and the letter it passes on, the deadline in the last annex."""
        inner = self.external(annexed=True)
        cover = self.stamped(inner) if self.rng.random() < 0.5 else self.memo(inner)  # noqa: PLR2004 - a coin
        return cover, received(self.rng, inner, self.rng.randint(1, 2))

    def message(self) -> Letter:
        """Write a กระดาษเขียนข่าวร่วม: no subject, dated by a group of day and time."""
        rng, agency, matter, date = self.rng, *self._begin()
        begun = f"{agency.name} {self._filled(matter.reasons[0])}"
        asked = self._filled(matter.request)
        return replace(
            self._bare("message", agency, date),
            addressee=", ".join(rng.sample(OFFICES, k=rng.randint(2, 6))),
            urgency=rng.choice(_URGENCIES),
            brief=True,
            time=f"{rng.randint(8, 16):02}{rng.randint(0, 59):02}",
            paragraphs=(
                self._said(f"1. {begun}"),
                self._said(f"2. {asked}", deadline(rng, self.digits, date)),
                self._said(f"3. {rng.choice(ITEMS)}"),
            ),
            email="",
        )

    def _begin(self) -> tuple[Agency, Matter, dt.date]:
        date = _FIRST_DAY + dt.timedelta(days=self.rng.randrange(_DAYS))
        agency, matter = self.rng.choice(AGENCIES), self.rng.choice(MATTERS)
        # By a dice of its own: who asks for the letters of a seed gets all others as they were.
        own = Random(f"{date} {agency.name} {matter.subject}")  # noqa: S311 - the same every time
        if own.random() < _NAMED:
            matter = own.choice(NAMED)
        return agency, matter, working(date)

    def _bare(self, kind: str, agency: Agency, date: dt.date) -> Letter:
        rng = self.rng
        acting = rng.random() < 0.25  # noqa: PLR2004 - now and then somebody acts for the head
        agency = replace(
            agency,
            name=self.digits(agency.name),
            head=self.digits(agency.head),
            place=(agency.place[0], self.digits(agency.place[1])),
        )
        return Letter(
            kind=kind,
            agency=agency,
            unit=rng.choice(agency.units),
            reference=self._reference(agency),
            date=date,
            digits=self.digits,
            signer=self._name(),
            position=f"รอง{agency.head} รักษาราชการแทน" if acting else agency.head,
            phone=self._telephone(),
            fax=self._telephone(),
            email=f"saraban@{agency.domain}",
            hand_no=kind != "announcement" and rng.random() < self.by_hand,
            hand_day=rng.random() < self.by_hand,
            secrecy=rng.choice(_SECRECIES) if rng.random() < _SECRET else "",
        )

    def _telephone(self) -> str:
        rng = self.rng
        return self.digits(f"0 2{rng.randint(100, 999)} {rng.randint(1000, 9999)}")

    def _reference(self, agency: Agency) -> str:
        rng = self.rng
        mark = rng.choice(("", "", " ", "ว ", "ว"))
        unit = re.sub("[0-9]", lambda _: rng.choice("0123456789"), agency.code)
        return self.digits(f"{unit}/{mark}{rng.randint(2, 10 ** rng.randint(2, 5))}")

    def _cited(self, before: dt.date) -> Cited:
        agency = self.rng.choice(AGENCIES)
        date = working(before - dt.timedelta(days=self.rng.randint(10, 200)))
        urgency = self.rng.choice(_URGENCIES)
        return Cited(self.digits(agency.name), urgency, self._reference(agency), date)

    def _mention(self, letter: Letter | None) -> Cited | None:
        if letter is None:
            return None
        return Cited(letter.agency.name, letter.urgency, letter.reference, letter.date)

    def _passed_on(self, letter: Letter) -> str:
        mention = Cited("", letter.urgency, letter.reference, letter.date)
        written = mention.written(self.digits).removeprefix("หนังสือ").strip()
        return (
            f"ด้วย{letter.agency.name}ได้มีหนังสือ {written} เรื่อง {letter.subject} "
            "รายละเอียดปรากฏตามสำเนาหนังสือที่แนบมาพร้อมนี้"
        )

    def _annex(self, matter: Matter, due: Due | None) -> Annex:
        rng = self.rng
        rows = tuple(
            (item, self.digits(str(rng.randint(2, 900)))) for item in rng.sample(ITEMS, k=5)
        )
        told = [f"{n}. {self._filled(reason)}" for n, reason in enumerate(matter.reasons, 1)]
        return Annex(
            self.digits(matter.annex),
            rows,
            (
                *map(self._said, told),
                self._said(f"{len(told) + 1}. {self._filled(matter.request)}", due),
                self._said(f"{len(told) + 2}. {rng.choice(ITEMS)}"),
            ),
            ticked(rng, ANSWERS, 6) if rng.random() < _TICKED else (),
        )

    def _name(self) -> str:
        return f"{self.rng.choice(GIVEN_NAMES)} {self.rng.choice(SURNAMES)}"

    def _filled(self, sentence: str) -> str:
        return sentence.format(n=self.rng.randint(20, 480), m=self.rng.randint(2, 9))

    def _said(self, text: str, due: Due | None = None) -> Paragraph:
        whole = f"{text} {due.text}" if due else text
        return Paragraph(self.digits(whole), due)

    def _more(self) -> list[Paragraph]:
        """Say more, up to a page of it, at times in numbered points."""
        rng = self.rng
        others = rng.sample(MATTERS, k=rng.choice((0, 0, 1, 2, 4)))
        numbered = rng.random() < 0.5  # noqa: PLR2004 - a coin
        return [
            self._said(f"{n}. " * numbered + self._filled(matter.reasons[1]))
            for n, matter in enumerate(others, 1)
        ]
