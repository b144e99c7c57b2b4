"""What the benchmarks measure is the product: their offices, drafts and books are real ones."""

import os
from pathlib import Path

from sqlalchemy import text
from sqlmodel import select

from bench.full_baskets import add_units, fill_baskets
from bench.full_books import asked_pages, fill_book, registration, waiting_drafts
from bench.machine import cpu_of_machine, cpu_of_tree, memory_of_tree, peak_of, percentile, verdict
from bench.private_office import opened
from bench.registering import signed_in
from bench.search_corpus import Corpus
from bench.searched_office import build_index, fill_office
from intake.registration import register_draft
from registry.models import Receipt
from tests.conftest import a_postgres_database


def test_waiting_drafts_are_registered_with_the_first_numbers(tmp_path: Path) -> None:
    of = opened(tmp_path)
    for number, draft in enumerate(waiting_drafts(of, 2)):
        with of.office.database.transaction() as session:
            register_draft(
                session,
                of.office.jobs,
                draft,
                registration(number, of.office.clock.now()),
                unit_id=of.unit_id,
                by=of.clerk,
                at=of.office.clock.now(),
            )
    with of.office.database.reading() as session:
        assert session.exec(select(Receipt.number)).all() == [1, 2]


def test_what_comes_after_years_of_letters_gets_numbers_of_its_own(
    tmp_path: Path, postgres_server: str
) -> None:
    with a_postgres_database(postgres_server) as url:
        of = opened(tmp_path, url)
        fill_baskets(of, add_units(of, 10), 12)
        with of.office.database.transaction() as session:
            for name in ("bundle", "letter", "receipt", "assignment"):
                series = f"nextval(pg_get_serial_sequence('{name}', 'id'))"
                newest = f"(SELECT max(id) FROM {name})"
                assert session.execute(text(f"SELECT {series} > {newest}")).scalar_one()
        of.office.database.engine.dispose()


def test_every_page_asked_for_of_a_full_book_answers(tmp_path: Path) -> None:
    of = opened(tmp_path)
    fill_book(of, 130)
    client = signed_in(of)
    for _, address in asked_pages(130, 1, 1):
        assert client.get(address).status_code == 200
    assert "130" in client.get("/register").text


def test_a_process_uses_memory_and_time() -> None:
    mine = os.getpid()
    assert memory_of_tree(mine) > 0
    assert peak_of(mine) > 0
    assert cpu_of_machine() > cpu_of_tree(mine) > 0


def test_the_percentile_is_a_measured_value() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 3.0
    assert percentile([1.0], 0.95) == 1.0


def test_a_missed_figure_says_so() -> None:
    assert "MISSED" in verdict("speed", 1.0, 3.0)
    assert "reached" in verdict("wait", 1.0, 3.0, at_most=True)


def test_a_letter_drawn_into_an_office_is_on_the_page_that_asks_for_it(tmp_path: Path) -> None:
    of, corpus = opened(tmp_path), Corpus(1, 12)
    fill_office(of, corpus)
    assert build_index(of) == 12
    letter = corpus.letter(7)
    page = signed_in(of).get("/search/", query_string={"q": f"ที่:{letter.reference}"}).text
    assert 'href="/letters/7"' in page
