"""Whose stamped copy a file is, how long a closed letter is kept, the unit's name on its stamp."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = ["bundle_id", "letter_id", "kind"]
NAMING = {"uq": "uq_%(table_name)s_%(column_0_N_name)s"}

# The one copy there was belongs to the unit that registered the letter.
REGISTERED_BY = """
UPDATE letter_file SET unit_id = (
    SELECT register_book.unit_id FROM receipt
    JOIN register_book ON register_book.id = receipt.book_id
    WHERE receipt.letter_id = letter_file.letter_id
    ORDER BY receipt.id LIMIT 1
) WHERE kind = 'stamped'
"""
NAMED = """
UPDATE receipt SET unit_name = (
    SELECT unit.name FROM unit JOIN register_book ON register_book.unit_id = unit.id
    WHERE register_book.id = receipt.book_id
)
"""
FILED = """
UPDATE holding SET (filed_at, kept_until) = (
    SELECT assignment.filed_at, assignment.kept_until FROM assignment
    WHERE assignment.letter_id = holding.letter_id AND assignment.to_unit_id = holding.unit_id
    AND assignment.state = 'filed'
)
"""
# They name no unit; a copy that lacks something is drawn when somebody asks for it.
UNADDRESSED = "DELETE FROM job WHERE name = 'intake.stamp'"
NEIGHBOURS_COPIES = """
DELETE FROM letter_file WHERE kind = 'stamped' AND EXISTS (
    SELECT 1 FROM letter_file AS other WHERE other.kind = 'stamped'
    AND other.letter_id = letter_file.letter_id AND other.id < letter_file.id
)
"""


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    with op.batch_alter_table("letter_file", naming_convention=NAMING) as batch:
        batch.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("shows", text, nullable=False, server_default=""))
        batch.create_foreign_key(op.f("fk_letter_file_unit_id"), "unit", ["unit_id"], ["id"])
        batch.drop_constraint(op.f("uq_letter_file_bundle_id_letter_id_kind"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_letter_file_bundle_id_letter_id_kind_unit_id"), [*KEY, "unit_id"]
        )
    op.add_column("receipt", sa.Column("unit_name", text, nullable=False, server_default=""))
    op.add_column(
        "holding", sa.Column("filed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    )
    op.add_column("holding", sa.Column("kept_until", sa.Integer(), nullable=True))
    op.add_column("holding", sa.Column("filed_by", text, nullable=False, server_default=""))
    op.execute(REGISTERED_BY)
    op.execute(NAMED)
    op.execute(FILED)
    op.execute(UNADDRESSED)


def downgrade() -> None:
    op.execute(UNADDRESSED)
    op.execute(NEIGHBOURS_COPIES)
    op.drop_column("holding", "filed_by")
    op.drop_column("holding", "kept_until")
    op.drop_column("holding", "filed_at")
    op.drop_column("receipt", "unit_name")
    with op.batch_alter_table("letter_file", naming_convention=NAMING) as batch:
        batch.drop_constraint(
            op.f("uq_letter_file_bundle_id_letter_id_kind_unit_id"), type_="unique"
        )
        batch.drop_constraint(op.f("fk_letter_file_unit_id"), type_="foreignkey")
        batch.drop_column("shows")
        batch.drop_column("unit_id")
        batch.create_unique_constraint(op.f("uq_letter_file_bundle_id_letter_id_kind"), KEY)
