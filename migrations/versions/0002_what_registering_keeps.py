"""Which folder file a draft was, when a clerk released it, what a bundle was read from."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column("draft", sa.Column("source", text, nullable=False, server_default=""))
    op.add_column(
        "draft", sa.Column("released_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    )
    op.create_index(
        "uq_draft_source",
        "draft",
        ["source"],
        unique=True,
        sqlite_where=sa.text("source <> ''"),
        postgresql_where=sa.text("source <> ''"),
    )
    op.add_column("bundle", sa.Column("readable", text, nullable=False, server_default=""))
    op.execute("UPDATE bundle SET readable = original")
    with op.batch_alter_table("draft_page") as table:
        table.alter_column("turned", existing_type=sa.Integer(), nullable=True)
    op.add_column("bundle_page", sa.Column("error", text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("bundle_page", "error")
    op.execute("UPDATE draft_page SET turned = 0 WHERE turned IS NULL")
    with op.batch_alter_table("draft_page") as table:
        table.alter_column("turned", existing_type=sa.Integer(), nullable=False)
    op.drop_column("bundle", "readable")
    op.drop_index("uq_draft_source", "draft")
    op.drop_column("draft", "released_at")
    op.drop_column("draft", "source")
