-- The register of secrets, beside the release log: events, never values. Safe to run again.
-- Readers and jobs have no rights here.
CREATE SCHEMA IF NOT EXISTS release;

CREATE TABLE IF NOT EXISTS release.secret_event (
    number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid NOT NULL UNIQUE,
    environment  text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('made', 'rotated', 'retired', 'told', 'read')),
    names        text[] NOT NULL CHECK (cardinality(names) > 0),
    fingerprints text[] NOT NULL CHECK (cardinality(fingerprints) IN (0, cardinality(names))),
    owner        text NOT NULL,
    made_at      timestamptz CHECK ((made_at IS NOT NULL) = (kind = 'made')),
    purpose      text NOT NULL,
    who          text NOT NULL CHECK (who <> ''),
    at           timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE OR REPLACE FUNCTION release.refuse_secret_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the register of secrets is only added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.secret_event
    FOR EACH STATEMENT EXECUTE FUNCTION release.refuse_secret_change();
