"""A citation means a letter of its number and year, whenever that letter comes."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlmodel import select

from registry.citing import Citation, citations_of, letters_meant, meets, written_citations
from registry.db import Database
from registry.models import Letter, LetterLink
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.references import LONGEST_RANGE, keys_within, search_key
from registry.vocabulary import LetterKind, LinkKind, Role
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_registered_letter,
    a_unit,
    an_agency,
    an_issued_letter,
    found,
)
from tests.intake.test_correcting import corrected


@pytest.fixture
def unit(each_office: Office) -> Unit:
    return a_unit(each_office, "กองช่าง", under=an_agency(each_office), code="ทส 0919.103")


@pytest.fixture
def clerk(each_office: Office, unit: Unit) -> Actor:
    return a_clerk(each_office, unit, roles=(Role.CLERK, Role.HEAD))


def citing(office: Office, unit: Unit, by: Actor, *cited: tuple[str, str]) -> Letter:
    """A letter with these entries of อ้างถึง, each with its day."""
    refers_to = [{"reference": found(one), "date": found(day)} for one, day in cited]
    read = a_letter_as_read(reference="อบ 0003/1", date="2025-05-01", refers_to=refers_to)
    return a_registered_letter(office, unit, by, letters=[read])


def cited_by(office: Office, letter: Letter) -> Sequence[int | None]:
    with office.database.reading() as session:
        wanted = select(LetterLink.other_id).where(
            LetterLink.letter_id == letter.id, LetterLink.kind == LinkKind.CITES
        )
        return session.exec(wanted.order_by(LetterLink.id)).all()  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [2817, 2818, 2819])
def test_each_number_of_a_range_means_the_letter_that_bears_the_range(
    each_office: Office, unit: Unit, clerk: Actor, place: int
) -> None:
    before = citing(each_office, unit, clerk, (f"ทส 0906.704/{place}", "2025-04-02"))
    ranged = a_registered_letter(
        each_office, unit, clerk, reference="ทส 0906.704/๒๘๑๗ - ๒๘๑๙", date="2025-04-02"
    )
    after = citing(each_office, unit, clerk, (f"ทส 0906.704/{place}", "2025-04-02"))
    beside = citing(each_office, unit, clerk, ("ทส 0906.704/2820", "2025-04-02"))
    assert cited_by(each_office, before) == cited_by(each_office, after) == [ranged.id]
    assert cited_by(each_office, beside) == [None]


def test_a_cited_range_means_the_one_letter_of_it_that_is_here(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    letter = citing(each_office, unit, clerk, ("กค 0402.2/2817-2819", "2025-04-02"))
    a_registered_letter(each_office, unit, clerk, reference="กค 0402.2/ว2818", date="2025-04-02")
    assert cited_by(each_office, letter) == [None]
    one = a_registered_letter(
        each_office, unit, clerk, reference="กค 0402.2/2818", date="2025-04-02"
    )
    assert cited_by(each_office, letter) == [one.id]


def test_of_two_letters_of_one_number_and_year_that_of_the_very_day_is_meant(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    letter = citing(each_office, unit, clerk, ("กค 0402.2/ว24", "2025-04-02"))
    number: dict[str, Any] = {"reference": "กค 0402.2/ว24"}
    a_registered_letter(each_office, unit, clerk, **number, date="2024-04-02")
    assert cited_by(each_office, letter) == [None]
    near = a_registered_letter(each_office, unit, clerk, **number, date="2025-01-09")
    assert cited_by(each_office, letter) == [near.id]
    right = a_registered_letter(each_office, unit, clerk, **number, date="2025-04-02")
    assert cited_by(each_office, letter) == [right.id]
    corrected(each_office, right, clerk, date="2025-04-03")
    assert cited_by(each_office, letter) == [near.id]


def test_who_sees_one_of_two_registrations_sees_what_cites_the_other(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    number: dict[str, Any] = {"reference": "กค 0402.2/ว24", "date": "2025-04-02"}
    a_registered_letter(each_office, unit, clerk, **number)
    twin = a_registered_letter(each_office, unit, clerk, **number)
    letter = citing(each_office, unit, clerk, ("กค 0402.2/ว24", "2025-04-02"))
    with each_office.database.reading() as session:
        assert [one.letter_id for one in citations_of(session, twin)] == [letter.id]


def test_a_letter_issued_here_cites_and_is_cited(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    ghost = citing(each_office, unit, clerk, ("ทส 0919.103/1", "2025-05-02"))
    written = "หนังสือจังหวัดอุบลราชธานี ที่ อบ ๐๐๐๓/๑ ลงวันที่ ๑ พฤษภาคม ๒๕๖๘"
    sent = an_issued_letter(each_office, unit, clerk, text={"refers_to": (written, "สัญญาจ้าง")})
    assert cited_by(each_office, ghost) == [sent.letter_id]
    with each_office.database.reading() as session:
        assert cited_by(each_office, session.get_one(Letter, sent.letter_id)) == [ghost.id]


def test_entries_of_a_written_letter_are_read_with_their_days() -> None:
    lines = [
        "1. หนังสือกรมบัญชีกลาง ด่วนที่สุด ที่ กค 0402.2/ว 24 ลงวันที่ 2 เมษายน 2568",
        "2. หนังสือกรมบัญชีกลาง ที่ กค 0402.2/๒๘๑๗ - ๒๘๑๙",
        "ประกาศกรม เรื่อง วันหยุด",
    ]
    assert written_citations(lines) == [
        Citation("กค 0402.2/ว24", "2025-04-02"),
        Citation("กค 0402.2/2817-2819", ""),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("กค 0402.2/ว24", "กค 0402.2/24"),
        ("กค 0402.2/ว24-26", "กค 0402.2/25"),
        ("กค 0402.2/24-26", "กค 0402.3/25"),
        ("กค 0402.2/024", "กค 0402.2/24"),
        ("กค 0402.2/1-9999", "กค 0402.2/25"),
    ],
)
def test_other_letters_do_not_meet(one: str, other: str) -> None:
    assert not meets(search_key(one), search_key(other))


@given(first=st.integers(1, 9000), length=st.integers(1, LONGEST_RANGE), inside=st.data())
def test_a_range_stands_for_itself_and_for_every_number_in_it(
    first: int, length: int, inside: st.DataObject
) -> None:
    keys = keys_within(search_key(f"กค 0402.2/{first}-{first + length}"))
    assert len(keys) == length + 2
    number = inside.draw(st.integers(first, first + length))
    assert search_key(f"กค 0402.2/{number:0{len(str(first))}}") in keys


def test_no_citation_is_looked_for_letter_by_letter(database: Database) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(_c: object, _k: object, said: str, values: object, *_more: object) -> None:
        asked.append((said, values))

    letter = Letter(
        id=1,
        bundle_id=1,
        pages=[],
        kind=LetterKind.EXTERNAL,
        reference_key="กค0402.2/2817",
        dated="2568-05-02",
        subject="ขอเชิญประชุม",
    )
    with database.reading() as session:
        # There are no rows by which PostgreSQL could tell what is worth while.
        begin = "SELECT 1" if database.is_sqlite else "SET LOCAL enable_seqscan = off"
        session.execute(text(begin))
        event.listen(database.engine, "before_cursor_execute", listen)
        citations_of(session, letter)
        letters_meant(session, letter.reference_key, letter.dated)
        event.remove(database.engine, "before_cursor_execute", listen)
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        plans = [
            "\n".join(map(str, session.connection().exec_driver_sql(f"{explain} {said}", values)))
            for said, values in asked
        ]
    for table, plan in zip(("letter_link", "letter"), plans, strict=True):
        assert f"ix_{table}_reference_range" in plan
        assert f"ix_{table}_reference_key" in plan
        assert not re.search(
            r"Seq Scan|SCAN \w+(?! USING (COVERING )?INDEX ix_\w+_reference_range)\b", plan
        )
