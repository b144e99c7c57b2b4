import datetime as dt

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from registry import jobs
from registry.backup import Proof, note_proven
from registry.health import condition
from registry.jobs import Job
from registry.office import Office
from registry.people import Actor
from registry.vocabulary import JobName
from search import advice
from tests.conftest import NOW
from tests.web.browser import Browser


def a_dead_job(office: Office) -> int:
    with office.database.transaction() as session:
        office.jobs.enqueue(session, JobName.READ_PAGE, draft_id=7, number=3)
        job = session.exec(select(Job)).one()
        job.is_dead, job.attempts, job.error = True, 5, "OcrFailed: crashed"
        session.add(job)
        assert job.id is not None
        return job.id


def waiting(session: Session) -> list[bool]:
    return [job.is_dead for job in session.exec(select(Job))]


def test_a_well_office_says_so_to_machines(browser: Browser) -> None:
    answer = browser.get("/health")
    assert answer.status_code == 200
    assert answer.json == {"is_well": True}


def test_an_office_without_its_database_is_not_well(browser: Browser, office: Office) -> None:
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE job RENAME TO gone")
    answer = browser.get("/health")
    assert answer.status_code == 503
    assert answer.json == {"is_well": False}


def test_an_office_without_its_file_store_is_not_well(browser: Browser, office: Office) -> None:
    (office.settings.data / "files").rename(office.settings.data / "gone")
    assert browser.get("/health").status_code == 503


def test_dead_jobs_stop_nothing_and_are_not_told_to_strangers(
    browser: Browser, office: Office
) -> None:
    well = browser.get("/health")
    a_dead_job(office)
    assert browser.get("/health").data == well.data
    assert browser.get("/health").status_code == 200


@pytest.mark.parametrize("name", [JobName.ERASE, JobName.TELL])
def test_of_which_secret_file_a_job_failed_nobody_is_told(
    clerk: Browser, office: Office, name: JobName
) -> None:
    """Only what is secret is erased, and told of by itself."""
    with office.database.transaction() as session:
        office.jobs.enqueue(session, name, draft_id=7)
        job = session.exec(select(Job)).one()
        job.is_dead, job.attempts = True, 5
        session.add(job)
    page = clerk.get("/condition").text
    assert name.label in page
    assert "ไฟล์เข้าที่" not in page
    assert "ลับ" not in name.label


def test_a_clerk_sees_what_died_and_tries_again(clerk: Browser, office: Office) -> None:
    job_id = a_dead_job(office)
    text = clerk.get("/condition").text
    assert "อ่านหน้า" in text
    assert "ไฟล์เข้าที่ 7 หน้า 3" in text
    assert clerk.post(f"/condition/jobs/{job_id}/retry").status_code == 303
    with office.database.reading() as session:
        assert waiting(session) == [False]
    assert "รออยู่ 1 งาน" in clerk.get("/condition").text


def test_what_went_wrong_is_told_to_whoever_runs_the_agency(
    clerk: Browser, administrator: Browser, office: Office
) -> None:
    """A fault may quote a letter of any division."""
    a_dead_job(office)
    assert "OcrFailed: crashed" in administrator.get("/condition").text
    assert "OcrFailed" not in clerk.get("/condition").text


def test_a_job_that_is_not_dead_is_not_there_to_retry(clerk: Browser) -> None:
    assert clerk.post("/condition/jobs/1/retry").status_code == 404


def test_the_machine_room_is_closed_to_auditors(auditor: Browser) -> None:
    assert auditor.get("/condition").status_code == 404


def test_a_silent_worker_counts_as_gone(clerk: Browser, office: Office) -> None:
    assert "ไม่มีตัวใดทำงานอยู่" in clerk.get("/condition").text
    jobs.report_in(office.database, "desk:1", at=NOW)
    assert "ทำงานอยู่ 1 ตัว" in clerk.get("/condition").text


def test_work_that_waits_is_counted_by_the_database_not_row_by_row(
    office: Office, writer: Actor
) -> None:
    with office.database.transaction() as session:
        for number in range(1, 4):
            office.jobs.enqueue(session, JobName.READ_PAGE, draft_id=7, number=number)
        office.jobs.enqueue(session, JobName.TRIAGE, draft_id=8)
    asked: list[str] = []
    with office.database.reading() as session:
        event.listen(
            office.database.engine,
            "before_cursor_execute",
            lambda *said: asked.append(said[2]),
        )
        seen = condition(session, office.settings.data, writer, at=NOW)
    counted = [(queue.name, queue.count) for queue in seen.vitals.queues]
    assert counted == [(JobName.READ_PAGE, 3), (JobName.TRIAGE, 1)]
    assert any("GROUP BY job.name" in one for one in asked)


def test_advice_stands_on_the_health_page(clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SARABAN_SEARCH=" not in clerk.get("/condition").text
    monkeypatch.setattr(advice, "MOST_ON_WHOOSH", -1)
    assert "SARABAN_SEARCH=" in clerk.get("/condition").text


def test_the_last_proven_backup_stands_on_the_health_page(
    clerk: Browser, office: Office, writer: Actor
) -> None:
    assert "ยังไม่เคยสำรอง" in clerk.get("/condition").text
    proof = Proof(
        "m.json", "/media/backup", row_count=1200, file_count=7, byte_count=9, journal_entry=1
    )
    with office.database.transaction() as session:
        note_proven(session, proof, at=NOW)
    assert "1,200 แถว 7 ไฟล์" in clerk.get("/condition").text
    with office.database.reading() as session:
        data, days = office.settings.data, [NOW + dt.timedelta(n) for n in (1, 3)]
        found = [condition(session, data, writer, at=day) for day in days]
    assert [one.proof_is_old for one in found] == [False, True]
