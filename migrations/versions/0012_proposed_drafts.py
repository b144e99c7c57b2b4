"""When a letter being written was laid before who may issue it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    proposed = sa.Column("proposed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    op.add_column("outgoing_draft", proposed)


def downgrade() -> None:
    op.drop_column("outgoing_draft", "proposed_at")
