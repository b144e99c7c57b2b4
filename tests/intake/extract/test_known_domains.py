"""A torn e-mail address becomes a known one only where no other can be meant."""

import pytest

from bench.letters.words import AGENCIES
from intake.bundle import propose
from intake.extract.found import Found, Source
from intake.extract.known_domains import known_domains, likely_domain
from tests.intake.extract.test_letter import EXTERNAL
from tests.intake.pages import TESSERACT, TEXT_LAYER, a_page


def email(domain: str, engine: str = TESSERACT) -> Found[str]:
    page = a_page(EXTERNAL.replace("example.go.th", domain), engine=engine)
    (letter,) = propose([page]).letters
    assert letter.email
    return letter.email


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("moi.ao.th", "moi.go.th"),
        ("nhsogo.th", "nhso.go.th"),
        ("dga.orth", "dga.or.th"),
        ("nakhonsawon.go.th", "nakhonsawan.go.th"),
        ("ddc.moph.2o.th", "ddc.moph.go.th"),
    ],
)
def test_the_known_domain_is_proposed_with_the_reading_beside_it(read: str, meant: str) -> None:
    found = email(read)
    assert (found.value, found.source) == (f"saraban@{meant}", Source.CONTEXT)
    (seen,) = found.alternatives
    assert (seen.value, seen.source) == (f"saraban@{read}", Source.PAGE)
    assert not found.certain
    assert found.confidence + seen.probability <= 1


@pytest.mark.parametrize(
    "domain",
    [
        "nongkhae.go.th",  # a town, not the province of nongkhai
        "chiangtai.go.th",  # as near to chiangrai as to chiangmai
        "phitsanulok1.go.th",  # a school district
        "cmi4.go.th",
        "mo1.go.th",
        "dota.go.th",
        "chiangmai.go.th",
        "city.chiangmai.go.th",
        *(agency.domain for agency in AGENCIES),
    ],
)
def test_what_is_known_or_like_none_or_like_two_stays_as_read(domain: str) -> None:
    assert likely_domain(domain) in {None, domain}


def test_what_was_typed_into_the_file_stays() -> None:
    assert email("moi.ao.th", TEXT_LAYER).value == "saraban@moi.ao.th"


def test_no_two_known_domains_are_one_without_their_dots() -> None:
    assert [likely_domain(domain.replace(".", "")) for domain in known_domains()] == [
        *known_domains()
    ]
