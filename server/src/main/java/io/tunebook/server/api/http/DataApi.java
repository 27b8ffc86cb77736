package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Trainer;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.training.run.DataCheck;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The data that built-in training can load: what is known, and the check of a description.
final class DataApi {
    private static final List<KnownData> GENERATED =
            List.of(
                    new KnownData("digits rows=10000 seed=1", "", "generated digits"),
                    new KnownData(
                            "spirals rows=1000 arms=3 noise=0.15 seed=1", "", "generated spirals"));

    private final Requests requests;

    DataApi(Requests requests) {
        this.requests = requests;
    }

    /// @param digest as the study recorded it; empty for generated data that no study used
    /// @param origin the newest study with the data, or what is generated
    record KnownData(String data, String digest, String origin) {}

    record DataPage(long position, List<KnownData> data) {}

    /// @param data a description such as `digits rows=10000 seed=1` or `file label=NAME
    ///   path=/a/path`, or the path of a file or folder on the server
    record CheckRequest(String data) {}

    void routes(RoutesConfig routes) {
        routes.get(
                "/api/v1/data",
                this::known,
                Operation.of(
                                "knownData",
                                "Projects",
                                "The data of earlier studies, and generated data")
                        .atAPosition()
                        .withResponse(DataPage.class));
        routes.post(
                "/api/v1/data/check",
                ctx -> Json.answer(ctx, DataCheck.of(Json.body(ctx, CheckRequest.class).data())),
                Operation.of("checkData", "Projects", "Load data to check it")
                        .withDescription(
                                "Records nothing. The answer has the number of examples, the classes and the digest, or the problem.")
                        .withBody(CheckRequest.class)
                        .withResponse(DataCheck.class));
    }

    private void known(Context ctx) {
        Snapshot s = requests.snapshot(ctx);
        Json.answer(ctx, new DataPage(s.position(), known(s.book())));
    }

    /// The newest study's data first, each once, then generated data.
    private static List<KnownData> known(Book book) {
        Map<String, KnownData> found = new LinkedHashMap<>();
        List<Study> newestFirst =
                book.studies().values().stream()
                        .sorted(
                                Comparator.comparingLong((Study s) -> s.created().position())
                                        .reversed())
                        .toList();
        for (Study study : newestFirst) {
            Reproduction r = study.facts().reproduction();
            if (study.facts().trainer() == Trainer.BUILT_IN && !r.data().isBlank()) {
                found.putIfAbsent(
                        r.data(),
                        new KnownData(
                                r.data(),
                                r.digest(),
                                "study '%s'".formatted(study.facts().name())));
            }
        }
        GENERATED.forEach(g -> found.putIfAbsent(g.data(), g));
        return List.copyOf(found.values());
    }

    /// The reproduction of a study for built-in training, with the digest of its data.
    ///
    /// @throws Problem with 409 when the data cannot be loaded, or has another digest
    static Reproduction checked(Reproduction r) {
        DataCheck check = DataCheck.of(r.data());
        if (!check.usable()) {
            throw Problem.conflict(
                    "the data '%s' cannot be loaded: %s".formatted(r.data(), check.problem()));
        }
        if (!r.digest().isBlank() && !r.digest().equals(check.digest())) {
            throw Problem.conflict(
                    "the data '%s' has the digest %s, not %s: it has changed. Create a study with the new digest"
                            .formatted(r.data(), check.digest(), r.digest()));
        }
        return new Reproduction(r.command(), r.version(), check.data(), check.digest());
    }
}
