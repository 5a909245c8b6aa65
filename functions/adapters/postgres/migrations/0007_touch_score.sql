-- The farthest prices of a scored forecast's hours, and the chances to be touched it gave them.
-- A table of its own: what was scored before it was asked is judged from the record and candles.
CREATE TABLE touch_score (
    horizon   text NOT NULL,
    cutoff    timestamptz NOT NULL,
    highest   numeric NOT NULL,
    lowest    numeric NOT NULL CHECK (0 < lowest AND lowest <= highest),
    -- NULL where the forecast claims no touch.
    p_highest double precision CHECK (p_highest BETWEEN 0 AND 1),
    p_lowest  double precision CHECK (p_lowest BETWEEN 0 AND 1),
    -- The largest chance that any other price than the reference price was given.
    p_most    double precision CHECK (p_most BETWEEN 0 AND 1),
    judged_at timestamptz NOT NULL DEFAULT public.candor_now(),
    PRIMARY KEY (horizon, cutoff),
    FOREIGN KEY (horizon, cutoff) REFERENCES outcome,
    CHECK (num_nulls(p_highest, p_lowest, p_most) IN (0, 3))
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON touch_score
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE touch_score ENABLE ALWAYS TRIGGER append_only;

-- The same columns as before, and at their end what was touched.
CREATE OR REPLACE VIEW settled_slot AS
    SELECT slot_entry.*, leaf_hash, body, price, log_return, scored_at, scores,
           highest, lowest, p_highest, p_lowest, p_most
    FROM slot_entry
    JOIN ledger_entry ON index = ledger_index
    LEFT JOIN outcome USING (horizon, cutoff)
    LEFT JOIN LATERAL (
        SELECT json_object_agg(scorer, score) AS scores FROM score
        WHERE score.horizon = slot_entry.horizon AND score.cutoff = slot_entry.cutoff
    ) AS scored ON true
    LEFT JOIN touch_score USING (horizon, cutoff);

GRANT SELECT ON touch_score TO candor_app;
GRANT INSERT (horizon, cutoff, highest, lowest, p_highest, p_lowest, p_most)
    ON touch_score TO candor_app;
