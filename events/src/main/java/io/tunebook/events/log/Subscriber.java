package io.tunebook.events.log;

/// A subscriber to the log. Called from the subscription's own thread; may block.
public interface Subscriber {
    /// The next event. An exception ends the subscription.
    void onEvent(RecordedEvent event);

    /// All available events have been delivered: the time to publish their result.
    ///
    /// @param position the last one delivered
    default void onPause(long position) {}

    /// The head was reached for the first time: later events are new.
    ///
    /// @param position the last one delivered, or the start of the subscription
    default void onCaughtUp(long position) {}

    /// The subscription has ended, because the log could not be read or was closed, or because this
    /// subscriber threw. Not called when the subscription itself is closed.
    void onError(RuntimeException error);
}
