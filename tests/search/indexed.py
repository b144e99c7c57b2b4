"""Running the jobs of the index, and asking it as an officer would."""

from sqlmodel import col, select

from registry.holdings import may_see
from registry.jobs import Job
from registry.models import Letter
from registry.office import Office
from registry.people import Actor
from registry.vocabulary import JobName, Permission
from registry.worker import Worker
from search import jobs
from search.engine import Engine
from search.indexing import EVERYTHING
from search.query import read_query


def indexer(office: Office, engine: Engine) -> Worker:
    """A worker for the jobs of the index; those of other parts that wait are dropped."""
    with office.database.transaction() as session:
        mine = (JobName.INDEX, JobName.REBUILD)
        for job in session.exec(select(Job).where(col(Job.name).not_in(mine))):
            session.delete(job)
    return Worker(office.database, office.clock, jobs.handlers(office, engine))


def work_off(office: Office, engine: Engine) -> None:
    """Run the jobs of the index that wait."""
    worker = indexer(office, engine)
    while worker.run_one():
        pass


def found_by(engine: Engine, actor: Actor, text: str) -> list[int]:
    """The letters that an officer of these units finds, best first."""
    units = actor.permissions.get(Permission.READ, frozenset())
    question = read_query(text, engine.analyzer, dict.fromkeys(units, "หน่วยงาน"))
    return list(engine.index.find(question.near, units, per_page=100).letter_ids)


def indexed_for(engine: Engine, actor: Actor) -> set[int]:
    """All letters that the index would show an officer."""
    units = actor.permissions.get(Permission.READ, frozenset())
    return set(engine.index.find(EVERYTHING, units, per_page=1000).letter_ids)


def seen_by(office: Office, actor: Actor) -> set[int]:
    """All letters that the register would show an officer."""
    with office.database.reading() as session:
        return {one for one in session.exec(select(Letter.id).where(may_see(actor))) if one}
