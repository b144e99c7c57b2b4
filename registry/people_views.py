"""Pages for administrators: units, officers, what each is where."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import journal, passkeys, people_queries, personnel, second_factor
from registry import people as people_operations
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.journal import Event
from registry.office import office
from registry.order_files import download, kept_order
from registry.passwords import hashed
from registry.people_forms import (
    ChangedUnitForm,
    MemberForm,
    NewOfficerForm,
    NewUnitForm,
    OfficerForm,
    PasswordForm,
    PeopleFilter,
    RoleForm,
)
from registry.ports import Digest
from registry.request_limits import takes_files
from registry.second_factor_forms import ResetForm
from registry.thai import bangkok_day
from registry.vocabulary import Permission
from registry.web import change, done, redraws, show

administrators = requires(Permission.ADMINISTER)


@bp.get("/people")
@administrators
def people() -> Response:
    """Show the tree of units and find officers."""
    wanted = PeopleFilter.parse(request.args)
    with office().database.reading() as session:
        return show(people_queries.people_page(session, current_officer(), wanted))


@bp.post("/people/units")
@administrators
@redraws(people)
def add_unit() -> AnyResponse:
    """Add a unit under another."""
    form = NewUnitForm.parse(request.form)
    added = change(personnel.add_unit, form.parent, form.name, form.short_name)
    return done(url_for("registry.unit", unit_id=added.id), said=f"เพิ่ม{form.name}แล้ว")


@bp.get("/people/units/<int:unit_id>")
@administrators
def unit(unit_id: int) -> Response:
    """Show a unit and its officers."""
    here = office()
    on = bangkok_day(here.clock.now())
    with here.database.reading() as session:
        return show(people_queries.unit_page(session, current_officer(), unit_id, on=on))


@bp.post("/people/units/<int:unit_id>/change")
@administrators
@redraws(unit)
def change_unit(unit_id: int) -> AnyResponse:
    """Rename a unit."""
    form = ChangedUnitForm.parse(request.form)
    change(personnel.change_unit, unit_id, form.name, form.short_name, form.code)
    return done(url_for("registry.unit", unit_id=unit_id), said="บันทึกชื่อหน่วยงานแล้ว")


@bp.post("/people/units/<int:unit_id>/close")
@administrators
@redraws(unit)
def close_unit(unit_id: int) -> AnyResponse:
    """Close a unit."""
    change(personnel.close_unit, office().jobs, unit_id)
    return done(url_for("registry.unit", unit_id=unit_id), said="ปิดหน่วยงานแล้ว")


@bp.post("/people/units/<int:unit_id>/reopen")
@administrators
@redraws(unit)
def reopen_unit(unit_id: int) -> AnyResponse:
    """Open a unit again."""
    change(personnel.reopen_unit, unit_id)
    return done(url_for("registry.unit", unit_id=unit_id), said="เปิดหน่วยงานอีกครั้งแล้ว")


@bp.post("/people/units/<int:unit_id>/officers")
@takes_files
@administrators
@redraws(unit)
def add_officer(unit_id: int) -> AnyResponse:
    """Add an officer with his first role."""
    form = NewOfficerForm.parse(request.form)
    facts = form.model_dump(exclude={"role", "password"})
    facts["password_hash"] = hashed(form.password)
    change(personnel.add_officer, unit_id, form.role, **facts, keep=kept_order("order"))
    return done(url_for("registry.unit", unit_id=unit_id), said=f"เพิ่ม{form.name}แล้ว")


@bp.post("/people/units/<int:unit_id>/members")
@takes_files
@administrators
@redraws(unit)
def add_member(unit_id: int) -> AnyResponse:
    """Give an officer who has an account already a role in this unit."""
    form = MemberForm.parse(request.form)
    with office().database.reading() as session:
        officer_id = people_operations.officer_named(session, form.member)
    keep = kept_order("order_here")
    change(personnel.give_role, officer_id, unit_id, form.role_here, keep=keep)
    return done(url_for("registry.unit", unit_id=unit_id), said="ให้บทบาทแล้ว")


@bp.get("/people/officers/<int:officer_id>")
@administrators
def officer(officer_id: int) -> Response:
    """Show an officer."""
    here, by = office(), current_officer()
    on, provider = bangkok_day(here.clock.now()), here.settings.provider
    with here.database.reading() as session:
        page = people_queries.officer_page(session, by, officer_id, on=on, provider=provider)
    return show(page)


@bp.post("/people/officers/<int:officer_id>/change")
@administrators
@redraws(officer)
def change_officer(officer_id: int) -> AnyResponse:
    """Correct an officer's name and position."""
    form = OfficerForm.parse(request.form)
    change(personnel.change_officer, officer_id, form.name, form.position)
    return done(url_for("registry.officer", officer_id=officer_id), said="บันทึกแล้ว")


