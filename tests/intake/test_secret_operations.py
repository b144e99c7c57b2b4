"""Files set aside as secret, in the hands of their registrar: on both databases."""

from functools import partial

import pytest
from sqlmodel import Session, select

from app import handlers
from intake import operations, pages
from intake.drafts import DraftMoveRefused
from intake.ledger import Fate, Period, ledger
from intake.models import Draft
from intake.queries import draft_in_hand, secret_draft
from intake.secret_operations import correct, enter, void
from registry.errors import NotFound
from registry.forms import HistoryFilter
from registry.history_queries import history
from registry.models import Bundle
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.secret_register import EntryVoided, SecretEntry, secret_letter
from registry.vocabulary import Role, Secrecy
from registry.worker import Worker
from tests import factories
from tests.conftest import NOW
from tests.processes import OneLine


@pytest.fixture
def unit(each_office: Office) -> Unit:
    top = factories.an_agency(each_office)
    return factories.a_unit(each_office, "กองคลัง", under=top)


@pytest.fixture
def registrar(each_office: Office, unit: Unit) -> Actor:
    """Named for the agency, and so for each unit of it."""
    return _of(each_office, unit.parent_id, Role.SECRET_REGISTRAR)


def _of(office: Office, unit_id: int | None, *roles: Role) -> Actor:
    with office.database.reading() as session:
        unit = session.get_one(Unit, unit_id)
    return factories.as_actor(office, factories.a_clerk(office, unit, roles=roles).id)


def _said(**changes: object) -> SecretEntry:
    said = {
        "secrecy": Secrecy.SECRET, "reference": "", "dated": None, "sender": "กรมผู้ส่ง",
        "addressee": "อธิบดี", "subject": "แผนที่", "copies": "", "action": "", "remark": "",
    }  # fmt: skip
    return SecretEntry(**{**said, **changes})  # type: ignore[arg-type]


def test_secret_letters_have_numbers_of_their_own_and_the_books_stay_whole(
    each_office: Office, unit: Unit, registrar: Actor
) -> None:
    office, clerk = each_office, factories.a_clerk(each_office, unit)
    factories.a_registered_letter(office, unit, clerk)
    first = factories.a_secret_letter(office, unit, registrar)
    second = factories.a_secret_letter(office, unit, registrar)
    factories.a_registered_letter(office, unit, clerk)
    assert (first.number, second.number) == (1, 2)
    _work_off(office)
    assert factories.findings(office) == []
    with office.database.reading() as session:
        everything = ledger(session, None, Period())
        assert (everything.arrived, everything.went[Fate.REGISTERED]) == (4, 4)
        assert ledger(session, [unit.id or 0], Period()).arrived == 2


def test_only_a_registrar_of_the_unit_or_above_reaches_what_is_secret(
    each_office: Office, unit: Unit, registrar: Actor
) -> None:
    office = each_office
    draft = factories.a_secret_file(office, unit)
    letter = factories.a_secret_letter(office, unit, registrar)
    beside = factories.a_unit(office, "กองข้างเคียง")
    others = [role for role in Role if role is not Role.SECRET_REGISTRAR]
    strangers = [
        _of(office, unit.id, *others),
        _of(office, unit.parent_id, *others),
        _of(office, beside.id, Role.SECRET_REGISTRAR),
    ]
    with office.database.reading() as session:
        assert secret_draft(session, registrar, draft.id or 0).id == draft.id
        assert secret_letter(session, registrar, letter.id or 0).id == letter.id
        for one in (*strangers, registrar):
            with pytest.raises(NotFound):
                draft_in_hand(session, one, draft.id or 0)
        for one in strangers:
            with pytest.raises(NotFound):
                secret_draft(session, one, draft.id or 0)
            with pytest.raises(NotFound):
                secret_letter(session, one, letter.id or 0)
    with pytest.raises(NotFound), office.database.transaction() as session:
        enter(session, draft.id or 0, _said(), by=strangers[0], at=NOW)


def test_the_auditor_of_the_agency_reads_nothing_of_what_is_secret_until_it_is_not(
    each_office: Office, unit: Unit, registrar: Actor
) -> None:
    office = each_office
    factories.a_secret_letter(office, unit, registrar)
    draft = factories.a_secret_file(office, unit)
    auditor = _of(office, unit.parent_id, Role.AUDITOR)

    def read(session: Session) -> set[tuple[str, int | None]]:
        entries = history(session, auditor, HistoryFilter()).entries
        return {(one.about, one.about_id) for one in entries}

    with office.database.reading() as session:
        assert not {"ไฟล์เข้า", "secret-letter"} & {about for about, _ in read(session)}
    with office.database.transaction() as session:
        operations.release(session, office.jobs, draft.id or 0, "อ่านผิด", by=registrar.id, at=NOW)
    with office.database.reading() as session:
        assert {one for one in read(session) if one[0] == "ไฟล์เข้า"} == {("ไฟล์เข้า", draft.id)}


