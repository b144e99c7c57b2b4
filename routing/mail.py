"""Notices by e-mail: what one says, how it leaves, and that it has left.

A mail names a letter only to who may open it, and nothing of a secret one: it
carries the link. Sending is at least once. What has been mailed is written in
the transaction that closes the job, after the mail server has taken the mail;
a mail that goes again carries the Message-ID of the first.
"""

import datetime as dt
import hashlib
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from sqlalchemy import update
from sqlmodel import Session, col, select

from registry.models import Letter
from registry.people import actor_of
from registry.people_models import Officer, Unit
from registry.settings import Settings
from registry.thai import bangkok_day, clock_time, short_date
from registry.vocabulary import Secrecy
from routing.models import Assignment
from routing.notice_models import MailChoice, MailWay, Notice
from routing.notice_operations import unmailed
from routing.notice_queries import openable

MOST_LINES = 200
"""Notices of one mail; the rest comes with the next."""
PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail ready to leave, with the notices it tells of."""

    message: EmailMessage
    notice_ids: Sequence[int]


def next_mail(
    session: Session, settings: Settings, officer_id: int, *, now: dt.datetime
) -> Mail | None:
    """Return the mail an officer should have, or ``None`` if there is nothing he wants to have."""
    choice = session.get(MailChoice, officer_id)
    officer = session.get_one(Officer, officer_id)
    if not settings.smtp_host or choice is None or choice.way is MailWay.NONE:
        return None
    found = session.exec(
        select(Notice, Assignment, Letter, Unit)
        .join(MailChoice, col(MailChoice.officer_id) == col(Notice.officer_id))
        .outerjoin(Assignment, col(Assignment.id) == col(Notice.assignment_id))
        .outerjoin(Letter, col(Letter.id) == col(Assignment.letter_id))
        .outerjoin(Unit, col(Unit.id) == col(Assignment.to_unit_id))
        .where(Notice.officer_id == officer_id, unmailed())
        .order_by(col(Notice.id))
        .limit(MOST_LINES)
    ).all()
    if not found or not officer.is_active:
        return None
    actor = actor_of(session, officer, on=bangkok_day(now))
    his = openable(session, actor, {letter.id for _, _, letter, _ in found if letter})
    lines = [
        _said(settings.address, one, lying, unit, letter if letter and letter.id in his else None)
        for one, lying, letter, unit in found
    ]
    ids = [one.id or 0 for one, _, _, _ in found]
    return Mail(_message(settings, choice.address, lines, officer_id, ids), ids)


def send(settings: Settings, mail: Mail) -> None:
    """Hand a mail to the agency's server; raises what ``smtplib`` does, for the queue to see."""
    context = ssl.create_default_context()
    server, port = settings.smtp_host, settings.smtp_port
    with (
        smtplib.SMTP_SSL(server, port, timeout=PATIENCE_SECONDS, context=context)
        if settings.smtp_security == "tls"
        else smtplib.SMTP(server, port, timeout=PATIENCE_SECONDS)
    ) as connection:
        if settings.smtp_security == "starttls":
            connection.starttls(context=context)
        if settings.smtp_user:
            connection.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        connection.send_message(mail.message)


def note_mailed(session: Session, mail: Mail, *, at: dt.datetime) -> None:
    """Note which notices have left by mail."""
    left = update(Notice).where(
        col(Notice.id).in_(mail.notice_ids), col(Notice.mailed_at).is_(None)
    )
    session.execute(left.values(mailed_at=at))


def _message(
    settings: Settings, address: str, lines: Sequence[str], officer_id: int, ids: Sequence[int]
) -> EmailMessage:
    # The policy refuses a header with a line's end in it, whoever put it there.
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"งานสารบรรณ: แจ้งเตือน {len(lines)} เรื่อง"
    message["From"] = Address("งานสารบรรณ", addr_spec=settings.smtp_from)
    message["To"] = Address(addr_spec=address)
    name = hashlib.sha256(f"{officer_id} {list(ids)}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{settings.smtp_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    foot = f"ดูทั้งหมดหรือเลือกวิธีรับอีเมล: {settings.address}/routing/notices"
    message.set_content("\n\n".join([*lines, foot]) + "\n")
    return message


def _said(
    site: str, one: Notice, lying: Assignment | None, unit: Unit | None, letter: Letter | None
) -> str:
    """Write one notice; ``letter`` is ``None`` where he who is told may not open it.

    Of a secret file nothing is said but that it waits, not even for which unit.
    """
    head = one.kind.label
    if lying is None or unit is None:
        return f"{head}\n{site}/intake/secret"
    if lying.due_at is not None:
        head += f" (กำหนด {short_date(bangkok_day(lying.due_at))} {clock_time(lying.due_at)} น.)"
    if letter is None:
        return f"{head}\nเรื่องของ{unit.name}\n{site}/routing/"
    is_open = letter.secrecy is Secrecy.NONE
    about = f"{letter.subject}\n" if is_open else ""
    return f"{head}\n{about}{site}/letters/{letter.id}"
