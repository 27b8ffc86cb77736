-- The log on PostgreSQL: the same rows as on SQLite (db/migration), and one row with the head, which
-- the writer locks for each commit.

CREATE TABLE stream (
    id   BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- Wire names of types, and actors.
CREATE TABLE word (
    id   BIGINT PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- Without foreign keys: their checks need the right to update streams and words, which no role has.
-- An event that refers to a missing name does not verify.
CREATE TABLE log_event (
    position       BIGINT PRIMARY KEY,       -- from 1, without a gap
    event_id       BYTEA NOT NULL UNIQUE CHECK (length(event_id) = 16),
    stream_id      BIGINT NOT NULL,
    stream_version BIGINT NOT NULL,          -- from 1 in each stream, without a gap
    type_id        BIGINT NOT NULL,
    type_version   BIGINT NOT NULL,
    actor_id       BIGINT NOT NULL,
    recorded_at    BIGINT NOT NULL,          -- microseconds since 1970-01-01T00:00:00Z
    payload        BYTEA NOT NULL,
    hash           BYTEA NOT NULL CHECK (length(hash) = 32), -- over the row and the hash before it
    UNIQUE (stream_id, stream_version)
);

-- Payloads are mostly short and often compressed by the client already.
ALTER TABLE log_event ALTER COLUMN payload SET STORAGE EXTERNAL;

-- The end of the log, and who may continue it. An update that does not continue it exactly, or whose
-- epoch is over, sets a negative position, which the check refuses with its whole transaction.
CREATE TABLE head (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    position BIGINT NOT NULL CHECK (position >= 0),
    hash     BYTEA NOT NULL CHECK (length(hash) = 32),
    epoch    BIGINT NOT NULL,                 -- grows with each change of the writer
    writer   TEXT NOT NULL,                   -- the process that writes
    beat_at  TIMESTAMPTZ NOT NULL,            -- the writer's last sign of life, by this clock
    signer   TEXT NOT NULL                    -- the public key of checkpoints, from the first writer on
);

-- Room for the next version of the one row on its page, so that an update touches no index.
ALTER TABLE head SET (fillfactor = 10);

INSERT INTO head VALUES (1, 0, decode(repeat('00', 32), 'hex'), 0, '', '-infinity', '');

CREATE FUNCTION events_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %: events are only added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER log_event_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON log_event
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_only_added();

CREATE TRIGGER stream_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON stream
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_only_added();

CREATE TRIGGER word_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON word
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_only_added();

CREATE TRIGGER head_not_removed BEFORE DELETE OR TRUNCATE ON head
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_only_added();

CREATE FUNCTION head_only_advances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position BETWEEN 0 AND OLD.position - 1 OR NEW.epoch < OLD.epoch
            OR NEW.position = OLD.position AND NEW.hash <> OLD.hash THEN
        RAISE EXCEPTION 'the head only advances' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER head_only_advances BEFORE UPDATE ON head
    FOR EACH ROW EXECUTE FUNCTION head_only_advances();

-- Each inserted row continues the log: without a gap up to the head, which its transaction has moved.
CREATE FUNCTION events_have_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added BIGINT;
    lowest BIGINT;
    highest BIGINT;
BEGIN
    SELECT count(*), min(position), max(position) INTO added, lowest, highest FROM inserted;
    IF added = 0 THEN
        RETURN NULL;
    END IF;
    PERFORM pg_notify('tunebook_log', '');
    IF highest - lowest + 1 <> added
            OR lowest <> 1 AND NOT EXISTS (SELECT 1 FROM log_event WHERE position = lowest - 1)
            OR EXISTS (SELECT 1 FROM head WHERE position < highest) THEN
        RAISE EXCEPTION 'events are added at the end, without a gap' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER log_event_no_gap AFTER INSERT ON log_event
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION events_have_no_gap();

-- Also of the owner. A server needs no more than what is left: docs/operations.md.
REVOKE UPDATE, DELETE, TRUNCATE ON log_event, stream, word FROM PUBLIC, CURRENT_USER;
REVOKE INSERT, DELETE, TRUNCATE ON head FROM PUBLIC, CURRENT_USER;
