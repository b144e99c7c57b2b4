"""An administrator keeps the agency's abbreviations; nobody else sees the page."""

from tests.web.browser import Browser

PAGE = "/search/synonyms"


def test_a_pair_is_added_refused_twice_and_removed(administrator: Browser) -> None:
    said = {"word": "กยผ.", "means": "กองยุทธศาสตร์และแผนงาน"}
    assert administrator.post(f"{PAGE}/add", said).status_code == 303
    assert "กองยุทธศาสตร์และแผนงาน" in administrator.get(PAGE).text
    assert administrator.post(f"{PAGE}/add", said).status_code == 409
    assert administrator.post(f"{PAGE}/remove", {"synonym_id": "1"}).status_code == 303
    assert "ยังไม่มีคำของหน่วยงาน" in administrator.get(PAGE).text


def test_a_clerk_is_not_shown_it(clerk: Browser) -> None:
    assert clerk.get(PAGE).status_code in {403, 404}
