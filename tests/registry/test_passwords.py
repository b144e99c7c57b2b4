import datetime as dt

import pytest

from registry import passwords
from registry.passwords import PasswordRefused, fault_of, is_due
from registry.people_models import Officer
from tests.conftest import NOW, OWASP
from tests.factories import PASSWORD


def an_officer(chosen: dt.datetime | None) -> Officer:
    return Officer(
        login="one", name="", password_hash="", created_at=NOW, password_changed_at=chosen
    )


@pytest.mark.parametrize(
    "common", ["password1", "PASSWORD1", "1234567890", "qwertyuiop", "iloveyou"]
)
def test_what_anybody_would_guess_first_is_refused(common: str) -> None:
    assert "เดาได้ง่าย" in fault_of(common)
    with pytest.raises(PasswordRefused):
        passwords.hashed(common)


@pytest.mark.parametrize("good", [PASSWORD, "correct horse", "กุญแจยาวพอ"])
def test_what_nobody_would_guess_is_not(good: str) -> None:
    assert fault_of(good) == ""


def test_the_list_holds_nothing_that_is_too_short_anyway() -> None:
    listed = passwords.COMMON.read_text(encoding="utf-8").splitlines()
    assert len(listed) > 8_000
    assert min(map(len, listed)) == passwords.SHORTEST_PASSWORD
    assert all(one == one.lower() for one in listed)


def test_a_password_is_kept_as_argon2id(monkeypatch: pytest.MonkeyPatch) -> None:
    """19 MiB and two passes (OWASP Password Storage Cheat Sheet); other tests spend less."""
    monkeypatch.setattr(passwords, "PASSWORDS", OWASP)
    assert passwords.hashed(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("chosen", "on", "due"),
    [
        ("2025-02-02", "2025-05-01", False),
        ("2025-02-02", "2025-05-02", True),
        ("2024-11-30", "2025-02-27", False),
        ("2024-11-30", "2025-02-28", True),  # February has no 30th
        ("2025-10-15", "2026-01-14", False),
        ("2025-10-15", "2026-01-15", True),
    ],
)
def test_a_password_is_due_on_its_day_three_months_on(chosen: str, on: str, due: bool) -> None:  # noqa: FBT001
    noon = dt.time(12, tzinfo=dt.UTC)
    day, then = (dt.datetime.combine(dt.date.fromisoformat(one), noon) for one in (on, chosen))
    assert is_due(an_officer(then), 3, at=day) is due


def test_one_that_somebody_else_gave_is_due_at_once_where_they_are_due_at_all() -> None:
    assert is_due(an_officer(None), 3, at=NOW)
    assert not is_due(an_officer(None), 0, at=NOW)
