package io.tunebook.events.log;

/// Who follows the log. Called from one thread, which is the subscription's own; may take its time.
public interface Subscriber {
    /// The next event. What it throws ends the subscription.
    void onEvent(RecordedEvent event);

    /// The events that came together have all been delivered: a good moment to show what they add
    /// up to.
    ///
    /// @param position the last one delivered
    default void onPause(long position) {}

    /// The head was reached for the first time: what comes now is new.
    ///
    /// @param position the last one delivered, or where the subscription began
    default void onCaughtUp(long position) {}

    /// The subscription has ended, because the log could not be read, or was closed, or because
    /// this subscriber threw. Not called when the subscription was closed.
    void onError(RuntimeException error);
}
