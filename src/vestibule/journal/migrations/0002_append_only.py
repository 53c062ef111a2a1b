# Entries and leaves are insert-only: the database itself refuses change and deletion (AUD-2).

from django.db import migrations

TABLES = ("journal_entry", "log_leaf")

SQLITE = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

POSTGRESQL = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END
$$
"""

POSTGRESQL_TABLE = """
CREATE TRIGGER {table}_change_refused BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER {table}_truncate_refused BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
"""


def refuse_change(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb))
        return
    schema_editor.execute(POSTGRESQL, params=None)
    for table in TABLES:
        schema_editor.execute(POSTGRESQL_TABLE.format(table=table), params=None)


def allow_change(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_{verb}_refused")
        return
    schema_editor.execute("DROP FUNCTION journal_append_only() CASCADE")


class Migration(migrations.Migration):

    dependencies = [
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(refuse_change, allow_change),
    ]
