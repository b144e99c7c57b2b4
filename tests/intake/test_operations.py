"""An arrived file, its pages and its letters: what may happen to them and what stays true."""

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from intake import arranging, operations, pages, proposing
from intake.drafts import DraftMoveRefused, ReasonNeeded, letters_of, pages_of
from intake.models import Draft, DraftLetter
from intake.proposing import covering
from intake.states import DraftState, PageState
from registry.errors import FormRefused, NotFound
from registry.jobs import Job
from registry.models import JournalEntry
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.ports import Digest
from registry.vocabulary import Channel, JobName, LetterKind
from tests.conftest import NOW
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_marked_reading,
    a_picture,
    a_read_draft,
    a_reading,
    an_agency,
    an_arrived_file,
    an_opened_file,
    found,
    stored,
)


@pytest.fixture
def unit(office: Office) -> Unit:
    return an_agency(office)


@pytest.fixture
def clerk(office: Office, unit: Unit) -> Actor:
    return a_clerk(office, unit)


def named(draft: Draft) -> int:
    assert draft.id is not None
    return draft.id


def now(office: Office, draft: Draft) -> Draft:
    with office.database.reading() as session:
        return session.get_one(Draft, draft.id)


def letters(office: Office, draft: Draft) -> list[DraftLetter]:
    with office.database.reading() as session:
        return letters_of(session, named(draft))


def layout(office: Office, draft: Draft) -> list[tuple[list[int], int | None]]:
    return [(letter.pages, letter.under) for letter in letters(office, draft)]


def waiting(session: Session) -> set[tuple[str, str]]:
    return {(job.name, job.arguments) for job in session.exec(select(Job))}


def three_letters(office: Office, unit: Unit) -> Draft:
    """A cover over two letters: pages 1, 2-3 and 4."""
    return a_read_draft(
        office,
        unit,
        page_count=4,
        letters=[
            a_letter_as_read(page_numbers=[1], kind=LetterKind.MEMO, wraps=[1, 2]),
            a_letter_as_read(page_numbers=[2, 3], subject="ฉบับที่สอง"),
            a_letter_as_read(page_numbers=[4], subject="ฉบับที่สาม"),
        ],
    )


