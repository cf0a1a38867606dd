"""first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "facility_type",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_es", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("type_group", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_facility_type")),
    )
    op.create_table(
        "instrument",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
    )
    op.create_table(
        "state",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("iso", sa.String(length=6), nullable=False),
        sa.Column("abbr", sa.String(length=5), nullable=False),
        sa.Column("name_es", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("official_es", sa.String(length=80), nullable=False),
        sa.Column("official_en", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_state")),
        sa.UniqueConstraint("iso", name=op.f("uq_state_iso")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object_type", sa.String(length=30), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_audit_entry_actor_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index("ix_audit_entry_object", ["object_type", "object_id"], unique=False)

    op.create_table(
        "instrument_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("title_es", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("specification", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("criteria", sa.Integer(), nullable=False),
        sa.Column("facility_types", sa.String(length=400), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["instrument_id"], ["instrument.id"], name=op.f("fk_instrument_version_instrument_id")),
        sa.ForeignKeyConstraint(["loaded_by_id"], ["user_account.id"], name=op.f("fk_instrument_version_loaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_version")),
        sa.UniqueConstraint("instrument_id", "version", name=op.f("uq_instrument_version_instrument_id_version")),
    )
    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["state_code"], ["state.code"], name=op.f("fk_municipality_state_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_municipality_state_code"), ["state_code"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_user_session")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "crosswalk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_version_id", sa.Uuid(), nullable=False),
        sa.Column("to_version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "relation IN ('same', 'equivalent', 'changed', 'new', 'retired')", name=op.f("ck_crosswalk_known_relation")
        ),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["instrument_version.id"], name=op.f("fk_crosswalk_from_version_id")
        ),
        sa.ForeignKeyConstraint(["to_version_id"], ["instrument_version.id"], name=op.f("fk_crosswalk_to_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crosswalk")),
        sa.UniqueConstraint(
            "from_version_id", "to_version_id", "code", name=op.f("uq_crosswalk_from_version_id_to_version_id_code")
        ),
    )
    op.create_table(
        "facility",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("folio", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_name", sa.String(length=200), nullable=False),
        sa.Column("type_code", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=10), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("municipality_code", sa.String(length=5), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("director_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_reason", sa.String(length=300), nullable=False),
        sa.Column("residents", sa.Integer(), nullable=True),
        sa.Column("size", sa.String(length=10), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(closed_on IS NULL) = (closed_reason = '')", name=op.f("ck_facility_closed_with_reason")),
        sa.CheckConstraint("sector IN ('public', 'private')", name=op.f("ck_facility_known_sector")),
        sa.CheckConstraint("capacity IS NULL OR capacity >= 0", name=op.f("ck_facility_capacity_not_negative")),
        sa.CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name=op.f("ck_facility_latitude_range")),
        sa.CheckConstraint(
            "longitude IS NULL OR longitude BETWEEN -180 AND 180", name=op.f("ck_facility_longitude_range")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_facility_municipality_code")
        ),
        sa.ForeignKeyConstraint(["state_code"], ["state.code"], name=op.f("fk_facility_state_code")),
        sa.ForeignKeyConstraint(["type_code"], ["facility_type.code"], name=op.f("fk_facility_type_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("folio", name=op.f("uq_facility_folio")),
    )
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.create_index(
            "ix_facility_comparison", ["type_code", "closed_on", "sector", "size", "state_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_facility_search_name"), ["search_name"], unique=False)
        batch_op.create_index("ix_facility_state_code_name", ["state_code", "name"], unique=False)

    op.create_table(
        "facility_profile",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("girls_0", sa.Integer(), nullable=True),
        sa.Column("girls_1_5", sa.Integer(), nullable=True),
        sa.Column("girls_6_11", sa.Integer(), nullable=True),
        sa.Column("girls_12_17", sa.Integer(), nullable=True),
        sa.Column("boys_0", sa.Integer(), nullable=True),
        sa.Column("boys_1_5", sa.Integer(), nullable=True),
        sa.Column("boys_6_11", sa.Integer(), nullable=True),
        sa.Column("boys_12_17", sa.Integer(), nullable=True),
        sa.Column("unaccompanied", sa.Integer(), nullable=True),
        sa.Column("disability", sa.Integer(), nullable=True),
        sa.Column("staff_morning", sa.Integer(), nullable=True),
        sa.Column("staff_afternoon", sa.Integer(), nullable=True),
        sa.Column("staff_night", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_facility_profile_facility_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_facility_profile_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_profile")),
        sa.UniqueConstraint("facility_id", "valid_on", name=op.f("uq_facility_profile_facility_id_valid_on")),
    )
    op.create_table(
        "legal_status",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("axis", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("authority", sa.String(length=160), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on",
            name=op.f("ck_legal_status_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_legal_status_facility_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_status")),
        sa.UniqueConstraint("facility_id", "axis", name=op.f("uq_legal_status_facility_id_axis")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_plan_facility_id")),
        sa.ForeignKeyConstraint(["instrument_id"], ["instrument.id"], name=op.f("fk_plan_instrument_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("facility_id", "instrument_id", name=op.f("uq_plan_facility_id_instrument_id")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "role IN ('assessor', 'lead_assessor', 'director', 'state_authority', 'national_authority', 'protection_officer', 'admin', 'observer')",
            name=op.f("ck_role_grant_known_role"),
        ),
        sa.CheckConstraint("state_code IS NULL OR facility_id IS NULL", name=op.f("ck_role_grant_one_scope")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_role_grant_facility_id")),
        sa.ForeignKeyConstraint(["state_code"], ["state.code"], name=op.f("fk_role_grant_state_code")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_role_grant_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("instrument_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("focus", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("facility_type", sa.String(length=40), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_reason", sa.String(length=500), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('full', 'focused', 'follow_up', 'urgent', 'self_assessment', 'calibration')",
            name=op.f("ck_visit_known_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'fieldwork', 'fieldwork_closed', 'quality_review', 'reply_open', 'reply_resolved', 'final', 'published', 'cancelled', 'void')",
            name=op.f("ck_visit_known_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('final', 'published') OR final_at IS NOT NULL", name=op.f("ck_visit_final_with_instant")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_visit_created_by_id")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_visit_facility_id")),
        sa.ForeignKeyConstraint(["final_by_id"], ["user_account.id"], name=op.f("fk_visit_final_by_id")),
        sa.ForeignKeyConstraint(
            ["instrument_version_id"], ["instrument_version.id"], name=op.f("fk_visit_instrument_version_id")
        ),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["user_account.id"], name=op.f("fk_visit_reviewed_by_id")),
        sa.ForeignKeyConstraint(["state_code"], ["state.code"], name=op.f("fk_visit_state_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_facility_id_visited_on", ["facility_id", "visited_on"], unique=False)
        batch_op.create_index("ix_visit_state_code_status", ["state_code", "status"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("baseline", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("priority", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=160), nullable=False),
        sa.Column("resources", sa.Text(), nullable=False),
        sa.Column("evidence_expected", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("recurring", sa.Integer(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("priority IN ('immediate', 'high', 'medium', 'low')", name=op.f("ck_action_known_priority")),
        sa.CheckConstraint(
            "state IN ('proposed', 'agreed', 'in_progress', 'reported_done', 'verified', 'partial', 'not_done', 'regressed', 'cancelled')",
            name=op.f("ck_action_known_state"),
        ),
        sa.CheckConstraint("baseline BETWEEN 0 AND 3 AND target BETWEEN 1 AND 3", name=op.f("ck_action_levels")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_action_facility_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_action_plan_id")),
        sa.ForeignKeyConstraint(["state_code"], ["state.code"], name=op.f("fk_action_state_code")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_action_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_action_plan_id_number")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(
            "ix_action_closure", ["state_code", "plan_id", "state", "due_on", "extensions"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_action_criterion"), ["criterion"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_due_on"), ["due_on"], unique=False)
        batch_op.create_index("ix_action_facility_id_state", ["facility_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_state_code"), ["state_code"], unique=False)

    op.create_table(
        "amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_amendment_decided_with_instant")
        ),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'rejected')", name=op.f("ck_amendment_known_state")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_amendment_decided_by_another")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_amendment_decided_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user_account.id"], name=op.f("fk_amendment_proposed_by_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_amendment_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("visit_id", "revision", name=op.f("uq_amendment_visit_id_revision")),
    )
    op.create_table(
        "answer",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("entry", sa.String(length=2), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_answer_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("visit_id", "criterion", name=op.f("pk_answer")),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user_account.id"], name=op.f("fk_conflict_settled_by_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_conflict_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_visit_id_settled_at", ["visit_id", "settled_at"], unique=False)

    op.create_table(
        "facility_current",
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.String(length=80), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("type_code", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=10), nullable=False),
        sa.Column("size", sa.String(length=10), nullable=True),
        sa.Column("rating", sa.String(length=2), nullable=False),
        sa.Column("score_e4", sa.Integer(), nullable=True),
        sa.Column("shown", sa.String(length=6), nullable=True),
        sa.Column("critical_failures", sa.Integer(), nullable=False),
        sa.Column("critical_missing", sa.Integer(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.CheckConstraint("rating IN ('A', 'B', 'C', 'D', 'NR')", name=op.f("ck_facility_current_known_rating")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_facility_current_facility_id")),
        sa.ForeignKeyConstraint(["instrument_id"], ["instrument.id"], name=op.f("fk_facility_current_instrument_id")),
        sa.ForeignKeyConstraint(["state_code"], ["state.code"], name=op.f("fk_facility_current_state_code")),
        sa.ForeignKeyConstraint(["type_code"], ["facility_type.code"], name=op.f("fk_facility_current_type_code")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_facility_current_visit_id")),
        sa.PrimaryKeyConstraint("facility_id", "instrument_id", name=op.f("pk_facility_current")),
    )
    with op.batch_alter_table("facility_current", schema=None) as batch_op:
        batch_op.create_index(
            "ix_facility_current_comparison",
            [
                "instrument_id",
                "state_code",
                "visited_on",
                "rating",
                "score_e4",
                "critical_failures",
                "critical_missing",
                "facility_id",
            ],
            unique=False,
        )

    op.create_table(
        "operation",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("base", sa.Uuid(), nullable=True),
        sa.Column("resolves", sa.JSON(), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_operation_author_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_operation_visit_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_operation")),
        sa.UniqueConstraint("id", name=op.f("uq_operation_id")),
    )
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.create_index("ix_operation_visit_id_criterion_field", ["visit_id", "criterion", "field"], unique=False)

    op.create_table(
        "visit_member",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_visit_member_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_member_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("visit_id", "user_id", name=op.f("pk_visit_member")),
    )
    with op.batch_alter_table("visit_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_member_user_id"), ["user_id"], unique=False)

    op.create_table(
        "visit_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_version_id", sa.Uuid(), nullable=False),
        sa.Column("specification", sa.String(length=20), nullable=False),
        sa.Column("score", sa.String(length=200), nullable=True),
        sa.Column("shown", sa.String(length=6), nullable=True),
        sa.Column("band", sa.String(length=2), nullable=True),
        sa.Column("rating", sa.String(length=2), nullable=False),
        sa.Column("capped_by", sa.JSON(), nullable=False),
        sa.Column("at_most", sa.String(length=1), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("in_scope", sa.Integer(), nullable=False),
        sa.Column("coverage", sa.String(length=200), nullable=True),
        sa.Column("low", sa.String(length=200), nullable=True),
        sa.Column("low_rating", sa.String(length=2), nullable=False),
        sa.Column("high", sa.String(length=200), nullable=True),
        sa.Column("high_rating", sa.String(length=2), nullable=False),
        sa.Column("critical_zero", sa.JSON(), nullable=False),
        sa.Column("critical_one", sa.JSON(), nullable=False),
        sa.Column("limited_scope", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rating IN ('A', 'B', 'C', 'D', 'NR')", name=op.f("ck_visit_result_known_rating")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_visit_result_facility_id")),
        sa.ForeignKeyConstraint(
            ["instrument_version_id"], ["instrument_version.id"], name=op.f("fk_visit_result_instrument_version_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_result_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_result")),
        sa.UniqueConstraint("visit_id", "revision", name=op.f("uq_visit_result_visit_id_revision")),
    )
    with op.batch_alter_table("visit_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_result_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "action_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("full_visit", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_event_action_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_action_event_by_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_action_event_visit_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_action_event")),
    )
    with op.batch_alter_table("action_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_event_action_id"), ["action_id"], unique=False)

    op.create_table(
        "domain_result",
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score", sa.String(length=200), nullable=True),
        sa.Column("shown", sa.String(length=6), nullable=True),
        sa.Column("band", sa.String(length=2), nullable=True),
        sa.Column("rating", sa.String(length=2), nullable=False),
        sa.Column("cap", sa.String(length=1), nullable=False),
        sa.Column("limiting", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("in_scope", sa.Integer(), nullable=False),
        sa.Column("low", sa.String(length=200), nullable=True),
        sa.Column("high", sa.String(length=200), nullable=True),
        sa.Column("limited_scope", sa.Boolean(), nullable=False),
        sa.Column("standards", sa.JSON(), nullable=False),
        sa.CheckConstraint("rating IN ('A', 'B', 'C', 'D', 'NR')", name=op.f("ck_domain_result_known_rating")),
        sa.ForeignKeyConstraint(
            ["result_id"], ["visit_result.id"], name=op.f("fk_domain_result_result_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("result_id", "domain", name=op.f("pk_domain_result")),
    )


def downgrade() -> None:
    op.drop_table("domain_result")
    with op.batch_alter_table("action_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_event_action_id"))

    op.drop_table("action_event")
    with op.batch_alter_table("visit_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_result_facility_id"))

    op.drop_table("visit_result")
    with op.batch_alter_table("visit_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_member_user_id"))

    op.drop_table("visit_member")
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.drop_index("ix_operation_visit_id_criterion_field")

    op.drop_table("operation")
    with op.batch_alter_table("facility_current", schema=None) as batch_op:
        batch_op.drop_index("ix_facility_current_comparison")

    op.drop_table("facility_current")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_visit_id_settled_at")

    op.drop_table("conflict")
    op.drop_table("answer")
    op.drop_table("amendment")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_state_code"))
        batch_op.drop_index("ix_action_facility_id_state")
        batch_op.drop_index(batch_op.f("ix_action_due_on"))
        batch_op.drop_index(batch_op.f("ix_action_criterion"))
        batch_op.drop_index("ix_action_closure")

    op.drop_table("action")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_state_code_status")
        batch_op.drop_index("ix_visit_facility_id_visited_on")

    op.drop_table("visit")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_user_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_facility_id"))

    op.drop_table("role_grant")
    op.drop_table("plan")
    op.drop_table("legal_status")
    op.drop_table("facility_profile")
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.drop_index("ix_facility_state_code_name")
        batch_op.drop_index(batch_op.f("ix_facility_search_name"))
        batch_op.drop_index("ix_facility_comparison")

    op.drop_table("facility")
    op.drop_table("crosswalk")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_municipality_state_code"))

    op.drop_table("municipality")
    op.drop_table("instrument_version")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_object")
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id"))

    op.drop_table("audit_entry")
    op.drop_table("user_account")
    op.drop_table("state")
    op.drop_table("instrument")
    op.drop_table("facility_type")
    op.drop_table("audit_head")
