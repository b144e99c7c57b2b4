"""Which units hold a letter, what officers wrote on it, and what each unit was sent."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER note_no_{verb} BEFORE {verb} ON note "
        "BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_note_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'notes are append-only'; END $$""",
        """CREATE TRIGGER note_append_only BEFORE UPDATE OR DELETE ON note
        FOR EACH ROW EXECUTE FUNCTION refuse_note_change()""",
    ],
}

# What was registered before is held, and answered for, by the unit that registered it.
HELD = """
INSERT INTO holding (letter_id, unit_id, since)
SELECT receipt.letter_id, register_book.unit_id, MIN(receipt.registered_at)
FROM receipt JOIN register_book ON register_book.id = receipt.book_id
GROUP BY receipt.letter_id, register_book.unit_id
"""
ANSWERED_FOR = """
INSERT INTO assignment (letter_id, to_unit_id, purpose, message, state, version, sent_at, sent_by,
    receipt_id, received_at, file_code, retention, reason)
SELECT receipt.letter_id, register_book.unit_id, 'owner', '', 'received', 1, receipt.registered_at,
    receipt.officer_id, receipt.id, receipt.received_at, '', '', ''
FROM receipt JOIN register_book ON register_book.id = receipt.book_id
WHERE receipt.voided_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM receipt AS earlier
    JOIN register_book AS earlier_book ON earlier_book.id = earlier.book_id
    WHERE earlier.letter_id = receipt.letter_id AND earlier.voided_at IS NULL
    AND earlier_book.unit_id = register_book.unit_id AND earlier.id < receipt.id
)
"""


def upgrade() -> None:
    op.create_table(
        "holding",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=True),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_unit_id"], ["unit.id"], name=op.f("fk_holding_from_unit_id")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_holding_letter_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_holding_unit_id")),
        sa.PrimaryKeyConstraint("letter_id", "unit_id", name=op.f("pk_holding")),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index("ix_holding_unit_id", ["unit_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "acknowledged",
                "agreed",
                "approved",
                "ordered",
                "as-proposed",
                "signed",
                "reported",
                "remark",
                "returned",
                name="notekind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("position", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("acting_for_id", sa.Integer(), nullable=True),
        sa.Column("acting", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('ordered', 'reported', 'remark', 'returned') OR text <> ''",
            name=op.f("ck_note_worded"),
        ),
        sa.ForeignKeyConstraint(
            ["acting_for_id"], ["officer.id"], name=op.f("fk_note_acting_for_id")
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["note.id"], name=op.f("fk_note_corrects_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_note_letter_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_note_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_note_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("code", name=op.f("uq_note_code")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_letter_at", ["letter_id", "at"], unique=False)
        batch_op.create_index("ix_note_officer_id", ["officer_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=True),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "information",
                "action",
                "owner",
                name="purpose",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("message", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "delivered",
                "received",
                "assigned",
                "acknowledged",
                "in-progress",
                "done",
                "returned",
                "withdrawn",
                "filed",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("acknowledged_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("filed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("file_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("retention", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kept_until", sa.Integer(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ordered_due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'filed') = (filed_at IS NOT NULL AND file_code <> '' AND retention <> '')",
            name=op.f("ck_assignment_filed_has_place"),
        ),
        sa.CheckConstraint(
            "(state IN ('returned', 'withdrawn')) = (ended_at IS NOT NULL)",
            name=op.f("ck_assignment_ended_has_time"),
        ),
        sa.CheckConstraint(
            "(state IN ('returned', 'withdrawn')) = (reason <> '')",
            name=op.f("ck_assignment_ended_has_reason"),
        ),
        sa.CheckConstraint(
            "state <> 'acknowledged' OR acknowledged_at IS NOT NULL",
            name=op.f("ck_assignment_acknowledged_has_time"),
        ),
        sa.CheckConstraint(
            "state <> 'assigned' OR assigned_at IS NOT NULL",
            name=op.f("ck_assignment_assigned_has_time"),
        ),
        sa.CheckConstraint(
            "state <> 'done' OR done_at IS NOT NULL", name=op.f("ck_assignment_done_has_time")
        ),
        sa.CheckConstraint(
            "state <> 'in-progress' OR started_at IS NOT NULL",
            name=op.f("ck_assignment_started_has_time"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('delivered', 'withdrawn') OR (received_at IS NULL AND receipt_id IS NULL)",
            name=op.f("ck_assignment_unreceived_has_no_number"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('received', 'assigned', 'acknowledged', 'in-progress', 'done', 'filed') OR (received_at IS NOT NULL AND receipt_id IS NOT NULL)",
            name=op.f("ck_assignment_received_has_number"),
        ),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)",
            name=op.f("ck_assignment_acknowledged_by_someone"),
        ),
        sa.CheckConstraint(
            "from_unit_id IS NULL OR from_unit_id <> to_unit_id",
            name=op.f("ck_assignment_goes_somewhere"),
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["officer.id"], name=op.f("fk_assignment_acknowledged_by")
        ),
        sa.ForeignKeyConstraint(
            ["from_unit_id"], ["unit.id"], name=op.f("fk_assignment_from_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["officer.id"], name=op.f("fk_assignment_holder_id")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_assignment_letter_id")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_assignment_receipt_id")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["officer.id"], name=op.f("fk_assignment_sent_by")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_assignment_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_basket", ["to_unit_id", "state", "due_at"], unique=False
        )
        batch_op.create_index("ix_assignment_held", ["holder_id", "state", "due_at"], unique=False)
        batch_op.create_index("ix_assignment_letter_id", ["letter_id"], unique=False)
        batch_op.create_index(
            "ix_assignment_sent", ["from_unit_id", "state", "sent_at"], unique=False
        )
        batch_op.create_index(
            "uq_assignment_live",
            ["letter_id", "to_unit_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('returned', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('returned', 'withdrawn')"),
        )

    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(HELD)
    op.execute(ANSWERED_FOR)


def downgrade() -> None:
    op.drop_table("assignment")
    op.drop_table("note")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_note_change")
    op.drop_table("holding")
