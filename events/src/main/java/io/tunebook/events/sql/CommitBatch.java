package io.tunebook.events.sql;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.Batch;
import io.tunebook.events.log.Chain;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.IdConflict;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.VersionConflict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The appends of one transaction. Each is accepted or rejected in memory, so a rejected one needs
/// no rollback. Not thread-safe.
///
/// Almost all ids are new, and the database rejects the others. So an optimistic batch queries ids
/// only for an append with a wrong version, which may be a retry; when the database then rejects a
/// row, the same appends are decided again by a batch that queries all ids.
final class CommitBatch {
    private final Session session;
    private final Chain chain;
    private final PayloadComparison payloads;
    private final boolean optimistic;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<UUID, RecordedEvent> byId = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private Head head;
    private boolean repeated;

    CommitBatch(Session session, Chain chain, PayloadComparison payloads, boolean optimistic) {
        this.session = session;
        this.chain = chain;
        this.payloads = payloads;
        this.optimistic = optimistic;
        this.head = session.head();
    }

    /// The rows to be inserted.
    List<RecordedEvent> events() {
        return events;
    }

    /// The head after the commit of this batch.
    Head head() {
        return head;
    }

    /// Whether an append was in the log already.
    boolean hasRepeated() {
        return repeated;
    }

    /// @throws VersionConflict when the stream is not at the expected version
    /// @throws IdConflict when an id is recorded with other content
    Appended take(Batch batch) {
        Appended known = earlier(batch, !optimistic);
        if (known != null) {
            return known;
        }
        long version = versions.computeIfAbsent(batch.stream(), s -> session.version(s));
        if (!batch.expected().holds(version)) {
            known = optimistic ? earlier(batch, true) : null;
            if (known != null) {
                return known;
            }
            throw new VersionConflict(batch.stream(), batch.expected(), version);
        }
        return add(batch, version);
    }

    private Appended add(Batch batch, long after) {
        long first = head.position() + 1;
        long version = after;
        for (NewEvent event : batch.events()) {
            version++;
            RecordedEvent recorded =
                    chain.extend(head.hash(), head.position() + 1, batch.stream(), version, event);
            events.add(recorded);
            byId.put(event.id(), recorded);
            head = recorded.head();
        }
        versions.put(batch.stream(), version);
        return new Appended(first, head.position(), version);
    }

    /// The positions of an append that is in the log or in this batch already; null when it is new.
    ///
    /// @param query whether to query the database too
    private @Nullable Appended earlier(Batch batch, boolean query) {
        Map<UUID, RecordedEvent> found = new HashMap<>();
        for (NewEvent event : batch.events()) {
            RecordedEvent taken = byId.get(event.id());
            if (taken != null) {
                found.put(event.id(), taken);
            }
        }
        if (query && found.size() < batch.events().size()) {
            session.rows()
                    .byIds(batch.events().stream().map(NewEvent::id).toList())
                    .forEach(e -> found.put(e.id(), e));
        }
        return found.isEmpty() ? null : repeat(batch, found);
    }

    private Appended repeat(Batch batch, Map<UUID, RecordedEvent> found) {
        repeated = true;
        @Nullable RecordedEvent last = null;
        for (NewEvent event : batch.events()) {
            RecordedEvent recorded = found.get(event.id());
            if (recorded == null) {
                throw new IdConflict(
                        found.keySet().iterator().next(),
                        "is in the log already, and others of the same append are not");
            }
            if (!recorded.sameAs(batch.stream(), event, payloads)) {
                throw new IdConflict(event.id(), "is in the log already, with other content");
            }
            if (last != null && recorded.position() != last.position() + 1) {
                throw new IdConflict(event.id(), "is in the log already, in another order");
            }
            last = recorded;
        }
        RecordedEvent end = java.util.Objects.requireNonNull(last);
        return new Appended(
                end.position() - batch.events().size() + 1, end.position(), end.streamVersion());
    }
}
