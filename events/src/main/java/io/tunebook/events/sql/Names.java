package io.tunebook.events.sql;

import static io.tunebook.events.sql.schema.Tables.LOG_EVENT;
import static io.tunebook.events.sql.schema.Tables.STREAM;
import static io.tunebook.events.sql.schema.Tables.WORD;

import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/// The ids of streams and words as the writer knows them, cached. Not thread-safe.
public final class Names {
    private static final int MAX_CACHED = 10_000;

    private final DSLContext dsl;
    private final Map<String, Place> streams = new LruMap<>(MAX_CACHED);
    private final Map<String, Long> words = new LruMap<>(MAX_CACHED);

    public Names(DSLContext dsl) {
        this.dsl = dsl;
    }

    /// A stream's id, 0 before its first event, and its version.
    public record Place(long id, long version) {}

    public Place place(String stream) {
        return streams.computeIfAbsent(
                stream,
                name ->
                        dsl.select(STREAM.ID, lastVersion())
                                .from(STREAM)
                                .where(STREAM.NAME.eq(name))
                                .fetchOptional(row -> new Place(row.value1(), row.value2()))
                                .orElse(new Place(0, 0)));
    }

    /// The place of a stream after an event was inserted.
    public void moved(String stream, Place place) {
        streams.put(stream, place);
    }

    /// The id of a word; empty when the database does not have it.
    public Optional<Long> word(String text) {
        Long known = words.get(text);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Long> found =
                dsl.select(WORD.ID).from(WORD).where(WORD.TEXT.eq(text)).fetchOptional(WORD.ID);
        found.ifPresent(id -> words.put(text, id));
        return found;
    }

    /// A word that was inserted.
    public void added(String text, long id) {
        words.put(text, id);
    }

    public long nextStream() {
        return next(STREAM.ID, STREAM);
    }

    public long nextWord() {
        return next(WORD.ID, WORD);
    }

    /// After a rollback.
    public void clear() {
        streams.clear();
        words.clear();
    }

    /// Of the stream of the outer query, by the index.
    private Field<Long> lastVersion() {
        return DSL.coalesce(
                DSL.field(
                        dsl.select(DSL.max(LOG_EVENT.STREAM_VERSION))
                                .from(LOG_EVENT)
                                .where(LOG_EVENT.STREAM_ID.eq(STREAM.ID))),
                DSL.inline(0L));
    }

    private long next(Field<Long> id, Table<?> table) {
        return 1
                + dsl.select(DSL.coalesce(DSL.max(id), DSL.inline(0L)))
                        .from(table)
                        .fetchSingle()
                        .value1();
    }
}
