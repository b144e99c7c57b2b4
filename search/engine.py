"""What searching works with: the analysis and the index, built once as the office is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import current_app

from registry.office import Office
from search.analyzer import Analyzer
from search.backend import SearchBackend
from search.whoosh_backend import WhooshBackend


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


def _whoosh(office: Office, version: str) -> SearchBackend:
    return WhooshBackend(office.settings.data / "index", version)


ENGINES: Mapping[str, Callable[[Office, str], SearchBackend]] = MappingProxyType(
    {"whoosh": _whoosh}
)
"""Every value of ``SARABAN_SEARCH``, and how its index is opened."""
