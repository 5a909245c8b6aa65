-- The release log, in a schema of its own beside the world; made anew by whoever releases first.
-- Safe to run again. Readers and jobs have no rights here.
CREATE SCHEMA IF NOT EXISTS release;

CREATE TABLE IF NOT EXISTS release.release (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    environment text NOT NULL,
    commit      text NOT NULL,
    plan_digest text NOT NULL,
    plan        jsonb NOT NULL,
    who         text NOT NULL CHECK (who <> ''),
    begun_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS release.event (
    release  bigint NOT NULL REFERENCES release.release,
    number   int NOT NULL,
    kind     text NOT NULL,
    step     text NOT NULL,
    sentence text NOT NULL,
    output   jsonb,
    holder   text NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (release, number)
);

-- A person's word for the plan with this hash. `own`: they made or release it themselves;
-- `hotfix`: they know that it did not soak.
CREATE TABLE IF NOT EXISTS release.approval (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    environment text NOT NULL,
    commit      text NOT NULL,
    plan_digest text NOT NULL,
    who         text NOT NULL CHECK (who <> ''),
    own         boolean NOT NULL,
    hotfix      boolean NOT NULL,
    at          timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- By which report a release was promoted; its `hotfix` is why the soak was skipped, else empty.
CREATE TABLE IF NOT EXISTS release.promotion (
    release bigint PRIMARY KEY REFERENCES release.release,
    report  jsonb NOT NULL
);

-- One release an environment at a time. A holder that was killed loses it when it runs out.
CREATE TABLE IF NOT EXISTS release.lease (
    environment text PRIMARY KEY,
    holder      text NOT NULL,
    reason      text NOT NULL,
    taken_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    runs_out_at timestamptz NOT NULL
);

CREATE OR REPLACE FUNCTION release.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the release log is only added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.release
    FOR EACH STATEMENT EXECUTE FUNCTION release.refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.approval
    FOR EACH STATEMENT EXECUTE FUNCTION release.refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.promotion
    FOR EACH STATEMENT EXECUTE FUNCTION release.refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.event
    FOR EACH STATEMENT EXECUTE FUNCTION release.refuse_change();
