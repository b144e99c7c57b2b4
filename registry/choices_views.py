"""The page on which an administrator says what the agency chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import choices as agency_choices
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.choices import Choices
from registry.office import office
from registry.screen import Screen
from registry.vocabulary import Permission, Role
from registry.web import done, redraws, show

administrators = requires(Permission.ADMINISTER)


@dataclass(frozen=True)
class ChoicesPage(Screen):
    """What the agency has chosen."""

    template: ClassVar[str] = "registry/choices.html"
    fragment: ClassVar[str] = "registry/_choices.html"

    chosen: Choices
    roles: Sequence[tuple[str, str]] = tuple((role.value, role.label) for role in Role)


@bp.get("/choices")
@administrators
def choices() -> Response:
    """Show what the agency has chosen."""
    with office().database.reading() as session:
        return show(ChoicesPage(agency_choices.choices_of(session)))


@bp.post("/choices")
@administrators
@redraws(choices)
def change_choices() -> AnyResponse:
    """Keep what the agency chooses from now on."""
    chosen, here, by = Choices.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        agency_choices.change_choices(session, here.jobs, chosen, by=by, at=here.clock.now())
    return done(url_for("registry.choices"), said="บันทึกค่าที่หน่วยงานกำหนดแล้ว")
