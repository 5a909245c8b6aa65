"""A database as migrations leave it: emptying one takes a tenth of making another."""

import psycopg


def empty(owner_url: str) -> None:
    """End every other session and delete what was written, but for the migrations' own record."""
    with psycopg.connect(owner_url) as owner:
        owner.execute(
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """
        )
        # The record is append-only: its triggers are taken away and put back, as only an
        # owner can. In this role the foreign keys' own triggers do not fire either.
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute(
            """
            DO $$
            DECLARE
                name text;
                guard record;
            BEGIN
                FOR guard IN SELECT tgname, tgrelid::regclass AS guarded FROM pg_trigger
                    WHERE NOT tgisinternal
                LOOP
                    EXECUTE format(
                        'ALTER TABLE %s DISABLE TRIGGER %I', guard.guarded, guard.tgname);
                END LOOP;
                FOR name IN SELECT tablename FROM pg_tables
                    WHERE schemaname = 'public' AND tablename <> 'schema_migration'
                LOOP
                    EXECUTE format('DELETE FROM public.%I', name);
                END LOOP;
                FOR guard IN SELECT tgname, tgrelid::regclass AS guarded FROM pg_trigger
                    WHERE NOT tgisinternal
                LOOP
                    EXECUTE format(
                        'ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guard.guarded, guard.tgname);
                END LOOP;
            END $$
            """
        )
