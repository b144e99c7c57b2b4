"""When a password was chosen and which was before it, and sessions of two steps."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.add_column(
        "officer", sa.Column("password_before", text(), nullable=False, server_default="")
    )
    op.add_column("officer", sa.Column("password_changed_at", moment(), nullable=True))
    op.add_column("sign_in", sa.Column("second_factor_at", moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("sign_in", "second_factor_at")
    op.drop_column("officer", "password_changed_at")
    op.drop_column("officer", "password_before")
