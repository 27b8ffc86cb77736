package io.tunebook.events.sql;

import static io.tunebook.events.sql.schema.Tables.LOG_EVENT;
import static io.tunebook.events.sql.schema.Tables.STREAM;
import static io.tunebook.events.sql.schema.Tables.WORD;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.EventContent;
import io.tunebook.events.log.EventFilter;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.RecordedEvent;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.SelectSeekStepN;
import org.jooq.impl.DSL;

/// The queries on the log's tables, through one connection. Not thread-safe.
public final class Rows {
    private static final int TEXTS_AT_ONCE = 1_000;
    private static final int ROWS_AT_ONCE = 512;

    private final DSLContext dsl;
    private final SqlFailures failures;
    private final WordCache streams;
    private final WordCache words;

    public Rows(DSLContext dsl, SqlFailures failures) {
        this.dsl = dsl;
        this.failures = failures;
        this.streams = new WordCache(this::streamsFrom);
        this.words = new WordCache(this::wordsFrom);
    }

    public List<RecordedEvent> after(long position, int limit) {
        return list(
                select(List.of(LOG_EVENT.POSITION.gt(position)), LOG_EVENT.POSITION.asc())
                        .limit(limit));
    }

    public List<RecordedEvent> ofStream(String stream, long afterVersion, int limit) {
        return list(
                select(
                                List.of(
                                        inStream(stream),
                                        LOG_EVENT.STREAM_VERSION.gt(afterVersion)),
                                LOG_EVENT.STREAM_VERSION.asc())
                        .limit(limit));
    }

    /// The newest first.
    public List<RecordedEvent> before(EventFilter filter, long position, int limit) {
        List<Condition> conditions = conditions(filter);
        conditions.add(LOG_EVENT.POSITION.lt(position));
        return list(select(conditions, order(filter).desc()).limit(limit));
    }

    /// The oldest first.
    public List<RecordedEvent> after(EventFilter filter, long position, int limit) {
        List<Condition> conditions = conditions(filter);
        conditions.add(LOG_EVENT.POSITION.gt(position));
        return list(select(conditions, order(filter).asc()).limit(limit));
    }

    public List<RecordedEvent> byIds(Collection<UUID> ids) {
        List<byte[]> keys = ids.stream().map(Rows::bytes).toList();
        return list(select(List.of(LOG_EVENT.EVENT_ID.in(keys)), LOG_EVENT.POSITION.asc()));
    }

    public Optional<RecordedEvent> at(long position) {
        return list(select(List.of(LOG_EVENT.POSITION.eq(position)), LOG_EVENT.POSITION.asc()))
                .stream()
                .findFirst();
    }

    public List<EventContent> facts(long position, int limit) {
        var query =
                dsl.select(
                                LOG_EVENT.POSITION,
                                LOG_EVENT.TYPE_ID,
                                LOG_EVENT.TYPE_VERSION,
                                LOG_EVENT.ACTOR_ID,
                                LOG_EVENT.RECORDED_AT,
                                LOG_EVENT.PAYLOAD)
                        .from(LOG_EVENT)
                        .where(LOG_EVENT.POSITION.gt(position))
                        .orderBy(LOG_EVENT.POSITION)
                        .limit(limit);
        return list(query, this::fact);
    }

    private EventContent fact(ResultSet row) throws SQLException {
        return new EventContent(
                row.getLong(1),
                words.of(row.getLong(2)),
                Math.toIntExact(row.getLong(3)),
                words.of(row.getLong(4)),
                Chain.instant(row.getLong(5)),
                row.getBytes(6));
    }

    public List<byte[]> hashes(long position, int limit) {
        return dsl.select(LOG_EVENT.HASH)
                .from(LOG_EVENT)
                .where(LOG_EVENT.POSITION.gt(position))
                .orderBy(LOG_EVENT.POSITION)
                .limit(limit)
                .fetch(LOG_EVENT.HASH);
    }

    public Head head() {
        return dsl.select(LOG_EVENT.POSITION, LOG_EVENT.HASH)
                .from(LOG_EVENT)
                .orderBy(LOG_EVENT.POSITION.desc())
                .limit(1)
                .fetchOptional(row -> new Head(row.value1(), row.value2()))
                .orElse(Head.EMPTY);
    }

