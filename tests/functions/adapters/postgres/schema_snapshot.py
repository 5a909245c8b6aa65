"""The migrated database in one readable text: tables, rules, functions, privileges."""

import psycopg

_PARTS = {
    "tables": """
        SELECT format('%s.%s %s%s%s', relname, attname, format_type(atttypid, atttypmod),
                      CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END,
                      coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), ''))
        FROM pg_class
        JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
        LEFT JOIN pg_attrdef ON adrelid = pg_class.oid AND adnum = attnum
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        ORDER BY relname, attnum
    """,
    "constraints": """
        SELECT format('%s: %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
        ORDER BY conrelid::regclass::text, conname
    """,
    "indexes": """
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname
    """,
    "triggers": """
        SELECT pg_get_triggerdef(pg_trigger.oid)
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal
        ORDER BY tgrelid::regclass::text, tgname
    """,
    "functions": """
        SELECT trim(pg_get_functiondef(oid)) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace ORDER BY proname
    """,
    "privileges": """
        SELECT format('%s: %s', table_name,
                      string_agg(privilege_type, ', ' ORDER BY privilege_type))
        FROM information_schema.role_table_grants
        WHERE grantee = 'candor_app' GROUP BY table_name ORDER BY table_name
    """,
}


def schema_text(owner_url: str) -> str:
    """The schema of a migrated database, the same text for the same schema."""
    with psycopg.connect(owner_url) as connection:
        return "\n".join(
            f"-- {part}\n" + "".join(f"{line}\n" for (line,) in connection.execute(query.encode()))
            for part, query in _PARTS.items()
        )
