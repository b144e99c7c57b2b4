"""Baskets are put in order by a rank of their own, without looking into every letter."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

RANKS = """
UPDATE assignment SET rank = CASE
    (SELECT urgency FROM letter WHERE letter.id = assignment.letter_id)
    WHEN 'most-urgent' THEN 0 WHEN 'very-urgent' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END
"""


def upgrade() -> None:
    op.add_column("assignment", sa.Column("rank", sa.Integer(), nullable=False, server_default="3"))
    op.execute(RANKS)


def downgrade() -> None:
    op.drop_column("assignment", "rank")
