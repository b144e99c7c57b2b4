import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from registry.holdings import Holding, circle_of, readers_of

_units = st.integers(1, 7)
_ways = st.dictionaries(_units, st.none() | _units, max_size=7)
WHEN = dt.datetime(2025, 5, 2, tzinfo=dt.UTC)


@given(ways=_ways, unit=_units)
def test_a_unit_is_read_by_those_in_whose_circle_it_is(
    ways: dict[int, int | None], unit: int
) -> None:
    """However the letter went, in rings and from units that have given it back included."""
    holdings = [
        Holding(letter_id=1, unit_id=to, from_unit_id=over, since=WHEN) for to, over in ways.items()
    ]
    assert readers_of(holdings, unit) == {
        reader for reader in ways if unit in circle_of(holdings, reader)
    }
