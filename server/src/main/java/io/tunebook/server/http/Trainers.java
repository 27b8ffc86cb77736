package io.tunebook.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.server.book.Study;
import io.tunebook.server.book.Trial;
import io.tunebook.server.command.Command;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.openapi.Operation;
import io.tunebook.server.search.Proposals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Ask and tell, for trainers outside: they ask for a configuration, measure, and tell how it
/// ended.
///
/// A study is theirs when its data begins with `outside`; the server's own runner leaves it alone.
final class Trainers {
    private final Ledger ledger;
    private final Requests requests;
    private final Leases leases;

    /// Two that ask at once get two points.
    private final ReentrantLock asking = new ReentrantLock();

    Trainers(Ledger ledger, Requests requests, Leases leases) {
        this.ledger = ledger;
        this.requests = requests;
        this.leases = leases;
    }

    /// @param device in words
    /// @param leaseSeconds how long the trainer may be silent before its trial is offered again
    record Asked(String trainer, String device, @Nullable Integer leaseSeconds) {}

    record Given(
            long position,
            String trial,
            int number,
            Configuration configuration,
            long seed,
            int leaseSeconds) {}

    record Alive(String trial, int leaseSeconds) {}

    /// @param steps `n` rising steps
    /// @param metrics for each metric `n` values; `NaN` and infinities as strings
    record Measured(List<Long> steps, Map<String, List<Double>> metrics) {}

    record Ended(
            Double value,
            Long bestStep,
            Long steps,
            Double seconds,
            @Nullable Map<String, Double> measurements) {}

    record Failed(String reason, @Nullable Long step) {}

    record Why(String why) {}

    void routes(RoutesConfig routes) {
        routes.post(
                "/api/v1/studies/{study}/ask",
                this::ask,
                Operation.of("ask", "Studies", "Ask for the next trial to train")
                        .says(
                                "The trial is leased: when its trainer is silent for `leaseSeconds` (600 unless asked otherwise, 3,600 at most) it is abandoned, and offered to the next who asks.")
                        .takes(Asked.class)
                        .gives(Given.class));
        routes.post(
                "/api/v1/trials/{trial}/heartbeat",
                this::beat,
                Operation.of("heartbeat", "Trials", "Tell that the trainer lives")
                        .gives(Alive.class));
        routes.post(
                "/api/v1/trials/{trial}/curve",
                this::measure,
                Operation.of("measureCurve", "Trials", "Tell what was measured, at rising steps")
                        .takes(Measured.class)
                        .gives(Actions.DoneBody.class));
        routes.post(
                "/api/v1/trials/{trial}/complete",
                this::complete,
                Operation.of("completeTrial", "Trials", "Tell that a trial is complete")
                        .takes(Ended.class)
                        .gives(Actions.DoneBody.class));
        routes.post(
                "/api/v1/trials/{trial}/infeasible",
                ctx -> {
                    Failed b = Json.body(ctx, Failed.class);
                    end(ctx, new Command.MarkInfeasible(trial(ctx), b.reason(), b.step()));
                },
                Operation.of("markInfeasible", "Trials", "Tell that a trial cannot be trained")
                        .takes(Failed.class)
                        .gives(Actions.DoneBody.class));
        routes.post(
                "/api/v1/trials/{trial}/abandon",
                ctx ->
                        end(
                                ctx,
                                new Command.AbandonTrial(
                                        trial(ctx), Json.body(ctx, Why.class).why())),
                Operation.of("abandonTrial", "Trials", "Give a trial up")
                        .takes(Why.class)
                        .gives(Actions.DoneBody.class));
    }

    private void ask(Context ctx) {
        Asked b = Json.body(ctx, Asked.class);
        int seconds =
                b.leaseSeconds() == null ? Leases.USUAL_SECONDS : Leases.checked(b.leaseSeconds());
        asking.lock();
        try {
            leases.end();
            Study study = requests.study(ctx, ledger.now());
            if (!study.outside() || study.tracks()) {
                throw Problem.conflict(
                        study.tracks()
                                ? "the trials of study '%s' are the runs of a tracked experiment: log another run"
                                        .formatted(study.id())
                                : "study '%s' is trained by the server itself: one for a trainer outside has data that begins with 'outside'"
                                        .formatted(study.id()));
            }
            Json.answer(ctx, given(study, b, seconds, requests.actor(ctx), requests.key(ctx)));
        } finally {
            asking.unlock();
        }
    }

