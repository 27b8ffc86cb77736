package io.tunebook.server.training.external;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.Objective;
import io.tunebook.events.Rejection;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Attempts;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The ask-and-tell protocol: an external trainer asks for a trial, reports its curves, and reports
/// its outcome. A trial is leased to its trainer. Thread-safe.
public final class AskTell {
    private final Ledger ledger;
    private final Leases leases;
    private final Agents agents;

    private final Proposer proposer;

    /// One lock a study, for as long as a request holds it: concurrent requests for one study get
    /// different points, and a request for another study does not wait for them.
    private final LoadingCache<String, ReentrantLock> asking =
            Caffeine.newBuilder().weakValues().build(_ -> new ReentrantLock());

    public AskTell(Ledger ledger, Leases leases, Agents agents) {
        this(ledger, leases, agents, new IndexedProposer());
    }

    AskTell(Ledger ledger, Leases leases, Agents agents, Proposer proposer) {
        this.ledger = ledger;
        this.leases = leases;
        this.agents = agents;
        this.proposer = proposer;
    }

    /// Computes the next configuration of a study; empty when it has all of its planned trials.
    interface Proposer {
        Optional<Configuration> next(Book book, Study study);

        /// Whether [#next] takes only milliseconds.
        default boolean isQuick(Study study) {
            return false;
        }

        /// The training seed of a trial.
        default long seed(Book book, Trial trial) {
            return Proposals.seed(book, trial);
        }
    }

    /// @param trainer the name of the trainer
    /// @param device the name of the processor that it trains on
    /// @param leaseSeconds the lease's duration without a report; then the trial is offered again
    /// @param agent the agent; null for a worker that does not name itself
    public record Worker(
            String trainer, String device, int leaseSeconds, Agents.@Nullable Name agent) {
        /// A worker without a name of its own is known by its trainer and its device.
        Agents.Name name() {
            return agent == null ? new Agents.Name(trainer + " on " + device, device, "") : agent;
        }
    }

    /// A trial that was leased.
    ///
    /// @param position of the log after its start
    /// @param failures the failed attempts at its configuration before this one
    public record LeasedTrial(long position, Trial trial, Trial.Start start, int failures) {}

    /// How a trial ended.
    ///
    /// @param position of the log after its end
    public record EndedTrial(long position, Trial trial) {}

    /// Leases the next trial of a study; a retry with the same key returns the same trial.
    ///
    /// @param id of the study
    /// @throws Rejection when there is no such study
    /// @throws NoTrial when there is no trial of it to train
    public LeasedTrial ask(String id, Worker worker, String actor, @Nullable UUID key) {
        ReentrantLock lock = asking.get(id);
        ProposedTrial proposed;
        lock.lock();
        try {
            leases.end();
            // Read under the lock: its trials decide the next point.
            Study study = ledger.now().book().study(id);
            if (study == null) {
                throw new Rejection("there is no study '%s'".formatted(id));
            }
            requireExternal(study);
            agents.asked(worker.name(), id);
            proposed = proposed(study, actor, key);
            lease(proposed.trial(), worker.leaseSeconds());
        } finally {
            lock.unlock();
        }
        // The next request need not wait until the start is durable.
        return leased(proposed, worker, actor, key);
    }

    private record ProposedTrial(Trial trial, long seed) {}

    private ProposedTrial proposed(Study study, String actor, @Nullable UUID key) {
        String id = proposal(study, actor, key).trial();
        Book book = ledger.now().book();
        Trial trial = Objects.requireNonNull(book.trial(id));
        Trial.Start start = trial.started();
        return new ProposedTrial(trial, start == null ? proposer.seed(book, trial) : start.seed());
    }

    private void lease(Trial trial, int seconds) {
        if (trial instanceof Trial.Proposed) {
            leases.grant(trial.id(), seconds);
        } else {
            leases.renew(trial.id());
        }
    }

