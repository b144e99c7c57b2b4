import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.extract.certainty import Evidence, Shape, found
from registry.references import (
    Reference,
    find_orders,
    find_references,
    head_reference,
    letter_reference,
    search_key,
)
from tests.golden.strings import excepted, rows

ROWS = [row for row in rows("refs") if row["raw"] not in excepted("refs")]
PRINTED = [r for r in ROWS if r["is_reference"] == "1" and r["kind"] != "ocr_damaged"]
DAMAGED = [row for row in ROWS if row["kind"] == "ocr_damaged"]
LOOKALIKES = [row for row in ROWS if row["is_reference"] == "0"]


def _read(raw: str) -> Reference | None:
    cited = head_reference(raw) if "ธปท" in raw else letter_reference(raw)
    return cited or next(iter(find_orders(raw)), None) or head_reference(raw)


@pytest.mark.parametrize("row", PRINTED, ids=lambda row: row["raw"][:40])
def test_a_reference_met_in_real_letters_has_its_canonical_form(row: dict[str, str]) -> None:
    wanted = row["canonical"].replace("/ว ", "/ว")
    reference = _read(row["raw"])
    assert reference
    assert reference.canonical == wanted or reference.canonical.endswith(f"ที่ {wanted}")


@pytest.mark.parametrize("row", LOOKALIKES, ids=lambda row: row["raw"][:40])
def test_a_lookalike_is_no_reference(row: dict[str, str]) -> None:
    assert letter_reference(row["raw"]) is None


@pytest.mark.parametrize("row", DAMAGED, ids=lambda row: row["raw"])
def test_a_damaged_reference_is_never_certain(row: dict[str, str]) -> None:
    evidence = Evidence(1, (0, 0, 10, 10), "tesseract 5.3.0", 0.99, thai_page=True)
    reference = _read(row["raw"])
    value = reference.canonical if reference else row["raw"]
    read = found(value, row["raw"], evidence, Shape.WHOLE)
    assert not read.certain
    assert read.confidence <= 0.5


def test_fewer_than_three_rows_in_a_hundred_are_excepted() -> None:
    exceptions, all_rows = len(rows("exceptions")), len(rows("refs")) + len(rows("dates"))
    assert exceptions < 0.03 * all_rows


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("ที่ กค ๐๔๐๒.๒/ว ๒๔", "กค 0402.2/ว24"),
        ("ที่ มท ๐๘๐๓.๓/ว๑๗๙๙", "มท 0803.3/ว1799"),
        ("ที่ ทส ๐๙๑๙.๑๐๓/ ๒๕๖", "ทส 0919.103/256"),
        ("ที่ กค ๐๔๐๒.๒/๒๘๑๗ - ๒๘๑๙", "กค 0402.2/2817-2819"),
        ("ที่ กค ๐๔๐๒.๒/๒๘๑๗-๑๙", "กค 0402.2/2817-19"),
        ("ที่ พณ ๑๐๑๙.๔๑/ ๑๕๓๔๙ -๔", "พณ 1019.41/15349"),
        ("นร 0403(กน)/9047", "นร 0403(กน)/9047"),
        ("สร. 0101/ว. 1982", "สร 0101/ว1982"),
        ("ทม 0501.1.13/ว 136", "ทม 0501.1.13/ว136"),
        ("อว 0603.07.04/1734", "อว 0603.07.04/1734"),
        ("สศด. 1403 /12", "สศด 1403/12"),
        ("มท 5306.46/นพ.-12", "มท 5306.46/นพ.-12"),
        ("กห ๐๓๐๑.๑๐.๑/๒๖๐", "กห 0301.10.1/260"),
    ],
)
def test_every_family_has_a_canonical_form(written: str, canonical: str) -> None:
    assert [found.canonical for found in find_references(written)] == [canonical]


def test_a_misread_circular_mark_stays_a_different_reference() -> None:
    cited, head = find_references("ที่ กค ๐๔๐๒.๒/ว ๒๔ และที่ กค ๐๔๐๒.๒/๑๒๕")
    assert (cited.circular, head.circular) == (True, False)
    assert cited.canonical != head.canonical


@pytest.mark.parametrize("written", ["ที่ สป 1226/2560", "กท.2286/2550", "ขก 4190/2551"])
def test_a_year_after_a_plain_unit_is_suspect(written: str) -> None:
    assert [found.suspect for found in find_references(written)] == [True]


def test_leading_zeros_of_the_unit_are_kept() -> None:
    (reference,) = find_references("ที่ อบ ๐๐๐๓/ว ๑๓๕๗")
    assert reference.unit == "0003"


@pytest.mark.parametrize("written", ["กค0402.2/ว24", "กค ๐๔๐๒.๒/ว ๒๔", "กค.0402.2 / ว. 24"])
def test_search_forgives_spacing_digits_and_dots(written: str) -> None:
    assert search_key(written) == "กค0402.2/ว24"


def test_a_circular_and_a_letter_of_the_same_number_have_two_keys() -> None:
    assert search_key("กค 0402.2/ว 24") != search_key("กค 0402.2/24")


@given(st.text(alphabet="ที่กคว0๔.2/- ()\n"))
def test_no_text_makes_the_grammar_fail(text: str) -> None:
    for reference in find_references(text):
        assert reference.canonical
    head_reference(text)
    search_key(text)
