package io.tunebook.server.ledger.command;

import io.tunebook.events.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of deciding a command.
public sealed interface CommandDecision {
    /// @param events the new events, all of one stream; empty when nothing changes
    record Accepted(List<Event> events) implements CommandDecision {
        public Accepted {
            events = List.copyOf(events);
        }

        static Accepted of(Event... events) {
            return new Accepted(List.of(events));
        }
    }

    /// @param kind the kind of the rejection
    /// @param reason the cause and the remedy
    /// @param rule the id of the playbook's rule, null when there is none
    record Rejected(Kind kind, String reason, @Nullable String rule) implements CommandDecision {}

    enum Kind {
        /// The object of the command does not exist.
        UNKNOWN,
        /// An object of this name exists.
        EXISTS,
        /// The rules reject the command.
        REJECTED
    }

    /// A rejection because the command names what does not exist.
    static Rejected unknown(String what, String id) {
        return new Rejected(Kind.UNKNOWN, "there is no %s '%s'".formatted(what, id), null);
    }

    static Rejected exists(String reason) {
        return new Rejected(Kind.EXISTS, reason, null);
    }

    static Rejected rejected(String reason) {
        return new Rejected(Kind.REJECTED, reason, null);
    }

    static Rejected rejected(String rule, String reason) {
        return new Rejected(Kind.REJECTED, reason, rule);
    }
}
