package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.tunebook.server.api.access.Identity;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.decision.Candidates;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads and checks the parameters of requests.
final class Requests {
    private static final int LONGEST_NAME = 200;
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final Ledger ledger;
    private final String defaultActor;

    Requests(Ledger ledger, String defaultActor) {
        this.ledger = ledger;
        this.defaultActor = defaultActor;
    }

    /// The snapshot as of `?at=`, or the current one.
    Snapshot snapshot(Context ctx) {
        Long at = number(ctx, "at");
        return at == null ? ledger.now() : snapshot(at);
    }

    Snapshot snapshot(long at) {
        long head = ledger.now().position();
        if (at < 0 || at > head) {
            throw Problem.notFound(
                    "there is no event %,d: the log ends at event %,d".formatted(at, head));
        }
        return ledger.at(at);
    }

    @Nullable Long number(Context ctx, String name) {
        String text = once(ctx, name);
        if (text == null) {
            return null;
        }
        if (text.isEmpty()) {
            throw Problem.malformed("'%s' is empty: send an integer, or omit it".formatted(name));
        }
        try {
            if (INTEGER.matcher(text).matches()) {
                return Long.valueOf(text);
            }
        } catch (NumberFormatException e) {
            throw Problem.malformed(
                    "'%s' must be an integer of 64 bits, not '%s'".formatted(name, text));
        }
        throw Problem.malformed("'%s' must be an integer, not '%s'".formatted(name, text));
    }

    @Nullable Instant time(Context ctx, String name) {
        String text = once(ctx, name);
        if (text == null) {
            return null;
        }
        try {
            Instant time = Instant.parse(text);
            if (time.isBefore(FIRST) || time.isAfter(LAST)) {
                throw Problem.malformed(
                        "'%s' must be a time in the years 1 to 9999, not '%s'"
                                .formatted(name, text));
            }
            return time;
        } catch (DateTimeParseException e) {
            throw Problem.malformed(
                    "'%s' must be a time such as 2026-01-31T12:00:00Z, not '%s'"
                            .formatted(name, text));
        }
    }

    @Nullable String text(Context ctx, String name) {
        String text = once(ctx, name);
        return text == null || text.isEmpty() ? null : text;
    }

    /// The parameter of a query, of which none may be chosen silently when it occurs twice.
    private static @Nullable String once(Context ctx, String name) {
        List<String> values = ctx.queryParams(name);
        if (values.size() > 1) {
            throw Problem.malformed("'%s' occurs twice: send it once".formatted(name));
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    Project project(Context ctx, Snapshot s) {
        String id = ctx.pathParam("project");
        return known("project", id, s, b -> b.project(id), Project::created);
    }

    Round round(Context ctx, Snapshot s) {
        String id = ctx.pathParam("round");
        return known("round", id, s, b -> b.round(id), Round::opened);
    }

    Study study(Context ctx, Snapshot s) {
        String id = ctx.pathParam("study");
        return known("study", id, s, b -> b.study(id), Study::created);
    }

    Trial trial(Context ctx, Snapshot s) {
        return trial(ctx.pathParam("trial"), s);
    }

    Trial trial(String id, Snapshot s) {
        return known("trial", id, s, b -> b.trial(id), t -> t.spec().proposed());
    }

    /// A trial of the round that may be launched.
    Trial.Completed candidate(Context ctx, Snapshot s, Round round) {
        String id = ctx.pathParam("trial");
        if (!(s.book().trial(id) instanceof Trial.Completed t)
                || !round.studies().contains(t.spec().study())) {
            throw Problem.notFound(Candidates.unknown(s.book(), round, id));
        }
        if (Candidates.isRerun(s.book(), t)) {
            throw Problem.conflict(Candidates.rerun(s.book(), round, t));
        }
        return t;
    }

    Launch launch(Context ctx, Snapshot s) {
        String id = ctx.pathParam("launch");
        return known("launch", id, s, b -> b.launches().get(id), Requests::decided);
    }

    /// The actor of an answer or a decision, which is never recorded without a person's name.
    String decider(Context ctx) {
        String header = ctx.header("Tunebook-Actor");
        if (Access.caller(ctx) == null && (header == null || header.isBlank())) {
            throw Problem.malformed(
                    "the name of the person is missing: send it in the header Tunebook-Actor");
        }
        return actor(ctx);
    }

    /// The actor: the name of the token, or without access control that in `Tunebook-Actor`,
    /// percent-encoded UTF-8.
    String actor(Context ctx) {
        Identity caller = Access.caller(ctx);
        if (caller != null) {
            return caller.name();
        }
        String header = ctx.header("Tunebook-Actor");
        if (header == null || header.isBlank()) {
            return defaultActor;
        }
        try {
            String name = URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
                throw Problem.malformed("Tunebook-Actor must be a name of at most 200 characters");
            }
            return name.strip();
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("Tunebook-Actor must be percent-encoded UTF-8");
        }
    }

    @Nullable UUID key(Context ctx) {
        String header = ctx.header("Idempotency-Key");
        if (header == null) {
            return null;
        }
        try {
            return UUID.fromString(header);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("Idempotency-Key must be a UUID, not '%s'".formatted(header));
        }
    }

    private static Stamp decided(Launch launch) {
        return switch (launch) {
            case Launch.Proposed l -> l.at();
            case Launch.Decided l -> l.at();
            case Launch.Reverted l -> l.before().at();
        };
    }

    /// @throws Problem when the snapshot does not have it, and whether it came later
    private <T> T known(
            String what,
            String id,
            Snapshot s,
            Function<Book, @Nullable T> find,
            Function<T, Stamp> created) {
        T value = find.apply(s.book());
        if (value != null) {
            return value;
        }
        T later = find.apply(ledger.now().book());
        throw later == null
                ? Problem.unknown(what, id)
                : Problem.notYet(what, id, s.position(), created.apply(later));
    }
}
