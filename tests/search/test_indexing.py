import pytest
from sqlmodel import select

from registry import registering
from registry.jobs import Job
from registry.models import Letter
from registry.office import Office
from registry.vocabulary import JobName, LetterKind, Secrecy, Urgency
from search import backend, indexing
from search.analyzer import Analyzer
from search.engine import Engine, open_engine
from search.sources import every_letter
from search.tree import Day, Facet, Field
from tests.conftest import NOW
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_reading,
    a_registered_letter,
    a_sent_letter,
    a_unit,
    an_agency,
)
from tests.search.indexed import found_by, indexed_for, indexer, seen_by, work_off


def differing(office: Office, engine: Engine) -> list[int]:
    with office.database.reading() as session:
        return indexing.differing(session, engine.index)


def test_a_registered_letter_is_found_by_what_it_says(office: Office, engine: Engine) -> None:
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    letter = a_registered_letter(
        office, unit, clerk, subject="ขอเชิญประชุมคณะกรรมการจัดซื้อจัดจ้าง", signatory="นายวีระ แซ่ตั้งมั่น"
    )
    other = a_registered_letter(
        office, unit, clerk, subject="ขอส่งรายงานการเงิน", reference="มท 0803.3/24"
    )
    work_off(office, engine)
    for text in ("กรรมการ", "จัดซื้อ ประชุม", "แซ่ตั้งมั่น", "ว ๒๗๓", "กค. ๐๔๑๔.๒ / ว ๒๗๓", "จาก:บัญชีกลาง"):
        assert letter.id in found_by(engine, clerk, text), text
    assert found_by(engine, clerk, "รายงาน") == [other.id]
    assert found_by(engine, clerk, "ว24") == []
    assert found_by(engine, clerk, "ที่:24") == [other.id]
    assert found_by(engine, clerk, "ประชุม -กรรมการ") == []


def test_a_word_broken_at_the_end_of_a_line_is_found(office: Office, engine: Engine) -> None:
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    readings = [a_reading(1, "ขอเชิญเข้าร่วมประ\nชุมสัมมนา")]
    letter = a_registered_letter(office, unit, clerk, readings=readings, subject="นัดหมาย")
    work_off(office, engine)
    assert found_by(engine, clerk, "ประชุม") == [letter.id]


def test_nobody_finds_by_a_number_of_a_book_he_may_not_read(office: Office, engine: Engine) -> None:
    agency = an_agency(office)
    division = a_unit(office, "กองคลัง", under=agency)
    clerk, reader = a_clerk(office, agency), a_clerk(office, division)
    with office.database.transaction() as session:
        registering.open_book(session, agency.id or 0, 7777, by=clerk, at=NOW)
    letter = a_registered_letter(office, agency, clerk)
    a_sent_letter(office, letter, agency, division, by=clerk)
    work_off(office, engine)
    assert found_by(engine, clerk, "เลขรับ:๗๗๗๗") == [letter.id]
    assert found_by(engine, clerk, "7777") == [letter.id]
    assert found_by(engine, reader, "เลขรับ:7777") == []
    assert found_by(engine, reader, "7777") == []
    assert indexed_for(engine, reader) == {letter.id}


def test_a_letter_under_a_cover_is_found_by_who_holds_the_cover(
    office: Office, engine: Engine
) -> None:
    agency = an_agency(office)
    division = a_unit(office, "กองคลัง", under=agency)
    clerk, reader = a_clerk(office, agency), a_clerk(office, division)
    letters = [
        a_letter_as_read(page_numbers=(1,), kind=LetterKind.STAMPED, wraps=(1,), subject="นำส่ง"),
        a_letter_as_read(page_numbers=(2,), subject="วงเงินงบประมาณ", reference="กค 0402.2/ว24"),
    ]
    cover = a_registered_letter(
        office, agency, clerk, letters=letters, page_count=2, subject="นำส่ง"
    )
    work_off(office, engine)
    assert indexed_for(engine, reader) == seen_by(office, reader) == set()
    a_sent_letter(office, cover, agency, division, by=clerk)
    work_off(office, engine)
    assert len(indexed_for(engine, reader)) == 2
    assert indexed_for(engine, reader) == seen_by(office, reader)
    assert found_by(engine, reader, "ว24")


def test_a_secret_letter_is_not_in_the_index(office: Office, engine: Engine) -> None:
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    letter = a_registered_letter(office, unit, clerk)
    work_off(office, engine)
    with office.database.transaction() as session:
        row = session.get_one(Letter, letter.id)
        row.secrecy = Secrecy.SECRET
        session.add(row)
    assert differing(office, engine) == [letter.id]
    indexing.mend(office.database, engine)
    assert indexed_for(engine, clerk) == set()


