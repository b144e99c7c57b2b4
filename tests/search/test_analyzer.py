import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analyzer import Analyzer

ANALYZER = Analyzer()
THAI = st.text(
    st.characters(codec="utf-8", min_codepoint=0x0E01, max_codepoint=0x0E5B), max_size=40
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ปี ๒๕๖๘", "ปี 2568"),
        ("นํ้า", "น้ำ"),
        ("ประ\u200bชุม", "ประชุม"),
        ("GFMIS", "gfmis"),
        ("ที่่", "ที่"),
    ],
)
def test_what_looks_alike_is_cut_alike(one: str, other: str) -> None:
    assert ANALYZER.words(one) == ANALYZER.words(other)
    assert ANALYZER.clusters(one) == ANALYZER.clusters(other)
    assert ANALYZER.grams(one) == ANALYZER.grams(other)


def test_punctuation_and_blanks_are_no_words() -> None:
    assert ANALYZER.words("(เรื่อง) : การประชุม …") == ("เรื่อง", "การประชุม")
    assert ANALYZER.words("อบต. 2568/1") == ("อบต", "2568", "1")


@pytest.mark.parametrize(
    ("word", "part"),
    [("คณะกรรมการ", "กรรมการ"), ("การประชุม", "ประชุม"), ("ผู้อำนวยการ", "อำนวยการ")],
)
def test_a_word_within_a_longer_one_is_its_part(word: str, part: str) -> None:
    assert part in ANALYZER.parts([word])


def test_chance_letters_within_a_word_are_no_part() -> None:
    assert ANALYZER.parts(["ประชุม"]) == {"ประ", "ชุม"}
    assert "กา" not in ANALYZER.parts(["การประชุม"])


def test_a_word_that_is_cut_otherwise_among_others_is_still_in_the_text() -> None:
    assert "แนวทาง" not in ANALYZER.words("พิจารณาแนวทางการกำหนด")
    assert "แนวทาง" in ANALYZER.within("พิจารณาแนวทางการกำหนด")
    assert "ดำเนินการ" in ANALYZER.within("การดำเนินการตามข้อ")


def test_words_by_chance_do_not_begin_in_the_middle_of_a_cluster() -> None:
    assert "งาน" not in ANALYZER.within("พนักงาน")  # too short to be meant
    assert ANALYZER.within("ที่ 24 abc") == frozenset()


def test_the_clusters_of_part_of_a_word_stand_in_those_of_the_word() -> None:
    part, whole = ANALYZER.clusters("กรรมการ"), ANALYZER.clusters("คณะกรรมการจัดซื้อ")
    assert any(whole[at : at + len(part)] == part for at in range(len(whole)))


def test_pairs_do_not_reach_over_blanks() -> None:
    assert ANALYZER.grams("กขค งจ ว24") == ("กข", "ขค", "งจ", "ว", "24")


def test_a_circular_is_not_the_letter_of_the_same_number() -> None:
    circular = ANALYZER.references("กค 0402.2/ว 24")
    assert {"กค", "0402", "0402.2", "กค0402", "ว24", "0402.2/ว24", "กค0402.2/ว24"} <= circular
    assert "24" not in circular
    assert "ว24" not in ANALYZER.references("กค 0402.2/24")


def test_a_reference_has_the_same_forms_however_it_is_written() -> None:
    written = ("กค 0402.2/ว24", "กค.๐๔๐๒.๒ / ว. ๒๔", "ที่ กค ๐๔๐๒.๒/ว ๒๔")
    assert len({ANALYZER.references(one) for one in written}) == 1


def test_a_range_of_copies_has_each_number() -> None:
    forms = ANALYZER.references("ศธ 04006/๒๘๑๗ - ๒๘๑๙")
    assert {"2817", "2818", "2819", "04006/2818"} <= forms


def test_an_order_is_known_by_its_number_and_year() -> None:
    assert {"839", "839/2561"} <= ANALYZER.references("สพฐ 839/2561")


def test_no_reference_has_no_forms() -> None:
    assert ANALYZER.references(" ") == frozenset()


@given(THAI)
def test_no_text_makes_an_empty_token(text: str) -> None:
    for cut in (ANALYZER.words, ANALYZER.clusters, ANALYZER.grams, ANALYZER.references):
        assert all(token and token == token.strip() for token in cut(text))


def test_a_word_broken_at_the_end_of_a_line_stands_in_the_text() -> None:
    for text in ("ขอเชิญเข้าร่วมประ\nชุมในวันที่", "ขอเชิญเข้าร่วมประ-\nชุมในวันที่"):
        assert "ประชุม" in Analyzer().within(text)
    assert "ประชุม" not in Analyzer().within("ขอเชิญเข้าร่วมประ\n\nชุมในวันที่")
