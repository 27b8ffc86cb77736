package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.events.Value;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.postgresql.PostgresEventLog;
import io.tunebook.server.Await;
import io.tunebook.server.SharedDatabase;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import io.tunebook.server.training.external.Agents;
import io.tunebook.server.training.external.Leases;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on one log: what the standby does before and after it takes over.
@Timeout(120)
class StandbyTest {
    private static final int TRIALS = 6;

    @TempDir private Path folder;
    private String location = "";

    @BeforeEach
    void database() throws Exception {
        location = SharedDatabase.create();
    }

    /// A server without HTTP.
    private final class Server implements AutoCloseable {
        final PostgresEventLog log;
        final Ledger ledger;
        final Runner runner;

        Server(String name, int workers) {
            log = SharedDatabase.open(location, folder.resolve(name), name);
            ledger = new Ledger(log, Clock.systemUTC());
            runner = new Runner(ledger, workers);
            runner.start();
        }

        long ended(String study) {
            return ledger.now().book().trials().values().stream()
                    .filter(t -> t.spec().study().equals(study) && t instanceof Trial.Completed)
                    .count();
        }

        @Override
        public void close() {
            runner.close();
            ledger.close();
            log.close();
        }
    }

    @Test
    void aStandbyShowsWhatTheWriterRecordsAndDecidesNothing() throws Exception {
        try (Server writer = new Server("alpha", 0);
                Server standby = new Server("beta", 0)) {
            study(writer.ledger, Trainer.EXTERNAL);
            long head = writer.log.head().position();
            Await.until(() -> standby.ledger.now().position() == head);
            assertThat(standby.ledger.now().book().projects()).containsKey("p");
            assertThat(standby.ledger.isWritable()).isFalse();
            assertThatThrownBy(
                            () -> standby.ledger.perform(new Command.AddNote("p-r1", "n"), "ada"))
                    .isInstanceOf(LogUnavailable.Standby.class)
                    .hasMessageContaining("standby of alpha");
        }
    }

    @Test
    void theStudiesOfAWriterThatEndedContinueOnTheStandby() throws Exception {
        Server writer = new Server("alpha", 1);
        try (Server standby = new Server("beta", 1)) {
            String study = study(writer.ledger, Trainer.BUILT_IN);
            Await.until(() -> standby.ended(study) >= 2);
            writer.close();
            Await.until(() -> standby.ended(study) == TRIALS);
            Await.until(() ->
                    Objects.requireNonNull(standby.ledger.now().book().study(study)).state()
                            == Study.State.FINISHED);
            assertThat(
                            standby.ledger.now().book().trials().values().stream()
                                    .filter(Trial.Completed.class::isInstance)
                                    .map(t -> t.spec().configuration())
                                    .distinct())
                    .as("each point once")
                    .hasSize(TRIALS);
            assertThat(standby.ledger.turn()).isEqualTo(1);
        }
    }

    @Test
    void theLeasesOfAgentsContinueOnTheStandby() throws Exception {
        Server writer = new Server("alpha", 0);
        try (Server standby = new Server("beta", 0)) {
            Agents agents =
                    new Agents(
                            standby.ledger.now().book(), InstantSource.system(), System::nanoTime);
            Leases leases = new Leases(standby.ledger, agents, _ -> {});
            String study = study(writer.ledger, Trainer.EXTERNAL);
            String trial = proposed(writer.ledger, study);
            writer.ledger.perform(
                    new Command.StartTrial(trial, "agent", "cpu", 1, 60, "host"), "agent");
            writer.close();
            Await.until(standby.ledger::isWritable);
            assertThat(leases.heartbeat(trial)).isEqualTo(60);
            leases.close();
        }
    }

    private static String proposed(Ledger ledger, String study) {
        var performed =
                ledger.perform(
                        new Command.ProposeTrial(
                                study,
                                Proposals.next(
                                                ledger.now().book(),
                                                Objects.requireNonNull(
                                                        ledger.now().book().study(study)))
                                        .orElseThrow()),
                        "agent");
        return ((Event.TrialProposed) performed.events().getFirst()).trial();
    }

    private static Parameter fixed(String name, Value value) {
        return Parameter.always(name, new Domain.Fixed(value));
    }

    private static String study(Ledger ledger, Trainer trainer) {
        Parameter rate = Parameter.always("learning_rate", new Domain.Log(0.01, 0.1));
        ledger.perform(
                new Command.CreateProject(
                        "p", "P", new Objective("validation/error", Objective.Direction.MINIMIZE)),
                "ada");
        ledger.perform(
                new Command.OpenRound(
                        "p",
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "which?"),
                        List.of(
                                new Role.Assignment(rate, Role.SCIENTIFIC, "asked"),
                                new Role.Assignment(
                                        fixed("steps", new Value.Int(40)),
                                        Role.FIXED,
                                        "longer may differ"))),
                "ada");
        var created =
                ledger.perform(
                        new Command.CreateStudy(
                                "p-r1",
                                "s",
                                Configuration.EMPTY,
                                new SearchSpace(List.of(rate, fixed("steps", new Value.Int(40)))),
                                new Algorithm(Algorithm.Kind.HALTON, 3),
                                TRIALS,
                                trainer,
                                new StudyData.Generated(200, 1).reproduction("c", "v")),
                        "ada");
        String id = ((Event.StudyCreated) created.events().getFirst()).study();
        ledger.perform(new Command.StartStudy(id), "ada");
        return id;
    }
}
