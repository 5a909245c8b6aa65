-- Where the training of a model is described: its run in MLflow. A table of its own, for
-- model_version is append-only and a run may be logged long after, when MLflow was down.

CREATE TABLE model_run (
    version     integer PRIMARY KEY REFERENCES model_version,
    run_id      text NOT NULL UNIQUE CHECK (run_id ~ '^[0-9a-f]{32}$'),
    recorded_at timestamptz NOT NULL DEFAULT public.candor_now()
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON model_run
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON model_run TO candor_app;
GRANT INSERT (version, run_id) ON model_run TO candor_app;