    private static void requireExternal(Study study) {
        if (study.isTracked()) {
            throw new NoTrial(
                    NoTrial.Reason.NOT_EXTERNAL,
                    "the trials of study '%s' are the runs of a tracked experiment: log a run instead"
                            .formatted(study.id()));
        }
        if (!study.external()) {
            throw new NoTrial(
                    NoTrial.Reason.NOT_EXTERNAL,
                    "the server itself trains study '%s': create a study with the trainer 'external'"
                            .formatted(study.id()));
        }
    }

    private LeasedTrial leased(
            ProposedTrial proposed, Worker worker, String actor, @Nullable UUID key) {
        String id = proposed.trial().id();
        Agents.Name agent = worker.agent();
        Ledger.Performed started =
                ledger.perform(
                        new Command.StartTrial(
                                id,
                                worker.trainer(),
                                worker.device(),
                                proposed.seed(),
                                worker.leaseSeconds(),
                                agent == null ? null : agent.id()),
                        actor,
                        key == null
                                ? null
                                : UUID.nameUUIDFromBytes(
                                        (key + "/start").getBytes(StandardCharsets.UTF_8)));
        agents.leased(worker.name(), id);
        Book after = ledger.now().book();
        Trial running = Objects.requireNonNull(after.trial(id));
        return new LeasedTrial(
                started.position(),
                running,
                Objects.requireNonNull(running.started()),
                Attempts.before(after, running).failed());
    }

    private Event.TrialProposed proposal(Study study, String actor, @Nullable UUID key) {
        boolean retry = key != null && ledger.log().find(key).isPresent();
        // The configuration of an existing trial is in the log.
        Configuration next = retry ? Configuration.EMPTY : next(study);
        return (Event.TrialProposed)
                ledger.perform(new Command.ProposeTrial(study.id(), next), actor, key)
                        .events()
                        .getFirst();
    }

    private Configuration next(Study study) {
        requireRunning(study);
        return computed(study)
                .orElseThrow(() -> {
                    int planned = study.facts().trials();
                    return Proposals.isDone(ledger.now().book(), study)
                            ? new NoTrial(
                                    NoTrial.Reason.FINISHED,
                                    "study '%s' has all of its %d trials: extend it for more"
                                            .formatted(study.id(), planned))
                            : new NoTrial(
                                    NoTrial.Reason.TAKEN,
                                    "all of the %d trials of study '%s' are taken or have ended: ask again later, for one that its worker gives up"
                                            .formatted(planned, study.id()));
                });
    }

    private static void requireRunning(Study study) {
        switch (study.state()) {
            case RUNNING -> {}
            case CREATED ->
                    throw new NoTrial(
                            NoTrial.Reason.CREATED,
                            "study '%s' was not started yet: start it".formatted(study.id()));
            case STOPPED ->
                    throw new NoTrial(
                            NoTrial.Reason.STOPPED,
                            "study '%s' is stopped: start it again to train its other trials"
                                    .formatted(study.id()));
            case FINISHED ->
                    throw new NoTrial(
                            NoTrial.Reason.FINISHED,
                            "study '%s' has all of its %d trials: extend it for more"
                                    .formatted(study.id(), study.facts().trials()));
        }
    }

