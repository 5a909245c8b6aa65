-- Signed notes over the ledger's first entries, and where copies and time stamps of them lie.

CREATE TABLE checkpoint (
    size      bigint PRIMARY KEY CHECK (size > 0),
    note      text NOT NULL CHECK (note LIKE E'%\n' || size || E'\n%'),
    signed_at timestamptz NOT NULL DEFAULT public.candor_now()
);

CREATE FUNCTION refuse_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.ledger_entry WHERE index = NEW.size - 1) THEN
        RAISE EXCEPTION 'the ledger has no % entries to sign', NEW.size
            USING ERRCODE = 'restrict_violation';
    ELSIF EXISTS (SELECT FROM public.checkpoint AS other WHERE other.size > NEW.size) THEN
        RAISE EXCEPTION 'checkpoint % is behind one that was signed', NEW.size
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checkpoint_grows BEFORE INSERT ON checkpoint
    FOR EACH ROW EXECUTE FUNCTION refuse_checkpoint();

-- A witness keeps copies of a checkpoint elsewhere, and lets others stamp its time.
CREATE TABLE anchor (
    size        bigint NOT NULL REFERENCES checkpoint,
    place       text NOT NULL CHECK (place IN ('s3', 'opentimestamps')),
    state       text NOT NULL CHECK (state IN ('kept', 'pending', 'complete')),
    detail      text NOT NULL CHECK (detail <> ''),
    recorded_at timestamptz NOT NULL DEFAULT public.candor_now(),
    PRIMARY KEY (size, place, state)
);

ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER checkpoint_grows;
DO $$
DECLARE
    record_table text;
BEGIN
    FOREACH record_table IN ARRAY ARRAY['checkpoint', 'anchor'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', record_table);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', record_table);
    END LOOP;
END $$;

GRANT SELECT ON checkpoint, anchor TO candor_app;
GRANT INSERT (size, note) ON checkpoint TO candor_app;
GRANT INSERT (size, place, state, detail) ON anchor TO candor_app;
