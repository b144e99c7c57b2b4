"""Things a test needs to exist, made through the operations that make them in real life."""

import datetime as dt
import io
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, ImageFont
from sqlmodel import col, select

from intake import operations, pages, proposing, registration, secret_operations
from intake.drafts import letters_of, mentioned_by_drafts
from intake.duplicates import registered_before
from intake.forms import FIELDS, LetterForm, Registration
from intake.models import Draft, DraftLetter
from registry import delegating, dispatching, people
from registry.check import check, mentioned_by_register
from registry.letter_parts import LetterText
from registry.models import Dispatch, Letter
from registry.office import Office
from registry.people import Actor, actor_of
from registry.people_models import Delegation, Officer, Unit
from registry.ports import Digest, Line, PageReading
from registry.registering import Entry
from registry.secret_models import SecretLetter
from registry.secret_register import SecretEntry
from registry.thai import bangkok_day
from registry.typeface import FONTS
from registry.vocabulary import ActingKind, BookKind, Channel, LetterKind, Role, Secrecy
from registry.written_letter import Sending
from routing import operations as routing_operations
from routing import sending
from routing.models import Assignment
from routing.sending import Recipient
from routing.states import Purpose

PASSWORD = "มะม่วงสุกสามผล"
A4 = (595.3, 841.9)
A4_PIXELS = (2480, 3508)

_serial = itertools.count(1)


def an_agency(office: Office, name: str = "กรมตัวอย่าง", *, short_name: str = "กตย.") -> Unit:
    """The unit at the top of the tree."""
    return a_unit(office, name, short_name=short_name)


def a_unit(
    office: Office,
    name: str,
    *,
    under: Unit | None = None,
    short_name: str = "",
    code: str = "",
) -> Unit:
    with office.database.transaction() as session:
        return people.add_unit(
            session,
            name,
            at=office.clock.now(),
            short_name=short_name,
            code=code,
            parent_id=under.id if under else None,
        )


def a_clerk(
    office: Office,
    unit: Unit,
    *,
    login: str | None = None,
    name: str = "สมศรี ใจดี",
    position: str = "เจ้าพนักงานธุรการ",
    roles: Iterable[Role] = (Role.CLERK,),
) -> Actor:
    """An officer of a unit, a clerk unless told otherwise; the password is ``PASSWORD``."""
    assert unit.id is not None
    now = office.clock.now()
    with office.database.transaction() as session:
        officer = people.add_officer(
            session, login or f"clerk{next(_serial)}", name, PASSWORD, at=now, position=position
        )
        assert officer.id is not None
        for role in roles:
            people.give_role(session, officer.id, unit.id, role, at=now)
        return actor_of(session, officer, on=bangkok_day(office.clock.now()))


def as_actor(office: Office, officer_id: int) -> Actor:
    """The officer with the roles he has by now, and those he stands in for today."""
    with office.database.reading() as session:
        officer = session.get_one(Officer, officer_id)
        return actor_of(session, officer, on=bangkok_day(office.clock.now()))


def a_delegation(
    office: Office,
    giver: Actor,
    taker: Actor,
    unit: Unit,
    *,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    kind: ActingKind = ActingKind.IN_OFFICE,
    by: Actor | None = None,
    late_reason: str = "",
) -> Delegation:
    """One officer's place in a unit, lent by himself unless told otherwise; for today alone."""
    assert unit.id is not None
    now = office.clock.now()
    wanted = delegating.Appointment(
        from_officer_id=giver.id,
        to_officer_id=taker.id,
        unit_id=unit.id,
        kind=kind,
        starts_on=starts_on or bangkok_day(now),
        ends_on=ends_on or starts_on or bangkok_day(now),
        late_reason=late_reason,
    )
    order = people.WrittenOrder(stored(office, a_pdf()), "คำสั่งให้แทน.pdf")
    with office.database.transaction() as session:
        return delegating.delegate(session, wanted, order, by=by or giver, at=now)


