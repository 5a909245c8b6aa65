-- Settings that an environment was told, sealed; beside the log, which `log.sql` makes first.
-- Safe to run again. `key_id` names the RELEASE_VAULT_KEY that opens a row.
CREATE TABLE IF NOT EXISTS release.settings (
    environment text NOT NULL,
    fingerprint text NOT NULL,
    key_id      text NOT NULL,
    sealed      bytea NOT NULL,
    kept_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (environment, fingerprint, key_id)
);
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.settings
    FOR EACH STATEMENT EXECUTE FUNCTION release.refuse_change();
