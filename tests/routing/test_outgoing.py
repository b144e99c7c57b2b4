"""Letters are written, kept as typed, and issued by another than their writer."""

from collections.abc import Mapping

import pytest
from sqlmodel import select

from app import handlers
from registry import choices
from registry.dispatching import void_dispatch
from registry.errors import FormRefused, NotFound
from registry.file_queries import document
from registry.holdings import visible_letter
from registry.models import Dispatch, Letter, LetterLink, RegisterBook
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import BookKind, FileKind, LetterKind, LinkKind, Role, Urgency
from registry.worker import Worker
from routing import outgoing_operations
from routing.errors import ApproverIsDrafter, DraftChanged, DraftClosed, SendingRefused
from routing.outgoing_models import OutgoingDraft
from routing.outgoing_queries import waiting_to_issue
from routing.states import State
from tests.factories import (
    a_clerk,
    a_received_assignment,
    a_registered_letter,
    a_sent_letter,
    a_unit,
    an_agency,
    an_issued_letter,
    findings,
)


@pytest.fixture
def agency(each_office: Office) -> Unit:
    return an_agency(each_office)


@pytest.fixture
def unit(each_office: Office, agency: Unit) -> Unit:
    return a_unit(each_office, "กองคลัง", under=agency, code="ทส 0919.103")


@pytest.fixture
def writer(each_office: Office, unit: Unit) -> Actor:
    return a_clerk(each_office, unit, roles=[Role.STAFF], name="นายร่าง หนังสือ")


@pytest.fixture
def head(each_office: Office, unit: Unit) -> Actor:
    return a_clerk(
        each_office, unit, roles=[Role.HEAD], name="นายหัว หน้ากอง", position="ผู้อำนวยการกองคลัง"
    )


@pytest.fixture
def received(each_office: Office, unit: Unit) -> Letter:
    clerk = a_clerk(each_office, unit)
    return a_registered_letter(each_office, unit, clerk, urgency=Urgency.VERY_URGENT)


def _begun(
    office: Office,
    unit: Unit,
    by: Actor,
    *,
    kind: LetterKind = LetterKind.MEMO,
    link: LinkKind | None = None,
    letter: Letter | None = None,
) -> OutgoingDraft:
    assert unit.id is not None
    with office.database.transaction() as session:
        return outgoing_operations.begin_draft(
            session,
            unit.id,
            kind,
            by=by,
            at=office.clock.now(),
            link=link,
            letter_id=letter.id if letter else None,
        )


def _saved(here: Office, draft: OutgoingDraft, by: Actor, **said: str) -> OutgoingDraft:
    assert draft.id is not None
    everything: Mapping[str, str] = {**draft.said, **said}
    with here.database.transaction() as session:
        return outgoing_operations.save_draft(
            session, draft.id, everything, draft.version, by=by, at=here.clock.now()
        )


def _issued(office: Office, draft: OutgoingDraft, by: Actor) -> Dispatch:
    assert draft.id is not None
    return outgoing_operations.issue(office, draft.id, draft.version, by=by)


def test_passing_on_is_prefilled_and_ends_in_the_book(
    each_office: Office, unit: Unit, writer: Actor, head: Actor, received: Letter
) -> None:
    draft = _begun(each_office, unit, writer, link=LinkKind.FORWARDS, letter=received)
    assert draft.said["subject"] == received.subject
    assert draft.said["urgency"] == "very-urgent"
    assert draft.said["enclosures"] == (
        "สำเนาหนังสือกรมบัญชีกลาง ด่วนมาก ที่ กค 0414.2/ว 273 ลงวันที่ 25 เมษายน 2568 จำนวน 1 ชุด"
    )
    assert draft.said["body"].endswith("จึงเรียนมาเพื่อทราบ")
    assert draft.said["signatory"] == head.name
    draft = _saved(each_office, draft, writer, addressee="หัวหน้ากลุ่มงานทุกกลุ่ม")
    sent = _issued(each_office, draft, head)
    with each_office.database.reading() as session:
        letter = session.get_one(Letter, sent.letter_id)
        kept = session.get_one(OutgoingDraft, draft.id)
        kinds = {link.kind for link in session.exec(select(LetterLink))}
    assert (letter.reference, letter.urgency) == ("ทส 0919.103/1", Urgency.VERY_URGENT)
    assert (sent.asked_by, sent.officer_id) == (writer.id, head.id)
    assert (kept.dispatch_id, kept.approved_by) == (sent.id, head.id)
    assert kinds == {LinkKind.FORWARDS, LinkKind.WRAPS}
    assert findings(each_office) == []