def a_pdf(page_count: int = 1, *, title: str | None = None) -> bytes:
    """A PDF of blank A4 pages; no two are the same bytes unless the title is."""
    with pikepdf.new() as pdf:
        for _ in range(page_count):
            pdf.add_blank_page(page_size=A4)
        pdf.docinfo["/Title"] = title or f"หนังสือ {next(_serial)}"
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def a_picture(shade: int = 255) -> bytes:
    """A small page picture, as a JPEG."""
    out = io.BytesIO()
    Image.new("L", (413, 585), shade).save(out, "JPEG")
    return out.getvalue()


def a_drawn_page(reading: PageReading) -> bytes:
    """A page picture that shows each line in its box, a third as large, as a JPEG."""
    page = Image.new("L", (reading.width // 3, reading.height // 3), 255)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONTS / "Sarabun-Regular.ttf", 15)
    for line in reading.lines:
        left, top, *_ = line.box
        draw.text((left // 3, top // 3), line.text, fill=0, font=font)
    out = io.BytesIO()
    page.save(out, "JPEG")
    return out.getvalue()


def stored(office: Office, data: bytes) -> Digest:
    return office.files.put(io.BytesIO(data))


def an_arrived_file(
    office: Office,
    unit: Unit,
    *,
    data: bytes | None = None,
    file_name: str = "สแกน 0001.pdf",
    by: Actor | None = None,
    channel: Channel = Channel.UPLOAD,
) -> Draft:
    """A file in a unit's intake that nobody has looked at."""
    assert unit.id is not None
    content = a_pdf() if data is None else data
    original = stored(office, content)
    with office.database.transaction() as session:
        return operations.accept_file(
            session,
            office.jobs,
            office.files,
            unit_id=unit.id,
            original=original,
            file_name=file_name,
            size=len(content),
            channel=channel,
            at=office.clock.now(),
            by=by.id if by else None,
        )


def an_opened_file(
    office: Office,
    unit: Unit,
    *,
    page_count: int = 1,
    data: bytes | None = None,
    file_name: str = "สแกน 0001.pdf",
    by: Actor | None = None,
) -> Draft:
    """A file that triage let in: every page waits to be read."""
    content = data or a_pdf(page_count)
    draft = an_arrived_file(office, unit, data=content, file_name=file_name, by=by)
    assert draft.id is not None
    result = SimpleNamespace(media="application/pdf", pages=page_count, signed=False, notices=())
    with office.database.transaction() as session:
        operations.store_triage(session, office.jobs, draft.id, result, Digest(draft.original))
        return session.get_one(Draft, draft.id)


def found(
    value: str,
    *,
    raw: str | None = None,
    page: int = 1,
    box: tuple[int, int, int, int] = (300, 300, 1200, 360),
    certain: bool = True,
    conflicts: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """One value as ``read --json`` gives it."""
    return {
        "value": value,
        "raw": raw or value,
        "page": page,
        "box": list(box),
        "confidence": 0.99 if certain else 0.6,
        "certain": certain,
        "conflicts": list(conflicts),
    }


def a_letter_as_read(
    *,
    page_numbers: Sequence[int] = (1,),
    kind: LetterKind = LetterKind.EXTERNAL,
    wraps: Sequence[int] = (),
    **fields: object,
) -> dict[str, Any]:
    """One letter as ``read --json`` gives it; a field is a string or what ``found`` returns."""
    said: dict[str, Any] = {
        "reference": "กค 0414.2/ว273",
        "date": "2025-04-25",
        "sender": "กรมบัญชีกลาง",
        "subject": "การเบิกจ่ายงบประมาณรายจ่ายประจำปี",
        **fields,
    }
    single = {
        name: found(value, page=page_numbers[0]) if isinstance(value, str) else value
        for name in FIELDS
        if (value := said.pop(name, None)) is not None
    }
    lists: dict[str, Any] = {"refers_to": [], "enclosures": [], "deadlines": [], "receipts": []}
    letter = {"pages": list(page_numbers), "kind": kind.value, "wraps": list(wraps)}
    return letter | dict.fromkeys(FIELDS) | single | lists | said


def a_reading(number: int = 1, text: str = "เรื่อง การเบิกจ่าย", *, turned: int = 0) -> PageReading:
    """What was read on one upright A4 page."""
    width, height = A4_PIXELS
    lines = tuple(
        Line(line, (300, 300 + 80 * row, 1800, 360 + 80 * row), 0.95)
        for row, line in enumerate(text.splitlines())
    )
    return PageReading(number, width, height, lines, "test 1", turned)


def a_marked_reading(number: int = 1) -> PageReading:
    """What was read on a page whose head says ลับ."""
    return replace(a_reading(number), lines=(Line("ลับ", (1200, 60, 1280, 120), 0.95),))


def a_read_draft(
    office: Office,
    unit: Unit,
    *,
    page_count: int = 1,
    letters: Sequence[Mapping[str, Any]] | None = None,
    data: bytes | None = None,
    warnings: Sequence[Mapping[str, Any]] = (),
    readings: Sequence[PageReading] = (),
    pictures: Sequence[bytes] = (),
) -> Draft:
    """A draft whose pages are read and whose letters wait for a clerk."""
    readings = readings or [a_reading(number) for number in range(1, page_count + 1)]
    draft = an_opened_file(office, unit, page_count=len(readings), data=data)
    assert draft.id is not None
    shown = pictures or [a_picture()] * len(readings)
    numbers = range(1, len(readings) + 1)
    proposal = {
        "letters": letters or [a_letter_as_read(page_numbers=numbers)],
        "warnings": list(warnings),
    }
    with office.database.transaction() as session:
        for reading, picture in zip(readings, shown, strict=True):
            pages.store_page(
                session,
                office.jobs,
                draft.id,
                reading,
                partial(stored, office, picture),
                at=office.clock.now(),
            )
        proposing.store_proposal(
            session, office.jobs, draft.id, proposal, of_pages=numbers, at=office.clock.now()
        )
        return session.get_one(Draft, draft.id)


def a_secret_file(
    office: Office, unit: Unit, *, file_name: str = "สแกน 0007.pdf", by: Actor | None = None
) -> Draft:
    """A file of two pages of which the first was read, and on the second it says ลับ."""
    draft = an_opened_file(office, unit, page_count=2, file_name=file_name, by=by)
    assert draft.id is not None
    for reading in (a_reading(1, file_name), a_marked_reading(2)):
        with office.database.transaction() as session:
            keep = partial(stored, office, a_picture())
            pages.store_page(session, office.jobs, draft.id, reading, keep, at=office.clock.now())
    with office.database.reading() as session:
        return session.get_one(Draft, draft.id)


def a_secret_letter(
    office: Office, unit: Unit, registrar: Actor, *, subject: str = "แผนที่ไม่เปิดเผย"
) -> SecretLetter:
    """A letter in the unit's register of secrets."""
    draft = a_secret_file(office, unit, file_name=f"{subject}.pdf")
    said = SecretEntry(
        secrecy=Secrecy.VERY_SECRET,
        reference="กห 0201/5",
        dated=dt.date(2025, 5, 1),
        sender="กรมผู้ส่ง",
        addressee="อธิบดี",
        subject=subject,
        copies="ชุดที่ 1 ของ 2 ชุด",
        action="",
        remark="",
    )
    with office.database.transaction() as session:
        at = office.clock.now()
        return secret_operations.enter(session, draft.id or 0, said, by=registrar, at=at)


def as_read(letter: DraftLetter, **changes: object) -> dict[str, Any]:
    """What the form of a letter holds when the clerk changes nothing but ``changes``."""
    values = {name: said["value"] for name in FIELDS if (said := letter.found.get(name))}
    cited = [
        {
            "reference": one["reference"]["value"],
            "date": one["date"]["value"] if one["date"] else "",
        }
        for one in letter.found.get("refers_to", ())
    ]
    return {
        "pages": tuple(letter.pages),
        "kind": letter.kind,
        "under": letter.under,
        "refers_to": cited,
        **values,
        **letter.confirmed,
        **changes,
    }


def registration_of(
    office: Office,
    draft: Draft,
    *,
    received_at: dt.datetime | None = None,
    late_reason: str = "",
    **changes: object,
) -> Registration:
    """The form of a draft as it stands; ``changes`` go to its first letter."""
    assert draft.id is not None
    with office.database.reading() as session:
        had = letters_of(session, draft.id)
        letters = [as_read(one, **(changes if one.position == 0 else {})) for one in had]
        forms = tuple(LetterForm.checked(letter) for letter in letters)
        seen = registered_before(session, draft, forms)
    return Registration(
        letters=forms,
        received_at=received_at or office.clock.now(),
        late_reason=late_reason,
        duplicates_seen=frozenset(seen),
    )


def a_registered_letter(
    office: Office,
    unit: Unit,
    clerk: Actor,
    *,
    subject: str = "การเบิกจ่ายงบประมาณรายจ่ายประจำปี",
    received_at: dt.datetime | None = None,
    late_reason: str = "",
    letters: Sequence[Mapping[str, Any]] | None = None,
    page_count: int = 1,
    data: bytes | None = None,
    readings: Sequence[PageReading] = (),
    pictures: Sequence[bytes] = (),
    **changes: object,
) -> Letter:
    """The first letter of a file that a clerk has registered; duplicates he has seen."""
    assert unit.id is not None
    draft = a_read_draft(
        office,
        unit,
        letters=letters,
        page_count=page_count,
        data=data,
        readings=readings,
        pictures=pictures,
    )
    assert draft.id is not None
    form = registration_of(
        office,
        draft,
        received_at=received_at,
        late_reason=late_reason,
        subject=subject,
        **changes,
    )
    with office.database.transaction() as session:
        registration.register_draft(
            session,
            office.jobs,
            draft.id,
            form,
            unit_id=unit.id,
            by=clerk,
            at=office.clock.now(),
        )
        bundle_id = session.get_one(Draft, draft.id).bundle_id
        wanted = select(Letter).where(Letter.bundle_id == bundle_id).order_by(col(Letter.id))
        letter: Letter = session.exec(wanted.limit(1)).one()
        return letter


def a_sent_letter(
    office: Office,
    letter: Letter,
    from_unit: Unit,
    to: Unit,
    *,
    by: Actor,
    purpose: Purpose = Purpose.INFORMATION,
    **said: Any,  # noqa: ANN401 - what a ``Recipient`` has besides
) -> Assignment:
    """A letter lying in another unit's basket."""
    assert letter.id is not None
    assert from_unit.id is not None
    assert to.id is not None
    with office.database.transaction() as session:
        ticked = Recipient(to.id, purpose, **said)
        return sending.send(
            session, office.jobs, letter.id, from_unit.id, [ticked], by=by, at=office.clock.now()
        )[0]


def a_received_assignment(office: Office, delivered: Assignment, *, by: Actor) -> Assignment:
    """A delivered letter to which the unit has given its own number."""
    assert delivered.id is not None
    with office.database.transaction() as session:
        now = office.clock.now()
        return routing_operations.receive(
            session, office.jobs, delivered.id, Entry(received_at=now), by=by, at=now
        )


def a_sending(
    office: Office, unit: Unit, by: Actor, *, text: Mapping[str, Any] | None = None, **facts: object
) -> Sending:
    """A memo of a unit that has a code, ready to be given a number."""
    assert unit.id is not None
    written = LetterText(
        kind=LetterKind.MEMO,
        reference="",
        dated=None,
        office=unit.name,
        addressee="ผู้อำนวยการกองคลัง",
        subject="ขอเชิญประชุม",
        body="ด้วยกองตัวอย่างจะจัดประชุม\nจึงเรียนมาเพื่อโปรดทราบ",
    )
    sending = Sending(
        unit_id=unit.id,
        book=BookKind.SENT,
        is_circular=False,
        dated=bangkok_day(office.clock.now()),
        text=replace(written, **(text or {})),
        summary=written.subject,
        asked_by=by.id,
    )
    return replace(sending, **facts)  # type: ignore[arg-type]


def an_issued_letter(
    office: Office, unit: Unit, by: Actor, *, text: Mapping[str, Any] | None = None, **facts: object
) -> Dispatch:
    """A letter that has its number in the unit's book of sent letters."""
    sending = a_sending(office, unit, by, text=text, **facts)
    return dispatching.issue(office, sending, lambda _session, _dispatch: None, by=by)


def findings(office: Office) -> list[str]:
    """What ``./saraban check`` would print."""
    with office.database.reading() as session:
        listings = (mentioned_by_register, mentioned_by_drafts)
        return [finding.sentence for finding in check(session, office.files, listings)]
