package io.tunebook.events.sql;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.Batch;
import java.util.concurrent.CompletableFuture;

/// A queued batch and the future of its result.
public record PendingAppend(Batch batch, CompletableFuture<Appended> answer) {
    PendingAppend(Batch batch) {
        this(batch, new CompletableFuture<>());
    }
}
