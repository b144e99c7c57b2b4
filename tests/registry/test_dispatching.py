"""Outgoing letters get 1…N, and every paper shows the number the register says."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import pypdfium2
import pytest
from sqlmodel import Session, col, select

from registry import dispatching, numbering, papers, registering
from registry.dispatching import (
    BackdatedNumber,
    DispatchVoidRefused,
    NumberTaken,
    ReferenceTaken,
    UnitWithoutCode,
    void_dispatch,
)
from registry.errors import NotFound
from registry.filestore import LocalFileStore
from registry.jobs import Job
from registry.models import (
    Bundle,
    BundlePage,
    Dispatch,
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
from registry.ports import Digest
from registry.thai import arabic_digits, bangkok_day
from registry.vocabulary import BookKind, Channel, JobName, LetterKind, LinkKind, Role
from registry.worker import Worker
from tests import processes
from tests.factories import (
    a_clerk,
    a_registered_letter,
    a_sending,
    a_unit,
    an_agency,
    an_issued_letter,
    findings,
)
from tests.fakes import FixedClock


@pytest.fixture
def unit(each_office: Office) -> Unit:
    agency = an_agency(each_office)
    return a_unit(each_office, "กองคลัง", under=agency, short_name="กค", code="ทส 0919.103")


@pytest.fixture
def clerk(each_office: Office, unit: Unit) -> Actor:
    return a_clerk(each_office, unit)


def _all_sent(office: Office) -> Sequence[tuple[Dispatch, Letter]]:
    with office.database.reading() as session:
        found = select(Dispatch, Letter).join(Letter, col(Letter.id) == col(Dispatch.letter_id))
        return session.exec(found.order_by(col(Dispatch.book_id), col(Dispatch.number))).all()


def _printed(office: Office, letter: Letter) -> str:
    """The ที่ that stands on the letter's own file."""
    with office.database.reading() as session:
        digest = session.get_one(Bundle, letter.bundle_id).original
    with pypdfium2.PdfDocument(office.files.path(Digest(digest)).read_bytes()) as document:
        text = arabic_digits(document[0].get_textpage().get_text_range())
    found = re.search(r"ทส 0919\.103/(?:ว )?\d+", text)
    assert found is not None
    return found[0].replace("/ว ", "/ว")


