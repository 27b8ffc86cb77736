package io.tunebook.server.ledger.command;

import io.tunebook.events.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the rules say to a command.
public sealed interface Decision {
    /// @param events what becomes true, all of one stream; none when it was true before
    record Accepted(List<Event> events) implements Decision {
        public Accepted {
            events = List.copyOf(events);
        }

        static Accepted of(Event... events) {
            return new Accepted(List.of(events));
        }
    }

    /// @param kind why it cannot be
    /// @param reason in words, with what to do
    /// @param rule the id of the playbook's rule behind it, null when there is none
    record Rejected(Kind kind, String reason, @Nullable String rule) implements Decision {}

    enum Kind {
        /// What the command speaks of does not exist.
        UNKNOWN,
        /// There is one of this name already.
        EXISTS,
        /// The rules are against it.
        AGAINST_THE_RULES
    }

    /// A rejection because the command names what does not exist.
    static Rejected unknown(String what, String id) {
        return new Rejected(Kind.UNKNOWN, "there is no %s '%s'".formatted(what, id), null);
    }

    static Rejected exists(String reason) {
        return new Rejected(Kind.EXISTS, reason, null);
    }

    static Rejected against(String reason) {
        return new Rejected(Kind.AGAINST_THE_RULES, reason, null);
    }

    static Rejected against(String rule, String reason) {
        return new Rejected(Kind.AGAINST_THE_RULES, reason, rule);
    }
}
