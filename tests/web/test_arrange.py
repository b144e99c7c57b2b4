import pytest
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from intake.drafts import letters_of
from intake.models import Draft, DraftPage
from intake.states import PageState
from registry.models import JournalEntry
from registry.office import Office
from registry.people_models import Unit
from registry.vocabulary import LetterKind
from tests.factories import a_letter_as_read, a_read_draft
from tests.web.browser import Browser
from tests.web.conftest import Agency

Layout = list[tuple[list[int], str, int | None]]


@pytest.fixture
def bundle(office: Office, agency: Agency) -> Draft:
    """Four pages in two letters, the second under the first."""
    with office.database.reading() as session:
        unit = session.get_one(Unit, agency.division)
    letters = [
        a_letter_as_read(page_numbers=(1,), kind=LetterKind.MEMO, wraps=(1,), subject="นำส่ง"),
        a_letter_as_read(page_numbers=(2, 3, 4), subject="เรื่องเดิม"),
    ]
    return a_read_draft(office, unit, page_count=4, letters=letters)


def layout(office: Office, draft: Draft) -> Layout:
    assert draft.id is not None
    with office.database.reading() as session:
        return [(one.pages, one.kind.value, one.under) for one in letters_of(session, draft.id)]


def url(draft: Draft, move: str = "") -> str:
    return f"/intake/drafts/{draft.id}/arrange{move}"


def test_every_letter_shows_its_pages(clerk: Browser, bundle: Draft) -> None:
    page = clerk.get(url(bundle)).text
    assert 'ฉบับ 1 <span class="quiet">หน้า 1</span>' in page
    assert 'ฉบับ 2 <span class="quiet">หน้า 2–4</span>' in page
    assert page.count("/picture?v=") == 2 * 4


def test_a_letter_is_split_before_a_page(clerk: Browser, office: Office, bundle: Draft) -> None:
    assert 'name="page" value="3"' in clerk.get(url(bundle)).text
    answer = clerk.post(url(bundle, "/split"), {"position": "1", "page": "3"})
    assert (answer.status_code, answer.location) == (303, url(bundle))
    assert [pages for pages, _, _ in layout(office, bundle)] == [[1], [2], [3, 4]]


def test_the_first_page_of_a_letter_is_no_place_to_split(
    clerk: Browser, office: Office, bundle: Draft
) -> None:
    answer = clerk.post(url(bundle, "/split"), {"position": "1", "page": "2"})
    assert answer.status_code == 409
    assert "จัดหน้าแบบนี้ไม่ได้" in answer.text
    assert [pages for pages, _, _ in layout(office, bundle)] == [[1], [2, 3, 4]]


def test_a_letter_is_joined_to_the_one_before(
    clerk: Browser, office: Office, bundle: Draft
) -> None:
    assert clerk.post(url(bundle, "/merge"), {"position": "1"}).status_code == 303
    assert layout(office, bundle) == [([1, 2, 3, 4], "memo", None)]


def test_letters_change_places(clerk: Browser, office: Office, bundle: Draft) -> None:
    order = MultiDict([("order", "1"), ("order", "0")])
    assert clerk.post(url(bundle, "/order"), order).status_code == 303
    assert [pages for pages, _, _ in layout(office, bundle)] == [[2, 3, 4], [1]]


def test_pages_move_between_letters(clerk: Browser, office: Office, bundle: Draft) -> None:
    lists = MultiDict([("pages", "1-2"), ("pages", "4, 3")])
    assert clerk.post(url(bundle, "/pages"), lists).status_code == 303
    assert [pages for pages, _, _ in layout(office, bundle)] == [[1, 2], [4, 3]]


def test_a_page_that_would_be_lost_is_refused(
    clerk: Browser, office: Office, bundle: Draft
) -> None:
    lists = MultiDict([("pages", "1"), ("pages", "2-3")])
    assert clerk.post(url(bundle, "/pages"), lists).status_code == 409
    junk = MultiDict([("pages", "หน้าแรก"), ("pages", "2-4")])
    answer = clerk.post(url(bundle, "/pages"), junk)
    assert answer.status_code == 422
    assert "เขียนเช่น 1-3, 5" in answer.text
    assert [pages for pages, _, _ in layout(office, bundle)] == [[1], [2, 3, 4]]


def test_kind_and_cover_are_said_together(clerk: Browser, office: Office, bundle: Draft) -> None:
    said = {"kind": "stamped", "under": ""}
    assert clerk.post(url(bundle, "/letters/1"), said).status_code == 303
    assert layout(office, bundle)[1] == ([2, 3, 4], "stamped", None)
    assert clerk.post(url(bundle, "/letters/1"), {"kind": "order", "under": "0"}).status_code == 303
    assert layout(office, bundle)[1] == ([2, 3, 4], "order", 0)


@pytest.mark.parametrize("said", [{"kind": "novel"}, {"kind": "memo", "under": "7"}])
def test_an_unknown_kind_or_cover_is_refused(
    clerk: Browser, office: Office, bundle: Draft, said: dict[str, str]
) -> None:
    before = layout(office, bundle)
    assert clerk.post(url(bundle, "/letters/1"), said).status_code in {404, 422}
    assert layout(office, bundle) == before


def test_a_page_is_turned_and_read_again(clerk: Browser, office: Office, bundle: Draft) -> None:
    turn = f"/intake/drafts/{bundle.id}/pages/2/turn"
    answer = clerk.post(turn, {"degrees": "90", "from": "arrange"})
    assert (answer.status_code, answer.location) == (303, url(bundle))
    with office.database.reading() as session:
        page = session.get_one(DraftPage, (bundle.id, 2))
    assert (page.turned, page.state) == (90, PageState.WAITING)
    assert clerk.post(turn, {"degrees": "45"}).status_code == 409


def test_the_journal_says_who_arranged(clerk: Browser, office: Office, bundle: Draft) -> None:
    clerk.post(url(bundle, "/merge"), {"position": "1"})
    with office.database.reading() as session:
        entry = session.exec(
            select(JournalEntry).where(JournalEntry.event == "bundle-arranged")
        ).one()
    assert entry.officer_id is not None