@bp.post("/people/officers/<int:officer_id>/roles/give")
@takes_files
@administrators
@redraws(officer)
def give_role(officer_id: int) -> AnyResponse:
    """Give a role."""
    form = RoleForm.parse(request.form)
    keep = kept_order("order")
    change(personnel.give_another_role, officer_id, form.unit, form.role, keep=keep)
    return done(url_for("registry.officer", officer_id=officer_id), said="ให้บทบาทแล้ว")


@bp.get("/people/officers/<int:officer_id>/orders/<int:entry_id>")
@administrators
def role_order(officer_id: int, entry_id: int) -> Response:
    """Send the written order by which a role was given; the journal notes who opened it."""
    here, by = office(), current_officer()
    now = here.clock.now()
    with here.database.transaction() as session:
        given = people_queries.role_order(session, by, officer_id, entry_id).after
        path = here.files.path(Digest(given["digest"]))
        after = {"file_name": given["file_name"], "unit_id": given["unit_id"]}
        journal.record(
            session, Event.FILE_OPENED, "officer", officer_id, at=now, by=by.id, after=after
        )
    return download(path, f"คำสั่งให้บทบาท {entry_id}")


@bp.post("/people/officers/<int:officer_id>/roles/take")
@administrators
@redraws(officer)
def take_role(officer_id: int) -> AnyResponse:
    """Withdraw a role."""
    form = RoleForm.parse(request.form)
    change(personnel.take_role, office().jobs, officer_id, form.unit, form.role)
    # Without any role he may be nobody's any more whose page this administrator sees.
    return done(url_for("registry.unit", unit_id=form.unit), said="ถอนบทบาทแล้ว")


@bp.post("/people/officers/<int:officer_id>/close")
@administrators
@redraws(officer)
def close_account(officer_id: int) -> AnyResponse:
    """Let an officer in no more."""
    change(personnel.close_account, office().jobs, officer_id)
    return done(url_for("registry.officer", officer_id=officer_id), said="ปิดบัญชีแล้ว")


@bp.post("/people/officers/<int:officer_id>/reopen")
@administrators
@redraws(officer)
def reopen_account(officer_id: int) -> AnyResponse:
    """Let an officer in again."""
    change(personnel.reopen_account, officer_id)
    return done(url_for("registry.officer", officer_id=officer_id), said="เปิดบัญชีอีกครั้งแล้ว")


@bp.post("/people/officers/<int:officer_id>/password")
@administrators
@redraws(officer)
def reset_password(officer_id: int) -> AnyResponse:
    """Give an officer a new password, and up his passkeys if the administrator says so."""
    form = PasswordForm.parse(request.form)
    operation = passkeys.reset_password if form.drop_passkeys else personnel.reset_password
    change(operation, officer_id, hashed(form.password))
    said = "ตั้งรหัสผ่านใหม่แล้ว กรุณาแจ้งเจ้าตัวให้เปลี่ยนเองเมื่อเข้าสู่ระบบ"
    return done(url_for("registry.officer", officer_id=officer_id), said=said)


@bp.post("/people/officers/<int:officer_id>/suspend")
@administrators
@redraws(officer)
def suspend_sign_in(officer_id: int) -> AnyResponse:
    """Sign an officer out everywhere and make his telephone worthless."""
    change(second_factor.suspend, officer_id)
    said = "ออกจากระบบทุกเครื่องแล้ว และโทรศัพท์เครื่องเดิมใช้เข้าสู่ระบบไม่ได้"
    return done(url_for("registry.officer", officer_id=officer_id), said=said)


@bp.post("/people/officers/<int:officer_id>/second-factor/reset")
@administrators
@redraws(officer)
def reset_second_factor(officer_id: int) -> AnyResponse:
    """Let an officer set up another telephone."""
    form = ResetForm.parse(request.form)
    change(second_factor.reset, officer_id, form.reset_reason)
    said = "ล้างแล้ว เจ้าตัวตั้งโทรศัพท์เครื่องใหม่ได้เมื่อเข้าสู่ระบบด้วยรหัสผ่าน"
    return done(url_for("registry.officer", officer_id=officer_id), said=said)
