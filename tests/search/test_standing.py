from itertools import product

import pytest

from registry.vocabulary import BookKind
from search.standing import Entry, Standing, book_label, standing_in
from tests.conftest import NOW

RECEIVED, SENT = BookKind.RECEIVED, BookKind.SENT


def an_entry(unit: int, kind: BookKind = RECEIVED, *, is_void: bool = False) -> Entry:
    return Entry(unit, kind, 2568, 1, NOW, is_void)


@pytest.mark.parametrize(
    ("entries", "standing"),
    [
        ([], Standing.WAITING),
        ([an_entry(8)], Standing.WAITING),
        ([an_entry(7)], Standing.RECEIVED),
        ([an_entry(7, SENT)], Standing.SENT),
        ([an_entry(7, is_void=True)], Standing.VOID),
        ([an_entry(7, is_void=True), an_entry(7)], Standing.RECEIVED),
    ],
)
def test_a_letter_stands_where_the_books_of_the_unit_say(
    entries: list[Entry], standing: Standing
) -> None:
    assert standing_in(7, entries, is_filed=False) is standing


def test_what_a_unit_has_closed_is_filed_there_and_nowhere_else() -> None:
    for kind, is_void in product((RECEIVED, SENT), (True, False)):
        assert standing_in(7, [an_entry(7, kind, is_void=is_void)], is_filed=True) is Standing.FILED


def test_a_book_is_called_as_its_head_says() -> None:
    assert book_label(an_entry(7).book) == "ทะเบียนหนังสือรับ 2568"
    assert book_label("anything") == "anything"
