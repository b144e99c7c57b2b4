"""Notices by e-mail, against a real mail server on this machine."""

import asyncio
import dataclasses
import email
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from registry import personnel
from registry.errors import FormRefused
from registry.jobs import ATTEMPTS, Job
from registry.office import Office
from registry.people import Actor
from registry.settings import Settings, SettingsRefused
from registry.vocabulary import JobName, Role, Secrecy
from registry.worker import Worker
from routing import jobs as routing_jobs
from routing import mail, notice_operations
from routing.models import Assignment
from routing.notice_forms import MailForm
from routing.notice_models import MailWay, Notice, NoticeKind
from routing.notices import Told
from tests import factories
from tests.conftest import NOW
from tests.fakes import FixedClock
from tests.postgres import free_port
from tests.routing.conftest import Agency
from tests.routing.test_mine import a_letter, sent

ADDRESS = "somchai@example.go.th"


class Postbox:
    """What the server has taken; it refuses while ``is_full``."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.is_full = False

    async def handle_DATA(self, _server: SMTP, _session: Session, said: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(0)
        if self.is_full:
            return "452 no room"
        message = email.message_from_bytes(said.content or b"", policy=default)  # type: ignore[arg-type]
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 taken"


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def mailing(office: Office, postbox: Postbox) -> Iterator[Office]:
    """The office with a mail server of its own."""
    port = free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings = office.settings.model_copy(
        update={
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_security": "none",
            "smtp_from": "saraban@example.go.th",
            "address": "https://saraban.example.go.th",
        }
    )
    yield dataclasses.replace(office, settings=settings)
    controller.stop()


@pytest.fixture
def lies(office: Office, agency: Agency) -> Assignment:
    return sent(office, agency, a_letter(office, agency, subject="การซักซ้อม\u0e41ผน ปั้น ฐุ"))


def wants(office: Office, who: Actor, way: MailWay = MailWay.EACH) -> None:
    with office.database.transaction() as session:
        notice_operations.choose_mail(session, way, ADDRESS, by=who, at=NOW)


def tell(office: Office, who: Actor, one: Assignment, kind: NoticeKind = NoticeKind.ON) -> None:
    told = [Told(who.id, one.id or 0, kind, NOW.date())]
    with office.database.transaction() as session:
        notice_operations.tell(session, office.jobs, told, at=office.clock.now())


def work(office: Office) -> None:
    """Do the mails that wait, and nothing else."""
    with office.database.transaction() as session:
        for job in session.exec(select(Job).where(Job.name != JobName.MAIL)):
            session.delete(job)
    worker = Worker(office.database, office.clock, routing_jobs.handlers(office))
    while worker.run_one():
        pass


def test_a_mail_says_why_and_leads_to_the_letter(
    mailing: Office, agency: Agency, lies: Assignment, postbox: Postbox
) -> None:
    wants(mailing, agency.division.head)
    tell(mailing, agency.division.head, lies)
    work(mailing)
    (taken,) = postbox.taken
    said = taken.get_content()
    assert taken["To"] == ADDRESS
    assert taken["Subject"] == "งานสารบรรณ: แจ้งเตือน 1 เรื่อง"
    assert "ครบกำหนดวันนี้" in said
    assert "ปั้น ฐุ" in said
    assert f"https://saraban.example.go.th/letters/{lies.letter_id}\r\n" in said


def test_nothing_goes_twice_and_nothing_is_left(
    mailing: Office, agency: Agency, lies: Assignment, postbox: Postbox
) -> None:
    head = agency.division.head
    wants(mailing, head)
    for kind in (NoticeKind.ON, NoticeKind.REMINDER, NoticeKind.ON):
        tell(mailing, head, lies, kind)
        work(mailing)
    assert len(postbox.taken) == 2
    with mailing.database.reading() as session:
        assert all(one.mailed_at for one in session.exec(select(Notice)))


def test_a_full_server_is_tried_again_and_the_failure_can_be_seen(
    mailing: Office, agency: Agency, lies: Assignment, postbox: Postbox, clock: FixedClock
) -> None:
    wants(mailing, agency.division.head)
    tell(mailing, agency.division.head, lies)
    postbox.is_full = True
    work(mailing)
    with mailing.database.reading() as session:
        job = session.exec(select(Job)).one()
    assert "452" in job.error
    assert not job.is_dead
    postbox.is_full = False
    clock.time = job.due_at
    work(mailing)
    assert len(postbox.taken) == 1


def test_a_mail_that_died_is_sent_with_the_next_round(
    mailing: Office, agency: Agency, lies: Assignment, postbox: Postbox, clock: FixedClock
) -> None:
    wants(mailing, agency.division.head)
    tell(mailing, agency.division.head, lies)
    postbox.is_full = True
    for _ in range(ATTEMPTS):
        work(mailing)
        with mailing.database.reading() as session:
            clock.time = session.exec(select(Job)).one().due_at
    postbox.is_full = False
    with mailing.database.transaction() as session:
        assert session.exec(select(Job)).one().is_dead
        notice_operations.tell(session, mailing.jobs, [], at=clock.now())
    work(mailing)
    assert len(postbox.taken) == 1


def test_the_same_mail_sent_again_carries_the_same_name(
    mailing: Office, agency: Agency, lies: Assignment, postbox: Postbox
) -> None:
    head = agency.division.head
    wants(mailing, head)
    tell(mailing, head, lies)
    for _ in range(2):  # the machine died before it could note the first
        with mailing.database.reading() as session:
            found = mail.next_mail(session, mailing.settings, head.id, now=NOW)
        assert found is not None
        mail.send(mailing.settings, found)
    first, again = postbox.taken
    assert first["Message-ID"] == again["Message-ID"]


def test_of_a_secret_letter_only_the_link_is_mailed(
    mailing: Office, agency: Agency, postbox: Postbox
) -> None:
    letter = a_letter(mailing, agency, subject="เรื่องที่ต้องปกปิด", sender="หน่วยงานลับแล")
    with mailing.database.transaction() as session:
        session.get_one(type(letter), letter.id).secrecy = Secrecy.SECRET
    one = sent(mailing, agency, letter)
    wants(mailing, agency.division.head)
    tell(mailing, agency.division.head, one)
    work(mailing)
    said = postbox.taken[0].get_content()
    assert f"/letters/{letter.id}" in said
    assert "ปกปิด" not in postbox.taken[0].as_string() + said
    assert "ลับแล" not in said


def test_who_may_not_open_a_letter_is_mailed_no_word_of_it(
    mailing: Office, agency: Agency, lies: Assignment, postbox: Postbox
) -> None:
    wants(mailing, agency.other.head)
    tell(mailing, agency.other.head, lies, NoticeKind.ESCALATED)
    work(mailing)
    assert "ปั้น ฐุ" not in postbox.taken[0].get_content()
    assert "/letters/" not in postbox.taken[0].get_content()


def test_nobody_is_mailed_who_has_not_asked_or_has_seen_it(
    mailing: Office, agency: Agency, lies: Assignment, postbox: Postbox
) -> None:
    head, clerk = agency.division.head, agency.division.clerk
    tell(mailing, head, lies)
    wants(mailing, clerk)
    tell(mailing, clerk, lies)
    with mailing.database.transaction() as session:
        notice_operations.see_all(session, clerk, until=10**6, at=NOW)
    work(mailing)
    assert postbox.taken == []


def test_without_a_mail_server_nothing_is_tried(
    office: Office, agency: Agency, lies: Assignment
) -> None:
    wants(office, agency.division.head)
    tell(office, agency.division.head, lies)
    work(office)
    with office.database.reading() as session:
        assert session.exec(select(Job)).all() == []


@pytest.mark.parametrize(
    "address",
    ["", "ไม่ใช่", "a@b", "a@b.th\r\nBcc: c@d.th", "a@b.th, c@d.th", "a b@c.th", "<a@b.th>"],
)
def test_an_address_that_is_not_one_plain_address_is_refused(address: str) -> None:
    with pytest.raises(FormRefused):
        MailForm.parse(MultiDict({"way": "each", "address": address}))


def test_a_line_cannot_be_added_to_the_head_behind_the_form(
    mailing: Office, agency: Agency, lies: Assignment
) -> None:
    head = agency.division.head
    with mailing.database.transaction() as session:
        crooked = "a@example.go.th\r\nBcc: b@example.go.th"
        notice_operations.choose_mail(session, MailWay.EACH, crooked, by=head, at=NOW)
    tell(mailing, head, lies)
    with (
        mailing.database.reading() as session,
        pytest.raises(ValueError, match=r"CR|parse|special"),
    ):
        mail.next_mail(session, mailing.settings, head.id, now=NOW)


@pytest.mark.parametrize(
    "env",
    [
        {"SMTP_HOST": "mail.example.go.th"},
        {"SMTP_HOST": "mail.example.go.th", "SMTP_FROM": "a@b.th\nBcc: c@d.th"},
        {"SMTP_SECURITY": "none", "SMTP_USER": "a"},
        {"SMTP_SECURITY": "maybe"},
    ],
)
def test_a_mail_server_that_cannot_be_used_safely_stops_the_start(
    env: dict[str, str], office: Office
) -> None:
    given = {f"SARABAN_{name}": value for name, value in env.items()}
    with pytest.raises(SettingsRefused):
        Settings.from_env({**given, "SARABAN_DATA": str(office.settings.data)})


def test_an_open_server_is_not_spoken_to_in_the_open_when_tls_is_wanted(
    mailing: Office, agency: Agency, lies: Assignment, postbox: Postbox
) -> None:
    head = agency.division.head
    wants(mailing, head)
    tell(mailing, head, lies)
    strict = mailing.settings.model_copy(update={"smtp_security": "starttls"})
    with mailing.database.reading() as session:
        found = mail.next_mail(session, strict, head.id, now=NOW)
    assert found is not None
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail.send(strict, found)
    assert postbox.taken == []


def test_a_closed_account_is_not_mailed(
    mailing: Office, agency: Agency, lies: Assignment, postbox: Postbox
) -> None:
    head = agency.division.head
    root = factories.a_clerk(mailing, agency.department.unit, roles=[Role.ADMINISTRATOR])
    wants(mailing, head)
    tell(mailing, head, lies)
    with mailing.database.transaction() as session:
        personnel.close_account(session, mailing.jobs, head.id, by=root, at=NOW)
    work(mailing)
    assert postbox.taken == []


def test_a_registrar_is_mailed_that_a_secret_file_waits_and_nothing_else(
    mailing: Office, agency: Agency, postbox: Postbox
) -> None:
    unit = agency.division.unit
    registrar = factories.a_clerk(mailing, unit, roles=[Role.SECRET_REGISTRAR])
    for who in (registrar, agency.division.head, agency.division.clerk):
        wants(mailing, who)
    with mailing.database.transaction() as session:
        notice_operations.tell_registrars(session, mailing.jobs, 7, unit.id or 0, at=NOW)
    work(mailing)
    (taken,) = postbox.taken
    said = taken.get_content().split()
    site = "https://saraban.example.go.th"
    assert said[:2] == ["มีเรื่องลับรอนายทะเบียน", f"{site}/intake/secret"]
    assert unit.name not in taken.as_string()
