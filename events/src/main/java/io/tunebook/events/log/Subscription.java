package io.tunebook.events.log;

/// A subscription, which continues until it is closed.
public interface Subscription extends AutoCloseable {
    /// Nothing is delivered after this returns, unless the subscriber itself calls it.
    @Override
    void close();
}
