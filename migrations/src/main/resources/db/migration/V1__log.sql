-- The log: one row an event, in the order of its position, never changed and never removed.
-- Texts that many events repeat stand once and are referred to by a small number, because it is
-- text in indexes that an append pays for.

-- Streams are numbered in the order of their first events.
CREATE TABLE stream (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Wire names of types, and actors.
CREATE TABLE word (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE log_event (
    position       INTEGER PRIMARY KEY,      -- from 1, without a gap
    event_id       BLOB NOT NULL UNIQUE CHECK (length(event_id) = 16),
    stream_id      INTEGER NOT NULL REFERENCES stream (id),
    stream_version INTEGER NOT NULL,         -- from 1 in each stream, without a gap
    type_id        INTEGER NOT NULL REFERENCES word (id),
    type_version   INTEGER NOT NULL,
    actor_id       INTEGER NOT NULL REFERENCES word (id),
    recorded_at    INTEGER NOT NULL,         -- microseconds since 1970-01-01T00:00:00Z
    payload        BLOB NOT NULL,
    hash           BLOB NOT NULL CHECK (length(hash) = 32), -- over the row and the hash before it
    UNIQUE (stream_id, stream_version)
) STRICT;

CREATE TRIGGER log_event_no_update BEFORE UPDATE ON log_event
BEGIN SELECT raise(ABORT, 'events are never changed'); END;

CREATE TRIGGER log_event_no_delete BEFORE DELETE ON log_event
BEGIN SELECT raise(ABORT, 'events are never removed'); END;

-- REPLACE removes the row in its way without firing the trigger above, so it is stopped before it
-- comes to that: whatever is not the next event of the log and of its stream is refused. The same
-- look at the two ends also refuses gaps.
CREATE TRIGGER log_event_only_added BEFORE INSERT ON log_event
WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM log_event)
    OR NEW.stream_version IS NOT (SELECT coalesce(max(stream_version), 0) + 1 FROM log_event
                                  WHERE stream_id = NEW.stream_id)
    OR EXISTS (SELECT 1 FROM log_event WHERE event_id = NEW.event_id)
BEGIN SELECT raise(ABORT, 'events are never replaced: each is added once, at the end'); END;

CREATE TRIGGER stream_no_update BEFORE UPDATE ON stream
BEGIN SELECT raise(ABORT, 'streams are never renamed'); END;

CREATE TRIGGER stream_no_delete BEFORE DELETE ON stream
BEGIN SELECT raise(ABORT, 'streams are never removed'); END;

CREATE TRIGGER stream_only_added BEFORE INSERT ON stream
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM stream)
    OR EXISTS (SELECT 1 FROM stream WHERE name = NEW.name)
BEGIN SELECT raise(ABORT, 'streams are never replaced: each is added once'); END;

CREATE TRIGGER word_no_update BEFORE UPDATE ON word
BEGIN SELECT raise(ABORT, 'words are never changed'); END;

CREATE TRIGGER word_no_delete BEFORE DELETE ON word
BEGIN SELECT raise(ABORT, 'words are never removed'); END;

CREATE TRIGGER word_only_added BEFORE INSERT ON word
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM word)
    OR EXISTS (SELECT 1 FROM word WHERE text = NEW.text)
BEGIN SELECT raise(ABORT, 'words are never replaced: each is added once'); END;
