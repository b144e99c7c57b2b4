"""What a document lists is what the code has."""

import re

from registry.settings import Settings
from tests.docs_tables import DOCS, errors_page, every_refusal, routing_page


def test_every_setting_is_documented_and_no_other() -> None:
    text = (DOCS / "settings.md").read_text()
    named = re.findall(r"^\| `SARABAN_\w+` \(`(\w+)`\)", text, re.MULTILINE)
    assert set(named) == set(Settings.model_fields)


def test_the_page_of_refusals_is_made_from_the_code() -> None:
    assert (DOCS / "errors.md").read_text() == errors_page()


def test_the_page_of_moves_is_made_from_the_table() -> None:
    assert (DOCS / "routing.md").read_text() == routing_page()


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in every_refusal()]
    assert codes == sorted(set(codes))
