"""How much it says that something stands in a field so often, as BM25 weighs it."""

from collections.abc import Mapping
from types import MappingProxyType

from search.tree import Field

COMMON_LENGTH: Mapping[Field, float] = MappingProxyType(
    {
        Field.SUBJECT: 14.0,
        Field.BODY: 550.0,
        Field.DETAILS: 20.0,
        Field.CLUSTERS: 40.0,
    }
)
"""How long a field commonly is. Fixed, so that a score does not change with its neighbours."""

_K1, _B = 1.2, 0.75


def good(field: Field, times: float, length: int) -> float:
    """Weigh how often a token stands in a field against the field's length.

    1.0 for once in a field of common length, and in fields whose length says
    nothing; never above 2.2.
    """
    common = COMMON_LENGTH.get(field)
    if common is None:
        return 1.0
    return times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * length / common))
