"""The people of ``bench load`` use the real office: a handful of them, for some seconds."""

from pathlib import Path

import pytest

from bench import pages
from bench.load import Plan, measure
from bench.load_people import Request, filled, links
from bench.load_report import report
from bench.private_office import web


def test_a_small_agency_meets_no_error_and_loses_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the web server alone; whole offices are started by tests of their own."""
    few = Plan(
        minutes=0, quiet_minutes=0.05, people=0.02, letters=0, ready=4, filled=40, think=(0.1, 0.4)
    )
    assert measure(few, tmp_path, running=web), capsys.readouterr().out
    said = capsys.readouterr().out
    for asked in ("clerk: list", "head: my work", "search: results", "4 files came in"):
        assert asked in said


def test_a_request_without_an_answer_is_an_error_and_being_too_late_is_none() -> None:
    assert Request("with OCR", "search: results", 60.0, 0, "TimeoutError").is_error
    assert Request("with OCR", "search: results", 0.1, 503, "busy").is_error
    assert not Request("with OCR", "clerk: register", 0.1, 409, "taken").is_error


def test_errors_stand_in_the_report() -> None:
    said = report([Request("with OCR", "head: letter", 0.2, 500, "")], [])
    assert "1 x head: letter 500" in said
    assert "errors" in said
    assert "MISSED" in said


def test_addresses_are_found_once_with_what_they_ask() -> None:
    page = '<a href="/letters/7"></a><a href="/letters/7"></a><a href="/x?a=1&amp;b=2"></a>'
    assert links(page, r"/letters/(\d+)") == ["7"]
    assert links(page, r"(/x[^\"]*)") == ["/x?a=1&b=2"]


def test_only_what_could_not_be_read_is_typed() -> None:
    form = {"letters.0.subject": "", "letters.0.kind": "memo", "letters.0.refers_to.0.date": ""}
    assert filled(form) == form | {"letters.0.subject": "ขอเชิญประชุม"}


def test_a_page_costs_time_and_statements(tmp_path: Path) -> None:
    meter = pages.measure(tmp_path, 2568, filled=20, ready=4, pages=2)
    (_, statements), *_ = meter.costs["head: my work"]
    assert statements > 0
    assert "search: results" in "\n".join(meter.table())
