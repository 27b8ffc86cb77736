package io.tunebook.server.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.CommandDecision;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.training.external.NoTrial;
import org.jspecify.annotations.Nullable;

/// An answer other than the requested one, as a problem of RFC 9457.
class Problem extends RuntimeException {
    private final int status;
    private final String title;
    private final @Nullable String rule;
    private final @Nullable Long firstEvent;
    private final @Nullable String reason;

    private Problem(int status, String title, String detail, @Nullable String rule) {
        this(status, title, detail, rule, null, null);
    }

    private Problem(
            int status,
            String title,
            String detail,
            @Nullable String rule,
            @Nullable Long firstEvent,
            @Nullable String reason) {
        super(detail);
        this.status = status;
        this.title = title;
        this.rule = rule;
        this.firstEvent = firstEvent;
        this.reason = reason;
    }

    /// @param rule the id of the playbook's rule, if any
    /// @param request the request's id in the server's log
    /// @param firstEvent the position of the event that created what was requested, when it did not
    ///   exist yet at the position of the request
    /// @param reason why a worker gets no trial, as a word for its program
    record Body(
            String type,
            String title,
            int status,
            String detail,
            @Nullable String rule,
            String request,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long firstEvent,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {
        /// A problem of a request that no route of the API took.
        static Body of(String title, int status, String detail, String request) {
            return new Body("about:blank", title, status, detail, null, request, null, null);
        }
    }

    /// A body with an invalid value in one of its fields.
    static final class InvalidField extends Problem {
        private final String field;

        /// @param field the path in the body, such as `space[0]`; empty for the body itself
        InvalidField(String detail, String field) {
            super(400, "Malformed request", detail, null);
            this.field = field;
        }

        String field() {
            return field;
        }
    }

    static Problem malformed(String detail) {
        return new Problem(400, "Malformed request", detail, null);
    }

    static Problem tooSlow() {
        return new Problem(
                408,
                "Too slow",
                "the request's body was sent too slowly: send it again, at 64 bytes per second or more",
                null);
    }

    static Problem unauthorized(String detail) {
        return new Problem(401, "Unknown caller", detail, null);
    }

    /// @param seconds the value of `Retry-After`
    static Problem busy(Context ctx, String detail, int seconds) {
        ctx.header("Retry-After", Integer.toString(seconds));
        return new Problem(429, "Too many requests", detail, null);
    }

    /// @param seconds the value of `Retry-After`
    static Problem overloaded(Context ctx, String detail, int seconds) {
        ctx.header("Retry-After", Integer.toString(seconds));
        return new Problem(503, "Overloaded", detail, null);
    }

    static Problem forbidden(String detail) {
        return new Problem(403, "Forbidden", detail, null);
    }

    static Problem unknown(String what, String id) {
        return new Problem(404, "Not found", "there is no %s '%s'".formatted(what, id), null);
    }

    /// @param at the position of the request
    /// @param created the event that created it
    static Problem notYet(String what, String id, long at, Stamp created) {
        return new Problem(
                404,
                "Not found",
                "%s '%s' did not exist yet at event %,d: it was created by event %,d"
                        .formatted(what, id, at, created.position()),
                null,
                created.position(),
                null);
    }

    static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail, null);
    }

    static Problem conflict(String detail) {
        return new Problem(409, "Conflict", detail, null);
    }

    static Problem of(NoTrial e) {
        return new Problem(
                409, "No trial", String.valueOf(e.getMessage()), null, null, e.reason().word());
    }

    static Problem stale(String detail) {
        return new Problem(412, "Stale", detail, "PB-22");
    }

    static Problem tooLarge(String detail) {
        return new Problem(413, "Too large", detail, null);
    }

    static Problem diskFull(String detail) {
        return new Problem(507, "No space", detail, null);
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "Cannot write", detail, null);
    }

    /// @param id the request's id
    static Problem failed(String id) {
        return new Problem(
                500, "Failed", "internal error: see the server's log under request " + id, null);
    }

    static Problem of(RejectedCommand e) {
        CommandDecision.Rejected r = e.rejected();
        return r.kind() == CommandDecision.Kind.UNKNOWN
                ? notFound(r.reason())
                : new Problem(409, "Rejected by the rules", r.reason(), r.rule());
    }

    int status() {
        return status;
    }

    /// @param request the request's id
    Body body(String request) {
        return new Body(
                "about:blank",
                title,
                status,
                String.valueOf(getMessage()),
                rule,
                request,
                firstEvent,
                reason);
    }
}
