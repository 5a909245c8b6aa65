-- Which venue was not heard for which hour, and why; and candles that are revised later.

CREATE TABLE venue_quarantine (
    venue     text NOT NULL,
    open_time timestamptz NOT NULL,
    known_at  timestamptz NOT NULL DEFAULT public.candor_now(),
    reason    text NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (venue, open_time, known_at),
    CHECK (open_time = date_trunc('hour', open_time, 'UTC')),
    CHECK (known_at >= open_time + interval '1 hour')
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON venue_quarantine
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE INDEX venue_quarantine_by_hour ON venue_quarantine (open_time);
CREATE INDEX candle_observation_by_hour ON candle_observation (open_time);

GRANT SELECT ON venue_quarantine TO candor_app;
GRANT INSERT (venue, open_time, reason) ON venue_quarantine TO candor_app;
