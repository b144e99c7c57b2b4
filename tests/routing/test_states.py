"""The table of moves keeps its promises."""

from hypothesis import given
from hypothesis import strategies as st

from routing.states import FINAL, GONE, MOVES, NEEDS, OPEN, Move, State, moves_from


def test_every_state_can_be_reached_and_every_move_made() -> None:
    reached = {State.DELIVERED}
    for _ in State:
        reached |= {after for (here, _), after in MOVES.items() if here in reached}
    assert reached == set(State)
    assert {move for _, move in MOVES} == set(Move) == set(NEEDS)


@given(st.lists(st.sampled_from(list(Move)), max_size=30))
def test_no_sequence_of_moves_leaves_a_final_state(moves: list[Move]) -> None:
    state = State.DELIVERED
    for move in moves:
        after = MOVES.get((state, move), state)
        assert state not in FINAL or after is state
        state = after


def test_from_every_open_state_the_matter_can_be_ended() -> None:
    ending = set(FINAL)
    for _ in State:
        ending |= {here for (here, _), after in MOVES.items() if after in ending}
    assert ending == set(State)


def test_only_what_ended_is_final() -> None:
    assert {State.FILED, *GONE} == FINAL
    assert set(State) == OPEN | FINAL
    assert not any(moves_from(state) for state in FINAL)
