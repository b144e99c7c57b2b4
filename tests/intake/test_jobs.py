"""Background work, done by the worker on real files."""

import functools
import io
import json
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from sqlmodel import Session, select

import app
from intake import arranging, jobs, operations, pages, proposing
from intake.bundle import propose
from intake.drafts import letters_of, pages_of
from intake.errors import OcrFailed, PasswordWrong
from intake.extract.as_json import proposal_json
from intake.models import Draft, DraftLetter, DraftPage
from intake.states import DraftState, PageState
from intake.unlocking import unlock
from registry.errors import FileMissing
from registry.filestore import LocalFileStore
from registry.jobs import ATTEMPTS, LONGEST_PAUSE, Finish, Handler, Job
from registry.models import LetterFile, Receipt
from registry.office import Office
from registry.people_models import Unit
from registry.ports import Digest, GreyImage, Line, PageReading
from registry.registering import ask_for_copy, void_receipt
from registry.vocabulary import Channel, FileKind, JobName, LetterKind
from registry.worker import Worker
from tests.at_once import after
from tests.conftest import NOW
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_pdf,
    a_picture,
    a_read_draft,
    a_reading,
    a_registered_letter,
    an_agency,
    an_arrived_file,
    an_opened_file,
    findings,
    stored,
)
from tests.fakes import FixedClock


class OneLine:
    """An ``OcrEngine`` that reads the same line on every page."""

    version = "one line 1"

    def __init__(self, text: str = "เรื่อง ทดสอบ") -> None:
        self.text = text

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        return (Line(self.text, (100, 100, image.width, 160), 0.9),)


class Faulty:
    """An ``OcrEngine`` that never manages a page."""

    version = "faulty 1"

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        raise OcrFailed(reason=f"a picture {image.width} dots wide")


class Secret(OneLine):
    """An ``OcrEngine`` that reads a secrecy mark at the head of every page."""

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        middle = image.width // 2
        return (Line("ลับ", (middle - 40, 20, middle + 40, 60), 0.95), *super().read(image))


def marked(reading: PageReading) -> PageReading:
    """The page with a secrecy mark at its head."""
    return replace(reading, lines=(Line("ลับ", (1200, 60, 1280, 120), 0.95), *reading.lines))


def worked_off(office: Office, engine: OneLine | Faulty | None = None) -> None:
    """Let a worker do all jobs, those too that wait after a failure."""
    handlers = app.handlers(office, lambda: engine or OneLine())
    worker = Worker(office.database, office.clock, handlers)
    assert isinstance(office.clock, FixedClock)
    for _ in range(ATTEMPTS + 1):
        while worker.run_one():
            pass
        office.clock.time += LONGEST_PAUSE


def the(office: Office, draft: Draft) -> tuple[Draft, list[DraftPage], list[DraftLetter]]:
    """A draft as it stands now, with its pages and letters."""
    assert draft.id is not None
    with office.database.reading() as session:
        return (
            session.get_one(Draft, draft.id),
            pages_of(session, draft.id),
            letters_of(session, draft.id),
        )


def locked_pdf(password: str) -> bytes:
    with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(user=password, owner=password))
    return out.getvalue()


@pytest.fixture
def unit(office: Office) -> Unit:
    return an_agency(office)


def test_an_arrived_file_is_read_without_anybody_asking(office: Office, unit: Unit) -> None:
    draft = an_arrived_file(office, unit, data=a_pdf(3))
    worked_off(office)
    read, pages, letters = the(office, draft)
    assert read.state is DraftState.READ
    assert [(page.state, page.reading["engine"]) for page in pages] == [
        (PageState.READ, "one line 1")
    ] * 3
    assert all(office.files.path(Digest(page.picture)).stat().st_size for page in pages)
    assert sorted(number for letter in letters for number in letter.pages) == [1, 2, 3]


def test_page_one_of_every_file_comes_before_any_second_page(office: Office, unit: Unit) -> None:
    order: list[tuple[str, int]] = []
    drafts = [an_arrived_file(office, unit, data=a_pdf(2)) for _ in range(2)]
    handlers = dict(app.handlers(office, OneLine))
    read_page = handlers[JobName.READ_PAGE]

    def noted(draft_id: int, number: int) -> Finish:
        order.append(("page", number))
        return read_page.work(draft_id, number)

    handlers[JobName.READ_PAGE] = Handler(noted)
    worker = Worker(office.database, office.clock, handlers)
    while worker.run_one():
        pass
    assert len(drafts) == 2
    assert [number for _, number in order] == [1, 1, 2, 2]


