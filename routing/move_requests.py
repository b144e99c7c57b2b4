"""From a sent form to the operation of its move."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from registry.calendar_queries import working_calendar
from registry.errors import FormRefused
from registry.people import Actor
from registry.ports import JobQueue
from registry.thai import bangkok_day
from routing import ending, filing, operations
from routing.deadlines import due_on
from routing.models import Assignment
from routing.move_forms import (
    AcknowledgeForm,
    AssignForm,
    FileForm,
    FinishForm,
    ReasonForm,
    ReceiveForm,
    SeenForm,
)
from routing.states import Move


@dataclass(frozen=True, slots=True)
class Asked:
    """A sent form, with who sent it when, and the transaction it is to happen in."""

    session: Session
    jobs: JobQueue
    assignment_id: int
    sent: MultiDict[str, str]
    by: Actor
    at: dt.datetime


def make(asked: Asked, move: Move) -> Assignment:
    """Make the move a form asks for; raise ``FormRefused`` and what the operations raise."""
    return MAKING[move](asked)


def ordered_due(session: Session, day: dt.date | None, *, now: dt.datetime) -> dt.datetime | None:
    """Return when an order for a day ends; raise ``FormRefused`` for a day that is over."""
    if day is None:
        return None
    if day < bangkok_day(now):
        raise FormRefused(fields={"due": "วันกำหนดผ่านไปแล้ว กรุณาเลือกวันนี้หรือวันหลังจากนี้"})
    return due_on(day, working_calendar(session))


def _receive(asked: Asked) -> Assignment:
    form = ReceiveForm.parse(asked.sent)
    return operations.receive(
        asked.session,
        asked.jobs,
        asked.assignment_id,
        form.entry(asked.sent, now=asked.at),
        by=asked.by,
        at=asked.at,
        seen=form.version,
    )


def _assign(asked: Asked) -> Assignment:
    form = AssignForm.parse(asked.sent)
    return operations.assign(
        asked.session,
        asked.jobs,
        asked.assignment_id,
        form.holder_id,
        form.order,
        by=asked.by,
        at=asked.at,
        due_at=ordered_due(asked.session, form.due, now=asked.at),
        seen=form.version,
    )


def _acknowledge(asked: Asked) -> Assignment:
    form = AcknowledgeForm.parse(asked.sent)
    return operations.acknowledge(
        asked.session,
        asked.jobs,
        asked.assignment_id,
        by=asked.by,
        at=asked.at,
        text=form.text,
        seen=form.version,
    )


def _start(asked: Asked) -> Assignment:
    seen = SeenForm.parse(asked.sent).version
    return operations.start(asked.session, asked.assignment_id, by=asked.by, at=asked.at, seen=seen)


def _finish(asked: Asked) -> Assignment:
    form = FinishForm.parse(asked.sent)
    return operations.finish(
        asked.session,
        asked.jobs,
        asked.assignment_id,
        form.result,
        by=asked.by,
        at=asked.at,
        seen=form.version,
    )


def _return(asked: Asked) -> Assignment:
    form = ReasonForm.parse(asked.sent)
    return ending.send_back(
        asked.session,
        asked.jobs,
        asked.assignment_id,
        form.reason,
        by=asked.by,
        at=asked.at,
        seen=form.version,
    )


def _withdraw(asked: Asked) -> Assignment:
    form = ReasonForm.parse(asked.sent)
    return ending.withdraw(
        asked.session,
        asked.jobs,
        asked.assignment_id,
        form.reason,
        by=asked.by,
        at=asked.at,
        seen=form.version,
    )


def _file(asked: Asked) -> Assignment:
    form = FileForm.parse(asked.sent)
    until = filing.kept_until(form.retention, form.years, forever=form.forever, at=asked.at)
    return filing.file(
        asked.session,
        asked.jobs,
        asked.assignment_id,
        form.file_code,
        form.retention,
        by=asked.by,
        at=asked.at,
        kept_until=until,
        seen=form.version,
    )


MAKING: Mapping[Move, Callable[[Asked], Assignment]] = MappingProxyType(
    {
        Move.RECEIVE: _receive,
        Move.ASSIGN: _assign,
        Move.ACKNOWLEDGE: _acknowledge,
        Move.START: _start,
        Move.FINISH: _finish,
        Move.RETURN: _return,
        Move.WITHDRAW: _withdraw,
        Move.FILE: _file,
    }
)
"""How each move is asked for."""
