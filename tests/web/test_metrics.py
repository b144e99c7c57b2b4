"""The vital signs: on the page for people, as text for programs, and for nobody else."""

import datetime as dt
import re
import shutil

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlmodel import select

from app import create_app
from intake.equipment import equipment
from intake.sandbox import in_force
from registry import disk, jobs, machine_clock, measuring, vitals
from registry.disk import days_until_full, note
from registry.health import MISSING
from registry.jobs import Job
from registry.office import Office
from registry.settings import Settings, SettingsRefused
from registry.vocabulary import JobName
from tests import factories
from tests.conftest import NOW, TODAY
from tests.web.browser import Browser

TOKEN = "a-word-of-some-length"
LINE = re.compile(
    r"(# (HELP|TYPE) saraban_[a-z_]+ .+|"
    r'saraban_[a-z_]+(\{([a-z]+="([^"\\\n]|\\.)*"(,|(?=\})))+\})? -?[0-9.e+]+)'
)
"""One line of the text format, version 0.0.4."""
DAY = dt.timedelta(days=1)


def asked(office: Office, address: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    client: FlaskClient = create_app(office).test_client()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.get("/metrics", headers=named, environ_base={"REMOTE_ADDR": address})
    return answer.status_code, answer.text


def with_token(office: Office) -> Office:
    return set_up(office, metrics_token=SecretStr(TOKEN))


def set_up(office: Office, **settings_of_it: object) -> Office:
    settings = office.settings.model_copy(update=settings_of_it)
    return Office(
        settings=settings,
        database=office.database,
        files=office.files,
        jobs=office.jobs,
        clock=office.clock,
    )


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1"])
def test_this_machine_may_read_the_figures(office: Office, address: str) -> None:
    assert asked(office, address)[0] == 200


@pytest.mark.parametrize("address", ["10.0.0.7", "203.0.113.4", "2001:db8::1", ""])
def test_another_machine_may_not(office: Office, address: str) -> None:
    assert asked(office, address)[0] == 404


@pytest.mark.parametrize("header", ["X_Forwarded_For", "X_Real_Ip", "Forwarded", "Via"])
def test_what_a_proxy_passes_on_is_not_of_this_machine(office: Office, header: str) -> None:
    assert asked(office, **{header: "127.0.0.1"})[0] == 404


@pytest.mark.parametrize("said", [{"https": True}, {"proxies": 1}])
def test_behind_a_proxy_that_adds_no_header_only_the_token_counts(
    office: Office, said: dict[str, object]
) -> None:
    assert asked(set_up(office, **said))[0] == 404
    guarded = set_up(office, metrics_token=SecretStr(TOKEN), **said)
    assert asked(guarded, Authorization=f"Bearer {TOKEN}")[0] == 200


def test_with_a_token_who_has_it_may_read_from_anywhere_and_nobody_else(office: Office) -> None:
    guarded = with_token(office)
    right, wrong = f"Bearer {TOKEN}", f"Bearer {TOKEN}x"
    assert asked(guarded, "203.0.113.4", Authorization=right, Via="proxy")[0] == 200
    for said in ({}, {"Authorization": wrong}, {"Authorization": TOKEN}):
        assert asked(guarded, **said)[0] == 404


def test_a_short_token_is_refused_and_a_long_one_written_down_nowhere() -> None:
    with pytest.raises(SettingsRefused, match="METRICS_TOKEN"):
        Settings.from_env({"SARABAN_METRICS_TOKEN": "short"})


def test_the_token_is_in_no_backup(office: Office) -> None:
    assert TOKEN not in str(with_token(office).settings.without_secrets())


def test_every_line_is_one_prometheus_reads_and_none_tells_of_a_letter(office: Office) -> None:
    unit = factories.an_agency(office)
    clerk = factories.a_clerk(office, unit)
    factories.a_registered_letter(office, unit, clerk, subject="เรื่องที่ไม่มีใครควรรู้")
    jobs.report_in(office.database, "desk:1", at=NOW, says='{"reader": "tesseract \\"5\\" \\\\ 1"}')
    status, text = asked(office)
    assert status == 200
    assert [line for line in text.splitlines() if not LINE.fullmatch(line)] == []
    assert "เรื่อง" not in text
    assert 'saraban_jobs_waiting{job="search.index"} 1.0' in text
    assert "saraban_index_lag_letters 1.0" in text
    assert "saraban_workers 1.0" in text
    assert 'saraban_equipment{reader="tesseract \\"5\\" \\\\ 1"} 1.0' in text
    assert "saraban_backup_age_seconds" not in text


def test_the_age_of_a_queue_is_that_of_its_oldest_job(each_office: Office) -> None:
    with each_office.database.transaction() as session:
        for number in (1, 2):
            each_office.jobs.enqueue(session, JobName.TRIAGE, draft_id=number)
        first, second = session.exec(select(Job).order_by(Job.arguments)).all()
        assert first.asked_at is not None
        first.asked_at = NOW - dt.timedelta(hours=3)
        second.asked_at = NOW - dt.timedelta(minutes=5)
        session.add_all([first, second])
    with each_office.database.reading() as session:
        (queue,) = vitals.vitals(session, each_office.settings.data, at=NOW).queues
    assert (queue.count, queue.for_how_long) == (2, "3 ชั่วโมง")


def test_asking_again_makes_a_job_no_younger(office: Office) -> None:
    with office.database.transaction() as session:
        office.jobs.enqueue(session, JobName.TRIAGE, draft_id=1)
        job = session.exec(select(Job)).one()
        job.asked_at = NOW
        session.add(job)
    with office.database.transaction() as session:
        office.jobs.enqueue(session, JobName.TRIAGE, urgency=5, draft_id=1)
    with office.database.reading() as session:
        assert session.exec(select(Job)).one().asked_at == NOW


def test_the_disk_is_foretold_from_a_month_and_not_from_a_day(each_office: Office) -> None:
    with each_office.database.transaction() as session:
        note(session, 900, on=TODAY - 60 * DAY)
        note(session, 200, on=TODAY - 20 * DAY)
        note(session, 999, on=TODAY - 20 * DAY)
        assert days_until_full(session, 100, on=TODAY) == 20
        assert days_until_full(session, 300, on=TODAY) is None
        assert days_until_full(session, 100, on=TODAY - 15 * DAY) is None


def test_the_disk_is_looked_at_once_a_day(office: Office) -> None:
    for _ in range(2):
        finish = measuring.handlers(office)[JobName.MEASURE].work()
        with office.database.transaction() as session:
            finish(session)
    with office.database.reading() as session:
        (seen,) = session.exec(select(disk.DiskSeen)).all()
    assert (seen.day, seen.free > 0) == (TODAY, True)


def test_a_disk_that_will_be_full_this_month_is_said_before_it_is(
    clerk: Browser, office: Office
) -> None:
    assert "ใกล้เต็ม" not in clerk.get("/condition").text
    free = shutil.disk_usage(office.settings.data).free
    with office.database.transaction() as session:
        note(session, free * 2, on=TODAY - 10 * DAY)
    page = clerk.get("/condition").text
    assert "ใกล้เต็ม" in page
    assert re.search(r"จะเต็มในอีกราว (9|10|11) วัน", page)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ((True, 0.2), "เทียบกับเครื่องบอกเวลาอยู่"),
        ((False, 0.2), "ไม่ได้เทียบเวลา"),
        ((None, 0.2), "ไม่ทราบว่าเทียบเวลาแล้วหรือไม่"),
        ((True, -90.0), "บอกเวลาต่างกัน 90 วินาที"),
    ],
)
def test_a_clock_that_cannot_be_trusted_is_said(
    clerk: Browser, monkeypatch: pytest.MonkeyPatch, told: tuple[bool | None, float], said: str
) -> None:
    kept, ahead = told
    monkeypatch.setattr(machine_clock, "is_kept", lambda: kept)
    monkeypatch.setattr(machine_clock, "database_ahead", lambda *_, **__: ahead)
    assert said in clerk.get("/condition").text


