"""A draft becomes letters of the register, with numbers, links and history."""

import datetime as dt
from typing import Any

import pytest
from sqlmodel import Session, select

from intake import registration
from intake.drafts import DraftMoveRefused, letters_of
from intake.duplicates import Sameness, duplicates_of
from intake.forms import LetterForm, Registration
from intake.models import Draft
from intake.registration import ArrangedMeanwhile, DuplicateUnseen
from intake.states import DraftState
from registry import registering
from registry.errors import FormRefused, NotFound
from registry.holdings import hand_over
from registry.jobs import Job
from registry.models import (
    Bundle,
    BundlePage,
    JournalEntry,
    Letter,
    LetterLink,
    Receipt,
    RegisterBook,
)
from registry.numbering import NumberRefused
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.registering import LateReasonNeeded, ReceivedInFuture
from registry.vocabulary import JobName, LetterKind, LinkKind, Role, Secrecy, Urgency
from tests.at_once import after
from tests.conftest import NOW
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_pdf,
    a_read_draft,
    a_registered_letter,
    a_unit,
    an_agency,
    found,
    registration_of,
)
from tests.fakes import FixedClock

DAY = dt.timedelta(days=1)
NEW_YEARS_EVE = dt.datetime(2024, 12, 31, 15, 30, tzinfo=dt.UTC)
"""22.30 on 31 December 2567 in Bangkok."""


@pytest.fixture
def unit(each_office: Office) -> Unit:
    return an_agency(each_office)


@pytest.fixture
def clerk(each_office: Office, unit: Unit) -> Actor:
    return a_clerk(each_office, unit)


def register(
    office: Office, draft: Draft, form: Registration, unit: Unit, clerk: Actor
) -> list[Receipt]:
    assert draft.id is not None
    assert unit.id is not None
    with office.database.transaction() as session:
        return registration.register_draft(
            session, office.jobs, draft.id, form, unit_id=unit.id, by=clerk, at=office.clock.now()
        )


def a_bundle_as_read() -> list[dict[str, object]]:
    """A memo over a provincial letter over two circulars, as in real life."""
    return [
        a_letter_as_read(
            page_numbers=[1],
            kind=LetterKind.MEMO,
            wraps=[1],
            reference="ทส 0919.103/256",
            date="2025-03-25",
            refers_to=[
                {"reference": found("อบ 0003/ว1357"), "date": found("2025-03-19")},
                {"reference": found("กค 0402.2/ว99"), "date": found("2024-01-06")},
            ],
        ),
        a_letter_as_read(
            page_numbers=[2, 3], wraps=[2, 3], reference="อบ 0003/ว1357", date="2025-03-19"
        ),
        a_letter_as_read(page_numbers=[4], reference="กค 0402.2/ว3", date="2025-01-06"),
        a_letter_as_read(page_numbers=[5], reference="กค 0402.2/ว24", date="2025-02"),
    ]


