"""Pages of the second factor: asked for at sign-in, set up, renewed, given up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, TypeVar

from flask import Response, g, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import auth, one_time_codes, sessions, throttle
from registry import second_factor as factors
from registry.auth import current_officer, requires
from registry.auth_views import is_ours
from registry.blueprint import bp
from registry.office import office
from registry.qr_drawing import qr_svg
from registry.screen import Screen
from registry.second_factor import CodeRefused
from registry.second_factor_forms import (
    CodeForm,
    LostForm,
    PaperForm,
    RemoveForm,
    RenewForm,
    SetUpForm,
)
from registry.sign_in_steps import Step
from registry.web import done, redraws, show

T = TypeVar("T")

SUSPENDED = "ระงับโทรศัพท์เครื่องเดิมและให้เครื่องอื่นออกจากระบบแล้ว กรุณาตั้งโทรศัพท์เครื่องใหม่"


@dataclass(frozen=True)
class CodePage(Screen):
    """The second step of signing in."""

    template: ClassVar[str] = "registry/code.html"
    fragment: ClassVar[str] = "registry/_code.html"

    next: str


@dataclass(frozen=True)
class SecondFactorPage(Screen):
    """A telephone to set up, or what can be done with the one in use."""

    template: ClassVar[str] = "registry/second_factor.html"
    fragment: ClassVar[str] = "registry/_second_factor.html"

    word: str
    secret: str
    is_wanted: bool
    """Whether nothing else is open before it has been set up."""
    paper_left: int | None
    """Codes on paper that are still good; ``None`` while no telephone is in use."""


@dataclass(frozen=True)
class PaperCodesPage(Screen):
    """Ten codes, shown this once."""

    template: ClassVar[str] = "registry/paper_codes.html"
    fragment: ClassVar[str] = "registry/_paper_codes.html"

    codes: Sequence[str]


@bp.get("/sign-in/code")
@requires(during=Step.CODE)
def code() -> Response:
    """Ask for the code of the telephone."""
    if g.actor is not None:
        return done(url_for("registry.home"))
    return show(CodePage(next=request.values.get("next", "")))


@bp.post("/sign-in/code")
@requires(during=Step.CODE)
@redraws(code)
def give_code() -> AnyResponse:
    """Open the session by a code of the telephone."""
    form = CodeForm.parse(request.form)
    _open(partial(factors.give_code, code=form.code))
    return done(form.next if is_ours(form.next) else url_for("registry.home"))


@bp.post("/sign-in/paper")
@requires(during=Step.CODE)
@redraws(code)
def give_paper() -> AnyResponse:
    """Open the session by a code on paper; a lost telephone is suspended."""
    form = PaperForm.parse(request.form)
    _open(partial(factors.give_paper, code=form.paper, lost=form.lost))
    if form.lost:
        return done(url_for("registry.second_factor"), said=SUSPENDED)
    return done(form.next if is_ours(form.next) else url_for("registry.home"))


@bp.get("/account/second-factor")
@requires(during=Step.ENROL)
def second_factor() -> Response:
    """Show a telephone to set up, or what can be done with the one in use."""
    here, by = office(), current_officer()
    # Redrawn, the page must keep the QR code that the telephone has read.
    word = request.form.get("word") or one_time_codes.new_word()
    secret = one_time_codes.secret_of(here.settings.secret_key, by.id, word)
    with here.database.reading() as session:
        left = factors.paper_left(session, by.id)
    text = one_time_codes.shown(secret)
    return show(SecondFactorPage(word, text, is_wanted=g.step is not None, paper_left=left))


@bp.get("/account/second-factor/<word>.svg")
@requires(during=Step.ENROL)
def second_factor_code(word: str) -> Response:
    """Draw the QR code that a telephone reads."""
    by = current_officer()
    secret = one_time_codes.secret_of(office().settings.secret_key, by.id, word)
    response = make_response(qr_svg(one_time_codes.address_of(secret, by.login, g.agency_name)))
    response.mimetype = "image/svg+xml"
    return response


@bp.post("/account/second-factor")
@requires(during=Step.ENROL)
@redraws(second_factor)
def set_up_second_factor() -> AnyResponse:
    """Take the telephone and show the codes for paper."""
    form, here, by = SetUpForm.parse(request.form), office(), current_officer()
    address = request.remote_addr or ""
    with here.database.transaction() as session:
        auth.admit(session, by.login, address, at=here.clock.now())
    with here.database.reading() as session:
        auth.require_password(session, by, form.current)
    with here.database.transaction() as session:
        auth.readmit(session, by.login, address)
    act = partial(factors.set_up, word=form.word, code=form.code, sign_in_id=g.sign_in_id)
    return show(PaperCodesPage(_counted(act)))


@bp.post("/account/second-factor/paper")
@requires()
@redraws(second_factor)
def renew_paper_codes() -> AnyResponse:
    """Show ten new codes for paper."""
    form = RenewForm.parse(request.form)
    return show(PaperCodesPage(_counted(partial(factors.renew_paper, code=form.code_for_paper))))


@bp.post("/account/second-factor/remove")
@requires()
@redraws(second_factor)
def remove_second_factor() -> AnyResponse:
    """Give the telephone up."""
    form = RemoveForm.parse(request.form)
    _counted(partial(factors.remove, code=form.last_code))
    return done(url_for("registry.account"), said="เลิกใช้โทรศัพท์เครื่องเดิมแล้ว")


@bp.post("/account/second-factor/lost")
@requires()
@redraws(second_factor)
def lose_telephone() -> AnyResponse:
    """Suspend a lost telephone, by a code on paper."""
    form = LostForm.parse(request.form)
    _open(partial(factors.give_paper, code=form.paper, lost=True))
    return done(url_for("registry.second_factor"), said=SUSPENDED)


def _open(act: Callable[..., bool]) -> None:
    """Give a code to the session that asks; raise ``CodeRefused`` if it is not good."""
    if not _counted(partial(act, sign_in_id=g.sign_in_id)):
        raise CodeRefused
    here = office()
    with here.database.transaction() as session:
        g.token = sessions.use(session, g.sign_in_id, at=here.clock.now())


def _counted(act: Callable[..., T]) -> T:
    """Run what takes a code: counted before it is looked at, forgiven if it was right."""
    here, by = office(), current_officer()
    now, names = here.clock.now(), throttle.names_of_codes(by.id)
    with here.database.transaction() as session:
        throttle.count(session, names, at=now)
    with here.database.transaction() as session:
        done_so = act(session, here.settings.secret_key, by=by, at=now)
        if done_so is not False:
            throttle.forgive(session, names, wholly=next(iter(names)))
    return done_so
