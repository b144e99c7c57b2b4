"""The number of an entry of the register of secrets can be made void; its file waits again."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

HAS_REASON = "(voided_at IS NULL) = (void_reason = '')"
HAS_FILE = "(voided_at IS NULL) = (bundle_id IS NOT NULL)"


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    with op.batch_alter_table("secret_letter") as batch:
        batch.add_column(sa.Column("voided_at", moment))
        batch.add_column(sa.Column("voided_by", sa.Integer()))
        batch.add_column(sa.Column("void_reason", text, nullable=False, server_default=""))
        batch.alter_column("bundle_id", existing_type=sa.Integer(), nullable=True)
        batch.create_foreign_key(
            op.f("fk_secret_letter_voided_by"), "officer", ["voided_by"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_secret_letter_void_has_reason"), HAS_REASON)
        batch.create_check_constraint(op.f("ck_secret_letter_valid_has_file"), HAS_FILE)
    with op.batch_alter_table("secret_letter") as batch:
        batch.alter_column("void_reason", existing_type=text, server_default=None)


def downgrade() -> None:
    # What was made void has no file, which the database refuses here: no number is dropped for it.
    with op.batch_alter_table("secret_letter") as batch:
        batch.alter_column("bundle_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_constraint(op.f("ck_secret_letter_valid_has_file"), type_="check")
        batch.drop_constraint(op.f("ck_secret_letter_void_has_reason"), type_="check")
        batch.drop_constraint(op.f("fk_secret_letter_voided_by"), type_="foreignkey")
        batch.drop_column("void_reason")
        batch.drop_column("voided_by")
        batch.drop_column("voided_at")
