package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.Await;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.training.run.AgentRunner;
import io.tunebook.server.training.run.AgentTrials;
import io.tunebook.server.training.run.LeasedTraining;
import io.tunebook.server.training.run.Runner;
import io.tunebook.server.training.run.StudyData;
import io.tunebook.server.training.run.TrainingEnvironment;
import io.tunebook.server.training.run.UnusableDataException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Agents that train a server's studies: over HTTP, as in another process on another machine.
class AgentTest {
    private static final StudyData DATA = new StudyData.Generated(400, 1);
    private static final long STEPS = 3_000;
    private static final String TABLE = "x,label\n" + "1,a\n2,b\n".repeat(40);

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;
    private Runner runner;
    private WebServer server;

    @BeforeEach
    void start() throws Exception {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
        TrainingEnvironment training =
                TrainingEnvironment.onCpu()
                        .resumable(folder.resolve("checkpoints"), Duration.ofSeconds(30));
        runner = new Runner(ledger, 0, training);
        AgentTrials trials = new AgentTrials(ledger, runner, training);
        server =
                WebServer.start(
                        ledger,
                        SigningKey.in(folder),
                        ServerOptions.of("127.0.0.1", 0, "somebody").withTrials(trials));
        runner.start();
    }

    @AfterEach
    void stop() {
        runner.close();
        server.close();
        ledger.close();
        log.close();
    }

    private AgentRunner agent(String id) {
        return agent(id, false);
    }

    private AgentRunner agent(String id, boolean isServers) {
        AgentRunner agent =
                new AgentRunner(
                        connection(id),
                        TrainingEnvironment.onCpu(),
                        1,
                        1,
                        Duration.ofMillis(100),
                        isServers);
        agent.start();
        return agent;
    }

    private ServerConnection connection(String id) {
        return new ServerConnection(
                URI.create(server.url()),
                null,
                new ServerConnection.Worker(id, "here", "cpu", "test"),
                null,
                () -> false);
    }

    private static Parameter fixed(String name, Value value) {
        return Parameter.always(name, new Domain.Fixed(value));
    }

    /// A study of two trials that train for about half a second each.
    static void study(Ledger ledger) {
        study(ledger, DATA);
    }

