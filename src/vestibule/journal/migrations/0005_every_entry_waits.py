# The database itself puts every entry on the list of those that wait for their place in the log, whoever writes it: a
# node of the release before does so, too. Entries from before this release wait first. Checkpoints and subtrees are
# insert-only like entries and leaves (AUD-2).

from django.db import migrations

TABLES = ("log_subtree", "log_checkpoint")

SQLITE_REFUSED = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

SQLITE_WAITS = """
CREATE TRIGGER journal_entry_waits AFTER INSERT ON journal_entry
BEGIN INSERT INTO log_waiting (entry_id) VALUES (NEW.id); END
"""

POSTGRESQL_REFUSED = """
CREATE TRIGGER {table}_change_refused BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER {table}_truncate_refused BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
"""

POSTGRESQL_WAITS = """
CREATE FUNCTION journal_entry_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO log_waiting (entry_id) SELECT id FROM written; RETURN NULL; END
$$;
CREATE TRIGGER journal_entry_waits AFTER INSERT ON journal_entry REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_waits();
"""

BEFORE_THIS_RELEASE = """
INSERT INTO log_waiting (entry_id)
SELECT id FROM journal_entry WHERE NOT EXISTS (SELECT 1 FROM log_leaf WHERE log_leaf.entry_id = journal_entry.id)
ORDER BY at, id
"""


def let_entries_wait(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE_REFUSED.format(table=table, verb=verb))
        schema_editor.execute(SQLITE_WAITS)
    else:
        for table in TABLES:
            schema_editor.execute(POSTGRESQL_REFUSED.format(table=table), params=None)
        schema_editor.execute(POSTGRESQL_WAITS, params=None)
    schema_editor.execute(BEFORE_THIS_RELEASE)


def let_none_wait(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_{verb}_refused")
        schema_editor.execute("DROP TRIGGER journal_entry_waits")
        return
    for table in TABLES:
        for what in ("change", "truncate"):
            schema_editor.execute(f"DROP TRIGGER {table}_{what}_refused ON {table}")
    schema_editor.execute("DROP FUNCTION journal_entry_waits() CASCADE")


class Migration(migrations.Migration):

    dependencies = [
        ("journal", "0004_the_log"),
    ]

    operations = [
        migrations.RunPython(let_entries_wait, let_none_wait),
    ]
