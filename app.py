"""The composition root: the one place that knows every part.

Run it with ``flask run``. Everything here is wiring; a decision that could be
wrong belongs in one of the packages, where it can be tested.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import intake.cli
import intake.secret_queries
import intake.views
import registry.cli
import registry.views
import registry.web
import routing.check
import routing.jobs
import routing.views
import search.advice
import search.cli
import search.indexing
import search.jobs
import search.views
from intake.drafts import mentioned_by_drafts
from intake.equipment import equipment
from registry import backup_jobs, check, measuring, papers, secret_register
from registry.db import Database
from registry.filestore import LocalFileStore
from registry.jobs import Handler, TableQueue
from registry.office import Office
from registry.ports import OcrEngine
from registry.settings import Settings
from registry.vocabulary import JobName
from search.engine import open_engine

BLUEPRINTS = (registry.views.bp, intake.views.bp, routing.views.bp, search.views.bp)


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """Return the current time in UTC."""
        return dt.datetime.now(dt.UTC)


def open_office(settings: Settings) -> Office:
    """Choose the real adapters."""
    return Office(
        settings=settings,
        database=Database(settings.database_url, threads=settings.web_threads),
        files=LocalFileStore(settings.data / "files"),
        jobs=TableQueue(),
        clock=SystemClock(),
    )


def handlers(
    office: Office, engine: Callable[[], OcrEngine] | None = None
) -> Mapping[JobName, Handler]:
    """Name the handler of every job; pages are read by both readers unless told otherwise."""
    # Imported for workers only: the web process opens no document, and is 30 MB smaller.
    from intake import jobs  # noqa: PLC0415
    from intake.digits.reader import TwoReaders  # noqa: PLC0415

    return {
        **backup_jobs.handlers(office, MENTIONS),
        **measuring.handlers(office),
        **papers.handlers(office),
        **jobs.handlers(office, engine or TwoReaders),
        **routing.jobs.handlers(office),
        **search.jobs.handlers(office, open_engine(office)),
    }


MENTIONS = (check.mentioned_by_register, mentioned_by_drafts)
"""Whose rows point at stored files; ``./saraban check`` asks each."""


def create_app(office: Office | None = None) -> Flask:
    """Build the application around an office; tests bring their own."""
    office = office or open_office(Settings.from_env())
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=office.settings.secret_key,
        MAX_CONTENT_LENGTH=office.settings.max_upload_mb * 1024 * 1024,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=office.settings.https,
    )
    app.extensions["registry.office"] = office
    app.extensions["registry.handlers"] = partial(handlers, office)
    app.extensions["registry.equipment"] = equipment
    app.extensions["registry.mentions"] = MENTIONS
    app.extensions["search.engine"] = engine = open_engine(office)
    app.extensions["registry.checks"] = (
        routing.check.check,
        partial(search.indexing.check, there=engine.index),
    )
    app.extensions["registry.advices"] = (
        secret_register.advise,
        partial(search.advice.advise, office=office, engine=engine),
    )
    app.extensions["registry.warnings"] = intake.secret_queries.warn
    app.extensions["registry.preparations"] = (partial(search.jobs.prepare, office, engine.index),)
    if office.settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=office.settings.proxies)  # type: ignore[method-assign]
    registry.web.init_app(app)
    registry.cli.init_app(app)
    intake.cli.init_app(app)
    search.cli.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