    private static void study(Ledger ledger, StudyData data) {
        List<Parameter> all =
                List.of(
                        fixed("optimizer", new Value.Text("adam")),
                        fixed("steps", new Value.Int(STEPS)),
                        fixed("width", new Value.Int(16)),
                        fixed("dropout", new Value.Real(0.1)),
                        Parameter.always("learning_rate", new Domain.Log(1e-5, 1e-3)));
        ledger.perform(
                new Command.CreateProject(
                        "p", "P", new Objective("validation/error", Objective.Direction.MINIMIZE)),
                "ada");
        ledger.perform(
                new Command.OpenRound(
                        "p",
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "which?"),
                        all.stream()
                                .map(p ->
                                        new Role.Assignment(
                                                p,
                                                p.domain() instanceof Domain.Fixed
                                                        ? Role.FIXED
                                                        : Role.SCIENTIFIC,
                                                "asked"))
                                .toList()),
                "ada");
        ledger.perform(
                new Command.CreateStudy(
                        "p-r1",
                        "s",
                        Configuration.EMPTY,
                        new SearchSpace(all),
                        new Algorithm(Algorithm.Kind.HALTON, 3),
                        2,
                        data.reproduction("c", "v")),
                "ada");
        ledger.perform(new Command.StartStudy("p-s1"), "ada");
    }

    private boolean finished() {
        return isFinished(ledger);
    }

    private static boolean isFinished(Ledger ledger) {
        return Objects.requireNonNull(ledger.now().book().study("p-s1")).state()
                == Study.State.FINISHED;
    }

    private boolean reached(String trial, long step) {
        return ledger.now().curves().lastStep(trial, "training/loss").orElse(0) >= step;
    }

    /// Values and curves are those of a training in the server's own process.
    private void assertTheSameBits() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        try (EventLog other = SqliteEventLog.open(elsewhere);
                Ledger own = new Ledger(other, Clock.systemUTC());
                Runner alone = new Runner(own, 1)) {
            study(own);
            alone.start();
            Await.until(() -> isFinished(own));
            for (String metric : List.of("training/loss", "validation/error", "gradient/norm")) {
                assertThat(curves(ledger, metric)).isEqualTo(curves(own, metric));
            }
            assertThat(completed(ledger).map(Trial.Completed::value))
                    .containsExactlyElementsOf(completed(own).map(Trial.Completed::value).toList());
        }
    }

    private static List<List<Float>> curves(Ledger ledger, String metric) {
        return completed(ledger)
                .map(t -> {
                    float[] values = ledger.now().curves().series(t.id(), metric).values();
                    return Stream.iterate(0, i -> i + 1)
                            .limit(values.length)
                            .map(i -> values[i])
                            .toList();
                })
                .toList();
    }

    private static Stream<Trial.Completed> completed(Ledger ledger) {
        return ledger.now().book().trials().values().stream()
                .filter(Trial.Completed.class::isInstance)
                .map(Trial.Completed.class::cast)
                .sorted((a, b) -> Integer.compare(a.number(), b.number()));
    }

    @Test
    void anAgentTrainsAStudyWithTheSameBitsAsTheServer() throws Exception {
        study(ledger);
        try (AgentRunner _ = agent("a1")) {
            Await.until(this::finished);
        }
        assertThat(completed(ledger)).hasSize(2).allMatch(t -> "a1".equals(t.start().agent()));
        assertTheSameBits();
        assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
    }

    @Test
    void aTrialContinuesInAnotherAgentWithTheSameBits() throws Exception {
        study(ledger);
        try (AgentRunner _ = agent("a1")) {
            Await.until(() -> reached("p-s1-t0", 500));
        }
        assertThat(ledger.now().book().trial("p-s1-t0")).isInstanceOf(Trial.Running.class);
        assertThat(folder.resolve("checkpoints/p-s1-t0")).exists();
        try (AgentRunner _ = agent("a2")) {
            Await.until(this::finished);
        }
        assertThat(ledger.now().book().trials()).hasSize(2);
        assertTheSameBits();
    }

    @Test
    void anAgentWhoseStudyIsStoppedEndsItsTrial() throws Exception {
        study(ledger);
        try (AgentRunner _ = agent("a1")) {
            Await.until(() -> reached("p-s1-t0", 100));
            ledger.perform(new Command.StopStudy("p-s1", "enough"), "ada");
            Await.until(() -> !(ledger.now().book().trial("p-s1-t0") instanceof Trial.Running));
        }
        assertThat(ledger.now().book().trial("p-s1-t0"))
                .satisfiesAnyOf(
                        t ->
                                assertThat(t)
                                        .isInstanceOfSatisfying(
                                                Trial.Abandoned.class,
                                                a ->
                                                        assertThat(a.why())
                                                                .isEqualTo(
                                                                        "the study was stopped")),
                        t -> assertThat(t).isInstanceOf(Trial.Completed.class));
    }

    @Test
    void aConfigurationThatLosesItsAgentThreeTimesIsInfeasible() {
        study(ledger);
        LeasedTraining first = connection("a0").ask().orElseThrow();
        server.lostAgent("a0", "crashed");
        LeasedTraining second = connection("a1").ask().orElseThrow();
        assertThat(second.trial()).isNotEqualTo(first.trial());
        assertThat(second.configuration()).isEqualTo(first.configuration());
        assertThat(second.seed()).isEqualTo(first.seed());
        server.lostAgent("a1", "crashed");
        LeasedTraining third = connection("a2").ask().orElseThrow();
        server.lostAgent("a2", "crashed");
        assertThat(ledger.now().book().trial(first.trial())).isInstanceOf(Trial.Abandoned.class);
        assertThat(ledger.now().book().trial(third.trial())).isInstanceOf(Trial.Infeasible.class);
        assertThat(connection("a3").ask().orElseThrow().configuration())
                .isNotEqualTo(first.configuration());
    }

    @Test
    void aTrialThatLosesItsAgentAtOneCheckpointTooOftenIsInfeasible() throws Exception {
        study(ledger);
        try (AgentRunner _ = agent("a0")) {
            Await.until(() -> reached("p-s1-t0", 500));
        }
        for (String agent : List.of("a1", "a2")) {
            LeasedTraining resumed = connection(agent).ask().orElseThrow();
            assertThat(resumed.trial()).isEqualTo("p-s1-t0");
            assertThat(resumed.resumes()).isTrue();
            server.lostAgent(agent, "crashed");
        }
        assertThat(connection("a3").ask().orElseThrow().trial()).isEqualTo("p-s1-t1");
        assertThat(ledger.now().book().trial("p-s1-t0")).isInstanceOf(Trial.Infeasible.class);
    }

    @Test
    void anAgentWithoutTheDataGivesTheTrialBackAndEnds() throws Exception {
        Path table = Files.writeString(folder.resolve("table.csv"), TABLE);
        study(ledger, StudyData.of(table, "label"));
        Files.delete(table);
        try (AgentRunner agent = agent("a0")) {
            assertThatThrownBy(agent::await).isInstanceOf(UnusableDataException.class);
        }
        assertThat(ledger.now().book().trial("p-s1-t0")).isInstanceOf(Trial.Abandoned.class);
        assertThat(state()).isEqualTo(Study.State.RUNNING);
    }

    @Test
    void theServersOwnAgentStopsAStudyThatItCannotTrain() throws Exception {
        Path table = Files.writeString(folder.resolve("table.csv"), TABLE);
        study(ledger, StudyData.of(table, "label"));
        Files.writeString(table, TABLE + "3,a\n");
        try (AgentRunner _ = agent("a0", true)) {
            Await.until(() -> state() == Study.State.STOPPED);
        }
        assertThat(ledger.now().book().trial("p-s1-t0"))
                .isInstanceOfSatisfying(
                        Trial.Abandoned.class,
                        t ->
                                assertThat(t.why())
                                        .contains(
                                                "the data has changed since the study was created"));
    }

    private Study.State state() {
        return Objects.requireNonNull(ledger.now().book().study("p-s1")).state();
    }
}
