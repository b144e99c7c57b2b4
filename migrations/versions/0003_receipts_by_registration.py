"""What a book was given last is found by when it was entered."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_receipt_book_registered", "receipt", ["book_id", "registered_at"])


def downgrade() -> None:
    op.drop_index("ix_receipt_book_registered", "receipt")
