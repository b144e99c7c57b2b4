import pytest

from registry import people
from registry.db import Database
from registry.errors import NotFound
from registry.passwords import PasswordRefused, hashed
from registry.people import Actor, NameTaken
from registry.people_models import Officer
from registry.vocabulary import Permission, Role
from tests.conftest import NOW, TODAY


def an_actor(database: Database, *roles: tuple[int, Role]) -> Actor:
    with database.transaction() as session:
        one = people.add_officer(session, "one", "นายหนึ่ง", "long enough", at=NOW)
        assert one.id is not None
        for unit_id, role in roles:
            people.give_role(session, one.id, unit_id, role, at=NOW)
        return people.actor_of(session, one, on=TODAY)


@pytest.fixture
def tree(database: Database) -> tuple[int, int, int]:
    """กรม, its กอง, and the กลุ่ม under that."""
    ids: list[int] = []
    with database.transaction() as session:
        for name in ("กรม", "กอง", "กลุ่ม"):
            unit = people.add_unit(session, name, parent_id=ids[-1] if ids else None, at=NOW)
            assert unit.id is not None
            ids.append(unit.id)
    return ids[0], ids[1], ids[2]


def test_a_clerk_registers_in_his_unit_and_not_under_it(
    database: Database, tree: tuple[int, int, int]
) -> None:
    _, division, group = tree
    actor = an_actor(database, (division, Role.CLERK))
    assert actor.may(Permission.REGISTER, division)
    assert not actor.may(Permission.REGISTER, group)


def test_an_auditor_reads_his_unit_and_everything_under_it(
    database: Database, tree: tuple[int, int, int]
) -> None:
    root, division, group = tree
    actor = an_actor(database, (division, Role.AUDITOR))
    assert actor.may(Permission.AUDIT, group)
    assert not actor.may(Permission.AUDIT, root)
    assert not actor.may(Permission.REGISTER)


def test_an_administrator_reads_no_letters(database: Database, tree: tuple[int, int, int]) -> None:
    actor = an_actor(database, (tree[0], Role.ADMINISTRATOR))
    assert actor.may(Permission.ADMINISTER, tree[2])
    assert not actor.may(Permission.READ)


def test_an_officer_without_role_may_do_nothing(database: Database) -> None:
    actor = an_actor(database)
    assert not any(actor.may(permission) for permission in Permission)


def test_a_role_given_twice_is_held_once_and_taken_once(
    database: Database, tree: tuple[int, int, int]
) -> None:
    actor = an_actor(database, (tree[1], Role.CLERK), (tree[1], Role.CLERK))
    assert len(actor.roles) == 1
    with database.transaction() as session:
        people.take_role(session, actor.id, tree[1], Role.CLERK, at=NOW, by=actor.id)
    with pytest.raises(NotFound), database.transaction() as session:
        people.take_role(session, actor.id, tree[1], Role.CLERK, at=NOW, by=actor.id)


def test_two_officers_cannot_share_a_login(database: Database) -> None:
    an_actor(database)
    with pytest.raises(NameTaken):
        an_actor(database)


def test_a_short_password_is_refused_and_a_good_one_is_never_stored(database: Database) -> None:
    with pytest.raises(PasswordRefused):
        hashed("seven..")
    actor = an_actor(database)
    with database.reading() as session:
        stored = session.get_one(Officer, actor.id).password_hash
    assert stored.startswith("$argon2id$")
    assert "long enough" not in stored
