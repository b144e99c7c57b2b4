import threading
import time

from registry import jobs
from registry.jobs import Handler
from registry.office import Office
from registry.vocabulary import JobName
from registry.worker import Worker
from search import jobs as search_jobs
from search.engine import Engine
from tests.factories import a_clerk, a_registered_letter, an_agency
from tests.search.indexed import found_by, indexer

PATIENCE = 60


def test_a_letter_is_found_while_the_only_worker_reads_a_long_scan(
    searched_office: Office, searched_engine: Engine
) -> None:
    office, engine = searched_office, searched_engine
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    stop, found = threading.Event(), list[list[int]]()

    def read_page(draft_id: int) -> jobs.Finish:
        letter = a_registered_letter(office, unit, clerk, subject="ขอเชิญประชุมซ้อมแผน")
        until = time.monotonic() + PATIENCE * draft_id
        while not found_by(engine, clerk, "ซ้อมแผน") and time.monotonic() < until:
            time.sleep(0.02)
        found.append(found_by(engine, clerk, "ซ้อมแผน"))
        found.append([letter.id or 0])
        stop.set()
        return lambda _: None

    indexer(office, engine)  # drops what other parts have to do
    with office.database.transaction() as session:
        office.jobs.enqueue(session, JobName.READ_PAGE, urgency=99, draft_id=1)
    work = {
        **search_jobs.handlers(office, engine),
        JobName.READ_PAGE: Handler(read_page),
        JobName.REMIND: Handler(lambda: lambda _: None),
        JobName.DIGEST: Handler(lambda: lambda _: None),
    }
    Worker(office.database, office.clock, work).run(stop)
    assert found[0] == found[1]
