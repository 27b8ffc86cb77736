-- The log on PostgreSQL: the same rows as on SQLite (db/migration), and one row for its head, which the
-- writer locks for each commit.

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

-- Who may continue the log. A commit locks the row if its epoch is the writer's, and inserts nothing
-- otherwise. Updating it for each commit, with the head's position, would make a commit an eighth slower.
CREATE TABLE head (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    epoch    BIGINT NOT NULL,                 -- grows with each change of the writer
    writer   TEXT NOT NULL,                   -- the process that writes
    beat_at  TIMESTAMPTZ NOT NULL,            -- the writer's last sign of life, by this clock
    signer   TEXT NOT NULL                    -- the public key of checkpoints, from the first writer on
);

INSERT INTO head VALUES (1, 0, '', '-infinity', '');

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

CREATE TRIGGER head_only_advances BEFORE UPDATE ON head
    FOR EACH ROW WHEN (NEW.epoch < OLD.epoch)
    EXECUTE FUNCTION events_are_only_added();

-- Also of the owner. A server needs no more than what is left: docs/operations.md.
REVOKE UPDATE, DELETE, TRUNCATE ON log_event, stream, word FROM PUBLIC, CURRENT_USER;
REVOKE INSERT, DELETE, TRUNCATE ON head FROM PUBLIC, CURRENT_USER;
