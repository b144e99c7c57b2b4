import pytest

from intake.digits.fields import labels_of


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("เลขทีืองรับ ๔๔๒๑", ["เลขที่ลงรับ"]),
        ("ลขรับ 1866", ["เลขรับ"]),
        ("วัน เดอน บี 2 ธ.ค. 2567", ["วัน เดือน ปี"]),
        ("วันท ๒๐ มกราคม ๒๕๖๘", ["วันที่"]),
        ("ที่ คค ๑๔๙๑.๖/ ๑๐๗ วันที่ ๒๔ ก.ย. ๖๙", ["ที่", "วันที่"]),
        ("พ อว 1293.72/ 23408", ["ที่"]),
        ("สัง ณ วันที่ ๒๒ เมษายน พ.ศ. ๒๕๖๗", ["สั่ง ณ วันที่", "พ.ศ"]),
        ("๒๒ กรกฎาคม ๒๕๖๙", []),
    ],
)
def test_a_line_of_fields_gives_its_labels_rightly_spelt(line: str, labels: list[str]) -> None:
    found = labels_of(line)
    assert found is not None
    assert [label for _, label in found] == labels


@pytest.mark.parametrize(
    "line",
    [
        "จำนวน ๕ ชุด",
        "คณะกรรมการในวันที่ ๔ กรกฎาคม ๒๕๖๗",
        "ที่ คค ๙๓๒๗.๘/ กรมเส้นทางจักรยาน",
        "โทร. ๐ ๒๒๑๓ saraban",
        "กขค ๕",
    ],
)
def test_a_line_with_words_is_no_line_of_fields(line: str) -> None:
    assert labels_of(line) is None
