package io.tunebook.events.sqlite;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.Batch;
import java.util.concurrent.CompletableFuture;

/// A batch that waits for its turn, and who waits for the answer.
record PendingAppend(Batch batch, CompletableFuture<Appended> answer) {
    PendingAppend(Batch batch) {
        this(batch, new CompletableFuture<>());
    }
}
