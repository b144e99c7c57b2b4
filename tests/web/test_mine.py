"""The page of one's own work as a browser asks for it."""

import pytest
from flask import Flask
from sqlmodel import col, select

from app import create_app
from registry.models import Letter
from registry.office import Office
from routing.models import Assignment
from routing.move_models import MoveMade
from routing.states import State
from tests import factories
from tests.routing import conftest as routing
from tests.routing.conftest import Agency
from tests.web.browser import Browser


@pytest.fixture
def levels(office: Office) -> Agency:
    return routing.an_agency(office)


@pytest.fixture
def received(office: Office, levels: Agency) -> Assignment:
    """A letter that waits for the head of กองคลัง."""
    top, division = levels.department, levels.division
    letter: Letter = factories.a_registered_letter(office, top.unit, top.clerk)
    lies = factories.a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    return factories.a_received_assignment(office, lies, by=division.clerk)


def browser_of(app: Flask, login: str) -> Browser:
    made = Browser(app)
    assert made.sign_in(login, factories.PASSWORD).status_code == 303
    return made


@pytest.fixture
def head(office: Office, levels: Agency) -> Browser:
    return browser_of(create_app(office), levels.division.head.login)


def test_a_head_comes_home_to_her_work(head: Browser) -> None:
    assert head.get("/").location == "/routing/"


def test_a_clerk_comes_home_to_the_files_of_today(office: Office, levels: Agency) -> None:
    clerk = browser_of(create_app(office), levels.division.clerk.login)
    assert clerk.get("/").location == "/intake/"


def test_an_empty_page_says_what_will_stand_there(head: Browser) -> None:
    assert "ไม่มีเรื่องรอท่าน" in head.get("/routing/").text


def test_acknowledging_comes_back_to_the_same_section(head: Browser, received: Assignment) -> None:
    form = {"version": str(received.version), "only": "none", "page": "1"}
    answer = head.post(f"/routing/acknowledge/{received.id}", form)
    assert answer.location == "/routing/?only=none&page=1"
    assert "รับทราบแล้ว" in head.get(answer.location).text


def test_what_was_acknowledged_from_the_list_is_taken_back_there(
    office: Office, head: Browser, received: Assignment
) -> None:
    head.post(f"/routing/acknowledge/{received.id}", {"version": str(received.version)})
    assert 'action="/routing/undo"' in head.get("/routing/").text
    with office.database.reading() as session:
        made = session.exec(select(MoveMade.id).order_by(col(MoveMade.id).desc())).first()
    head.post("/routing/undo", {"made": str(made)})
    with office.database.reading() as session:
        assert session.get_one(Assignment, received.id).state is State.RECEIVED


def test_a_second_click_reads_where_the_letter_stands(head: Browser, received: Assignment) -> None:
    form = {"version": str(received.version)}
    head.post(f"/routing/acknowledge/{received.id}", form)
    answer = head.post(f"/routing/acknowledge/{received.id}", form)
    assert answer.status_code == 409
    assert "รับทราบแล้ว" in answer.text


def test_a_neighbour_cannot_acknowledge_it(
    office: Office, levels: Agency, received: Assignment
) -> None:
    other = browser_of(create_app(office), levels.other.head.login)
    answer = other.post(f"/routing/acknowledge/{received.id}", {"version": "2"})
    assert answer.status_code == 404


def test_a_section_nobody_knows_is_refused(head: Browser) -> None:
    assert head.get("/routing/?only=never").status_code == 422