def test_an_answer_cites_what_it_answers(
    each_office: Office, unit: Unit, writer: Actor, received: Letter
) -> None:
    draft = _begun(
        each_office,
        unit,
        writer,
        kind=LetterKind.EXTERNAL,
        link=LinkKind.REPLIES_TO,
        letter=received,
    )
    cited = "หนังสือกรมบัญชีกลาง ด่วนมาก ที่ กค 0414.2/ว 273 ลงวันที่ 25 เมษายน 2568"
    assert draft.said["refers_to"] == cited
    assert draft.said["addressee"] == "กรมบัญชีกลาง"
    assert draft.said["office"] == "กรมตัวอย่าง"


def test_who_wrote_it_cannot_approve_it_unless_the_agency_lets_him(
    each_office: Office, agency: Unit, unit: Unit, head: Actor
) -> None:
    draft = _saved(
        each_office,
        _begun(each_office, unit, head),
        head,
        subject="ขอเชิญประชุม",
        addressee="ทุกกลุ่ม",
        body="จึงเรียนมาเพื่อทราบ",
    )
    with pytest.raises(ApproverIsDrafter):
        _issued(each_office, draft, head)
    ruler = a_clerk(each_office, agency, roles=[Role.ADMINISTRATOR])
    with each_office.database.transaction() as session:
        chosen = choices.choices_of(session).model_copy(update={"approver_must_differ": False})
        choices.change_choices(
            session, each_office.jobs, chosen, by=ruler, at=each_office.clock.now()
        )
    assert _issued(each_office, draft, head).number == 1


def test_a_letter_without_words_is_kept_but_not_issued(
    each_office: Office, unit: Unit, writer: Actor, head: Actor
) -> None:
    draft = _saved(each_office, _begun(each_office, unit, writer), writer, body="", dated="วันไหนดี")
    with pytest.raises(FormRefused) as refused:
        _issued(each_office, draft, head)
    assert set(refused.value.facts["fields"]) == {"subject", "addressee", "body", "dated"}  # type: ignore[call-overload]
    with each_office.database.reading() as session:
        assert session.get_one(OutgoingDraft, draft.id).said["dated"] == "วันไหนดี"
    assert findings(each_office) == []


def test_a_draft_is_issued_once(
    each_office: Office, unit: Unit, writer: Actor, head: Actor, received: Letter
) -> None:
    draft = _begun(each_office, unit, writer, link=LinkKind.FORWARDS, letter=received)
    draft = _saved(each_office, draft, writer, addressee="ทุกกลุ่ม")
    _issued(each_office, draft, head)
    with pytest.raises(DraftClosed, match="ออกเลขแล้ว"):
        _issued(each_office, draft, head)
    with pytest.raises(DraftClosed):
        _saved(each_office, draft, writer, subject="เรื่องใหม่")
    assert findings(each_office) == []


def test_a_draft_changed_by_another_is_not_overwritten_and_not_issued_unread(
    each_office: Office, unit: Unit, writer: Actor, head: Actor
) -> None:
    seen = _begun(each_office, unit, writer)
    _saved(each_office, seen, head, subject="ที่หัวหน้าแก้")
    with pytest.raises(DraftChanged):
        _saved(each_office, seen, writer, subject="ที่ผู้ร่างแก้")
    other = a_clerk(each_office, unit)
    with pytest.raises(DraftChanged):
        _issued(each_office, seen, other)


def test_ones_own_change_in_another_window_does_not_stand_in_the_way(
    each_office: Office, unit: Unit, writer: Actor
) -> None:
    seen = _begun(each_office, unit, writer)
    _saved(each_office, seen, writer, subject="ก่อนดูตัวอย่าง")
    assert _saved(each_office, seen, writer, subject="หลังดูตัวอย่าง").version == 3


def test_who_only_works_there_writes_but_does_not_issue(
    each_office: Office, unit: Unit, writer: Actor, received: Letter
) -> None:
    other = a_clerk(each_office, unit, roles=[Role.STAFF])
    draft = _begun(each_office, unit, writer, link=LinkKind.FORWARDS, letter=received)
    draft = _saved(each_office, draft, writer, addressee="ทุกกลุ่ม")
    with pytest.raises(NotFound):
        _issued(each_office, draft, other)


def test_a_stranger_finds_neither_unit_letter_nor_draft(
    each_office: Office, agency: Unit, unit: Unit, writer: Actor, received: Letter
) -> None:
    elsewhere = a_unit(each_office, "กองอื่น", under=agency)
    stranger = a_clerk(each_office, elsewhere)
    draft = _begun(each_office, unit, writer)
    with pytest.raises(NotFound):
        _begun(each_office, unit, stranger)
    with pytest.raises(NotFound):
        _begun(each_office, elsewhere, stranger, link=LinkKind.FORWARDS, letter=received)
    with pytest.raises(NotFound):
        _saved(each_office, draft, stranger)