    /// The next trial, or with a key that is known the one that was given then.
    private Given given(Study study, Asked asked, int seconds, String actor, @Nullable UUID key) {
        String id = proposed(study, actor, key).trial();
        var book = ledger.now().book();
        Trial trial = Objects.requireNonNull(book.trial(id));
        if (trial instanceof Trial.Proposed) {
            leases.grant(id, seconds);
        } else {
            leases.renew(id);
        }
        Ledger.Done done =
                ledger.perform(
                        new Command.StartTrial(
                                id, asked.trainer(), asked.device(), Proposals.seed(book, trial)),
                        actor,
                        key == null
                                ? null
                                : UUID.nameUUIDFromBytes(
                                        (key + "/start").getBytes(StandardCharsets.UTF_8)));
        long seed = ((Event.TrialStarted) done.events().getFirst()).seed();
        return new Given(done.position(), id, trial.number(), trial.configuration(), seed, seconds);
    }

    private Event.TrialProposed proposed(Study study, String actor, @Nullable UUID key) {
        boolean known = key != null && ledger.log().find(key).isPresent();
        // The configuration of a known one stands in the log.
        Configuration next =
                known
                        ? Configuration.EMPTY
                        : Proposals.next(ledger.now().book(), study)
                                .orElseThrow(() ->
                                        Problem.conflict(
                                                "study '%s' has its %d trials: extend it for more"
                                                        .formatted(
                                                                study.id(),
                                                                study.facts().trials())));
        return (Event.TrialProposed)
                ledger.perform(new Command.ProposeTrial(study.id(), next), actor, key)
                        .events()
                        .getFirst();
    }

    /// Tells that the trainer lives, while it has nothing to tell.
    private void beat(Context ctx) {
        leases.end();
        String trial = requests.trial(ctx, ledger.now()).id();
        Json.answer(ctx, new Alive(trial, leases.beat(trial)));
    }

    private void measure(Context ctx) {
        Measured b = Json.body(ctx, Measured.class);
        List<String> names = new ArrayList<>(b.metrics().keySet());
        float[][] columns = new float[names.size()][];
        for (int m = 0; m < columns.length; m++) {
            List<Double> values = Objects.requireNonNull(b.metrics().get(names.get(m)));
            columns[m] = new float[values.size()];
            for (int i = 0; i < columns[m].length; i++) {
                columns[m][i] = values.get(i).floatValue();
            }
        }
        Curve curve =
                new Curve(b.steps().stream().mapToLong(Long::longValue).toArray(), names, columns);
        leases.renew(trial(ctx));
        Ledger.Done done =
                ledger.perform(
                        new Command.MeasureCurve(trial(ctx), curve),
                        requests.actor(ctx),
                        requests.key(ctx));
        Json.answer(ctx, new Actions.DoneBody(done.position(), trial(ctx)));
    }

    private void complete(Context ctx) {
        Ended b = Json.body(ctx, Ended.class);
        end(
                ctx,
                new Command.CompleteTrial(
                        trial(ctx),
                        b.value(),
                        b.bestStep(),
                        b.steps(),
                        b.seconds(),
                        b.measurements() == null ? Map.of() : b.measurements()));
    }

    /// Ends the trial, and its study when it was the last one.
    private void end(Context ctx, Command command) {
        Ledger.Done done = ledger.perform(command, requests.actor(ctx), requests.key(ctx));
        leases.release(trial(ctx));
        asking.lock();
        try {
            var book = ledger.now().book();
            Study study = book.studyOf(Objects.requireNonNull(book.trial(trial(ctx))));
            if (study.outside()
                    && study.state() == Study.State.RUNNING
                    && Proposals.done(book, study)) {
                ledger.perform(new Command.FinishStudy(study.id()), requests.actor(ctx));
            }
        } finally {
            asking.unlock();
        }
        Json.answer(ctx, new Actions.DoneBody(done.position(), trial(ctx)));
    }

    private static String trial(Context ctx) {
        return ctx.pathParam("trial");
    }
}
