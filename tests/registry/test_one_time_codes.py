import base64
import datetime as dt
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import one_time_codes as codes
from tests.conftest import NOW

RFC = b"12345678901234567890"
PERIOD = dt.timedelta(seconds=codes.PERIOD)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B, SHA-1, the last six of its eight digits."""
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert codes.code_at(RFC, codes.step_at(moment)) == code


@pytest.mark.parametrize(
    ("periods", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_telephone_may_be_one_period_off(periods: int, good: bool) -> None:  # noqa: FBT001
    code = codes.code_at(RFC, codes.step_at(NOW + periods * PERIOD))
    assert (codes.step_of(RFC, code, at=NOW, after=-1) is not None) is good


def test_no_code_is_good_twice_nor_one_before_the_last() -> None:
    now = codes.step_at(NOW)
    for step in (now - 1, now):
        assert codes.step_of(RFC, codes.code_at(RFC, step), at=NOW, after=now) is None
    assert codes.step_of(RFC, codes.code_at(RFC, now + 1), at=NOW, after=now) == now + 1


@pytest.mark.parametrize("typed", ["", "12345", "๑๒๓๔๕๖", "0" * 5000, "\0"])
def test_what_is_no_code_opens_nothing(typed: str) -> None:
    assert codes.step_of(RFC, typed, at=NOW, after=-1) is None


def test_a_secret_needs_the_key_the_officer_and_the_word() -> None:
    made = {
        codes.secret_of(key, officer, word)
        for key in ("k", "l")
        for officer in (1, 11)
        for word in ("w", "1w")
    }
    assert len(made) == 8
    assert {len(secret) for secret in made} == {20}


@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_the_qr_code_holds_what_an_authenticator_reads(login: str, office: str) -> None:
    address = urlsplit(codes.address_of(RFC, login, office))
    facts = parse_qs(address.query, keep_blank_values=True)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert base64.b32decode(facts["secret"][0]) == RFC
    assert facts["issuer"] == [office[: codes.LONGEST_ISSUER]]
    assert unquote(address.path) == f"/{login}"


def test_a_code_on_paper_is_kept_however_it_is_typed_and_only_for_its_officer() -> None:
    slip = codes.new_paper_codes()
    assert len(set(slip)) == codes.ON_PAPER
    kept = codes.paper_hash("k", 1, slip[0])
    assert kept == codes.paper_hash("k", 1, slip[0].lower().replace("-", " "))
    others = [codes.paper_hash("k", 2, slip[0]), codes.paper_hash("l", 1, slip[0])]
    assert kept not in others
