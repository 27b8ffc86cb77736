package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.api.view.CandidatePage;
import io.tunebook.server.api.view.ComparePage;
import io.tunebook.server.api.view.LaunchPage;
import io.tunebook.server.api.view.ProjectPage;
import io.tunebook.server.api.view.ProjectsPage;
import io.tunebook.server.api.view.RoundDesignPage;
import io.tunebook.server.api.view.RoundLearningPage;
import io.tunebook.server.api.view.RoundPage;
import io.tunebook.server.api.view.StudyLearningPage;
import io.tunebook.server.api.view.StudyPage;
import io.tunebook.server.api.view.TrialPage;
import io.tunebook.server.ledger.CaffeineAnalysisCache;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Trial;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The routes that the dashboard's pages read.
final class QueryApi {
    /// The number of trials that train at once: that of the server's runners.
    static final int WORKERS = Math.max(1, Runtime.getRuntime().availableProcessors());

    private static final int EVENTS_OF_A_TRIAL = 1_000;
    private static final int MAX_COMPARED = 200;

    private final Ledger ledger;
    private final Requests requests;
    private final ResponseCache answers = new ResponseCache();
    private final CaffeineAnalysisCache analysis = new CaffeineAnalysisCache();

    QueryApi(Ledger ledger, Requests requests) {
        this.ledger = ledger;
        this.requests = requests;
    }

    void routes(RoutesConfig routes) {
        routes.get(
                "/api/v1/head",
                this::head,
                Operation.of("head", "The log", "The last event")
                        .atAPosition()
                        .withResponse(HeadPart.class));
        page(
                routes,
                "/projects",
                (ctx, s) -> ProjectsPage.of(s.book()),
                Operation.of("projects", "Projects", "All projects")
                        .withResponse(ProjectsPage.class));
        page(
                routes,
                "/projects/{project}",
                (ctx, s) -> ProjectPage.of(s, requests.project(ctx, s)),
                Operation.of(
                                "project",
                                "Projects",
                                "A project with its baseline, rounds and launches")
                        .withResponse(ProjectPage.class));
        page(
                routes,
                "/rounds/{round}",
                (ctx, s) -> RoundPage.of(s, requests.round(ctx, s)).withHash(hash(s.position())),
                Operation.of("round", "Rounds", "A round with its plots, checklist and decision")
                        .withResponse(RoundPage.class));
        page(
                routes,
                "/rounds/{round}/design",
                (ctx, s) -> RoundDesignPage.of(s.book(), requests.round(ctx, s), WORKERS),
                Operation.of("roundDesign", "Rounds", "The design check of a round, and its budget")
                        .withResponse(RoundDesignPage.class));
        page(
                routes,
                "/rounds/{round}/learning",
                (ctx, s) -> RoundLearningPage.of(s, requests.round(ctx, s), WORKERS),
                Operation.of("roundLearning", "Rounds", "The findings of a round")
                        .withDescription(
                                "Findings, importance of the hyperparameters, follow-ups, gain.")
                        .withResponse(RoundLearningPage.class));
        page(
                routes,
                "/rounds/{round}/candidates/{trial}",
                (ctx, s) -> {
                    Round round = requests.round(ctx, s);
                    return CandidatePage.of(s.book(), round, requests.candidate(ctx, s, round));
                },
                Operation.of("candidate", "Rounds", "A trial as the candidate of a launch")
                        .withDescription(
                                "Any completed trial of the round's search. `gain` is of the reruns once they measured it; `objection` is why a launch needs a reason in `notBetter`.")
                        .withResponse(CandidatePage.class)
                        .withRefusal(
                                409, "The trial is a rerun: propose the trial that it repeats."));
        page(
                routes,
                "/studies/{study}",
                (ctx, s) -> StudyPage.of(s, requests.study(ctx, s)),
                Operation.of("study", "Studies", "A study with its space and trials")
                        .withResponse(StudyPage.class));
        page(
                routes,
                "/studies/{study}/learning",
                (ctx, s) -> StudyLearningPage.of(s, requests.study(ctx, s)),
                Operation.of("studyLearning", "Studies", "The findings of a study")
                        .withResponse(StudyLearningPage.class));
        routes.get(
                "/api/v1/trials",
                this::trials,
                Operation.of("compareTrials", "Trials", "Compare trials")
                        .atAPosition()
                        .withRequiredQuery(
                                "ids",
                                String.class,
                                "The ids of the trials, separated by commas; 200 at most.",
                                "digits-s1-t0,digits-s1-t1")
                        .withResponse(ComparePage.class)
                        .withRefusal(413, "More than 200 trials are requested."));
        routes.get(
                "/api/v1/trials/{trial}",
                this::trial,
                Operation.of("trial", "Trials", "A trial with its configuration and its events")
                        .atAPosition()
                        .withResponse(TrialPage.class));
        routes.get(
                "/api/v1/launches/{launch}",
                this::launch,
                Operation.of(
                                "launch",
                                "Launches",
                                "A decision with the evidence that the page showed")
                        .atAPosition()
                        .withResponse(LaunchPage.class));
        routes.get(
                "/api/v1/curves",
                this::curves,
                Operation.of("curves", "Trials", "Curves in a binary format")
                        .atAPosition()
                        .withDescription(
                                "Little-endian: u32 length of a JSON header `{\"position\",\"series\":[{\"trial\",\"metric\",\"count\"}]}`, the header padded with spaces to a multiple of four, then for each series `count` float32 steps and `count` float32 values. With `buckets`, for each series steps, minima, maxima and numbers of NaN.")
                        .withRequiredQuery(
                                "trials",
                                String.class,
                                "The ids of the trials, separated by commas.",
                                "digits-s1-t0")
                        .withRequiredQuery(
                                "metrics",
                                String.class,
                                "The names of the metrics, separated by commas.",
                                "validation/error")
                        .withQuery(
                                "buckets",
                                Long.class,
                                "The maximum of columns of equal width, 1 to 10,000.",
                                "200")
                        .withQuery(
                                "from", Long.class, "The first step to show, with `buckets`.", "0")
                        .withQuery(
                                "to", Long.class, "The last step to show, with `buckets`.", "1000")
                        .withResponseContent("application/octet-stream")
                        .withRefusal(413, "More than 2,000 curves are requested."));
    }