def test_the_first_letter_gets_number_one_on_its_paper(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    sent = an_issued_letter(each_office, unit, clerk)
    ((_, letter),) = _all_sent(each_office)
    assert sent.number == 1
    assert letter.reference == "ทส 0919.103/1"
    assert letter.dated == "2025-05-02"
    assert _printed(each_office, letter) == letter.reference
    assert findings(each_office) == []


def test_what_the_register_keeps_of_its_pages_is_what_was_drawn(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    an_issued_letter(each_office, unit, clerk, text={"body": "ข้อความ\n" * 40})
    with each_office.database.reading() as session:
        bundle = session.exec(select(Bundle)).one()
        pages = session.exec(select(BundlePage).order_by(col(BundlePage.number))).all()
        letter = session.exec(select(Letter)).one()
    assert bundle.channel is Channel.WRITTEN
    assert [page.number for page in pages] == letter.pages == [1, 2]
    assert "เรื่อง" in pages[0].text
    assert pages[0].lines[0][2] == 1.0


def test_two_books_of_a_unit_have_two_series(each_office: Office, unit: Unit, clerk: Actor) -> None:
    for book, circular in ((BookKind.SENT, False), (BookKind.CIRCULAR, True)) * 2:
        an_issued_letter(each_office, unit, clerk, book=book, is_circular=circular)
    numbers = [letter.reference for _, letter in _all_sent(each_office)]
    assert numbers == [f"ทส 0919.103/{end}" for end in ("1", "2", "ว1", "ว2")]
    assert [_printed(each_office, letter) for _, letter in _all_sent(each_office)] == numbers


def test_a_circular_may_take_its_number_from_the_ordinary_series(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    an_issued_letter(each_office, unit, clerk)
    an_issued_letter(each_office, unit, clerk, is_circular=True)
    assert [letter.reference for _, letter in _all_sent(each_office)] == [
        "ทส 0919.103/1",
        "ทส 0919.103/ว2",
    ]


def test_one_reference_is_never_issued_twice_in_a_year(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    an_issued_letter(each_office, unit, clerk, is_circular=True)
    before = set(each_office.files.digests())
    with pytest.raises(ReferenceTaken):
        an_issued_letter(each_office, unit, clerk, book=BookKind.CIRCULAR, is_circular=True)
    assert set(each_office.files.digests()) == before
    assert findings(each_office) == []


def test_a_refused_letter_spends_no_number_and_leaves_no_file(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    stranger = a_clerk(each_office, a_unit(each_office, "กองอื่น", under=unit))
    with pytest.raises(NotFound):
        an_issued_letter(each_office, unit, stranger)
    assert list(each_office.files.digests()) == []
    assert an_issued_letter(each_office, unit, clerk).number == 1


def test_who_only_works_there_gives_out_no_number(each_office: Office, unit: Unit) -> None:
    staff = a_clerk(each_office, unit, roles=[Role.STAFF])
    with pytest.raises(NotFound):
        an_issued_letter(each_office, unit, staff)


def test_a_unit_without_a_code_sends_nothing(each_office: Office, unit: Unit) -> None:
    bare = a_unit(each_office, "กลุ่มงาน", under=unit)
    with pytest.raises(UnitWithoutCode, match="กลุ่มงาน"):
        an_issued_letter(each_office, bare, a_clerk(each_office, bare))


def test_a_number_taken_meanwhile_is_not_used_again(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    """Another clerk issues between our look at the book and our transaction, once."""
    sending = a_sending(each_office, unit, clerk)
    overtaken: list[Dispatch] = []

    class Overtaking:
        """A file store: while it keeps our file, another clerk is faster."""

        def __getattr__(self, name: str) -> object:
            return getattr(each_office.files, name)

        def put(self, source: object) -> Digest:
            if not overtaken:
                overtaken.append(an_issued_letter(each_office, unit, clerk))
            return each_office.files.put(source)  # type: ignore[arg-type]

    slow = replace(each_office, files=Overtaking())  # type: ignore[arg-type]
    sent = dispatching.issue(slow, sending, lambda *_: None, by=clerk)
    assert (overtaken[0].number, sent.number) == (1, 2)
    for dispatch, letter in _all_sent(each_office):
        assert _printed(each_office, letter) == f"ทส 0919.103/{dispatch.number}"
    assert findings(each_office) == []


def test_who_is_overtaken_every_time_is_told_to_press_again(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    assert unit.id is not None
    unit_id = unit.id
    sending = a_sending(each_office, unit, clerk)

    class Busy:
        def __getattr__(self, name: str) -> object:
            return getattr(each_office.files, name)

        def put(self, source: object) -> Digest:
            with each_office.database.transaction() as session:
                registering.reserve_numbers(
                    session, unit_id, 1, "ไฟดับ", by=clerk, at=each_office.clock.now(),
                    kind=BookKind.SENT,
                )  # fmt: skip
            return each_office.files.put(source)  # type: ignore[arg-type]

    slow = replace(each_office, files=Busy())  # type: ignore[arg-type]
    with pytest.raises(NumberTaken):
        dispatching.issue(slow, sending, lambda *_: None, by=clerk)
    assert list(each_office.files.digests()) == []
    assert findings(each_office) == []


def test_processes_that_issue_at_once_get_one_to_n_each_on_its_own_paper(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    clerks, letters = 4, 5
    assert unit.id is not None
    running = [
        processes.CONTEXT.Process(
            target=processes.send_letters,
            args=(
                each_office.database.url,
                each_office.settings.data,
                each_office.clock.now().timestamp(),
                (clerk.id, unit.id),
                letters,
            ),
        )
        for _ in range(clerks)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * clerks
    sent = _all_sent(each_office)
    assert [dispatch.number for dispatch, _ in sent] == list(range(1, clerks * letters + 1))
    for dispatch, letter in sent:
        assert _printed(each_office, letter) == f"ทส 0919.103/{dispatch.number}"
    assert findings(each_office) == []


def test_a_letter_of_an_earlier_day_needs_a_number_set_aside(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    assert unit.id is not None
    with each_office.database.transaction() as session:
        registering.reserve_numbers(
            session, unit.id, 3, "ไฟดับ", by=clerk, at=each_office.clock.now(), kind=BookKind.SENT
        )
    yesterday = bangkok_day(each_office.clock.now()) - dt.timedelta(days=1)
    with pytest.raises(BackdatedNumber):
        an_issued_letter(each_office, unit, clerk, dated=yesterday)
    with pytest.raises(BackdatedNumber):
        tomorrow = yesterday + dt.timedelta(days=2)
        an_issued_letter(each_office, unit, clerk, dated=tomorrow, reserved_number=2)
    an_issued_letter(each_office, unit, clerk, dated=yesterday, reserved_number=2)
    ((dispatch, letter),) = _all_sent(each_office)
    assert (dispatch.number, letter.dated) == (2, yesterday.isoformat())
    with pytest.raises(NumberRefused):
        an_issued_letter(each_office, unit, clerk, dated=yesterday, reserved_number=2)
    assert an_issued_letter(each_office, unit, clerk).number == 4
    assert findings(each_office) == []


def test_passing_on_ties_the_letter_and_orders_its_annex(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    received = a_registered_letter(each_office, unit, clerk)
    sent = an_issued_letter(each_office, unit, clerk, forwards=received.id)
    with each_office.database.reading() as session:
        links = session.exec(select(LetterLink).where(LetterLink.letter_id == sent.letter_id))
        assert {(link.kind, link.other_id) for link in links} == {
            (LinkKind.FORWARDS, received.id),
            (LinkKind.WRAPS, received.id),
        }
    assert JobName.JOIN in processes.waiting_jobs(each_office)


def test_a_letter_that_is_not_his_to_see_cannot_be_passed_on(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    other = a_unit(each_office, "กองอื่น", under=unit)
    received = a_registered_letter(each_office, other, a_clerk(each_office, other))
    with pytest.raises(NotFound):
        an_issued_letter(each_office, unit, clerk, forwards=received.id)


def test_a_reply_is_written_into_what_the_register_says_was_done(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    received = a_registered_letter(each_office, unit, clerk, action="กลุ่มการเงิน")
    sent = an_issued_letter(each_office, unit, clerk, replies_to=received.id)

    def action(session: Session) -> str:
        return session.exec(select(Receipt.action).where(Receipt.letter_id == received.id)).one()

    with each_office.database.reading() as session:
        assert action(session) == "กลุ่มการเงิน\nตอบแล้วที่ ทส 0919.103/1 ลงวันที่ 2 พ.ค. 2568"
        link = session.exec(select(LetterLink).where(LetterLink.letter_id == sent.letter_id)).one()
        assert (link.kind, link.other_id) == (LinkKind.REPLIES_TO, received.id)
    assert JobName.REPLIED in processes.waiting_jobs(each_office)
    with each_office.database.transaction() as session:
        assert sent.id is not None
        void_dispatch(
            session, each_office.jobs, sent.id, "พิมพ์ผิด", by=clerk, at=each_office.clock.now()
        )
    with each_office.database.reading() as session:
        assert action(session).endswith("ลงวันที่ 2 พ.ค. 2568 (ยกเลิกเลขส่งแล้ว)")


def test_a_voided_number_stays_with_its_reason_and_is_not_given_again(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    sent = an_issued_letter(each_office, unit, clerk)
    assert sent.id is not None
    now = each_office.clock.now()
    for reason in ("", " \0 "):
        with pytest.raises(DispatchVoidRefused), each_office.database.transaction() as session:
            void_dispatch(session, each_office.jobs, sent.id, reason, by=clerk, at=now)
    with each_office.database.transaction() as session:
        void_dispatch(session, each_office.jobs, sent.id, " พิมพ์ผิด ", by=clerk, at=now)
    with pytest.raises(DispatchVoidRefused), each_office.database.transaction() as session:
        void_dispatch(session, each_office.jobs, sent.id, "อีกครั้ง", by=clerk, at=now)
    ((dispatch, _),) = _all_sent(each_office)
    assert dispatch.void_reason == "พิมพ์ผิด"
    assert an_issued_letter(each_office, unit, clerk).number == 2
    assert findings(each_office) == []


def test_only_the_unit_voids_its_numbers(each_office: Office, unit: Unit, clerk: Actor) -> None:
    sent = an_issued_letter(each_office, unit, clerk)
    stranger = a_clerk(each_office, a_unit(each_office, "กองอื่น", under=unit))
    with pytest.raises(NotFound), each_office.database.transaction() as session:
        assert sent.id is not None
        void_dispatch(
            session, each_office.jobs, sent.id, "ผิด", by=stranger, at=each_office.clock.now()
        )


def test_a_paper_book_is_gone_on_from(each_office: Office, unit: Unit, clerk: Actor) -> None:
    assert unit.id is not None
    with each_office.database.transaction() as session:
        registering.open_book(
            session, unit.id, 512, by=clerk, at=each_office.clock.now(), kind=BookKind.SENT
        )
    assert an_issued_letter(each_office, unit, clerk).number == 512


def test_a_hole_in_the_book_of_sent_letters_is_found(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    an_issued_letter(each_office, unit, clerk)
    with each_office.database.transaction() as session:
        book = session.exec(select(RegisterBook)).one()
        numbering.take_number(session, book)
    assert findings(each_office) == ["ทะเบียนหนังสือส่ง กองคลัง ปี 2568: เลข 2 หายไป"]


def test_the_journal_says_who_asked_and_who_issued(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    head = a_clerk(each_office, unit, roles=[Role.HEAD])
    sending = a_sending(each_office, unit, clerk)
    dispatching.issue(each_office, sending, lambda *_: None, by=head)
    with each_office.database.reading() as session:
        entry = session.exec(
            select(JournalEntry).where(JournalEntry.event == "letter-issued")
        ).one()
    assert entry.officer_id == head.id
    assert entry.after["asked_by"] == clerk.id
    assert entry.after["reference"] == "ทส 0919.103/1"


def test_a_stamped_letter_has_the_clerks_summary_in_the_register(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    said = {"kind": LetterKind.STAMPED, "subject": ""}
    an_issued_letter(each_office, unit, clerk, text=said, summary="ส่งหนังสือเวียน")
    ((_, letter),) = _all_sent(each_office)
    assert letter.subject == "ส่งหนังสือเวียน"
    assert _printed(each_office, letter) == letter.reference


def _worked_off(office: Office) -> None:
    worker = Worker(office.database, office.clock, papers.handlers(office))
    names = list(papers.handlers(office))
    while worker.run_one(names):
        pass


@pytest.mark.parametrize("dies_at", ["put", "path"])
def test_a_paper_whose_number_nobody_was_given_is_gone_in_ten_minutes(
    each_office: Office, unit: Unit, clerk: Actor, clock: FixedClock, dies_at: str
) -> None:
    class Dying(LocalFileStore):
        """A store at which the power fails."""

        def put(self, source: IO[bytes]) -> Digest:
            digest = super().put(source)
            if dies_at == "put":
                raise KeyboardInterrupt
            return digest

        def path(self, digest: Digest) -> Path:
            if dies_at == "path":
                raise KeyboardInterrupt
            return super().path(digest)

    dying = replace(each_office, files=Dying(each_office.settings.data / "files"))
    with pytest.raises(KeyboardInterrupt):
        an_issued_letter(dying, unit, clerk)
    _worked_off(each_office)
    assert len(list(each_office.files.digests())) == 1
    assert an_issued_letter(each_office, unit, clerk).number == 1
    clock.time += papers.WAITS
    _worked_off(each_office)
    assert len(list(each_office.files.digests())) == 1
    assert findings(each_office) == []


def test_the_paper_of_a_letter_stays_though_its_removal_was_ordered(
    each_office: Office, unit: Unit, clerk: Actor, clock: FixedClock
) -> None:
    sent = an_issued_letter(each_office, unit, clerk)
    with each_office.database.reading() as session:
        assert session.exec(select(Job).where(Job.name == JobName.DROP_PAPER)).all() == []
        letter = session.get_one(Letter, sent.letter_id)
        digest = Digest(session.get_one(Bundle, letter.bundle_id).original)
    papers.promise(each_office, digest)
    clock.time += papers.WAITS
    _worked_off(each_office)
    assert findings(each_office) == []
