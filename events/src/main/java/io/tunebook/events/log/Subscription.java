package io.tunebook.events.log;

/// A subscription that goes on until it is closed.
public interface Subscription extends AutoCloseable {
    /// Nothing is delivered once this has returned, unless it was called by the subscriber itself.
    @Override
    void close();
}
