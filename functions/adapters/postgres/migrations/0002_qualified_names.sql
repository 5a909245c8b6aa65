-- The rules read the record by its full name. An unqualified name is looked up among the
-- session's temporary tables first, so that whoever may connect could put a clock of their
-- own in front of the real one and back-date a forecast.

CREATE OR REPLACE FUNCTION candor_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT CASE mode WHEN 'live' THEN clock_timestamp()
                     ELSE (SELECT replay_clock.now FROM public.replay_clock) END
    FROM public.world
$$;

CREATE OR REPLACE FUNCTION refuse_ledger_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.index <> (SELECT coalesce(max(index) + 1, 0) FROM public.ledger_entry) THEN
        RAISE EXCEPTION 'ledger entry % does not follow the newest', NEW.index
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION refuse_untimely_slot() RETURNS trigger LANGUAGE plpgsql AS $$
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