def test_registering_makes_the_letter_a_fact_with_its_pages_and_evidence(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    letter = a_registered_letter(
        each_office, unit, clerk, subject="แจ้งเวียน", urgency="ด่วนที่สุด", page_count=2
    )
    with each_office.database.reading() as session:
        bundle = session.get_one(Bundle, letter.bundle_id)
        pages = session.exec(select(BundlePage)).all()
        draft = session.exec(select(Draft)).one()
        jobs = {job.name for job in session.exec(select(Job))}
    assert (letter.subject, letter.reference_key) == ("แจ้งเวียน", "กค0414.2/ว273")
    assert letter.urgency is Urgency.MOST_URGENT
    assert letter.evidence["subject"]["value"] == "การเบิกจ่ายงบประมาณรายจ่ายประจำปี"
    assert [page.text for page in pages] == ["เรื่อง การเบิกจ่าย"] * 2
    assert bundle.readable == bundle.original == draft.original
    assert (draft.state, draft.bundle_id) == (DraftState.REGISTERED, bundle.id)
    assert JobName.STAMP in jobs


def test_the_journal_names_the_clerk_the_machines_words_and_his(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    a_registered_letter(each_office, unit, clerk, subject="แจ้งเวียน")
    with each_office.database.reading() as session:
        entry = session.exec(
            select(JournalEntry).where(JournalEntry.event == "letter-registered")
        ).one()
    assert entry.officer_id == clerk.id
    assert entry.before["subject"] == "การเบิกจ่ายงบประมาณรายจ่ายประจำปี"
    assert (entry.after["subject"], entry.after["number"]) == ("แจ้งเวียน", 1)


def test_of_two_clerks_with_the_same_file_the_second_is_shown_the_firsts_letter(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    data = a_pdf()
    drafts = [a_read_draft(each_office, unit, data=data) for _ in range(2)]
    forms = [registration_of(each_office, draft) for draft in drafts]

    def press(session: Session, which: int) -> object:
        return registration.register_draft(
            session,
            each_office.jobs,
            drafts[which].id or 0,
            forms[which],
            unit_id=unit.id or 0,
            by=clerk,
            at=NOW,
        )

    second = after(each_office.database, lambda one: press(one, 0), lambda one: press(one, 1))
    assert isinstance(second.exception(), DuplicateUnseen)


def test_a_failed_registration_spends_no_number(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = a_read_draft(each_office, unit)
    form = registration_of(each_office, draft)
    assert draft.id is not None
    assert unit.id is not None
    with pytest.raises(ZeroDivisionError), each_office.database.transaction() as session:
        registration.register_draft(
            session, each_office.jobs, draft.id, form, unit_id=unit.id, by=clerk, at=NOW
        )
        raise ZeroDivisionError
    assert [r.number for r in register(each_office, draft, form, unit, clerk)] == [1]


def test_a_second_press_of_the_key_registers_nothing(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = a_read_draft(each_office, unit)
    form = registration_of(each_office, draft)
    register(each_office, draft, form, unit, clerk)
    with pytest.raises(DraftMoveRefused, match="ลงทะเบียนแล้ว"):
        register(each_office, draft, form, unit, clerk)


def test_letters_under_a_cover_share_its_number(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = a_read_draft(each_office, unit, page_count=5, letters=a_bundle_as_read())
    receipts = register(each_office, draft, registration_of(each_office, draft), unit, clerk)
    with each_office.database.reading() as session:
        memo, province, *circulars = session.exec(select(Letter).order_by("id")).all()
        wraps = session.exec(select(LetterLink).where(LetterLink.kind == LinkKind.WRAPS)).all()
    assert [(r.letter_id, r.number) for r in receipts] == [(memo.id, 1)]
    assert {letter.cover_id for letter in (province, *circulars)} == {memo.id}
    assert [(link.letter_id, link.other_id) for link in wraps] == [
        (memo.id, province.id),
        *((province.id, circular.id) for circular in circulars),
    ]


def test_letters_that_only_share_a_scan_get_numbers_of_their_own(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    letters = [
        a_letter_as_read(page_numbers=[1], reference="กค 0402.2/ว3"),
        a_letter_as_read(page_numbers=[2], reference="กค 0402.2/ว4"),
    ]
    draft = a_read_draft(each_office, unit, page_count=2, letters=letters)
    receipts = register(each_office, draft, registration_of(each_office, draft), unit, clerk)
    assert [receipt.number for receipt in receipts] == [1, 2]


def test_a_citation_finds_its_letter_and_one_not_yet_here_is_kept_and_found_later(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = a_read_draft(each_office, unit, page_count=5, letters=a_bundle_as_read())
    register(each_office, draft, registration_of(each_office, draft), unit, clerk)

    def cited() -> dict[str, int | None]:
        with each_office.database.reading() as session:
            links = session.exec(select(LetterLink).where(LetterLink.kind == LinkKind.CITES))
            return {link.reference: link.other_id for link in links}

    assert cited() == {"อบ 0003/ว1357": 2, "กค 0402.2/ว99": None}
    a_registered_letter(each_office, unit, clerk, reference="กค 0402.2/99", date="2024-01-06")
    a_registered_letter(each_office, unit, clerk, reference="กค 0402.2/ว99", date="2025-01-06")
    assert cited()["กค 0402.2/ว99"] is None
    letter = a_registered_letter(
        each_office, unit, clerk, reference="กค.๐๔๐๒.๒ / ว. ๙๙", date="2024-01"
    )
    assert cited()["กค 0402.2/ว99"] == letter.id


def test_a_letter_of_new_years_eve_entered_later_gets_the_old_years_number(
    each_office: Office, clock: FixedClock, unit: Unit, clerk: Actor
) -> None:
    clock.time = NEW_YEARS_EVE
    a_registered_letter(each_office, unit, clerk)
    clock.time = NEW_YEARS_EVE + 2 * DAY
    new = a_registered_letter(each_office, unit, clerk)
    late = a_registered_letter(
        each_office, unit, clerk, received_at=NEW_YEARS_EVE, late_reason="ระบบไฟฟ้าดับ"
    )
    with each_office.database.reading() as session:
        rows = {
            receipt.letter_id: (book.year, receipt.number, receipt.late_reason)
            for receipt, book in session.exec(select(Receipt, RegisterBook).join(RegisterBook))
        }
    assert rows[new.id or 0] == (2568, 1, "")
    assert rows[late.id or 0] == (2567, 2, "ระบบไฟฟ้าดับ")


def test_a_late_entry_needs_its_reason(each_office: Office, unit: Unit, clerk: Actor) -> None:
    draft = a_read_draft(each_office, unit)
    form = registration_of(each_office, draft, received_at=NOW - DAY)
    with pytest.raises(LateReasonNeeded):
        register(each_office, draft, form, unit, clerk)


def test_an_entry_of_the_same_day_is_not_late_whatever_the_form_says(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = a_read_draft(each_office, unit)
    morning = NOW - dt.timedelta(hours=6)
    form = registration_of(each_office, draft, received_at=morning, late_reason="เผื่อไว้")
    (receipt,) = register(each_office, draft, form, unit, clerk)
    assert (receipt.received_at, receipt.late_reason) == (morning, "")


def test_nothing_is_received_in_the_future(each_office: Office, unit: Unit, clerk: Actor) -> None:
    draft = a_read_draft(each_office, unit)
    form = registration_of(each_office, draft, received_at=NOW + DAY)
    with pytest.raises(ReceivedInFuture):
        register(each_office, draft, form, unit, clerk)


def test_a_reserved_number_is_used_once_and_the_series_goes_on(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    assert unit.id is not None
    with each_office.database.transaction() as session:
        registering.open_book(session, unit.id, 22680, by=clerk, at=NOW)
        registering.reserve_numbers(session, unit.id, 3, "ไฟดับ", by=clerk, at=NOW)
    letter = a_registered_letter(each_office, unit, clerk, reserved_number=22681)
    after = a_registered_letter(each_office, unit, clerk)
    with each_office.database.reading() as session:
        numbers = {r.letter_id: r.number for r in session.exec(select(Receipt))}
    assert (numbers[letter.id or 0], numbers[after.id or 0]) == (22681, 22683)
    with pytest.raises(NumberRefused):
        a_registered_letter(each_office, unit, clerk, reserved_number=22681)


def test_a_voided_number_is_never_given_again(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    a_registered_letter(each_office, unit, clerk)
    with each_office.database.transaction() as session:
        registering.void_receipt(session, each_office.jobs, 1, "ลงซ้ำ", by=clerk, at=NOW)
    a_registered_letter(each_office, unit, clerk)
    with each_office.database.reading() as session:
        rows = [(r.number, r.void_reason) for r in session.exec(select(Receipt).order_by("id"))]
    assert rows == [(1, "ลงซ้ำ"), (2, "")]


@pytest.mark.parametrize("reason", ["", "  ", "\0"])
def test_a_number_is_not_voided_without_a_reason(
    each_office: Office, unit: Unit, clerk: Actor, reason: str
) -> None:
    a_registered_letter(each_office, unit, clerk)
    with (
        pytest.raises(registering.VoidRefused),
        each_office.database.transaction() as session,
    ):
        registering.void_receipt(session, each_office.jobs, 1, reason, by=clerk, at=NOW)


def test_each_unit_receives_for_itself_in_its_own_book(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    division = a_unit(each_office, "กองคลัง", under=unit)
    assert division.id is not None
    own = a_clerk(each_office, division)
    a_registered_letter(each_office, unit, clerk)
    letter = a_registered_letter(each_office, unit, clerk)
    assert letter.id is not None
    entry = registering.Entry(received_at=NOW)
    with pytest.raises(NotFound), each_office.database.transaction() as session:
        registering.receive_letter(
            session, each_office.jobs, letter.id, division.id, entry, by=own, at=NOW
        )
    with each_office.database.transaction() as session:
        hand_over(session, each_office.jobs, letter.id, [division.id], at=NOW, from_unit_id=unit.id)
    with each_office.database.transaction() as session:
        receipt = registering.receive_letter(
            session, each_office.jobs, letter.id, division.id, entry, by=own, at=NOW
        )
    assert receipt.number == 1
    with (
        pytest.raises(registering.AlreadyReceived),
        each_office.database.transaction() as session,
    ):
        registering.receive_letter(
            session, each_office.jobs, letter.id, division.id, entry, by=own, at=NOW
        )


def test_a_clerk_of_another_unit_finds_no_such_file(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    division = a_unit(each_office, "กองคลัง", under=unit)
    stranger = a_clerk(each_office, division)
    head = a_clerk(each_office, unit, roles=[Role.HEAD])
    draft = a_read_draft(each_office, unit)
    form = registration_of(each_office, draft)
    for officer, book in ((stranger, division), (stranger, unit), (clerk, division), (head, unit)):
        with pytest.raises(NotFound):
            register(each_office, draft, form, book, officer)


def test_a_form_of_pages_arranged_otherwise_meanwhile_is_refused(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = a_read_draft(each_office, unit, page_count=2)
    form = registration_of(each_office, draft)
    stale = form.letters[0].model_copy(update={"pages": (1,)})
    with pytest.raises(ArrangedMeanwhile):
        register(each_office, draft, form.model_copy(update={"letters": (stale,)}), unit, clerk)


def test_the_same_bytes_again_show_the_first_receipt_before_deciding(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    data = a_pdf()
    first = a_registered_letter(each_office, unit, clerk, data=data)
    other = a_letter_as_read(reference="มท 0803.3/ว1799")
    draft = a_read_draft(each_office, unit, data=data, letters=[other])
    with each_office.database.reading() as session:
        (shown,) = duplicates_of(session, draft)
    assert (shown.sameness, shown.letter_id, shown.number) == (Sameness.BYTES, first.id, 1)
    form = registration_of(each_office, draft)
    unseen = form.model_copy(update={"duplicates_seen": frozenset()})
    with pytest.raises(DuplicateUnseen):
        register(each_office, draft, unseen, unit, clerk)
    assert [r.number for r in register(each_office, draft, form, unit, clerk)] == [2]


def test_the_same_bytes_still_waiting_are_shown_too(each_office: Office, unit: Unit) -> None:
    data = a_pdf()
    waiting = a_read_draft(each_office, unit, data=data)
    draft = a_read_draft(each_office, unit, data=data)
    with each_office.database.reading() as session:
        (shown,) = duplicates_of(session, draft)
    assert (shown.sameness, shown.draft_id) == (Sameness.BYTES, waiting.id)


def test_the_first_of_two_same_files_is_not_told_that_one_came_before(
    each_office: Office, unit: Unit
) -> None:
    data = a_pdf()
    first = a_read_draft(each_office, unit, data=data)
    a_read_draft(each_office, unit, data=data)
    with each_office.database.reading() as session:
        assert duplicates_of(session, first) == []


@pytest.mark.parametrize(
    ("change", "warned"),
    [
        ({}, True),
        ({"reference": "กค.๐๔๑๔.๒ /ว. ๒๗๓"}, True),
        ({"sender": "กระทรวงการคลัง กรมบัญชีกลาง"}, True),
        ({"sender": ""}, True),
        ({"reference": "กค 0414.2/273"}, False),
        ({"date": "2024-04-25"}, False),
        ({"sender": "กรมสรรพากร"}, False),
    ],
)
def test_the_same_reference_date_and_sender_from_other_bytes_are_shown(
    each_office: Office, unit: Unit, clerk: Actor, change: dict[str, str], *, warned: bool
) -> None:
    first = a_registered_letter(each_office, unit, clerk)
    fields: dict[str, Any] = dict(change)
    draft = a_read_draft(each_office, unit, letters=[a_letter_as_read(**fields)])
    with each_office.database.reading() as session:
        shown = [(d.sameness, d.letter_id, d.position) for d in duplicates_of(session, draft)]
    assert shown == ([(Sameness.REFERENCE, first.id, 0)] if warned else [])


def test_another_units_letters_are_not_told(each_office: Office, unit: Unit, clerk: Actor) -> None:
    data = a_pdf()
    a_registered_letter(each_office, unit, clerk, data=data)
    division = a_unit(each_office, "กองคลัง", under=unit)
    draft = a_read_draft(each_office, division, data=data)
    with each_office.database.reading() as session:
        assert duplicates_of(session, draft) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""),
        ("subject", "ก" * 1001),
        ("sender", "ก\0ข"),
        ("sender", "\ud800"),
        ("date", "2025-13-01"),
        ("date", "2568-04-25"),
        ("date", "25 เมษายน 2568"),
        ("urgency", "ด่วนจี๋"),
        ("secrecy", Secrecy.SECRET),
        ("kind", "จดหมาย"),
        ("reserved_number", 0),
        ("unknown", "1"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_at_the_field_in_thai(
    field: str, value: object
) -> None:
    said = {"pages": (1,), "kind": "external", "subject": "เรื่อง", field: value}
    with pytest.raises(FormRefused) as refused:
        LetterForm.checked(said)
    fields = refused.value.facts["fields"]
    assert isinstance(fields, dict)
    assert list(fields) == [field]
    assert any("ก" <= c <= "๙" for c in fields[field])


@pytest.mark.parametrize("under", [[0], [1, 0], [None, 5], [1, 2, 1]])
def test_covers_that_run_in_a_circle_are_refused(under: list[int | None]) -> None:
    letters = [
        {"pages": (n,), "kind": "external", "subject": "เรื่อง", "under": over}
        for n, over in enumerate(under, 1)
    ]
    with pytest.raises(FormRefused):
        Registration.checked({"letters": letters, "received_at": NOW})


def test_what_the_paper_already_says_is_kept_with_the_letter(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    said = a_letter_as_read(deadlines=[{"kind": "date", "end": "2025-05-30", "page": 1}])
    draft = a_read_draft(each_office, unit, letters=[said])
    form = registration_of(
        each_office,
        draft,
        enclosures=["แบบรายงาน 1 ชุด"],
        receipts=[{"unit": "กองคลัง", "number": "3066", "date": "2025-05-02", "time": None}],
    )
    register(each_office, draft, form, unit, clerk)
    with each_office.database.reading() as session:
        details = session.exec(select(Letter)).one().details
        assert draft.id is not None
        assert len(letters_of(session, draft.id)) == 1
    assert details["enclosures"] == ["แบบรายงาน 1 ชุด"]
    assert details["receipts"][0]["time"] is None
    assert details["deadlines"][0]["end"] == "2025-05-30"
