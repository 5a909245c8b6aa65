-- The record: worlds, candles as they became known, the ledger and its slots, scores.
-- Everything here is append-only; triggers hold that against the owner too, until they
-- take the triggers away.
-- Functions read the record by its full name: an unqualified one is looked up among the
-- session's temporary tables first, so that whoever may connect could put a clock of their
-- own in front of the real one and back-date a forecast.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

-- One database is one world: a mode and a source, for ever.
CREATE TABLE world (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    mode       text NOT NULL CHECK (mode IN ('live', 'replay', 'simulated')),
    source     text NOT NULL CHECK (source <> ''),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The clock of a replayed or simulated world; it only runs forward.
CREATE TABLE replay_clock (
    only_row         boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    now              timestamptz NOT NULL,
    starts_at        timestamptz NOT NULL,
    caught_up_at     timestamptz NOT NULL CHECK (caught_up_at >= starts_at),
    ends_at          timestamptz NOT NULL CHECK (ends_at >= caught_up_at),
    seconds_per_hour double precision NOT NULL CHECK (seconds_per_hour > 0)
);

CREATE FUNCTION refuse_clock_backwards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.now < OLD.now THEN
        RAISE EXCEPTION 'the clock runs forward: % is before %', NEW.now, OLD.now
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clock_runs_forward BEFORE UPDATE ON replay_clock
    FOR EACH ROW EXECUTE FUNCTION refuse_clock_backwards();

-- The jobs' now: the server's clock in live mode, the replay's otherwise; NULL before a world.
CREATE FUNCTION candor_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT CASE mode WHEN 'live' THEN clock_timestamp()
                     ELSE (SELECT replay_clock.now FROM public.replay_clock) END
    FROM public.world
$$;

-- What a replayed or simulated venue will publish, hour by hour, and the rows it refused.
CREATE TABLE history_candle (
    open_time timestamptz PRIMARY KEY,
    open numeric NOT NULL, high numeric NOT NULL, low numeric NOT NULL, close numeric NOT NULL,
    volume numeric NOT NULL
);
CREATE TABLE history_rejection (
    line   integer PRIMARY KEY,
    reason text NOT NULL,
    row    text NOT NULL
);

-- Bitemporal: which venue said what of which hour, and since when we knew.
CREATE TABLE candle_observation (
    venue     text NOT NULL,
    open_time timestamptz NOT NULL,
    known_at  timestamptz NOT NULL DEFAULT public.candor_now(),
    open numeric NOT NULL, high numeric NOT NULL, low numeric NOT NULL, close numeric NOT NULL,
    volume numeric NOT NULL,
    PRIMARY KEY (venue, open_time, known_at),
    CHECK (open_time = date_trunc('hour', open_time, 'UTC')),
    CHECK (known_at >= open_time + interval '1 hour'),
    CHECK (0 < low AND low <= least(open, close) AND greatest(open, close) <= high),
    CHECK (volume >= 0)
);
CREATE TABLE consensus_candle (
    open_time    timestamptz NOT NULL,
    known_at     timestamptz NOT NULL DEFAULT public.candor_now(),
    rule_version integer NOT NULL,
    venues       text[] NOT NULL CHECK (cardinality(venues) > 0),
    open numeric NOT NULL, high numeric NOT NULL, low numeric NOT NULL, close numeric NOT NULL,
    volume numeric NOT NULL,
    PRIMARY KEY (open_time, known_at),
    CHECK (open_time = date_trunc('hour', open_time, 'UTC')),
    CHECK (known_at >= open_time + interval '1 hour'),
    CHECK (0 < low AND low <= least(open, close) AND greatest(open, close) <= high),
    CHECK (volume >= 0)
);

-- The ledger: canonical bytes, RFC 9162 leaf hash, and the tree's frontier after the entry,
-- so that the Merkle root of every size can be had from one row.
CREATE TABLE ledger_entry (
    index          bigint PRIMARY KEY CHECK (index >= 0),
    kind           text NOT NULL CHECK (kind IN ('schedule', 'forecast', 'missed', 'promotion')),
    schema_version integer NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT public.candor_now(),
    body           bytea NOT NULL,
    leaf_hash      bytea NOT NULL CHECK (leaf_hash = sha256('\x00'::bytea || body)),
    frontier       bytea[] NOT NULL CHECK (cardinality(frontier) = bit_count((index + 1)::bit(64)))
);

CREATE FUNCTION refuse_ledger_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.index <> (SELECT coalesce(max(index) + 1, 0) FROM public.ledger_entry) THEN
        RAISE EXCEPTION 'ledger entry % does not follow the newest', NEW.index
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_has_no_gap BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_ledger_gap();

CREATE TABLE model_version (
    version        integer PRIMARY KEY CHECK (version > 0),
    digest         text NOT NULL UNIQUE CHECK (digest ~ '^sha256:[0-9a-f]{64}$'),
    name           text NOT NULL,
    trained_until  timestamptz NOT NULL,
    training_hours integer NOT NULL,
    evaluation     jsonb NOT NULL,
    registered_at  timestamptz NOT NULL DEFAULT public.candor_now()
);
CREATE TABLE promotion (
    ledger_index bigint PRIMARY KEY REFERENCES ledger_entry,
    version      integer NOT NULL REFERENCES model_version,
    role         text NOT NULL CHECK (role IN ('champion', 'challenger'))
);

-- A standing announcement is made before its first slot.
CREATE TABLE schedule (
    ledger_index bigint PRIMARY KEY REFERENCES ledger_entry,
    horizon      text NOT NULL UNIQUE CHECK (horizon IN ('1h', '4h', '24h', '7d')),
    hours_utc    integer[] NOT NULL,
    announced_at timestamptz NOT NULL DEFAULT public.candor_now(),
    valid_from   timestamptz NOT NULL CHECK (announced_at < valid_from)
);

-- How each announced slot was settled: issued in time, or missed for ever.
CREATE TABLE slot_entry (
    horizon       text NOT NULL REFERENCES schedule (horizon),
    cutoff        timestamptz NOT NULL,
    deadline      timestamptz NOT NULL CHECK (deadline = cutoff + interval '10 minutes'),
    target        timestamptz NOT NULL CHECK (deadline < target),
    ledger_index  bigint NOT NULL UNIQUE REFERENCES ledger_entry,
    issued_at     timestamptz,
    missed_reason text,
    PRIMARY KEY (horizon, cutoff),
    CHECK (cutoff <= issued_at AND issued_at <= deadline),
    CHECK ((issued_at IS NULL) <> (missed_reason IS NULL)),
    CHECK (target = cutoff + CASE horizon WHEN '1h' THEN interval '1 hour'
        WHEN '4h' THEN interval '4 hours' WHEN '24h' THEN interval '24 hours'
        ELSE interval '168 hours' END)
);

CREATE FUNCTION refuse_untimely_slot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now timestamptz := public.candor_now();
BEGIN
    IF NEW.issued_at IS NOT NULL AND now NOT BETWEEN NEW.issued_at AND NEW.deadline THEN
        RAISE EXCEPTION 'slot % % cannot be issued at %', NEW.horizon, NEW.cutoff, now
            USING ERRCODE = 'restrict_violation';
    ELSIF NEW.issued_at IS NULL AND now <= NEW.deadline THEN
        RAISE EXCEPTION 'slot % % is not missed yet', NEW.horizon, NEW.cutoff
            USING ERRCODE = 'restrict_violation';
    ELSIF EXISTS (SELECT FROM public.slot_entry AS other
                  WHERE other.horizon = NEW.horizon AND other.cutoff > NEW.cutoff) THEN
        RAISE EXCEPTION 'slots are settled in order: % % comes too late', NEW.horizon, NEW.cutoff
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slot_is_timely BEFORE INSERT ON slot_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_untimely_slot();

CREATE TABLE outcome (
    horizon    text NOT NULL,
    cutoff     timestamptz NOT NULL,
    price      numeric NOT NULL CHECK (price > 0),
    log_return double precision NOT NULL,
    known_at   timestamptz NOT NULL,
    scored_at  timestamptz NOT NULL DEFAULT public.candor_now(),
    PRIMARY KEY (horizon, cutoff),
    FOREIGN KEY (horizon, cutoff) REFERENCES slot_entry
);
CREATE TABLE score (
    horizon    text NOT NULL,
    cutoff     timestamptz NOT NULL,
    scorer     text NOT NULL,
    pinball    double precision NOT NULL CHECK (pinball >= 0),
    crps       double precision NOT NULL CHECK (crps >= 0),
    pit        double precision NOT NULL CHECK (pit BETWEEN 0 AND 1),
    covered_50 boolean NOT NULL,
    covered_80 boolean NOT NULL,
    covered_90 boolean NOT NULL,
    covered_95 boolean NOT NULL,
    PRIMARY KEY (horizon, cutoff, scorer),
    FOREIGN KEY (horizon, cutoff) REFERENCES outcome
);
CREATE INDEX slot_entry_by_target ON slot_entry (target) WHERE issued_at IS NOT NULL;
CREATE INDEX slot_entry_by_time ON slot_entry (cutoff, target);

-- A slot with its ledger entry, its outcome and its scores by scorer, as readers want it.
CREATE VIEW settled_slot AS
    SELECT slot_entry.*, leaf_hash, body, price, log_return, scored_at, scores
    FROM slot_entry
    JOIN ledger_entry ON index = ledger_index
    LEFT JOIN outcome USING (horizon, cutoff)
    LEFT JOIN LATERAL (
        SELECT json_object_agg(scorer, score) AS scores FROM score
        WHERE score.horizon = slot_entry.horizon AND score.cutoff = slot_entry.cutoff
    ) AS scored ON true;

ALTER TABLE replay_clock ENABLE ALWAYS TRIGGER clock_runs_forward;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_has_no_gap;
ALTER TABLE slot_entry ENABLE ALWAYS TRIGGER slot_is_timely;
DO $$
DECLARE
    record_table text;
BEGIN
    FOREACH record_table IN ARRAY ARRAY['world', 'candle_observation', 'consensus_candle',
        'ledger_entry', 'model_version', 'promotion', 'schedule', 'slot_entry', 'outcome', 'score']
    LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', record_table);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', record_table);
    END LOOP;
END $$;

-- The application adds to the record; it can change or remove nothing.
DO $$
BEGIN
    CREATE ROLE candor_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;
ALTER ROLE candor_app SET statement_timeout = '30s';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO candor_app;
GRANT INSERT ON promotion, slot_entry, score TO candor_app;
-- Since when something is known, and when it was written, only the world's own clock says.
GRANT INSERT (venue, open_time, open, high, low, close, volume)
    ON candle_observation TO candor_app;
GRANT INSERT (open_time, rule_version, venues, open, high, low, close, volume)
    ON consensus_candle TO candor_app;
GRANT INSERT (index, kind, schema_version, body, leaf_hash, frontier) ON ledger_entry TO candor_app;
GRANT INSERT (ledger_index, horizon, hours_utc, valid_from) ON schedule TO candor_app;
GRANT INSERT (version, digest, name, trained_until, training_hours, evaluation)
    ON model_version TO candor_app;
GRANT INSERT (horizon, cutoff, price, log_return, known_at) ON outcome TO candor_app;