def test_an_arrived_file_waits_for_triage_and_stands_in_the_journal(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = an_arrived_file(office, unit, by=clerk)
    with office.database.reading() as session:
        assert (str(JobName.TRIAGE), f'{{"draft_id": {draft.id}}}') in waiting(session)
        entry = session.exec(select(JournalEntry).where(JournalEntry.about == "draft")).one()
    assert (entry.event, entry.about_id, entry.officer_id) == ("file-arrived", draft.id, clerk.id)


def test_one_file_of_the_folder_is_accepted_once(office: Office, unit: Unit) -> None:
    assert unit.id is not None
    ids = []
    for _ in range(2):
        with office.database.transaction() as session:
            draft = operations.accept_file(
                session,
                office.jobs,
                office.files,
                unit_id=unit.id,
                original=stored(office, b"scan"),
                file_name="สแกน.pdf",
                size=1,
                channel=Channel.FOLDER,
                at=NOW,
                by=None,
                source="8:4711:1",
            )
            ids.append(draft.id)
    assert ids[0] == ids[1]


@given(st.text(st.characters(exclude_categories=()), max_size=400))
@example("\ud800.pdf")
@example("/scan/\udcff\0.pdf")
@example(" ")
@example("..")
def test_any_file_name_becomes_text_a_database_keeps(name: str) -> None:
    shown = operations.shown_name(name)
    shown.encode()
    assert 0 < len(shown) <= operations.LONGEST_NAME
    assert "\0" not in shown
    assert "/" not in shown
    assert shown.strip(" .")  # a link that nobody can see cannot be pressed


def test_opening_again_keeps_the_pages_that_were_read(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = an_opened_file(office, unit, page_count=2)
    picture = stored(office, a_picture())
    result = SimpleNamespace(media="application/pdf", pages=2, signed=False, notices=())
    with office.database.transaction() as session:
        pages.store_page(session, office.jobs, named(draft), a_reading(1), lambda: picture, at=NOW)
        operations.quarantine(session, named(draft), "secret-found", "ลับ", at=NOW)
        operations.release(session, office.jobs, named(draft), "อ่านผิด", by=clerk.id, at=NOW)
        operations.store_triage(session, office.jobs, named(draft), result, Digest(draft.original))
        states = [page.state for page in pages_of(session, named(draft))]
    assert states == [PageState.READ, PageState.WAITING]


def test_a_reason_is_needed_to_refuse_a_file(office: Office, unit: Unit) -> None:
    draft = an_arrived_file(office, unit)
    with pytest.raises(ReasonNeeded), office.database.transaction() as session:
        operations.discard(session, office.jobs, named(draft), " \0 ", by=1, at=NOW)


def test_a_discarded_file_comes_back_by_nothing(office: Office, unit: Unit, clerk: Actor) -> None:
    draft = an_arrived_file(office, unit)
    with office.database.transaction() as session:
        operations.discard(session, office.jobs, named(draft), "ส่งผิดหน่วย", by=clerk.id, at=NOW)
        operations.quarantine(session, named(draft), "x", "ภายหลัง", at=NOW)
    with pytest.raises(DraftMoveRefused), office.database.transaction() as session:
        operations.retry(session, office.jobs, named(draft), by=clerk.id, at=NOW)
    assert now(office, draft).state is DraftState.DISCARDED


def test_fields_are_proposed_after_page_one_and_after_the_last(office: Office, unit: Unit) -> None:
    draft = an_opened_file(office, unit, page_count=3)
    picture = stored(office, a_picture())
    asked = []
    for number in (1, 2, 3):
        with office.database.transaction() as session:
            session.exec(select(Job)).all()
            for job in session.exec(select(Job).where(Job.name == JobName.PROPOSE)):
                session.delete(job)
            session.flush()
            pages.store_page(
                session, office.jobs, named(draft), a_reading(number), lambda: picture, at=NOW
            )
            asked.append(any(name == JobName.PROPOSE for name, _ in waiting(session)))
    assert asked == [True, False, True]


def test_a_draft_is_not_read_before_the_proposal_has_seen_every_page(
    office: Office, unit: Unit
) -> None:
    draft = an_opened_file(office, unit, page_count=2)
    picture = stored(office, a_picture())
    proposal = {"letters": [a_letter_as_read()], "warnings": []}
    with office.database.transaction() as session:
        for number in (1, 2):
            pages.store_page(
                session, office.jobs, named(draft), a_reading(number), lambda: picture, at=NOW
            )
        proposing.store_proposal(session, office.jobs, named(draft), proposal, of_pages={1}, at=NOW)
    assert now(office, draft).state is DraftState.READING
    with office.database.transaction() as session:
        proposing.store_proposal(
            session, office.jobs, named(draft), proposal, of_pages={1, 2}, at=NOW
        )
    assert now(office, draft).state is DraftState.READ


def test_a_page_turned_meanwhile_waits_for_its_own_reading(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = a_read_draft(office, unit)
    picture = stored(office, a_picture())
    with office.database.transaction() as session:
        pages.turn_page(session, office.jobs, named(draft), 1, 90, by=clerk.id, at=NOW)
        pages.store_page(
            session, office.jobs, named(draft), a_reading(), lambda: picture, at=NOW, turned=None
        )
        assert pages_of(session, named(draft))[0].state is PageState.WAITING
        pages.store_page(
            session,
            office.jobs,
            named(draft),
            a_reading(turned=90),
            lambda: picture,
            at=NOW,
            turned=90,
        )
        page = pages_of(session, named(draft))[0]
    assert (page.state, page.reading["turned"]) == (PageState.READ, 90)


def test_a_clerk_turns_from_how_the_machine_left_the_page(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = an_opened_file(office, unit)
    with office.database.transaction() as session:
        reading, picture = a_reading(turned=270), stored(office, a_picture())
        pages.store_page(session, office.jobs, named(draft), reading, lambda: picture, at=NOW)
        pages.turn_page(session, office.jobs, named(draft), 1, 180, by=clerk.id, at=NOW)
        assert pages_of(session, named(draft))[0].turned == 90


@pytest.mark.parametrize("degrees", [0, 45, 360])
def test_a_page_turns_by_quarters_only(office: Office, unit: Unit, degrees: int) -> None:
    draft = a_read_draft(office, unit)
    with pytest.raises(pages.TurnRefused), office.database.transaction() as session:
        pages.turn_page(session, office.jobs, named(draft), 1, degrees, by=1, at=NOW)


@pytest.mark.parametrize(
    ("level", "code"),
    [("ลับ", "secret-found"), ("ลับมาก", "secret-found"), ("ลับที่สุด", "most-secret-found")],
)
def test_a_secret_head_sets_the_file_aside_before_any_letter_is_made(
    office: Office, unit: Unit, level: str, code: str
) -> None:
    draft = a_read_draft(office, unit, letters=[a_letter_as_read(secrecy=level)])
    held = now(office, draft)
    assert (held.state, held.refusal_code) == (DraftState.QUARANTINED, code)
    assert level in held.refusal
    assert letters(office, draft) == []


def test_no_text_of_a_secret_file_stays_that_was_read_before_its_mark(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = an_opened_file(office, unit, page_count=2)
    picture = stored(office, a_picture())
    read = {"letters": [a_letter_as_read(subject="แผนที่ไม่เปิดเผย")], "warnings": []}
    text = a_reading(1, "แผนที่ไม่เปิดเผย")
    with office.database.transaction() as session:
        pages.store_page(session, office.jobs, named(draft), text, lambda: picture, at=NOW)
        proposing.store_proposal(session, office.jobs, named(draft), read, of_pages={1}, at=NOW)
        arranging.set_kind(session, named(draft), 0, LetterKind.MEMO, by=clerk.id, at=NOW)
    assert letters(office, draft)
    with office.database.transaction() as session:
        marked = a_marked_reading(2)
        pages.store_page(session, office.jobs, named(draft), marked, lambda: picture, at=NOW)
    assert now(office, draft).state is DraftState.QUARANTINED
    assert letters(office, draft) == []
    with office.database.reading() as session:
        assert [page.reading for page in pages_of(session, named(draft))] == [{}, {}]


def test_a_released_file_goes_on_though_its_head_says_secret(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    said = a_letter_as_read(secrecy="ลับ")
    draft = a_read_draft(office, unit, letters=[said])
    result = SimpleNamespace(media="application/pdf", pages=1, signed=False, notices=())
    with office.database.transaction() as session:
        operations.release(session, office.jobs, named(draft), "เป็นคำว่า ลำดับ", by=clerk.id, at=NOW)
        operations.store_triage(session, office.jobs, named(draft), result, Digest(draft.original))
        picture = stored(office, a_picture())
        pages.store_page(session, office.jobs, named(draft), a_reading(), lambda: picture, at=NOW)
        proposal = {"letters": [said], "warnings": []}
        proposing.store_proposal(session, office.jobs, named(draft), proposal, of_pages={1}, at=NOW)
    assert now(office, draft).state is DraftState.READ
    assert len(letters(office, draft)) == 1


def test_a_cover_has_what_it_wraps_under_it(office: Office, unit: Unit) -> None:
    draft = three_letters(office, unit)
    assert layout(office, draft) == [([1], None), ([2, 3], 0), ([4], 0)]


def test_a_confirmed_value_stays_when_more_pages_are_read(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = an_opened_file(office, unit, page_count=2)
    picture = stored(office, a_picture())
    first = {"letters": [a_letter_as_read()], "warnings": []}
    both = {"letters": [a_letter_as_read(), a_letter_as_read(page_numbers=[2])], "warnings": []}
    with office.database.transaction() as session:
        pages.store_page(session, office.jobs, named(draft), a_reading(1), lambda: picture, at=NOW)
        proposing.store_proposal(session, office.jobs, named(draft), first, of_pages={1}, at=NOW)
        arranging.confirm_field(
            session, named(draft), 0, "reference", "กค ๐๔๑๔.๒ /ว ๒๗๔", by=clerk.id
        )
        pages.store_page(session, office.jobs, named(draft), a_reading(2), lambda: picture, at=NOW)
        proposing.store_proposal(session, office.jobs, named(draft), both, of_pages={1, 2}, at=NOW)
    assert layout(office, draft) == [([1], None), ([2], None)]
    assert letters(office, draft)[0].confirmed == {"reference": "กค 0414.2/ว274"}


def test_what_a_clerk_arranged_is_not_arranged_again(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = a_read_draft(office, unit, page_count=2)
    again = {"letters": [a_letter_as_read(page_numbers=[1, 2])], "warnings": []}
    with office.database.transaction() as session:
        arranging.split(session, office.jobs, named(draft), 0, 2, by=clerk.id, at=NOW)
        proposing.store_proposal(session, office.jobs, named(draft), again, of_pages={1, 2}, at=NOW)
    assert layout(office, draft) == [([1], None), ([2], None)]


def test_a_split_letter_takes_along_what_stands_on_its_pages(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    said = a_letter_as_read(page_numbers=[1, 2], signatory=found("นายสมชาย", page=2))
    draft = a_read_draft(office, unit, page_count=2, letters=[said])
    with office.database.transaction() as session:
        arranging.split(session, office.jobs, named(draft), 0, 2, by=clerk.id, at=NOW)
    first, second = letters(office, draft)
    assert (first.found["signatory"], second.found["reference"]) == (None, None)
    assert first.found["reference"]["page"] == 1
    assert second.found["signatory"]["value"] == "นายสมชาย"


def test_what_came_under_a_cover_stays_under_the_page_of_its_head(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = three_letters(office, unit)
    with office.database.transaction() as session:
        arranging.reorder(session, office.jobs, named(draft), [1, 0, 2], by=clerk.id, at=NOW)
    assert layout(office, draft) == [([2, 3], 1), ([1], None), ([4], 1)]


def test_merging_a_cover_with_what_it_wraps_leaves_no_letter_under_itself(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = three_letters(office, unit)
    with office.database.transaction() as session:
        arranging.merge(session, office.jobs, named(draft), 1, by=clerk.id, at=NOW)
    assert layout(office, draft) == [([1, 2, 3], None), ([4], 0)]


def test_a_page_cannot_be_lost_or_doubled_by_moving(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = three_letters(office, unit)
    for wrong in ([[1], [2], [4]], [[1, 2], [2, 3], [4]], [[1], [2, 3], [4, 5]]):
        with (
            pytest.raises(arranging.ArrangementRefused),
            office.database.transaction() as session,
        ):
            arranging.move_pages(session, office.jobs, named(draft), wrong, by=clerk.id, at=NOW)
    with office.database.transaction() as session:
        moved = [[2, 1], [3, 4], []]
        arranging.move_pages(session, office.jobs, named(draft), moved, by=clerk.id, at=NOW)
    assert layout(office, draft) == [([2, 1], None), ([3, 4], 0)]


def test_letters_cannot_lie_under_each_other_in_a_circle(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    draft = three_letters(office, unit)
    with (
        pytest.raises(arranging.ArrangementRefused),
        office.database.transaction() as session,
    ):
        arranging.set_under(session, named(draft), 0, 2, by=clerk.id, at=NOW)
    assert layout(office, draft)[0] == ([1], None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("date", "2025-02-30"), ("date", "30/2/2568"), ("subject", "  "), ("sender", "ก\0ข")],
)
def test_a_value_no_letter_can_have_is_not_confirmed(
    office: Office, unit: Unit, clerk: Actor, field: str, value: str
) -> None:
    draft = a_read_draft(office, unit)
    with pytest.raises(FormRefused), office.database.transaction() as session:
        arranging.confirm_field(session, named(draft), 0, field, value, by=clerk.id)


def test_an_unknown_field_or_letter_is_not_found(office: Office, unit: Unit) -> None:
    draft = a_read_draft(office, unit)
    for position, field in ((0, "pages"), (1, "subject"), (-1, "subject")):
        with pytest.raises(NotFound), office.database.transaction() as session:
            arranging.confirm_field(session, named(draft), position, field, "ก", by=1)


@pytest.mark.parametrize("position", [-1, 1, 7])
def test_a_letter_that_is_not_there_is_not_joined(
    office: Office, unit: Unit, clerk: Actor, position: int
) -> None:
    draft = a_read_draft(office, unit)
    with pytest.raises(NotFound), office.database.transaction() as session:
        arranging.merge(session, office.jobs, named(draft), position, by=clerk.id, at=NOW)


@given(
    st.integers(1, 12).flatmap(
        lambda count: st.tuples(
            st.just(count),
            st.lists(
                st.fixed_dictionaries(
                    {
                        "pages": st.lists(st.integers(1, count), min_size=1, max_size=4),
                        "kind": st.sampled_from([kind.value for kind in LetterKind]),
                        "wraps": st.lists(st.integers(0, 5), max_size=2),
                    }
                ),
                max_size=5,
            ),
        )
    )
)
def test_every_page_lies_in_exactly_one_letter_whatever_is_proposed(
    proposed: tuple[int, list[dict[str, object]]],
) -> None:
    count, said = proposed
    parts = covering(said, count)
    assert sorted(page for part in parts for page in part.pages) == list(range(1, count + 1))
    for position, part in enumerate(parts):
        assert part.under is None or part.under != position


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_every_page_lies_in_exactly_one_letter_whatever_a_clerk_does(
    office: Office, unit: Unit, clerk: Actor, data: st.DataObject
) -> None:
    draft = three_letters(office, unit)
    for _ in range(data.draw(st.integers(1, 5))):
        have = letters(office, draft)
        position = data.draw(st.integers(0, len(have) - 1))
        page = data.draw(st.integers(1, 4))
        order = data.draw(st.permutations(range(len(have))))
        act = data.draw(st.sampled_from(["split", "merge", "reorder", "under"]))
        try:
            with office.database.transaction() as session:
                by = {"by": clerk.id, "at": NOW}
                if act == "split":
                    arranging.split(session, office.jobs, named(draft), position, page, **by)  # type: ignore[arg-type]
                elif act == "merge":
                    arranging.merge(session, office.jobs, named(draft), position, **by)  # type: ignore[arg-type]
                elif act == "reorder":
                    arranging.reorder(session, office.jobs, named(draft), order, **by)  # type: ignore[arg-type]
                else:
                    arranging.set_under(session, named(draft), position, order[0], **by)  # type: ignore[arg-type]
        except arranging.ArrangementRefused:
            continue
    have = letters(office, draft)
    assert sorted(number for letter in have for number in letter.pages) == [1, 2, 3, 4]
    assert [letter.position for letter in have] == list(range(len(have)))
    assert any(letter.under is None for letter in have)
