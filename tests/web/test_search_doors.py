"""What an officer may not see is, through every door of search, as if it were not there.

Each question about a letter of others is asked again with a word that stands nowhere;
but for that word, the two answers are the same, letter by letter.
"""

import re
from urllib.parse import quote, quote_plus, urlencode

import pytest
from flask import Flask

from registry.models import Letter
from registry.notes import NoteKind
from registry.office import Office
from registry.vocabulary import FileKind
from routing import note_operations
from routing.note_operations import Said
from tests import factories
from tests.search.indexed import work_off
from tests.web.browser import Browser

NOWHERE = 987_654


class Place:
    """Two divisions under an agency. One has a letter, of which the other may know nothing."""

    def __init__(self, app: Flask, office: Office) -> None:
        self.app, self.office = app, office
        self.top = factories.an_agency(office)
        self.ours, self.theirs = (
            factories.a_unit(office, name, under=self.top) for name in ("กองคลัง", "กองช่าง")
        )
        self.keeper = factories.a_clerk(office, self.ours, login="keeper")
        self.stranger = factories.a_clerk(office, self.theirs, login="stranger")
        self.head = factories.a_clerk(office, self.top, login="head")
        self.letter = factories.a_registered_letter(
            office,
            self.ours,
            self.keeper,
            subject="ขอเชิญประชุมเรื่องจระเข้",
            sender="กรมอุทยานแห่งชาติ",
            reference="ทส 0919.103/ว777",
            signatory="นายปรีดา มหาสมุทร",
            readings=[factories.a_reading(1, "เรื่อง จระเข้\nพบช้างป่าในนาข้าว")],
        )
        factories.a_registered_letter(office, self.theirs, self.stranger, subject="หอพัก")

    def ready(self) -> None:
        work_off(self.office, self.app.extensions["search.engine"])

    def browser(self, login: str) -> Browser:
        made = Browser(self.app)
        assert made.sign_in(login, factories.PASSWORD).status_code == 303
        return made

    def circular(self) -> Letter:
        """A letter that the top has sent to both, on which ours has written."""
        letter = factories.a_registered_letter(self.office, self.top, self.head, subject="เวียน")
        sent = [
            factories.a_sent_letter(self.office, letter, self.top, unit, by=self.head)
            for unit in (self.ours, self.theirs)
        ]
        ours = factories.a_received_assignment(self.office, sent[0], by=self.keeper)
        said, at = Said(NoteKind.REMARK, "ให้ฝ่ายพัสดุสำรวจจระเข้"), self.office.clock.now()
        with self.office.database.transaction() as session:
            jobs, by = self.office.jobs, self.keeper
            note_operations.write(session, jobs, ours.id or 0, said, by=by, at=at)
        return letter


@pytest.fixture
def place(app: Flask, office: Office) -> Place:
    return Place(app, office)


def said(browser: Browser, path: str, word: str) -> str:
    """An answer, with the word that was asked for made one with any other."""
    answer = browser.get(path)
    text = answer.data.decode("utf-8", "replace")
    for part in (word, *word.split()):
        for one in (part, quote(part), quote(part, safe=""), quote_plus(part)):
            text = text.replace(one, "…")
    text = re.sub(r'name="csrf_token" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", text)
    return f"{answer.status_code} {text}"


ABOUT = [
    ("จระเข้", "กิ้งก่า"),
    ("จรเข้", "กิงก่า"),
    ("ช้างป่า", "วัวแดง"),
    ("มหาสมุทร", "ทุ่งหญ้า"),
    ("กรมอุทยานแห่งชาติ", "กรมสัตว์ทะเลประหลาด"),
    ("กรมอุทยานแห่งชาด", "กรมสัตว์ทะเลประหลาก"),
    ("ทส 0919.103/ว777", "ฮฮ 0888.555/ว666"),
    ("ทส 0919.103/ว778", "ฮฮ 0888.555/ว667"),
    ("ว777", "ว666"),
]
"""What stands in the letter, or nearly so, and what stands nowhere."""
ASKED = ("{}", '"{}"', "-{} หอพัก", "{} หอพัก", "เรื่อง:{}", "จาก:{}", "อ้างถึง:{}", "เกษียน:{}")


@pytest.mark.parametrize(("there", "nowhere"), ABOUT)
def test_who_has_no_right_gets_the_answer_of_what_stands_nowhere(
    place: Place, there: str, nowhere: str
) -> None:
    place.ready()
    stranger = place.browser("stranger")
    doors = ["/search/?q={}", "/search/?sort=newest&q={}", "/search/?sender={}&q=หอพัก"]
    doors += [f"/search/?{urlencode({'q': one}, safe='{}')}" for one in ASKED]
    doors += ["/search/print.csv?q={}", "/search/print.csv?book=sent&q={}"]
    for door in doors:
        one, other = (
            said(stranger, door.replace("{}", quote(word)), word) for word in (there, nowhere)
        )
        assert one == other, door


def test_who_has_the_right_finds_it_by_all_of_these(place: Place) -> None:
    """Or the test above would say nothing."""
    place.ready()
    keeper = place.browser("keeper")
    for there, _ in ABOUT:
        page = keeper.get(f"/search/?q={quote(there)}").text
        assert f'"/letters/{place.letter.id}"' in page or "หมายถึง" in page, there


def test_a_saved_search_counts_nothing_of_others(place: Place) -> None:
    place.ready()
    stranger = place.browser("stranger")
    for name, word in (("ก", "จระเข้"), ("ข", "กิ้งก่า")):
        kept = {"q": word, "name": name, "shared": ""}
        assert stranger.post("/search/saved", kept).status_code == 303
    assert "ใหม่ " not in stranger.get("/search/").text


@pytest.mark.parametrize(
    "door",
    [
        "/letters/{}",
        "/letters/{}/chain",
        "/letters/{}/copy",
        "/letters/{}/who",
        "/letters/{}/send",
        "/letters/{}/correct",
        "/letters/{}/pages/1.jpg",
        "/search/letters/{}/1",
        "/search/letters/{}/1?q=จระเข้",
        *(f"/letters/{{}}/files/{kind}" for kind in FileKind),
    ],
)
def test_the_letter_itself_is_not_there(place: Place, door: str) -> None:
    stranger = place.browser("stranger")
    one, other = (
        said(stranger, door.format(number), f"/{number}") for number in (place.letter.id, NOWHERE)
    )
    assert one.startswith("404")
    assert one == other


def test_a_note_is_found_by_who_reads_it_and_by_no_neighbour(place: Place) -> None:
    letter = place.circular()
    place.ready()
    for reader in ("keeper", "head"):
        page = place.browser(reader).get(f"/search/?q={quote('เกษียน:จระเข้ เกษียน:พัสดุ')}").text
        assert f'href="/letters/{letter.id}"' in page
    neighbour = place.browser("stranger")
    assert neighbour.get(f"/letters/{letter.id}").status_code == 200
    for asked in ("เกษียน:{}", "เวียน เกษียน:{}", "เวียน -เกษียน:{}", 'สั่งการ:"{}"', "{}"):
        one, other = (
            said(neighbour, f"/search/?q={quote(asked.format(word))}", word)
            for word in ("จระเข้", "กิ้งก่า")
        )
        assert one == other, asked
    assert f'"/letters/{letter.id}"' in neighbour.get(f"/search/?q={quote('เวียน')}").text
