"""Whatever happens in an office, the index says what the register says, to who may know it.

``SARABAN_OPERATIONS=1000 SARABAN_SEED=7 pytest tests/search/test_agreement.py`` has as
much happen, by another chance.
"""

import os
import random

import pytest
from sqlmodel import select

import app
from registry.holdings import circle_for, may_see
from registry.models import Letter
from registry.notes import notes_of
from registry.office import Office
from registry.people import Actor
from registry.vocabulary import Permission, Secrecy
from search import indexing
from search.engine import Engine
from tests.search.desk import STEPS, WORDS, Desk
from tests.search.indexed import found_by, indexed_for, seen_by, work_off

OPERATIONS = int(os.environ.get("SARABAN_OPERATIONS", "60"))
SEED = int(os.environ.get("SARABAN_SEED", "1"))
ENOUGH = 600
"""Operations after which each of them has happened."""


def noted_for(office: Office, officer: Actor, word: str) -> set[int]:
    """The letters on which an officer reads a word that somebody wrote there."""
    with office.database.reading() as session:
        return {
            letter.id or 0
            for letter in session.exec(select(Letter).where(may_see(officer)))
            for note in notes_of(session, letter.id or 0, circle_for(session, officer, letter))
            if word in note.text
        }


@pytest.mark.timeout(300 + 2 * OPERATIONS)
def test_after_any_operations_index_and_register_agree(
    searched_office: Office, searched_engine: Engine
) -> None:
    office, engine = searched_office, searched_engine
    desk, chance = Desk(office, SEED), random.Random(SEED)  # noqa: S311 - choices of a test
    for _ in range(OPERATIONS):
        desk.step()
        if chance.random() < 0.2:
            work_off(office, engine)
        if chance.random() < 0.005:
            indexing.rebuild(office.database, engine)
    work_off(office, engine)
    said = app.create_app(office).test_cli_runner().invoke(args=["search", "check"])
    assert said.output.strip() == "ดัชนีค้นตรงกับทะเบียน"
    with office.database.reading() as session:
        secret = set(session.exec(select(Letter.id).where(Letter.secrecy == Secrecy.SECRET)))
    for officer in desk.officers:
        if officer.may(Permission.READ):
            assert indexed_for(engine, officer) == seen_by(office, officer) - secret
            for word in WORDS:
                found = set(found_by(engine, officer, f"เกษียน:{word}"))
                assert found == noted_for(office, officer, word) - secret, (officer, word)
    if OPERATIONS >= ENOUGH:
        assert set(desk.done) == set(STEPS)
