package io.tunebook.events.sql;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.Batch;
import java.util.concurrent.CompletableFuture;

/// A queued batch and the future of its result.
///
/// @param turn in which it was decided; [#ANY] when it depends on no other event
record PendingAppend(Batch batch, long turn, CompletableFuture<Appended> answer) {
    static final long ANY = -1;

    PendingAppend(Batch batch) {
        this(batch, ANY);
    }

    PendingAppend(Batch batch, long turn) {
        this(batch, turn, new CompletableFuture<>());
    }

    boolean isOf(long current) {
        return turn == ANY || turn == current;
    }
}