def test_a_refused_file_is_set_aside_at_once_with_a_thai_sentence(
    office: Office, unit: Unit
) -> None:
    draft = an_arrived_file(office, unit, data=b"")
    worked_off(office)
    held, pages, _ = the(office, draft)
    assert (held.state, held.refusal_code, pages) == (DraftState.QUARANTINED, "file-empty", [])
    assert "สแกน" in held.refusal
    with office.database.reading() as session:
        assert session.exec(select(Job)).all() == []


def test_a_locked_file_opens_with_its_password_which_is_written_nowhere(
    office: Office, unit: Unit
) -> None:
    password = "ลับเฉพาะกิจ-7731"
    clerk = a_clerk(office, unit)
    draft = an_arrived_file(office, unit, data=locked_pdf(password))
    worked_off(office)
    assert draft.id is not None
    assert the(office, draft)[0].refusal_code == "password-needed"
    with pytest.raises(PasswordWrong):
        unlock(office, draft.id, "ไม่ใช่", by=clerk)
    unlock(office, draft.id, password, by=clerk)
    worked_off(office)
    read, pages, _ = the(office, draft)
    assert (read.state, len(pages)) == (DraftState.READ, 1)
    assert read.readable != read.original == draft.original
    database = office.settings.data / "registry.db"
    kept = database.read_bytes() + database.with_name("registry.db-wal").read_bytes()
    assert password.encode() not in kept
    assert json.dumps(password).encode() not in kept


def test_a_page_that_cannot_be_read_is_failed_and_not_empty(office: Office, unit: Unit) -> None:
    draft = an_arrived_file(office, unit)
    worked_off(office, Faulty())
    read, (page,), letters = the(office, draft)
    assert read.state is DraftState.READ
    assert (page.state, page.error, page.reading) == (PageState.FAILED, jobs.PAGE_DIED, {})
    assert [letter.pages for letter in letters] == [[1]]


def test_a_failed_page_is_read_when_the_clerk_asks_again(office: Office, unit: Unit) -> None:
    clerk = a_clerk(office, unit)
    draft = an_arrived_file(office, unit)
    worked_off(office, Faulty())
    assert draft.id is not None
    with office.database.transaction() as session:
        operations.retry(session, office.jobs, draft.id, by=clerk.id, at=office.clock.now())
    worked_off(office)
    read, (page,), _ = the(office, draft)
    assert (read.state, page.state, page.error) == (DraftState.READ, PageState.READ, "")
    with office.database.reading() as session:
        assert session.exec(select(Job)).all() == []


def test_a_letter_split_by_the_clerk_is_read_again_by_itself(office: Office, unit: Unit) -> None:
    clerk = a_clerk(office, unit)
    draft = an_arrived_file(office, unit, data=a_pdf(2))
    worked_off(office)
    assert draft.id is not None
    with office.database.transaction() as session:
        arranging.split(session, office.jobs, draft.id, 0, 2, by=clerk.id, at=office.clock.now())
    worked_off(office, OneLine())
    _, _, letters = the(office, draft)
    assert [letter.pages for letter in letters] == [[1], [2]]
    subjects = [letter.found["subject"] for letter in letters]
    assert [found["page"] for found in subjects] == [1, 2]


def test_a_secret_mark_counts_on_a_page_the_clerk_has_put_under_another_head(
    office: Office, unit: Unit
) -> None:
    clerk = a_clerk(office, unit)
    draft = an_opened_file(office, unit, page_count=2)
    assert draft.id is not None
    heads = [
        a_reading(number, f"ที่ กค 0402.2/{number}\n2 พฤษภาคม 2568\nเรื่อง การเบิกจ่าย\nเรียน อธิบดี")
        for number in (1, 2)
    ]
    assert len(propose(heads).letters) == 2
    heads[1] = marked(heads[1])
    with office.database.transaction() as session:
        pages.store_page(session, office.jobs, draft.id, heads[0], lambda: Digest("0" * 64), at=NOW)
    first = propose(heads[:1])
    with office.database.transaction() as session:
        now = office.clock.now()
        proposing.store_proposal(
            session, office.jobs, draft.id, proposal_json(first), of_pages={1}, at=now
        )
        arranging.set_kind(session, draft.id, 0, LetterKind.MEMO, by=clerk.id, at=now)
        # As a page stands that was read before its neighbour was known to be secret.
        page = pages.page_of(session, draft.id, 2)
        page.state, page.reading = PageState.READ, pages.kept(heads[1])
        session.add(page)
        office.jobs.enqueue(session, JobName.PROPOSE, draft_id=draft.id)
    worked_off(office)
    assert the(office, draft)[0].state is DraftState.QUARANTINED