def test_a_discarded_draft_has_no_number_and_keeps_its_text(
    each_office: Office, unit: Unit, writer: Actor, head: Actor
) -> None:
    draft = _begun(each_office, unit, writer)
    assert draft.id is not None
    with each_office.database.transaction() as session:
        outgoing_operations.discard_draft(
            session, draft.id, draft.version, by=writer, at=each_office.clock.now()
        )
    with pytest.raises(DraftClosed, match="เลิกร่างแล้ว"):
        _issued(each_office, draft, head)
    with each_office.database.reading() as session:
        assert (
            session.exec(select(RegisterBook).where(RegisterBook.kind == BookKind.SENT)).all() == []
        )


def test_the_next_letter_knows_the_habits_of_the_last(
    each_office: Office, unit: Unit, writer: Actor, head: Actor, received: Letter
) -> None:
    draft = _begun(each_office, unit, writer, link=LinkKind.FORWARDS, letter=received)
    office = "กองคลัง  กลุ่มสารบรรณ"
    draft = _saved(
        each_office, draft, writer, addressee="ทุกกลุ่ม", office=office, contact="โทร. 0 2273 9021"
    )
    _issued(each_office, draft, head)
    following = _begun(each_office, unit, writer)
    assert following.said["office"] == office
    assert following.said["contact"] == "โทร. 0 2273 9021"
    assert "subject" not in following.said


def test_what_a_unit_sent_out_goes_to_other_units_with_its_annexes(
    each_office: Office, agency: Unit, unit: Unit, head: Actor, received: Letter
) -> None:
    """A memo to a neighbour arrives in his basket; the file he opens holds the annex, too."""
    neighbour = a_unit(each_office, "กองแผนงาน", under=agency)
    clerk = a_clerk(each_office, neighbour)
    sent = an_issued_letter(each_office, unit, head, forwards=received.id)
    with each_office.database.reading() as session:
        letter = session.get_one(Letter, sent.letter_id)
    delivered = a_sent_letter(each_office, letter, unit, neighbour, by=head)
    arrived = a_received_assignment(each_office, delivered, by=clerk)
    worker = Worker(each_office.database, each_office.clock, handlers(each_office))
    while worker.run_one():
        pass
    assert arrived.state is State.RECEIVED
    with each_office.database.reading() as session:
        joined = document(session, clerk, sent.letter_id, FileKind.JOINED)
        with pytest.raises(NotFound):
            visible_letter(session, clerk, received.id or 0)
    assert joined.media_type == "application/pdf"
    assert findings(each_office) == []


def test_a_voided_letter_goes_nowhere(
    each_office: Office, agency: Unit, unit: Unit, head: Actor
) -> None:
    neighbour = a_unit(each_office, "กองแผนงาน", under=agency)
    sent = an_issued_letter(each_office, unit, head)
    assert sent.id is not None
    with each_office.database.transaction() as session:
        void_dispatch(
            session, each_office.jobs, sent.id, "พิมพ์ผิด", by=head, at=each_office.clock.now()
        )
        letter = session.get_one(Letter, sent.letter_id)
    with pytest.raises(SendingRefused):
        a_sent_letter(each_office, letter, unit, neighbour, by=head)


def test_a_finished_letter_waits_for_those_who_may_issue_it(
    each_office: Office, unit: Unit, writer: Actor, head: Actor, received: Letter
) -> None:
    def waiting(whose: Actor) -> int:
        with each_office.database.reading() as session:
            return waiting_to_issue(session, whose)

    def propose(draft: OutgoingDraft) -> OutgoingDraft:
        assert draft.id is not None
        with each_office.database.transaction() as session:
            return outgoing_operations.propose_draft(
                session, draft.id, draft.version, by=writer, at=each_office.clock.now()
            )

    draft = _begun(each_office, unit, writer, link=LinkKind.FORWARDS, letter=received)
    with pytest.raises(FormRefused):
        propose(draft)
    draft = _saved(each_office, draft, writer, addressee="ทุกกลุ่ม")
    assert waiting(head) == 0
    draft = propose(draft)
    assert (waiting(head), waiting(writer)) == (1, 0)
    assert propose(draft).version == draft.version
    _issued(each_office, draft, head)
    assert waiting(head) == 0


def test_what_the_head_wrote_himself_does_not_wait_for_him(
    each_office: Office, unit: Unit, head: Actor, received: Letter
) -> None:
    draft = _begun(each_office, unit, head, link=LinkKind.FORWARDS, letter=received)
    draft = _saved(each_office, draft, head, addressee="ทุกกลุ่ม")
    assert draft.id is not None
    with each_office.database.transaction() as session:
        outgoing_operations.propose_draft(
            session, draft.id, draft.version, by=head, at=each_office.clock.now()
        )
    other = a_clerk(each_office, unit)
    with each_office.database.reading() as session:
        assert [waiting_to_issue(session, one) for one in (head, other)] == [0, 1]
