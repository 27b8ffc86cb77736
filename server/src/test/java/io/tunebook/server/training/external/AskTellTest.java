package io.tunebook.server.training.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A long computation of a proposal delays no other study.
@Timeout(300)
class AskTellTest {
    private static final Parameter RATE = Parameter.always("lr", new Domain.Log(0.001, 0.1));
    private static final AskTell.Worker WORKER = new AskTell.Worker("trainer", "cpu", 600, null);

    private final CountDownLatch computing = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean virtual = new AtomicBoolean();

    private EventLog log;
    private Ledger ledger;
    private Leases leases;
    private AskTell askTell;

    @BeforeEach
    void twoStudies(@TempDir Path folder) {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
        Agents agents = new Agents(ledger.now().book(), InstantSource.system(), System::nanoTime);
        leases = new Leases(ledger, agents, _ -> {});
        askTell = new AskTell(ledger, leases, agents, this::next);
        ledger.perform(
                new Command.CreateProject(
                        "p", "P", new Objective("validation/error", Objective.Direction.MINIMIZE)),
                "ada");
        ledger.perform(
                new Command.OpenRound(
                        "p",
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "?"),
                        List.of(new Role.Assignment(RATE, Role.SCIENTIFIC, "asked"))),
                "ada");
        for (String study : List.of("p-s1", "p-s2")) {
            ledger.perform(
                    new Command.CreateStudy(
                            "p-r1",
                            study,
                            Configuration.EMPTY,
                            new SearchSpace(List.of(RATE)),
                            new Algorithm(Algorithm.Kind.HALTON, 7),
                            4,
                            Trainer.EXTERNAL,
                            new Reproduction("c", "1", "mnist", "00")),
                    "ada");
            ledger.perform(new Command.StartStudy(study), "ada");
        }
    }

    @AfterEach
    void close() {
        released.countDown();
        leases.close();
        ledger.close();
        log.close();
    }

    /// The first study's proposals take until they are released.
    private Optional<Configuration> next(Book book, Study study) {
        virtual.set(Thread.currentThread().isVirtual());
        if (study.id().equals("p-s1")) {
            computing.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return Proposals.next(book, study);
    }

    private Trial ask(String study) {
        return askTell.ask(study, WORKER, "ada", null).trial();
    }

    @Test
    void anotherStudyAsksAndCompletesDuringALongProposal() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Trial> slow =
                    CompletableFuture.supplyAsync(() -> ask("p-s1"), threads);
            computing.await();
            String trial = CompletableFuture.supplyAsync(() -> ask("p-s2"), threads).get().id();
            askTell.end(new Command.CompleteTrial(trial, 0.5, 1, 1, 1, Map.of()), "ada", null);
            assertThat(ledger.now().book().trial(trial)).isInstanceOf(Trial.Completed.class);
            assertThat(slow).isNotDone();
            released.countDown();
            assertThat(slow.get(30, TimeUnit.SECONDS).id()).isEqualTo("p-s1-t0");
        }
    }

    @Test
    void requestsOfOneStudyDuringALongProposalGetDifferentPoints() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Trial> first =
                    CompletableFuture.supplyAsync(() -> ask("p-s1"), threads);
            CompletableFuture<Trial> second =
                    CompletableFuture.supplyAsync(() -> ask("p-s1"), threads);
            computing.await();
            released.countDown();
            assertThat(first.get().configuration()).isNotEqualTo(second.get().configuration());
        }
    }

    @Test
    void aProposalIsComputedOnAPlatformThread() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.supplyAsync(() -> ask("p-s2"), threads).get();
            assertThat(virtual).isFalse();
        }
    }

    @Test
    void aTrialHasALimitOfMetricNamesWhichLosesNothing() throws Exception {
        String trial = ask("p-s2").id();
        askTell.measure(trial, names(0, 9_990), "ada", null);
        List<CompletableFuture<Boolean>> reports = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                Curve curve = names(9_990 + 10 * i, 10_000 + 10 * i);
                reports.add(
                        CompletableFuture.supplyAsync(
                                () -> accepted(() -> askTell.measure(trial, curve, "ada", null)),
                                threads));
            }
        }
        assertThat(reports.stream().filter(CompletableFuture::join)).hasSize(1);
        assertThat(ledger.now().curves().metricCount(trial)).isEqualTo(10_000);
        assertThatThrownBy(() -> askTell.measure(trial, names(20_000, 20_001), "ada", null))
                .isInstanceOf(RejectedCommand.class)
                .hasMessageContaining("would exceed the maximum of 10,000");
        Map<String, Double> many = new HashMap<>();
        for (int i = 0; i < 10_001; i++) {
            many.put("m" + i, 1.0);
        }
        assertThatThrownBy(() -> askTell.end(completed(trial, many), "ada", null))
                .hasMessageContaining("10,001 measurements at its end, and the maximum is 10,000");
        askTell.end(completed(trial, Map.of("m0", 1.0)), "ada", null);
        assertThatThrownBy(() -> askTell.measure(trial, names(20_000, 20_001), "ada", null))
                .hasMessageContaining("is completed");
    }

    private static Command.CompleteTrial completed(String trial, Map<String, Double> values) {
        return new Command.CompleteTrial(trial, 0.5, 1, 1, 1, values);
    }

    private static boolean accepted(Runnable report) {
        try {
            report.run();
            return true;
        } catch (RejectedCommand e) {
            return false;
        }
    }

    private static Curve names(int from, int to) {
        List<String> names = new ArrayList<>();
        for (int i = from; i < to; i++) {
            names.add("m" + i);
        }
        double[][] columns = new double[names.size()][1];
        return new Curve(new long[] {1}, names, columns);
    }
}
