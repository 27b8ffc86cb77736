package io.tunebook.events.sqlite;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sqlite.Recovery.Lost;
import io.tunebook.events.sqlite.Recovery.Recoverable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds what a recovery keeps, recovers and loses, from the events of a damaged log in their
/// order.
///
/// Events are kept up to the first that does not continue the chain. After it, an event is
/// recovered when its hash covers its content and the hash of the event before it, whose own
/// content may be lost, and when the [RecoveryJudge] accepts it. An event whose stored hash alone
/// is damaged is intact if the next event, or the head file, has the hash of its content. Not
/// thread-safe.
final class RecoveryScan {
    static final String CHANGED = "its content was changed";
    static final String MISSING = "missing or unreadable";
    static final String DISCARDED = "later than the damage or the backup, discarded as requested";
    static final String UNPROVEN = "the hash before it is missing, so it cannot be verified";

    private final RecoveryJudge judge;
    private final boolean salvage;
    private final Predicate<RecordedEvent> known;
    private final Chain chain = new Chain();
    private final List<Recoverable> recovered = new ArrayList<>();
    private final List<Lost> lost = new ArrayList<>();

    /// The right hashes of kept events whose stored ones are damaged, by position.
    private final Map<Long, byte[]> corrected = new HashMap<>();

    private Head kept = Head.EMPTY;
    private boolean judging;
    private boolean broken;
    private long last;

    /// The hash that the last event has, and the one that its content has if that differs.
    private byte @Nullable [] stored = Head.EMPTY.hash();

    private @Nullable Suspect suspect;

    /// An event whose stored hash does not cover it.
    ///
    /// @param hash of its content
    private record Suspect(RecordedEvent event, byte[] previous, byte[] hash) {}

    /// @param salvage whether events after a gap are recovered
    /// @param known whether an event exists in the restored backup
    RecoveryScan(RecoveryJudge judge, boolean salvage, Predicate<RecordedEvent> known) {
        this.judge = judge;
        this.salvage = salvage;
        this.known = known;
    }

    Head kept() {
        return kept;
    }

    List<Recoverable> recovered() {
        return recovered;
    }

    List<Lost> lost() {
        return lost;
    }

    /// The event with the hash that it has in the chain.
    RecordedEvent corrected(RecordedEvent event) {
        byte[] hash = corrected.get(event.position());
        return hash == null ? event : withHash(event, hash);
    }

    /// Continues after a backup with the events of the damaged log: the judge decides on each.
    ///
    /// @param previous the hash that the damaged log has at the backup's last position, if any
    void continueAfterBackup(byte @Nullable [] previous) {
        judging = true;
        last = kept.position();
        if (previous != null && !Arrays.equals(previous, kept.hash())) {
            broken = true;
            stored = previous;
        }
    }

    /// The damaged log shares no event with the backup.
    ///
    /// @param events their number
    void loseAll(long events) {
        if (events > 0) {
            lost.add(new Lost(1, events, null, null, "of another history than the backup"));
        }
    }

    /// The next event that can be read.
    void take(RecordedEvent event) {
        if (!broken && follows(kept, event)) {
            if (!judging) {
                judge.kept(event);
                keep(event.head());
                return;
            }
            Optional<String> refusal = salvage ? judge.refusal(event) : Optional.of(DISCARDED);
            if (refusal.isEmpty()) {
                keep(event.head());
                return;
            }
            broken = true;
            last = event.position();
            stored = event.hash();
            lose(event, refusal.get());
            return;
        }
        if (!broken) {
            broken = true;
            last = kept.position();
            stored = kept.hash();
        }
        afterGap(event);
    }

    private void afterGap(RecordedEvent event) {
        if (event.position() > last + 1) {
            settle();
            lost.add(Lost.unknown(last + 1, event.position() - last - 1));
            stored = null;
        }
        byte[] before = stored;
        Suspect doubtful = suspect;
        last = event.position();
        stored = event.hash();
        if (before != null && matches(before, event)) {
            settle();
            recover(event, before, event.hash());
        } else if (doubtful != null && matches(doubtful.hash(), event)) {
            suspect = null;
            prove(doubtful);
            if (follows(kept, event) && !broken) {
                take(event);
            } else {
                recover(event, doubtful.hash(), event.hash());
            }
        } else {
            settle();
            if (before == null) {
                lose(event, UNPROVEN);
            } else {
                suspect = new Suspect(event, before, chain.hash(before, event));
            }
        }
    }

    /// The end of the log.
    void end(Optional<Head> acknowledged) {
        Suspect doubtful = suspect;
        if (doubtful != null
                && acknowledged.isPresent()
                && acknowledged
                        .get()
                        .equals(new Head(doubtful.event().position(), doubtful.hash()))) {
            suspect = null;
            prove(doubtful);
        }
        settle();
        long end = Math.max(last, kept.position());
        long after = acknowledged.map(Head::position).orElse(0L) - end;
        if (after > 0) {
            lost.add(Lost.unknown(end + 1, after));
        }
    }

    /// Its content is intact, its stored hash was not.
    private void prove(Suspect intact) {
        RecordedEvent event = withHash(intact.event(), intact.hash());
        if (event.position() == kept.position() + 1 && lost.isEmpty() && !judging) {
            corrected.put(event.position(), intact.hash());
            judge.kept(event);
            broken = false;
            keep(event.head());
        } else {
            recover(event, intact.previous(), intact.hash());
        }
    }

    private void settle() {
        Suspect doubtful = suspect;
        suspect = null;
        if (doubtful != null) {
            lose(doubtful.event(), CHANGED);
        }
    }

    private void keep(Head head) {
        kept = head;
        last = head.position();
        stored = head.hash();
    }

    private void recover(RecordedEvent event, byte[] previous, byte[] hash) {
        if (known.test(event)) {
            return;
        }
        if (!salvage) {
            lose(event, DISCARDED);
            return;
        }
        Optional<String> refusal = judge.refusal(event);
        if (refusal.isPresent()) {
            lose(event, refusal.get());
        } else {
            recovered.add(
                    new Recoverable(
                            event.id(), event.position(), event.streamVersion(), previous, hash));
        }
    }

    private void lose(RecordedEvent event, String reason) {
        lost.add(new Lost(event.position(), 1, event.stream(), event.type(), reason));
    }

    private boolean follows(Head head, RecordedEvent event) {
        return event.position() == head.position() + 1 && matches(head.hash(), event);
    }

    private boolean matches(byte[] previous, RecordedEvent event) {
        return Arrays.equals(chain.hash(previous, event), event.hash());
    }

    private static RecordedEvent withHash(RecordedEvent e, byte[] hash) {
        return new RecordedEvent(
                e.position(),
                e.stream(),
                e.streamVersion(),
                e.id(),
                e.type(),
                e.typeVersion(),
                e.actor(),
                e.recordedAt(),
                e.payload(),
                hash);
    }
}
