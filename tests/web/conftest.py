"""An office with people in it, and a browser for each of them."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app import create_app
from registry import people
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Role
from tests import factories
from tests.conftest import NOW
from tests.web.browser import PASSWORD, Browser


@pytest.fixture
def app(office: Office) -> Flask:
    made = create_app(office)
    made.testing = False  # an unexpected error shows its page, as it will to officers
    return made


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A stranger's browser."""
    return Browser(app)


@dataclass(frozen=True)
class Agency:
    """กรม with one กอง, and one officer of each role, all with ``PASSWORD``."""

    root: int
    division: int
    officers: dict[Role, int]


@pytest.fixture
def agency(office: Office) -> Agency:
    with office.database.transaction() as session:
        root = people.add_unit(session, "กรมทดสอบ", at=NOW)
        division = people.add_unit(session, "กองทดสอบ", short_name="กท.", parent_id=root.id, at=NOW)
        assert root.id is not None
        assert division.id is not None
        officers = {}
        for role in Role:
            one = people.add_officer(
                session, role.value, f"นาย{role.label}", PASSWORD, at=NOW, position=role.label
            )
            assert one.id is not None
            upper = role in {Role.ADMINISTRATOR, Role.AUDITOR}
            people.give_role(session, one.id, root.id if upper else division.id, role, at=NOW)
            officers[role] = one.id
    return Agency(root=root.id, division=division.id, officers=officers)


@pytest.fixture
def division(office: Office, agency: Agency) -> Unit:
    """กองทดสอบ itself."""
    with office.database.reading() as session:
        return session.get_one(Unit, agency.division)


@pytest.fixture
def writer(office: Office, agency: Agency) -> Actor:
    """The clerk of กองทดสอบ, who writes through operations and not through pages."""
    return factories.as_actor(office, agency.officers[Role.CLERK])


@pytest.fixture
def clerk(app: Flask, agency: Agency) -> Browser:
    """The browser of the clerk of กองทดสอบ."""
    return _signed_in(app, agency, Role.CLERK)


@pytest.fixture
def administrator(app: Flask, agency: Agency) -> Browser:
    return _signed_in(app, agency, Role.ADMINISTRATOR)


@pytest.fixture
def auditor(app: Flask, agency: Agency) -> Browser:
    return _signed_in(app, agency, Role.AUDITOR)


@pytest.fixture
def head(app: Flask, agency: Agency) -> Browser:
    return _signed_in(app, agency, Role.HEAD)


def _signed_in(app: Flask, agency: Agency, role: Role) -> Browser:
    assert role in agency.officers
    made = Browser(app)
    assert made.sign_in(role.value).status_code == 303
    return made
