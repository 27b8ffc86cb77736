package io.tunebook.server.training.run;

import io.tunebook.events.Curve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Sends the curves of one training from a thread of its own, so that the training does not wait
/// for the server: a device trains many trials in one thread. What came during a request is one
/// curve in the next one.
final class CurveSender implements AutoCloseable {
    /// The curves that wait for the server; then the training waits too.
    private static final int MAX_WAITING = 1_000;

    private final Consumer<Curve> server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Curve> waiting = new ArrayList<>();
    private boolean sending;
    private boolean closed;
    private @Nullable RuntimeException problem;

    /// @param server sends a curve
    CurveSender(String trial, Consumer<Curve> server) {
        this.server = server;
        Thread.ofVirtual().name("curves of " + trial).start(this::run);
    }

    /// @throws RuntimeException why an earlier curve could not be sent
    void send(Curve curve) {
        lock.lock();
        try {
            while (waiting.size() >= MAX_WAITING && problem == null) {
                changed.awaitUninterruptibly();
            }
            check();
            waiting.add(curve);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Returns when everything is at the server.
    ///
    /// @throws RuntimeException why a curve could not be sent
    void flush() {
        lock.lock();
        try {
            while ((sending || !waiting.isEmpty()) && problem == null) {
                changed.awaitUninterruptibly();
            }
            check();
        } finally {
            lock.unlock();
        }
    }

    private void check() {
        if (problem != null) {
            throw problem;
        }
    }

    /// Drops what was not sent.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (List<Curve> next = next(); !next.isEmpty(); next = next()) {
            try {
                merged(next).forEach(server);
            } catch (RuntimeException e) {
                fail(e);
                return;
            }
        }
    }

    /// What waits; empty when there will be nothing.
    private List<Curve> next() {
        lock.lock();
        try {
            sending = false;
            changed.signalAll();
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<Curve> next = List.copyOf(waiting);
            waiting.clear();
            sending = !next.isEmpty();
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void fail(RuntimeException e) {
        lock.lock();
        try {
            problem = e;
            sending = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// One curve for those with the same metrics, whose steps follow each other.
    static List<Curve> merged(List<Curve> curves) {
        Map<List<String>, List<Curve>> alike = new LinkedHashMap<>();
        for (Curve curve : curves) {
            alike.computeIfAbsent(curve.metrics(), _ -> new ArrayList<>()).add(curve);
        }
        return alike.values().stream().map(CurveSender::joined).toList();
    }

    private static Curve joined(List<Curve> parts) {
        long[] steps = parts.stream().map(Curve::steps).flatMapToLong(LongStream::of).toArray();
        List<String> metrics = parts.getFirst().metrics();
        double[][] columns = new double[metrics.size()][];
        for (int m = 0; m < columns.length; m++) {
            int metric = m;
            columns[m] =
                    parts.stream()
                            .flatMapToDouble(c -> Arrays.stream(c.columns()[metric]))
                            .toArray();
        }
        return new Curve(steps, metrics, columns);
    }
}