def stamped(office: Office, kind: FileKind = FileKind.STAMPED) -> list[LetterFile]:
    with office.database.reading() as session:
        return list(session.exec(select(LetterFile).where(LetterFile.kind == kind)))


def test_a_registered_letter_gets_its_stamp_and_a_voided_receipt_loses_it(
    office: Office, unit: Unit
) -> None:
    clerk = a_clerk(office, unit)
    letter = a_registered_letter(office, unit, clerk)
    worked_off(office)
    (copy,) = stamped(office)
    assert copy.letter_id == letter.id
    with pikepdf.open(office.files.path(Digest(copy.digest))) as pdf:
        assert len(pdf.pages) == 1
    with office.database.transaction() as session:
        receipt = session.exec(select(Receipt)).one()
        assert receipt.id is not None
        void_receipt(session, office.jobs, receipt.id, "ลงผิดเล่ม", by=clerk, at=office.clock.now())
    worked_off(office)
    assert stamped(office) == []


def test_what_was_read_is_found_in_the_searchable_copy(office: Office, unit: Unit) -> None:
    a_registered_letter(office, unit, a_clerk(office, unit), page_count=2)
    worked_off(office)
    (copy,) = stamped(office, FileKind.SEARCHABLE)
    with pypdfium2.PdfDocument(office.files.path(Digest(copy.digest))) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    assert [text.strip() for text in texts] == ["เรื่อง การเบิกจ่าย"] * 2


def test_stamping_twice_gives_the_same_bytes_and_one_row(office: Office, unit: Unit) -> None:
    letter = a_registered_letter(office, unit, a_clerk(office, unit))
    worked_off(office)
    before = stamped(office)
    assert letter.id is not None
    assert unit.id is not None
    with office.database.transaction() as session:
        ask_for_copy(session, office.jobs, letter.id, unit.id)
    worked_off(office)
    assert stamped(office) == before


def test_nothing_more_is_made_of_a_file_that_was_discarded(office: Office, unit: Unit) -> None:
    clerk = a_clerk(office, unit)
    draft = an_opened_file(office, unit, page_count=2)
    assert draft.id is not None
    with office.database.transaction() as session:
        operations.discard(
            session, office.jobs, draft.id, "ส่งผิดหน่วย", by=clerk.id, at=office.clock.now()
        )
    worked_off(office)
    assert [page.state for page in the(office, draft)[1]] == [PageState.WAITING] * 2


def test_nothing_of_a_page_that_says_secret_is_kept_though_no_letter_is_proposed(
    office: Office, unit: Unit
) -> None:
    draft = an_arrived_file(office, unit, data=a_pdf(2))
    handlers = dict(app.handlers(office, Secret))
    del handlers[JobName.PROPOSE]
    worker = Worker(office.database, office.clock, handlers)
    while worker.run_one():
        pass
    held, read, _ = the(office, draft)
    assert (held.state, held.refusal_code) == (DraftState.QUARANTINED, "secret-found")
    assert [(page.reading, page.picture) for page in read] == [({}, "")] * 2
    assert list(LocalFileStore(office.settings.data / "files").digests()) == [draft.original]


def test_a_page_turned_again_while_it_is_read_leaves_no_picture(office: Office, unit: Unit) -> None:
    clerk = a_clerk(office, unit)
    draft = an_opened_file(office, unit)
    work = jobs.Work(office, OneLine)
    finish = work.read_page(draft.id or 0, 1)
    with office.database.transaction() as session:
        pages.turn_page(session, office.jobs, draft.id or 0, 1, 90, by=clerk.id, at=NOW)
        finish(session)
    assert findings(office) == []


