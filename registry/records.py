"""How every table is made: names for constraints, vocabularies stored by value."""

from enum import StrEnum

from sqlalchemy import Enum, MetaData
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(SQLModel):
    """Base of every table: its own metadata, with a name for each constraint.

    An unnamed constraint cannot be changed by a later migration.
    """

    metadata = MetaData(naming_convention=NAMING)


def stored(vocabulary: type[StrEnum]) -> Enum:
    """Store a vocabulary by value ("very-urgent"), checked by the database.

    SQLModel alone would store the member's name and check nothing.
    """
    return Enum(
        vocabulary,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        name=vocabulary.__name__.lower(),
    )
