import pytest

from intake.extract.certainty import Evidence, Shape, found
from intake.extract.codes import body_of, is_known
from intake.extract.restored import believed, restored


def _evidence(engine: str, *, thai_page: bool = False) -> Evidence:
    return Evidence(1, (0, 0, 10, 10), engine, 0.98, thai_page)


def test_a_whole_value_of_a_text_layer_is_certain() -> None:
    assert found("กค 0402/1", "กค ๐๔๐๒/๑", _evidence("text layer"), Shape.WHOLE).certain


@pytest.mark.parametrize("shape", [Shape.LIKELY, Shape.LOOSE, Shape.BROKEN])
def test_what_does_not_fit_wholly_is_not_certain(shape: Shape) -> None:
    assert not found("x", "x", _evidence("text layer"), shape).certain


def test_arabic_digits_among_thai_ones_are_doubted() -> None:
    read = found("5", "5", _evidence("tesseract 5", thai_page=True), Shape.WHOLE)
    assert (read.certain, read.confidence) == (False, 0.5)


@pytest.mark.parametrize("engine", ["tesseract 5.3.0", "text layer over picture", "other reader"])
def test_only_what_was_typed_into_the_file_is_certain_unmeasured(engine: str) -> None:
    read = found("กอง", "กอง", _evidence(engine), Shape.WHOLE)
    assert not read.certain
    assert read.grounds


def test_what_was_typed_into_the_file_needs_no_measuring() -> None:
    assert found("กอง", "กอง", _evidence("text layer"), Shape.WHOLE).grounds is None


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("พื้นทีการศึกษา", "พื้นที่การศึกษา"),
        ("เรืองการจัดการ", "เรื่องการจัดการ"),
        ("ความมันคงปลอดภัย", "ความมั่นคงปลอดภัย"),
        ("ท้องถินจังหวัด", "ท้องถิ่นจังหวัด"),
        ("การใช้๐-Signature", "การใช้e-Signature"),
        ("ระบบ ๐-GP", "ระบบ e-GP"),
        ("๑๐-Soft", "๑๐-Soft"),
    ],
)
def test_dropped_marks_of_known_words_are_restored(read: str, right: str) -> None:
    assert restored(read) == right


@pytest.mark.parametrize(
    "word", ["เมืองพัทยา", "รุ่งเรือง", "ศรีบุญเรือง", "เสียงตามสาย", "เชือก", "ศาสตราจารย์", "สัมพันธภาพ"]
)
def test_words_of_their_own_are_left_alone(word: str) -> None:
    assert restored(word) == word


def test_typed_text_is_never_changed() -> None:
    assert believed("เรืองนี้", _evidence("text layer")) == "เรืองนี้"


def test_the_table_of_codes_knows_ministries_and_provinces() -> None:
    assert is_known("กค")
    assert body_of("กค") == "กระทรวงการคลัง"
    assert is_known("อบ")
    assert not is_known("ฉฉ")