def test_pictures_of_before_the_mark_go_turned_ones_too(each_office: Office, unit: Unit) -> None:
    office = each_office
    clerk = factories.a_clerk(office, unit)
    draft = factories.an_opened_file(office, unit, page_count=2)
    assert draft.id is not None
    store = partial(pages.store_page, jobs=office.jobs, draft_id=draft.id, at=NOW)
    with office.database.transaction() as session:
        for number in (1, 2):
            keep = partial(factories.stored, office, factories.a_picture(number))
            store(session, reading=factories.a_reading(number), keep=keep)
        pages.turn_page(session, office.jobs, draft.id, 1, 90, by=clerk.id, at=NOW)
    assert len(set(office.files.digests())) == 3
    with office.database.transaction() as session:
        keep = partial(factories.stored, office, factories.a_picture())
        store(session, reading=factories.a_marked_reading(1), keep=keep, turned=90)
    _work_off(office)
    assert set(office.files.digests()) == {draft.original}
    assert factories.findings(office) == []


def test_a_file_is_entered_once_and_not_after_it_was_refused(
    each_office: Office, unit: Unit, registrar: Actor
) -> None:
    office = each_office
    draft = factories.a_secret_file(office, unit)
    with office.database.transaction() as session:
        operations.discard(session, office.jobs, draft.id or 0, "ลับที่สุด", by=1, at=NOW)
    with pytest.raises(DraftMoveRefused), office.database.transaction() as session:
        enter(session, draft.id or 0, _said(), by=registrar, at=NOW)
    with office.database.reading() as session:
        assert session.exec(select(Bundle)).all() == []


def test_the_file_of_a_void_entry_can_be_refused_and_nothing_of_it_is_left(
    each_office: Office, unit: Unit, registrar: Actor
) -> None:
    office = each_office
    letter = factories.a_secret_letter(office, unit, registrar)
    with office.database.reading() as session:
        draft = session.exec(select(Draft).where(Draft.bundle_id == letter.bundle_id)).one()
    for stranger in (_of(office, unit.parent_id, Role.ADMINISTRATOR), _of(office, unit.id)):
        with pytest.raises(NotFound), office.database.transaction() as session:
            void(session, letter.id or 0, "ลงซ้ำ", by=stranger, at=NOW)
        with pytest.raises(NotFound), office.database.transaction() as session:
            correct(session, letter.id or 0, _said(), "พิมพ์ผิด", by=stranger, at=NOW)
    with office.database.transaction() as session:
        void(session, letter.id or 0, "ลงซ้ำ", by=registrar, at=NOW)
    with pytest.raises(EntryVoided), office.database.transaction() as session:
        void(session, letter.id or 0, "ลงซ้ำ", by=registrar, at=NOW)
    assert factories.findings(office) == []
    with office.database.transaction() as session:
        operations.discard(session, office.jobs, draft.id or 0, "ซ้ำ", by=registrar.id, at=NOW)
    _work_off(office)
    assert list(office.files.digests()) == []
    with office.database.reading() as session:
        kept = secret_letter(session, registrar, letter.id or 0)
        assert (kept.number, kept.subject, kept.void_reason) == (1, "แผนที่ไม่เปิดเผย", "ลงซ้ำ")
    assert factories.a_secret_letter(office, unit, registrar).number == 2
    assert factories.findings(office) == []


def test_the_auditor_is_not_told_why_a_number_was_made_void_even_if_the_file_is_not_secret(
    each_office: Office, unit: Unit, registrar: Actor
) -> None:
    office = each_office
    letter = factories.a_secret_letter(office, unit, registrar)
    auditor = _of(office, unit.parent_id, Role.AUDITOR)
    with office.database.reading() as session:
        draft = session.exec(select(Draft).where(Draft.bundle_id == letter.bundle_id)).one()
    with office.database.transaction() as session:
        void(session, letter.id or 0, "แผนลวง", by=registrar, at=NOW)
    with office.database.transaction() as session:
        operations.release(session, office.jobs, draft.id or 0, "อ่านผิด", by=registrar.id, at=NOW)
    with office.database.reading() as session:
        assert "แผนลวง" not in str(history(session, auditor, HistoryFilter()).entries)


def _work_off(office: Office) -> None:
    worker = Worker(office.database, office.clock, handlers(office, OneLine))
    while worker.run_one():
        pass