    /// All events from the first, to be read with [#event] while the cursor is open.
    public ResultSet all() {
        SelectSeekStepN<?> all = select(List.of(), LOG_EVENT.POSITION.asc());
        // PostgreSQL's driver would keep all rows in memory.
        return dsl.family() == SQLDialect.POSTGRES
                ? all.fetchSize(ROWS_AT_ONCE).fetchResultSet()
                : all.fetchResultSet();
    }

    /// The event of the cursor's current row.
    ///
    /// @throws UnreadableRow when the row is not an event
    public RecordedEvent event(ResultSet row) {
        try {
            return new RecordedEvent(
                    row.getLong(1),
                    streams.of(row.getLong(3)),
                    row.getLong(4),
                    id(row.getBytes(2)),
                    words.of(row.getLong(5)),
                    Math.toIntExact(row.getLong(6)),
                    words.of(row.getLong(7)),
                    Chain.instant(row.getLong(8)),
                    row.getBytes(9),
                    row.getBytes(10));
        } catch (SQLException | ArithmeticException e) {
            throw new UnreadableRow(e);
        }
    }

    private static UUID id(byte[] bytes) {
        if (bytes.length != 16) {
            throw new UnreadableRow("its id has %d bytes, not 16".formatted(bytes.length));
        }
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        return new UUID(halves.getLong(), halves.getLong());
    }

    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /// A stream's versions increase with the positions, and have an index.
    private static Field<Long> order(EventFilter filter) {
        return filter.stream() == null ? LOG_EVENT.POSITION : LOG_EVENT.STREAM_VERSION;
    }

    private List<Condition> conditions(EventFilter filter) {
        List<Condition> conditions = new ArrayList<>();
        if (filter.stream() != null) {
            conditions.add(inStream(filter.stream()));
        }
        if (filter.type() != null) {
            conditions.add(LOG_EVENT.TYPE_ID.eq(wordId(filter.type())));
        }
        if (filter.actor() != null) {
            conditions.add(LOG_EVENT.ACTOR_ID.eq(wordId(filter.actor())));
        }
        if (filter.from() != null) {
            conditions.add(LOG_EVENT.RECORDED_AT.ge(Chain.micros(filter.from())));
        }
        if (filter.to() != null) {
            conditions.add(LOG_EVENT.RECORDED_AT.lt(Chain.micros(filter.to())));
        }
        return conditions;
    }

    private Condition inStream(String name) {
        return LOG_EVENT.STREAM_ID.eq(
                DSL.field(dsl.select(STREAM.ID).from(STREAM).where(STREAM.NAME.eq(name))));
    }

    private Select<Record1<Long>> wordId(String text) {
        return dsl.select(WORD.ID).from(WORD).where(WORD.TEXT.eq(text));
    }

    private SelectSeekStepN<?> select(Collection<Condition> conditions, OrderField<?> order) {
        return dsl.select(
                        LOG_EVENT.POSITION,
                        LOG_EVENT.EVENT_ID,
                        LOG_EVENT.STREAM_ID,
                        LOG_EVENT.STREAM_VERSION,
                        LOG_EVENT.TYPE_ID,
                        LOG_EVENT.TYPE_VERSION,
                        LOG_EVENT.ACTOR_ID,
                        LOG_EVENT.RECORDED_AT,
                        LOG_EVENT.PAYLOAD,
                        LOG_EVENT.HASH)
                .from(LOG_EVENT)
                .where(conditions)
                .orderBy(List.of(order));
    }

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private List<RecordedEvent> list(ResultQuery<?> query) {
        return list(query, this::event);
    }

    private <T> List<T> list(ResultQuery<?> query, Row<T> row) {
        try (ResultSet rows = query.fetchResultSet()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.of(rows));
            }
            return all;
        } catch (SQLException | ArithmeticException | UnreadableRow e) {
            throw failures.of(e, "the log cannot be read");
        }
    }

    private Map<Long, String> streamsFrom(long id) {
        return dsl.select(STREAM.ID, STREAM.NAME)
                .from(STREAM)
                .where(STREAM.ID.ge(id))
                .orderBy(STREAM.ID)
                .limit(TEXTS_AT_ONCE)
                .fetchMap(STREAM.ID, STREAM.NAME);
    }

    private Map<Long, String> wordsFrom(long id) {
        return dsl.select(WORD.ID, WORD.TEXT)
                .from(WORD)
                .where(WORD.ID.ge(id))
                .orderBy(WORD.ID)
                .limit(TEXTS_AT_ONCE)
                .fetchMap(WORD.ID, WORD.TEXT);
    }
}