def test_a_document_says_when_and_from_whom(each_office: Office) -> None:
    unit = an_agency(each_office)
    clerk = a_clerk(each_office, unit)
    cited = [{"reference": "นร 0106/ว1", "date": "2025-04-25"}]
    a_registered_letter(each_office, unit, clerk, urgency=Urgency.VERY_URGENT, refers_to=cited)
    with each_office.database.reading() as session:
        [document] = indexing.documents(session, every_letter(session), Analyzer())
    assert document.units == {unit.id}
    assert document.tokens[Field.NUMBER] == (f"{unit.id}:1",)
    assert "ว1" in document.tokens[Field.CITED]
    assert document.days[Day.RECEIVED] == (NOW.date(), NOW.date())
    assert document.facets == {
        Facet.YEAR: "2568",
        Facet.MONTH: "2568-05",
        Facet.SENDER: "กรมบัญชีกลาง",
        Facet.KIND: "external",
        Facet.URGENCY: "very-urgent",
    }
    assert document.in_units == {
        Facet.STATE: {f"{unit.id}:received"},
        Facet.BOOK: {f"{unit.id}:received-2568"},
    }


def test_registering_has_the_letter_indexed_in_its_own_transaction(office: Office) -> None:
    unit = an_agency(office)
    letter = a_registered_letter(office, unit, a_clerk(office, unit))
    with office.database.reading() as session:
        waiting = session.exec(select(Job).where(Job.name == JobName.INDEX)).all()
    assert [job.arguments for job in waiting] == [f'{{"letter_id": {letter.id}}}']


def test_without_an_index_the_first_letter_has_one_built(office: Office) -> None:
    engine = open_engine(office)
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    letter = a_registered_letter(office, unit, clerk)
    work_off(office, engine)
    assert found_by(engine, clerk, "งบประมาณ") == [letter.id]


def test_an_indexer_that_dies_leaves_its_job_to_the_next(
    office: Office, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a kill leaves: the index as it was, the job under a lease that ends."""
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    letter = a_registered_letter(office, unit, clerk)

    def dies(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(engine.index, "replace", dies)
        work_off(office, engine)
    assert indexed_for(engine, clerk) == set()
    office.clock.time += registering.CLOCKS_DIFFER  # type: ignore[attr-defined]
    work_off(office, engine)
    assert indexed_for(engine, clerk) == {letter.id}


def test_a_letter_registered_during_a_rebuild_is_indexed_after_it(
    office: Office, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "PATIENCE", 0.0)
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    with engine.index.rebuilding():
        letter = a_registered_letter(office, unit, clerk)
        assert indexer(office, open_engine(office)).run_one()
        with office.database.reading() as session:
            [waiting] = session.exec(select(Job).where(Job.name == JobName.INDEX))
        assert waiting.urgency == 0
    work_off(office, engine)
    assert indexed_for(engine, clerk) == {letter.id}


def test_check_names_what_is_wrong_and_mending_makes_it_right(
    office: Office, engine: Engine
) -> None:
    unit = an_agency(office)
    letters = [a_registered_letter(office, unit, a_clerk(office, unit)) for _ in range(3)]
    work_off(office, engine)
    with office.database.reading() as session:
        assert list(indexing.check(session, engine.index)) == []
    engine.index.replace([letters[0].id or 0], [])
    with office.database.transaction() as session:
        row = session.get_one(Letter, letters[1].id)
        row.subject = "แก้ในฐานข้อมูลโดยตรง"
        session.add(row)
    with office.database.reading() as session:
        found = list(indexing.check(session, engine.index))
    assert [one.code for one in found] == ["index-behind"] * 2
    assert indexing.mend(office.database, engine) == [letters[0].id, letters[1].id]
    assert differing(office, engine) == []


def test_check_does_not_take_what_happens_while_it_reads_for_a_letter_forgotten(
    each_office: Office,
) -> None:
    unit, engine = an_agency(each_office), open_engine(each_office)
    clerk = a_clerk(each_office, unit)
    a_registered_letter(each_office, unit, clerk)
    work_off(each_office, engine)
    with each_office.database.snapshot() as session:
        assert len(every_letter(session)) == 1  # it has begun to read
        a_registered_letter(each_office, unit, clerk)
        work_off(each_office, engine)
        assert list(indexing.check(session, engine.index)) == []