    private void page(
            RoutesConfig routes,
            String path,
            BiFunction<Context, Snapshot, Object> page,
            Operation operation) {
        routes.get(
                "/api/v1" + path,
                ctx -> {
                    Snapshot s = requests.snapshot(ctx);
                    answers.json(
                            ctx, s.position(), () -> analysis.during(() -> page.apply(ctx, s)));
                },
                operation.atAPosition());
    }

    /// @param live the position of the live log
    record HeadPart(
            long position, @Nullable String hash, @Nullable Instant recordedAt, long live) {}

    private void head(Context ctx) {
        long position = requests.snapshot(ctx).position();
        RecordedEvent event = ledger.log().at(position).orElse(null);
        Json.answer(
                ctx,
                new HeadPart(
                        position,
                        event == null ? null : hex(event),
                        event == null ? null : event.recordedAt(),
                        ledger.now().position()));
    }

    private void trial(Context ctx) {
        Snapshot s = requests.snapshot(ctx);
        Trial trial = requests.trial(ctx, s);
        String stream = s.book().studyOf(trial).isTracked() ? "run/" : "trial/";
        List<TrialPage.EventRef> events =
                ledger.log().readStream(stream + trial.id(), 0, EVENTS_OF_A_TRIAL).stream()
                        .filter(e -> e.position() <= s.position())
                        .filter(e -> !Wire.binary(e.type()))
                        .map(e -> new TrialPage.EventRef(e.position(), e.type(), e.recordedAt()))
                        .toList();
        Json.answer(ctx, TrialPage.of(s, trial, events));
    }

    private void trials(Context ctx) {
        String ids = requests.text(ctx, "ids");
        if (ids == null) {
            throw Problem.malformed("'ids' is missing: send ?ids=ID,ID");
        }
        List<String> named = List.of(ids.split(","));
        if (named.size() > MAX_COMPARED) {
            throw Problem.tooLarge(
                    "%,d trials are requested at once, and the maximum is %,d: request fewer"
                            .formatted(named.size(), MAX_COMPARED));
        }
        Snapshot s = requests.snapshot(ctx);
        answers.json(
                ctx,
                s.position(),
                () -> ComparePage.of(s, named.stream().map(id -> requests.trial(id, s)).toList()));
    }

    private void launch(Context ctx) {
        Snapshot s = requests.snapshot(ctx);
        Launch launch = requests.launch(ctx, s);
        long decided =
                switch (launch) {
                    case Launch.Proposed p -> throw Problem.unknown("decision on", p.id());
                    case Launch.Decided d -> d.at().position();
                    case Launch.Reverted r -> r.before().at().position();
                };
        String hash = ledger.log().at(decided).map(QueryApi::hex).orElseThrow();
        Json.answer(
                ctx,
                java.util.Objects.requireNonNull(
                        LaunchPage.of(s.book(), requests.snapshot(decided).book(), launch, hash)));
    }

    private void curves(Context ctx) {
        String trials = requests.text(ctx, "trials");
        String metrics = requests.text(ctx, "metrics");
        if (trials == null || metrics == null) {
            throw Problem.malformed(
                    "'trials' or 'metrics' is missing: send ?trials=ID,ID&metrics=NAME,NAME");
        }
        Snapshot s = requests.snapshot(ctx);
        List<String> ids = List.of(trials.split(","));
        List<String> names = List.of(metrics.split(","));
        Long buckets = requests.number(ctx, "buckets");
        if (buckets == null) {
            columns(ctx, s, () -> CurvesPayload.of(s, ids, names));
            return;
        }
        if (buckets < 1 || buckets > CurvesPayload.MAX_BUCKETS) {
            throw Problem.malformed(
                    "'buckets' must be 1 to %,d, not %,d"
                            .formatted(CurvesPayload.MAX_BUCKETS, buckets));
        }
        Long from = requests.number(ctx, "from");
        Long to = requests.number(ctx, "to");
        columns(
                ctx,
                s,
                () ->
                        CurvesPayload.buckets(
                                s,
                                ids,
                                names,
                                buckets.intValue(),
                                from == null ? 0 : from,
                                to == null ? Long.MAX_VALUE : to));
    }

    private void columns(Context ctx, Snapshot s, Supplier<byte[]> work) {
        answers.answer(ctx, s.position(), "application/octet-stream", work);
    }

    private @Nullable String hash(long position) {
        return ledger.log().at(position).map(QueryApi::hex).orElse(null);
    }

    static String hex(RecordedEvent event) {
        return HexFormat.of().formatHex(event.hash());
    }
}