def test_the_database_on_this_machine_has_our_time(each_office: Office) -> None:
    with each_office.database.reading() as session:
        ahead = machine_clock.database_ahead(session, at=dt.datetime.now(dt.UTC))
    assert abs(ahead) < 60


def test_the_kernel_says_whether_the_clock_is_kept_or_that_it_does_not_know() -> None:
    assert machine_clock.is_kept() in {True, False, None}


def test_what_workers_read_with_stands_on_the_page(clerk: Browser, office: Office) -> None:
    jobs.report_in(office.database, "desk:1", at=NOW, says='{"reader": "tesseract 5.3.0"}')
    page = clerk.get("/condition").text
    assert "ตัวอ่านตัวหนังสือ" in page
    assert "tesseract 5.3.0" in page


def test_what_a_worker_does_without_is_said_aloud(clerk: Browser, office: Office) -> None:
    says = f'{{"sandbox": "rlimits 25 s, {MISSING}: seccomp"}}'
    jobs.report_in(office.database, "desk:1", at=NOW, says=says)
    page = clerk.get("/condition").text
    assert "กรงสำหรับเปิดไฟล์" in page
    assert "! ไม่ครบ" in page


def test_a_worker_knows_its_readers_and_what_holds_hostile_files() -> None:
    said = equipment()
    assert said["sandbox"].startswith("rlimits 25 s 1,024 MiB, ")
    assert {part for part in in_force().parts if part in said["sandbox"]} == set(in_force().parts)
    assert said["reader"].startswith("tesseract ")
    assert said["numbers"].startswith("digits ")
