package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventFilter;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.UnavailableBackendException;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.training.demo.Demo;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Trials that cannot start: their studies stop with the reason.
@Timeout(60)
class StartFailureTest {
    @TempDir private Path folder;

    private record Faulty(Supplier<String> named, Supplier<Trainer> made) implements Backend {
        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public String device() {
            return named.get();
        }

        @Override
        public Trainer trainer(int threads) {
            return made.get();
        }
    }

    /// The reasons of the stopped studies, once no study is running.
    private List<String> reasons(Ledger ledger, Backend backend) throws InterruptedException {
        Demo.open(ledger, new StudyData.Generated(100, 1).reproduction("c", "v"), "digits", "ada");
        try (Runner runner = new Runner(ledger, 1, TrainingEnvironment.with(backend))) {
            runner.start();
            ResumeTest.until(() ->
                    ledger.now().book().studies().values().stream()
                            .noneMatch(s -> s.state() == Study.State.RUNNING));
        }
        return ledger
                .log()
                .query(EventFilter.ALL.withType("study-stopped"), Long.MAX_VALUE, 10)
                .stream()
                .map(ledger::decode)
                .map(e -> ((Event.StudyStopped) e).why())
                .toList();
    }

    @Test
    void aMessageOfAnyLengthStopsTheStudyWithItsHeadAndTail() throws InterruptedException {
        String message =
                "\u001B[31mcannot compile the kernel\nStacktrace: [a.B.c(D.java:1)]\n"
                        + "unknown type name 'broken' ".repeat(300)
                        + "the last line";
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Backend backend =
                    new Faulty(
                            () -> "test",
                            () -> {
                                throw new IllegalStateException(message);
                            });
            assertThat(reasons(ledger, backend))
                    .hasSize(2)
                    .allSatisfy(why ->
                            assertThat(why)
                                    .matches("trial digits-s[12]-t0 failed: cannot compile the .*")
                                    .endsWith("the last line")
                                    .hasSizeLessThanOrEqualTo(Event.MAX_REASON));
            assertThat(ledger.now().book().trials().values())
                    .isNotEmpty()
                    .allSatisfy(t ->
                            assertThat(((Trial.Abandoned) t).why())
                                    .startsWith("the training failed: cannot compile the kernel")
                                    .doesNotContain("Stacktrace"));
        }
    }

    @Test
    void aDeviceThatIsLostBeforeATrialStartsStopsTheStudy() throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Backend backend =
                    new Faulty(
                            () -> {
                                throw new UnavailableBackendException("no device: plug it in");
                            },
                            () -> {
                                throw new IllegalStateException("not reached");
                            });
            assertThat(reasons(ledger, backend))
                    .hasSize(2)
                    .allSatisfy(why -> assertThat(why).endsWith("failed: no device: plug it in"));
            assertThat(ledger.now().book().trials().values())
                    .isNotEmpty()
                    .allMatch(t -> t instanceof Trial.Abandoned);
        }
    }

    @Test
    void aRuntimeThatDoesNotLoadStopsTheStudy() throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Backend backend =
                    new Faulty(
                            () -> {
                                throw new NoClassDefFoundError("a/b/C");
                            },
                            () -> {
                                throw new IllegalStateException("not reached");
                            });
            assertThat(reasons(ledger, backend))
                    .hasSize(2)
                    .allSatisfy(why -> assertThat(why).contains("NoClassDefFoundError: a/b/C"));
        }
    }
}
