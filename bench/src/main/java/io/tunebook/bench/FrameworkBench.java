package io.tunebook.bench;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.ObjectiveSupport;
import io.tunebook.server.training.run.BareTraining;
import io.tunebook.server.training.run.Runner;
import io.tunebook.server.training.run.StudyData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/// The cost of a real study beyond its training: events, curves, evaluations, and a client that
/// polls its round's page.
final class FrameworkBench {
    private static final int ROUNDS = 4;
    private static final int TRIALS = 12;
    private static final int WORKERS = 2;
    private static final Goal GOAL =
            new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "What does it cost?");
    private static final Parameter RATE =
            Parameter.always("learning_rate", new Domain.Log(0.001, 1));
    private static final StudyData DATA = StudyData.generated();

    /// The demo's network, which trains in every trial below.
    private static final Map<String, Value> HELD =
            Map.of(
                    "width", Value.of(128),
                    "hidden_layers", Value.of(2),
                    "batch_size", Value.of(64),
                    "steps", Value.of(1_200),
                    "momentum", Value.of(0.9));

    private final Path folder;
    private final List<Configuration> trials = new ArrayList<>();
    private int studies;

    FrameworkBench(Path folder) {
        this.folder = folder;
        for (int i = 0; i < TRIALS; i++) {
            Map<String, Value> values = new TreeMap<>(HELD);
            values.put("optimizer", Value.of("nesterov"));
            values.put("learning_rate", Value.of(0.01 + 0.002 * i));
            trials.add(new Configuration(values));
        }
    }

    List<Row> rows() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"));
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                WebServer server =
                        WebServer.start(
                                ledger,
                                SigningKey.in(folder.resolve("log")),
                                ServerOptions.of("127.0.0.1", 0, "bench"));
                Runner runner = new Runner(ledger, WORKERS);
                Reader reader = new Reader(server.url())) {
            ledger.perform(
                    new Command.CreateProject("bench", "Bench", ObjectiveSupport.OBJECTIVE),
                    "bench");
            ledger.perform(new Command.OpenRound("bench", GOAL, roles()), "bench");
            runner.start();
            reader.start();
            Paired all = against(ledger, false);
            Paired butEvaluation = against(ledger, true);
            return List.of(
                    Row.plain("trials trained by the kernels alone", all.theirs(), "trials/s"),
                    Row.atLeast(
                            "trials of a study, with events, curves and its page",
                            butEvaluation.ours(),
                            "trials/s",
                            butEvaluation.ratio(),
                            "the kernels with as many evaluations",
                            0.9),
                    Row.beside(
                            "trials of a study, with its 24 evaluations",
                            all.ours(),
                            "trials/s",
                            all.ratio(),
                            "the kernels alone"));
        }
    }

    private Paired against(Ledger ledger, boolean evaluated) throws Exception {
        return Paired.of(
                ROUNDS,
                () -> TRIALS / study(ledger),
                () -> TRIALS / BareTraining.seconds(DATA, trials, WORKERS, evaluated));
    }

    /// The seconds from a study's start to its end.
    private double study(Ledger ledger) throws InterruptedException {
        String study =
                ((Event.StudyCreated)
                                ledger.perform(
                                                new Command.CreateStudy(
                                                        "bench-r1",
                                                        "Study " + ++studies,
                                                        new Configuration(
                                                                Map.of(
                                                                        "optimizer",
                                                                        Value.of("nesterov"))),
                                                        space(),
                                                        new Algorithm(
                                                                Algorithm.Kind.LIST,
                                                                studies,
                                                                trials),
                                                        TRIALS,
                                                        DATA.reproduction("bench", "1")),
                                                "bench")
                                        .events()
                                        .getFirst())
                        .study();
        CountDownLatch finished = new CountDownLatch(1);
        long began = System.nanoTime();
        ledger.perform(new Command.StartStudy(study), "bench");
        Subscription followed =
                ledger.follow(
                        ledger.now().position(),
                        new Subscriber() {
                            @Override
                            public void onEvent(RecordedEvent event) {
                                if (event.type().equals("study-finished")) {
                                    finished.countDown();
                                }
                            }

                            @Override
                            public void onError(RuntimeException error) {
                                finished.countDown();
                            }
                        });
        finished.await();
        double seconds = (System.nanoTime() - began) / 1e9;
        followed.close();
        return seconds;
    }

    private static List<Role.Assignment> roles() {
        List<Role.Assignment> roles = new ArrayList<>();
        roles.add(
                new Role.Assignment(
                        Parameter.always(
                                "optimizer",
                                new Domain.Categorical(
                                        List.of(Value.of("nesterov"), Value.of("adam")))),
                        Role.SCIENTIFIC,
                        "asked"));
        roles.add(new Role.Assignment(RATE, Role.NUISANCE, "interacts"));
        HELD.forEach((name, value) ->
                roles.add(
                        new Role.Assignment(
                                Parameter.always(name, new Domain.Fixed(value)),
                                Role.FIXED,
                                "the demo's")));
        return roles;
    }

    private static SearchSpace space() {
        List<Parameter> all = new ArrayList<>();
        all.add(Parameter.always("optimizer", new Domain.Fixed(Value.of("nesterov"))));
        all.add(RATE);
        HELD.forEach((name, value) -> all.add(Parameter.always(name, new Domain.Fixed(value))));
        return new SearchSpace(all);
    }

    /// A client with the round's page open, which fetches it every second.
    private static final class Reader implements AutoCloseable {
        private final Thread thread;
        private volatile boolean closed;

        Reader(String url) {
            HttpRequest page =
                    HttpRequest.newBuilder(URI.create(url + "/api/v1/rounds/bench-r1")).build();
            thread =
                    Thread.ofPlatform()
                            .unstarted(() -> {
                                try (HttpClient client = HttpClient.newHttpClient()) {
                                    while (!closed) {
                                        client.send(page, BodyHandlers.discarding());
                                        Thread.sleep(1_000);
                                    }
                                } catch (IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
        }

        void start() {
            thread.start();
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
