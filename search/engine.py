"""What searching works with: the analysis and the index, built once as the office is."""

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import current_app

from registry.office import Office
from registry.settings import SettingsRefused
from search.analyzer import Analyzer
from search.backend import SearchBackend


@dataclass(frozen=True, slots=True)
class Engine:
    """The index of an office, and how text is cut for it."""

    analyzer: Analyzer
    index: SearchBackend


def open_engine(office: Office) -> Engine:
    """Choose the engine the settings name. Nothing is opened before it is asked."""
    analyzer = Analyzer()
    return Engine(analyzer, ENGINES[office.settings.search](office, analyzer.version))


def engine() -> Engine:
    """Return the engine of the current Flask app."""
    current: Engine = current_app.extensions["search.engine"]
    return current


# Each engine is imported only where it is the one: the others cost memory, or are not installed.


def _whoosh(office: Office, version: str) -> SearchBackend:
    from search.whoosh_backend import WhooshBackend  # noqa: PLC0415 - see above

    return WhooshBackend(office.settings.data / "index", version)


def _postgres(office: Office, version: str) -> SearchBackend:
    if office.database.is_sqlite:
        raise SettingsRefused(
            "SARABAN_SEARCH=postgres ใช้ได้เมื่อทะเบียนอยู่ใน PostgreSQL เท่านั้น "
            "โปรดตั้ง SARABAN_DATABASE_URL หรือใช้ SARABAN_SEARCH=whoosh (the register is on SQLite)"
        )
    from search.postgres_backend import PostgresBackend  # noqa: PLC0415 - see above

    return PostgresBackend(office.database.engine, version)


def _tantivy(office: Office, version: str) -> SearchBackend:
    if importlib.util.find_spec("tantivy") is None:
        raise SettingsRefused(
            "SARABAN_SEARCH=tantivy ต้องติดตั้งส่วนเสริมก่อน โปรดสั่ง pip install 'saraban[fast-search]' "
            "หรือใช้ SARABAN_SEARCH=whoosh (the extra fast-search is not installed)"
        )
    from search.tantivy_backend import TantivyBackend  # noqa: PLC0415 - see above

    return TantivyBackend(office.settings.data / "index-tantivy", version)


ENGINES: Mapping[str, Callable[[Office, str], SearchBackend]] = MappingProxyType(
    {"whoosh": _whoosh, "postgres": _postgres, "tantivy": _tantivy}
)
"""Every value of ``SARABAN_SEARCH``, and how its index is opened.

Each raises ``SettingsRefused`` where the engine cannot work.
"""
