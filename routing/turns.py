"""Whose turn it is: the next step of an assignment, as a table. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from registry.vocabulary import Role
from routing.owners import Roster, owners
from routing.states import State

HELD = frozenset({State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS})
"""States in which the next step is his who holds the work, if somebody does."""

TURNS: Mapping[State, Role] = MappingProxyType(
    {
        State.DELIVERED: Role.CLERK,
        State.RECEIVED: Role.HEAD,
        State.ASSIGNED: Role.HEAD,
        State.ACKNOWLEDGED: Role.CLERK,
        State.IN_PROGRESS: Role.HEAD,
        State.DONE: Role.CLERK,
    }
)
"""Whose turn it is in the unit while nobody holds the work."""


def next_to_act(there: Roster, state: State, unit_id: int, holder_id: int | None) -> frozenset[int]:
    """Return who must do the next thing today; who answers for the unit if nobody else is there."""
    holder = holder_id if state in HELD else None
    if holder is None and (acting := there.in_place(unit_id, TURNS[state])):
        return acting
    return owners(there, unit_id, holder)
