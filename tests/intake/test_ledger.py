import datetime as dt

import pytest
from sqlalchemy import text

from app import create_app
from intake import operations
from intake.ledger import Fate, Ledger, Period, ledger, unannounced
from intake.ledger_forms import LedgerFilter
from intake.ledger_queries import LedgerPage, ledger_page
from intake.models import Draft
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Channel, Role
from tests.conftest import NOW, TODAY
from tests.factories import (
    a_clerk,
    a_registered_letter,
    a_unit,
    an_agency,
    an_arrived_file,
)
from tests.fakes import FixedClock


def everything_that_happens(office: Office, unit: Unit, clerk: Actor) -> dict[str, Draft]:
    a_registered_letter(office, unit, clerk)
    files = {
        name: an_arrived_file(office, unit, file_name=f"{name}.pdf", channel=channel)
        for name, channel in {
            "waits": Channel.UPLOAD,
            "held": Channel.FOLDER,
            "refused": Channel.FOLDER,
        }.items()
    }
    with office.database.transaction() as session:
        held, refused = (files[name].id or 0 for name in ("held", "refused"))
        operations.quarantine(session, held, "x", "อ่านไม่ได้", at=NOW)
        operations.discard(session, office.jobs, refused, "ส่งผิด", by=clerk.id, at=NOW)
    return files


def account(office: Office, period: Period | None = None) -> Ledger:
    with office.database.reading() as session:
        return ledger(session, None, period or Period())


def page_of(office: Office, actor: Actor) -> LedgerPage:
    with office.database.reading() as session:
        return ledger_page(session, actor, LedgerFilter(), at=office.clock.now())


def test_what_came_in_is_somewhere(each_office: Office, clock: FixedClock) -> None:
    unit = an_agency(each_office)
    clerk = a_clerk(each_office, unit)
    everything_that_happens(each_office, unit, clerk)
    clock.time += dt.timedelta(days=1)
    an_arrived_file(each_office, unit, channel=Channel.COMMAND)
    found = account(each_office)
    assert [(line.day, line.channel, line.arrived) for line in found.lines] == [
        (TODAY + dt.timedelta(days=1), Channel.COMMAND, 1),
        (TODAY, Channel.FOLDER, 2),
        (TODAY, Channel.UPLOAD, 2),
    ]
    assert sum(found.went.values()) == found.arrived == 5
    assert found.went == {
        Fate.REGISTERED: 1,
        Fate.WAITING: 2,
        Fate.QUARANTINED: 1,
        Fate.DISCARDED: 1,
        Fate.UNKNOWN: 0,
    }
    assert account(each_office, Period(TODAY, TODAY)).arrived == 4


LOSSES = {
    "a row that went": "DELETE FROM draft WHERE file_name = 'waits.pdf'",
    "a letter that went": "DELETE FROM letter",
    "a refusal without a reason": "UPDATE draft SET state = 'discarded' WHERE channel = 'folder'",
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_file_that_is_nowhere_is_named(office: Office, loss: str) -> None:
    unit = an_agency(office)
    everything_that_happens(office, unit, a_clerk(office, unit))
    with office.database.engine.connect() as connection:
        connection.connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(text(LOSSES[loss]))
        connection.commit()
    assert len(account(office).unknown) == 1


def test_a_file_that_never_arrived_is_named(office: Office) -> None:
    unit = an_agency(office)
    with office.database.transaction() as session:
        never = Draft(
            unit_id=unit.id or 0,
            original="0",
            file_name="x",
            size=1,
            channel=Channel.UPLOAD,
            arrived_at=NOW,
        )
        session.add(never)
        session.flush()
        assert unannounced(session) == [never.id]


def test_nobody_counts_the_files_of_another_unit(office: Office) -> None:
    agency = an_agency(office)
    ours, theirs = (a_unit(office, name, under=agency) for name in ("กองเรา", "กองเขา"))
    clerk = a_clerk(office, ours)
    everything_that_happens(office, ours, clerk)
    stranger, auditor = a_clerk(office, theirs), a_clerk(office, agency, roles=[Role.AUDITOR])
    assert [page_of(office, one).ledger.arrived for one in (clerk, stranger, auditor)] == [4, 0, 4]
    assert [reason for _, reason in page_of(office, clerk).refused] == ["ส่งผิด"]
    assert page_of(office, stranger).refused == []


def test_the_command_ends_badly_if_a_file_is_nowhere(office: Office) -> None:
    unit = an_agency(office)
    everything_that_happens(office, unit, a_clerk(office, unit))
    runner = create_app(office).test_cli_runner()
    said = runner.invoke(args=["intake", "ledger"])
    assert said.exit_code == 0
    assert "เข้า 4" in said.output
    with office.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM draft WHERE file_name = 'waits.pdf'"))
    said = runner.invoke(args=["intake", "ledger"])
    assert said.exit_code == 1
    assert "waits.pdf" in said.output
