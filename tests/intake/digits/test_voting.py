from intake.digits.voting import voted
from registry.ports import Guess


def likeliest(seen: str, *texts: tuple[str, float]) -> Guess:
    return voted(seen, [Guess(*text) for text in texts])[0]


def test_agreement_makes_a_doubtful_text_surer() -> None:
    best = likeliest("๒๕๑๓", ("๒๕๑๓", 0.6), ("๒๕๑๑", 0.4))
    assert best.text == "๒๕๑๓"
    assert best.probability > 0.95


def test_a_digit_tesseract_cannot_print_is_not_voted_down_by_it() -> None:
    best = likeliest("๒๕๕๒", ("๒๕๖๘", 0.9), ("๒๕๕๒", 0.05))
    assert best.text == "๒๕๖๘"


def test_a_digit_tesseract_knows_is_believed_where_the_second_reader_doubts() -> None:
    assert likeliest("1531", ("7531", 0.6), ("1531", 0.4)).text == "1531"


def test_what_only_the_first_reader_saw_is_a_text_too() -> None:
    texts = [guess.text for guess in voted("123", [Guess("128", 0.9), Guess("12", 0.05)])]
    assert sorted(texts) == ["12", "123", "128"]


def test_spaces_are_no_difference() -> None:
    texts = (Guess("๐ ๒๒ ๗๓", 0.5), Guess("๐ ๒๒ ๗๑", 0.3))
    assert [guess.text for guess in voted("๐๒๒๗๓", texts)] == ["๐ ๒๒ ๗๓", "๐ ๒๒ ๗๑"]


def test_latin_letters_among_thai_digits_say_nothing() -> None:
    texts = [Guess("กค ๐๔๐๒/ว๖", 0.9), Guess("กค ๐๔๐๒/ว๒", 0.1)]
    assert voted("NAA๐๕๐๒/ว", texts)[0] == voted("๐๕๐๒/ว", texts)[0]


def test_nothing_seen_changes_nothing() -> None:
    texts = (Guess("๙", 0.7), Guess("๗", 0.2))
    assert voted(" ", texts) == texts


def test_probabilities_never_sum_to_more_than_one() -> None:
    for seen in ("๒๕๕", "๒๕๖๘", "x"):
        found = voted(seen, [Guess("๒๕๖๘", 0.5), Guess("๒๕๖", 0.2)])
        assert 0 < sum(guess.probability for guess in found) <= 1
