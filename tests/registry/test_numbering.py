from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from registry import people
from registry.db import Database
from registry.models import RegisterBook
from registry.numbering import (
    BlockRefused,
    BookInUse,
    NumberRefused,
    book_of,
    reserve,
    start_at,
    take_number,
    unaccounted,
    use_reserved,
)
from registry.people_models import Unit
from registry.vocabulary import BookKind
from tests.conftest import NOW

YEAR = 2568


@pytest.fixture
def unit_id(database: Database) -> int:
    with database.transaction() as session:
        unit = people.add_unit(session, "กองคลัง", at=NOW)
    assert unit.id is not None
    return unit.id


def next_number(database: Database, unit_id: int, year: int = YEAR) -> int:
    with database.transaction() as session:
        return take_number(session, book_of(session, unit_id, BookKind.RECEIVED, year))


def test_numbers_have_no_gaps_when_officers_press_at_once(database: Database, unit_id: int) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: next_number(database, unit_id), range(200)))
    assert sorted(numbers) == list(range(1, 201))
    with database.reading() as session:
        assert session.exec(select(RegisterBook)).one().last_number == 200


def test_a_failed_registration_spends_no_number(database: Database, unit_id: int) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        take_number(session, book_of(session, unit_id, BookKind.RECEIVED, YEAR))
        raise ZeroDivisionError
    assert next_number(database, unit_id) == 1


def test_each_unit_and_each_year_has_its_own_series(database: Database, unit_id: int) -> None:
    with database.transaction() as session:
        below = people.add_unit(session, "กลุ่มงานบัญชี", at=NOW, parent_id=unit_id)
    assert next_number(database, unit_id) == 1
    assert next_number(database, unit_id) == 2
    assert next_number(database, below.id or 0) == 1
    assert next_number(database, unit_id, YEAR + 1) == 1


def test_a_paper_book_is_continued_in_mid_year(database: Database, unit_id: int) -> None:
    with database.transaction() as session:
        start_at(session, book_of(session, unit_id, BookKind.RECEIVED, YEAR), 22680)
    assert next_number(database, unit_id) == 22680


def test_a_book_in_use_keeps_its_start(database: Database, unit_id: int) -> None:
    next_number(database, unit_id)
    with pytest.raises(BookInUse), database.transaction() as session:
        start_at(session, book_of(session, unit_id, BookKind.RECEIVED, YEAR), 500)


def test_reserved_numbers_are_stepped_over_and_used_once_asked_for(
    database: Database, unit_id: int
) -> None:
    with database.transaction() as session:
        officer = people.add_officer(session, "pin", "ปิ่น น้ำใส", "กุญแจยาวพอ", at=NOW)
        book = book_of(session, unit_id, BookKind.RECEIVED, YEAR)
        reserve(session, book, 5, reason="ไฟดับ", by=officer.id or 0, at=NOW)
    assert next_number(database, unit_id) == 6
    with database.transaction() as session:
        book = book_of(session, unit_id, BookKind.RECEIVED, YEAR)
        assert use_reserved(session, book, 3) == 3
        with pytest.raises(NumberRefused):
            use_reserved(session, book, 6)
        with pytest.raises(BlockRefused):
            reserve(session, book, 0, reason="", by=officer.id or 0, at=NOW)


def test_a_number_nobody_holds_is_reported_missing(database: Database, unit_id: int) -> None:
    next_number(database, unit_id)
    with database.transaction() as session:
        book = book_of(session, unit_id, BookKind.RECEIVED, YEAR)
        assert unaccounted(session, book) == [1]


def test_the_tree_refuses_two_children_of_one_name(database: Database, unit_id: int) -> None:
    with database.transaction() as session:
        people.add_unit(session, "กลุ่มงาน", at=NOW, parent_id=unit_id)
        with pytest.raises(people.NameTaken):
            people.add_unit(session, "กลุ่มงาน", at=NOW, parent_id=unit_id)
        assert len(session.exec(select(Unit)).all()) == 2