def test_a_secret_file_that_is_not_accepted_leaves_no_byte_behind(
    office: Office, unit: Unit
) -> None:
    clerk = a_clerk(office, unit)
    draft = a_read_draft(office, unit, letters=[a_letter_as_read(secrecy="ลับที่สุด")])
    assert draft.id is not None
    with office.database.transaction() as session:
        operations.discard(
            session, office.jobs, draft.id, "หนังสือลับ", by=clerk.id, at=office.clock.now()
        )
    worked_off(office)
    gone, pages, letters = the(office, draft)
    assert (gone.state, pages, letters) == (DraftState.DISCARDED, [], [])
    assert list(LocalFileStore(office.settings.data / "files").digests()) == []
    assert findings(office) == []


def test_a_picture_finished_after_its_file_was_set_aside_is_not_kept(
    office: Office, unit: Unit
) -> None:
    clerk = a_clerk(office, unit)
    draft = an_opened_file(office, unit, page_count=2)
    assert draft.id is not None
    secret = {"letters": [a_letter_as_read(secrecy="ลับ")], "warnings": []}
    now = office.clock.now()

    def late_page(number: int) -> None:
        with office.database.transaction() as session:
            picture = functools.partial(stored, office, a_picture(number))
            pages.store_page(
                session, office.jobs, draft.id or 0, a_reading(number), picture, at=now
            )

    with office.database.transaction() as session:
        proposing.store_proposal(session, office.jobs, draft.id, secret, of_pages={1}, at=now)
    late_page(1)
    with office.database.transaction() as session:
        operations.discard(session, office.jobs, draft.id, "หนังสือลับ", by=clerk.id, at=now)
    worked_off(office)
    late_page(2)
    worked_off(office)
    assert the(office, draft)[1] == []
    assert list(LocalFileStore(office.settings.data / "files").digests()) == []


@pytest.mark.parametrize("again", ["before", "after"])
def test_bytes_that_come_again_while_they_are_erased_are_never_a_row_without_a_file(
    each_office: Office, again: str
) -> None:
    office = each_office
    unit, data = an_agency(office), a_pdf()
    clerk = a_clerk(office, unit)
    draft = a_read_draft(office, unit, data=data, letters=[a_letter_as_read(secrecy="ลับ")])
    with office.database.transaction() as session:
        operations.discard(
            session, office.jobs, draft.id or 0, "หนังสือลับ", by=clerk.id, at=office.clock.now()
        )
    erase = jobs.Work(office, OneLine).erase(draft.id or 0)

    def accept(session: Session) -> None:
        operations.accept_file(
            session,
            office.jobs,
            office.files,
            unit_id=unit.id or 0,
            original=Digest(draft.original),
            file_name="อีกครั้ง.pdf",
            size=len(data),
            channel=Channel.UPLOAD,
            at=NOW,
            by=clerk.id,
        )

    first, second = (accept, erase) if again == "before" else (erase, accept)
    ended = after(office.database, first, second).exception()
    assert isinstance(ended, FileMissing) is (again == "after")
    assert findings(office) == []


def test_of_two_secret_files_with_the_same_bytes_the_last_takes_them_along(
    office: Office, unit: Unit
) -> None:
    clerk, data = a_clerk(office, unit), a_pdf()
    said = [a_letter_as_read(secrecy="ลับ")]
    for draft in [a_read_draft(office, unit, data=data, letters=said) for _ in range(2)]:
        with office.database.transaction() as session:
            operations.discard(session, office.jobs, draft.id or 0, "หนังสือลับ", by=clerk.id, at=NOW)
        worked_off(office)
    assert list(office.files.digests()) == []


def test_erasing_leaves_what_another_letter_rests_on(office: Office, unit: Unit) -> None:
    clerk = a_clerk(office, unit)
    data = a_pdf()
    letter = a_registered_letter(office, unit, clerk, data=data)
    draft = a_read_draft(office, unit, data=data, letters=[a_letter_as_read(secrecy="ลับ")])
    assert draft.id is not None
    with office.database.transaction() as session:
        operations.discard(
            session, office.jobs, draft.id, "หนังสือลับ", by=clerk.id, at=office.clock.now()
        )
    worked_off(office)
    assert letter.id is not None
    assert office.files.path(Digest(draft.original)).read_bytes() == data
    assert findings(office) == []
