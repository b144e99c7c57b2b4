"""An index that is wrong, in whatever way, is found and made right."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text

import app
from registry.errors import RegistryError
from registry.models import Letter
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from search import indexing, jobs
from search.backend import Document
from search.engine import Engine, open_engine
from search.postgres_rows import CURRENT
from tests.factories import a_clerk, a_registered_letter, a_unit, an_agency
from tests.search.indexed import found_by, indexed_for, work_off

AGREES = "ดัชนีค้นตรงกับทะเบียน"


@dataclasses.dataclass
class Place:
    """An office with three letters in its index, each written there by itself."""

    office: Office
    engine: Engine
    clerk: Actor
    stranger: Actor
    letters: list[int]
    elsewhere: Unit

    @property
    def right(self) -> list[Document]:
        """What the index should hold."""
        with self.office.database.reading() as session:
            return list(indexing.documents(session, self.letters, self.engine.analyzer))

    def run(self, *arguments: str) -> Result:
        return app.create_app(self.office).test_cli_runner().invoke(args=arguments)

    def mended(self) -> list[str]:
        """What ``search check`` says the first time; then all is well for who asks."""
        said = self.run("search", "check")
        assert said.exit_code == 0, said.output
        assert self.run("search", "check").output.strip() == AGREES
        fresh = open_engine(self.office)
        assert indexed_for(fresh, self.clerk) == {*self.letters}
        assert indexed_for(fresh, self.stranger) == set()
        return said.output.splitlines()


@pytest.fixture
def place(searched_office: Office, searched_engine: Engine) -> Place:
    office, engine = searched_office, searched_engine
    unit, elsewhere = an_agency(office), a_unit(office, "กองอื่น")
    clerk, stranger = a_clerk(office, unit), a_clerk(office, elsewhere)
    letters = []
    for number in range(3):
        letter: Letter = a_registered_letter(office, unit, clerk, subject=f"ประชุม {number}")
        letters.append(letter.id or 0)
        work_off(office, engine)
    return Place(office, engine, clerk, stranger, letters, elsewhere)


def a_missing_letter(place: Place) -> None:
    place.engine.index.replace([place.letters[0]], [])


def a_letter_too_many(place: Place) -> None:
    one = dataclasses.replace(place.right[0], letter_id=place.letters[0] + 1000)
    place.engine.index.replace([], [one])


def an_old_document(place: Place) -> None:
    one = dataclasses.replace(place.right[0], mark="older")
    place.engine.index.replace([one.letter_id], [one])


def a_unit_that_may_not_see_it(place: Place) -> None:
    one = place.right[0]
    units = one.units | {place.elsewhere.id or 0}
    place.engine.index.replace([one.letter_id], [dataclasses.replace(one, units=units)])


def a_unit_that_no_longer_finds_it(place: Place) -> None:
    one = dataclasses.replace(place.right[0], units=frozenset({place.elsewhere.id or 0}))
    place.engine.index.replace([one.letter_id], [one])


@pytest.mark.parametrize(
    "damage",
    [
        a_missing_letter,
        a_letter_too_many,
        an_old_document,
        a_unit_that_may_not_see_it,
        a_unit_that_no_longer_finds_it,
    ],
)
def test_a_document_that_is_wrong_is_found_and_mended(
    place: Place, damage: Callable[[Place], None]
) -> None:
    assert place.mended() == [AGREES]
    damage(place)
    assert "index-behind" in found_wrong(place)
    assert place.mended()[-1] == "แก้แล้ว 1 ฉบับ"


def found_wrong(place: Place) -> set[str]:
    with place.office.database.reading() as session:
        index = open_engine(place.office).index
        return {one.code for one in indexing.check(session, index)}


# Files

GARBAGE = bytes(range(256)) * 8
SPOILT: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "garbage": lambda path: path.write_bytes(GARBAGE),
}


in_folders = pytest.mark.parametrize("searched_office", ["whoosh", "tantivy"], indirect=True)


def folder_of(place: Place) -> Path:
    settings = place.office.settings
    return settings.data / {"whoosh": "index", "tantivy": "index-tantivy"}[settings.search]


# Whoosh lets a file go only with the object that failed to read it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("how", SPOILT)
@in_folders
def test_a_spoilt_file_is_a_sentence_for_who_searches_and_is_built_anew(
    place: Place, how: str
) -> None:
    """Every file of the index in turn."""
    root = folder_of(place)
    if place.office.settings.search == "tantivy" and how in {"half", "garbage"}:
        pytest.skip("Tantivy panics, or does not look")
    whole = root.with_name("whole")
    shutil.copytree(root, whole)
    codes = set()
    for path in sorted(one.relative_to(root) for one in root.rglob("*") if one.is_file()):
        shutil.rmtree(root)
        shutil.copytree(whole, root)
        SPOILT[how](root / path)
        said = answer(place)
        wrong = {"3": set(), "index-damaged": {said}, "index-missing": {"index-stale"}}
        assert found_wrong(place) == wrong[said], path
        if said == "index-damaged" and said not in codes:
            assert place.mended() == ["ดัชนีค้นเสียหาย จัดทำใหม่แล้ว 3 ฉบับ"]
        codes.add(said)
    assert "index-damaged" in codes


def answer(place: Place) -> str:
    """How many letters are found by a program that has just begun, or why none can be."""
    try:
        return str(len(found_by(open_engine(place.office), place.clerk, "ประชุม")))
    except RegistryError as refusal:
        return refusal.code


@in_folders
def test_a_folder_that_is_gone_is_built_anew_when_the_program_starts(place: Place) -> None:
    root = folder_of(place)
    shutil.rmtree(next(root.glob("build-*")))
    fresh = open_engine(place.office)
    jobs.prepare(place.office, fresh.index)
    work_off(place.office, fresh)
    assert place.mended() == [AGREES]


@in_folders
def test_a_half_written_folder_beside_the_index_is_swept_away(place: Place) -> None:
    root = folder_of(place)
    (root / "build-halfway").mkdir()
    (root / "build-halfway" / "part").write_bytes(GARBAGE)
    (root / "current.new").write_bytes(b'{"fol')
    assert place.mended() == [AGREES]
    indexing.rebuild(place.office.database, place.engine)
    assert [one.name for one in root.glob("build-halfway")] == []
    assert place.mended() == [AGREES]


# Tables


in_postgres = pytest.mark.parametrize("searched_office", ["postgres"], indirect=True)


@in_postgres
def test_a_table_that_is_gone_is_built_anew(place: Place) -> None:
    with place.office.database.engine.begin() as connection:
        name = connection.execute(CURRENT.select()).one().place
        connection.execute(text(f"DROP TABLE saraban_search.{name}"))
    assert answer(place) == "index-damaged"
    assert found_wrong(place) == {"index-damaged"}
    assert place.mended() == ["ดัชนีค้นเสียหาย จัดทำใหม่แล้ว 3 ฉบับ"]


@in_postgres
def test_a_schema_that_is_gone_is_built_anew_when_the_program_starts(place: Place) -> None:
    with place.office.database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA saraban_search CASCADE"))
    assert found_wrong(place) == {"index-stale"}
    jobs.prepare(place.office, place.engine.index)
    work_off(place.office, place.engine)
    assert place.mended() == [AGREES]