    /// Computes on a platform thread, which the operating system interrupts for others, unless it
    /// is quick. A request's virtual thread would keep one of the few carrier threads until the
    /// computation ends, and requests of other studies would wait.
    private Optional<Configuration> computed(Study study) {
        Book book = ledger.now().book();
        if (proposer.isQuick(study)) {
            return proposer.next(book, study);
        }
        FutureTask<Optional<Configuration>> task =
                new FutureTask<>(() -> proposer.next(book, study));
        Thread.ofPlatform().daemon().name("proposal " + study.id()).start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while the next point of study '%s' was computed"
                            .formatted(study.id()),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /// Renews the lease of a trial without a report.
    ///
    /// @return the lease's duration in seconds
    /// @throws Rejection when the trial has no lease
    public int heartbeat(String trial) {
        leases.end();
        endOfStoppedStudy(trial);
        int seconds = leases.heartbeat(trial);
        agents.seen(trial);
        return seconds;
    }

    /// A built-in training ends with its study: its agent learns that with its next heartbeat.
    private void endOfStoppedStudy(String id) {
        Book book = ledger.now().book();
        if (book.trial(id) instanceof Trial.Running trial
                && !book.studyOf(trial).external()
                && book.studyOf(trial).state() != Study.State.RUNNING) {
            end(new Command.AbandonTrial(id, "the study was stopped"), "runner", null);
        }
    }

    /// Records measurements of a trial, and renews its lease.
    public Ledger.Performed measure(String trial, Curve curve, String actor, @Nullable UUID key) {
        leases.renew(trial);
        agents.seen(trial);
        return ledger.perform(new Command.MeasureCurve(trial, curve), actor, key);
    }

    /// An agent of built-in training has a trial: its lease begins.
    ///
    /// @throws NoTrial when the agent is being drained
    public void leased(Agents.Name agent, String study, String trial, int seconds) {
        leases.grant(trial, seconds);
        agents.asked(agent, study);
        agents.leased(agent, trial);
    }

    /// An agent of built-in training asks.
    ///
    /// @throws NoTrial when the agent is being drained
    public void asked(Agents.Name agent) {
        leases.end();
        agents.asked(agent, null);
    }

    /// A trial goes back without an end.
    public void released(String trial) {
        leases.release(trial);
        agents.released(trial);
    }

    /// Ends a trial and its lease.
    ///
    /// @param command one that ends the trial
    public Ledger.Performed end(Command.OnTrial command, String actor, @Nullable UUID key) {
        Ledger.Performed ended = ledger.perform(command, actor, key);
        agents.seen(command.trial());
        leases.release(command.trial());
        agents.released(command.trial());
        return ended;
    }

    /// Ends a trial with the value of the objective that its curve has: completed, or infeasible
    /// when no value is finite.
    ///
    /// @param last whether the last value of the curve counts, rather than the best one
    /// @param seconds of the training; null for those since its start
    /// @throws NoTrial when the objective was not measured
    public EndedTrial finish(
            Trial trial, boolean last, @Nullable Double seconds, String actor, @Nullable UUID key) {
        if (!(trial instanceof Trial.Running(Trial.Spec spec, Trial.Start start))) {
            var earlier = key == null ? Optional.<RecordedEvent>empty() : ledger.log().find(key);
            if (earlier.isPresent()) {
                return new EndedTrial(earlier.get().position(), trial);
            }
            throw new Rejection(
                    "trial '%s' is %s: it cannot be completed"
                            .formatted(trial.id(), trial.state()));
        }
        Book book = ledger.now().book();
        Objective objective = book.projectOf(book.roundOf(book.studyOf(trial))).facts().objective();
        MeasuredObjective measured = MeasuredObjective.of(ledger.log(), trial.id());
        if (!measured.has(objective.metric())) {
            throw new NoTrial(
                    NoTrial.Reason.NO_OBJECTIVE,
                    "trial '%s' has no value of '%s': report its curve first"
                            .formatted(trial.id(), objective.metric()));
        }
        MeasuredObjective.Value value =
                measured.value(
                        objective,
                        last ? MeasuredObjective.Rule.LAST : MeasuredObjective.Rule.BEST);
        double took =
                seconds != null
                        ? seconds
                        : Duration.between(start.at().recordedAt(), Instant.now()).toMillis()
                                / 1_000.0;
        Ledger.Performed done =
                end(
                        value == null
                                ? new Command.MarkInfeasible(
                                        spec.id(),
                                        InfeasibleKind.DIVERGED,
                                        "no value of '%s' was finite".formatted(objective.metric()),
                                        measured.steps())
                                : new Command.CompleteTrial(
                                        spec.id(),
                                        value.value(),
                                        value.step(),
                                        value.steps(),
                                        Math.max(0, took),
                                        value.others()),
                        actor,
                        key);
        Trial ended = Objects.requireNonNull(ledger.now().book().trial(spec.id()));
        return new EndedTrial(done.position(), ended);
    }
}
