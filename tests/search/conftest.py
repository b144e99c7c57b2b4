import pytest

from registry.office import Office
from search import jobs
from search.engine import Engine, open_engine
from tests.search.indexed import work_off


@pytest.fixture
def engine(office: Office) -> Engine:
    """The office's own engine, with an index of what is in the register."""
    made = open_engine(office)
    jobs.prepare(office, made.index)
    work_off(office, made)
    return made
