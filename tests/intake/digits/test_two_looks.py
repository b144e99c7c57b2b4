import pytest

from bench.digits.stream import trial_pair
from intake.digits import two_looks
from intake.digits.alphabet import printed
from intake.digits.network import Network, network
from intake.digits.paths import best_path
from intake.digits.strips import Strip, strip_of
from intake.digits.two_looks import PENS, mixed, pens, texts_of
from registry.ports import Guess
from tests.intake.digits.test_network import LARGEST, line


def chances(*pairs: tuple[str, float]) -> tuple[Guess, ...]:
    return tuple(Guess(*pair) for pair in pairs)


def test_what_both_hold_possible_is_likelier_than_what_one_is_sure_of() -> None:
    one, other = chances(("๑๒", 0.6), ("๖๒", 0.4)), chances(("๔๒", 0.55), ("๖๒", 0.45))
    best, *_ = mixed(one, other, 0.5)
    assert best.text == "๖๒"
    assert best.probability == pytest.approx(0.425)


def test_the_second_look_counts_as_much_as_its_share() -> None:
    one, other = chances(("๑๒", 1.0)), chances(("๖๒", 1.0))
    assert [guess.text for guess in mixed(one, other, 0.3)] == ["๑๒", "๖๒"]
    assert [guess.text for guess in mixed(one, other, 0.9)] == ["๖๒", "๑๒"]


def test_a_look_that_found_nothing_takes_nothing_away() -> None:
    one = chances(("๑๒", 0.9))
    assert mixed(one, (), 0.9) == mixed((), one, 0.3) == one


def test_a_nine_a_hand_wrote_among_thai_figures_is_most_likely_a_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = network().seen(strip_of(line("วันที่ ๙๙ ตุลาคม ๒๕๖๘")))
    nines = chances(("วันที่ 99 ตุลาคม ๒๕๖๘", 1.0))
    monkeypatch.setattr(two_looks, "mended", lambda _first, _scores: nines)
    by_hand, typed = texts_of("", seen, 1.0), texts_of("", seen, 0.2)
    assert [guess.text for guess in by_hand] == ["วันที่ ๑๑ ตุลาคม ๒๕๖๘", "วันที่ 99 ตุลาคม ๒๕๖๘"]
    assert typed == nines


def test_the_network_of_pens_reads_more_of_what_pens_write() -> None:
    """Every third line of the stream for trying is filled in with a pen."""
    assert PENS.stat().st_size <= LARGEST
    written = [trial_pair(77, 3 * number) for number in range(40)]
    right = [
        sum(_read(net, strip) == printed(classes) for strip, classes in written)
        for net in (network(), pens())
    ]
    assert right[1] > 1.5 * right[0]


def _read(net: Network, strip: Strip) -> str:
    return "".join(letter.letter for letter in best_path(net.scores(strip))).strip()
