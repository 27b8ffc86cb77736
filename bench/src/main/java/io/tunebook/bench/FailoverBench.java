package io.tunebook.bench;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.PayloadComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Two servers on one log in PostgreSQL, of which the writer is killed and paused in turn under
/// load, and a standby takes over. Then every acknowledgement is looked for in the log.
final class FailoverBench {
    static final int DEFAULT_KILLS = 50;
    private static final int MAX_KILLS = 1_000;
    private static final double MAX_SECONDS = 10;
    private static final int MAX_WAIT_SECONDS = 60;
    private static final int TRIALS = 100_000;
    private static final int DIRECT = 8;
    private static final int MAX_SHOWN = 3;

    private final Path folder;
    private final int kills;
    private final long seed;
    private final Random random;
    private final Consumer<Row> each;
    private final List<Row> rows = new ArrayList<>();
    private final List<Double> afterKill = new ArrayList<>();
    private final List<Double> afterPause = new ArrayList<>();
    private final List<Double> afterReturn = new ArrayList<>();
    private int brief;

    /// @param kills of both kinds
    /// @param seed of the moments
    FailoverBench(Path folder, int kills, long seed, Consumer<Row> each) {
        if (kills < 1 || kills > MAX_KILLS) {
            throw new IllegalArgumentException(
                    "--kills is 1 to %,d, not %,d".formatted(MAX_KILLS, kills));
        }
        this.folder = folder;
        this.kills = kills;
        this.seed = seed;
        this.random = new Random(seed);
        this.each = each;
    }

    /// @param location of the database, or [BenchDatabase#EMBEDDED]
    List<Row> rows(String location) throws Exception {
        try (BenchDatabase database = BenchDatabase.at(location, folder)) {
            add(database.row());
            AgentStudy study = new AgentStudy(TRIALS);
            try (EventLog log = database.open(folder.resolve("setup"), PayloadComparison.BYTES)) {
                study.create(log);
            }
            run(database, study);
        }
        return rows;
    }

    private void add(Row row) {
        rows.add(row);
        each.accept(row);
    }

    private void run(BenchDatabase database, AgentStudy study) throws Exception {
        FailoverClient[] client = new FailoverClient[1];
        try (Balancer balancer = new Balancer((p, k, s, a) -> client[0].late(p, k, s, a));
                FailoverServers servers =
                        new FailoverServers(folder, database.location(), balancer);
                FailoverClient clients = new FailoverClient(balancer.url())) {
            client[0] = clients;
            servers.start();
            long epoch = database.epoch();
            FailoverLoad load = new FailoverLoad(clients);
            load.start();
            String stuck = rounds(servers, clients, load);
            add(
                    Row.valueAtMost(
                            "servers that got stuck" + stuck,
                            stuck.isEmpty() ? 0 : 1,
                            "servers",
                            0));
            boolean ended = load.end(MAX_WAIT_SECONDS);
            long takeovers = database.epoch() - epoch;
            report(clients, ended, takeovers);
            List<String> errors = servers.errors();
            add(Row.valueAtMost("errors in the servers' logs", errors.size(), "errors", 0));
            errors.stream().limit(MAX_SHOWN).forEach(System.err::println);
            verify(database, study, clients, load, takeovers);
        }
    }

    /// What a server did not do in a minute; empty when each did what it should.
    private String rounds(FailoverServers servers, FailoverClient clients, FailoverLoad load)
            throws InterruptedException {
        for (int i = 0; i < kills; i++) {
            try {
                if (i > 0) {
                    restart(servers);
                }
                round(i % 2 == 0, servers, clients, load);
            } catch (IOException e) {
                return " in round %d: %s".formatted(i + 1, e.getMessage());
            }
        }
        return "";
    }

    /// Starts the server that was killed, if one was.
    private static void restart(FailoverServers servers) throws IOException, InterruptedException {
        for (int which = 0; which < 2; which++) {
            if (!servers.server(which).process().alive()) {
                servers.start(which);
                servers.await(which, "standby");
            }
        }
    }

    /// One end of the writer, at a random moment of its work, until the other one writes.
    private void round(
            boolean kill, FailoverServers servers, FailoverClient clients, FailoverLoad load)
            throws IOException, InterruptedException {
        int writer = servers.writer();
        int other = 1 - writer;
        servers.await(other, "standby");
        answered(clients, servers.server(writer).number(), System.nanoTime());
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
        if (kill) {
            FailoverServers.Server standby = servers.server(other);
            String trial = load.trained(FailoverLoad.ANOTHER_AGENT);
            clients.heartbeatToStandby(standby.process().url(), standby.number(), trial);
            long start = System.nanoTime();
            servers.kill(writer);
            afterKill.add(takenOver(clients, servers.server(other), start));
            load.finish(trial);
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> pauseBriefly(writer, servers, clients);
            case 1 -> pauseAndKillTheSuccessor(writer, servers, clients, load);
            default -> pause(writer, servers, clients);
        }
    }

    private static double takenOver(
            FailoverClient clients, FailoverServers.Server successor, long start)
            throws IOException, InterruptedException {
        return (answered(clients, successor.number(), start) - start) / 1e9;
    }

    /// The writer continues when it has lost the log, and its last requests wait for it.
    private void pause(int writer, FailoverServers servers, FailoverClient clients)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        servers.signal(writer, "STOP");
        afterPause.add(takenOver(clients, servers.server(1 - writer), start));
        sendDirectly(servers.server(writer), clients);
        servers.signal(writer, "CONT");
        servers.await(writer, "standby");
    }

    /// The writer continues at about the moment when the other one takes over.
    private void pauseBriefly(int writer, FailoverServers servers, FailoverClient clients)
            throws IOException, InterruptedException {
        servers.signal(writer, "STOP");
        TimeUnit.MILLISECONDS.sleep(4_500 + random.nextInt(2_500));
        sendDirectly(servers.server(writer), clients);
        servers.signal(writer, "CONT");
        brief++;
        TimeUnit.MILLISECONDS.sleep(1_500);
        servers.await(1 - servers.writer(), "standby");
    }

    /// The writer continues when the one that took over has ended, and is the next one.
    private void pauseAndKillTheSuccessor(
            int writer, FailoverServers servers, FailoverClient clients, FailoverLoad load)
            throws IOException, InterruptedException {
        int other = 1 - writer;
        FailoverServers.Server paused = servers.server(writer);
        String trial = load.trained(FailoverLoad.ANOTHER_AGENT);
        long start = System.nanoTime();
        servers.signal(writer, "STOP");
        afterPause.add(takenOver(clients, servers.server(other), start));
        load.finish(trial);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
        servers.kill(other);
        sendDirectly(paused, clients);
        clients.sendEnd(paused.process().url(), paused.number(), trial);
        sendDirectly(paused, clients);
        start = System.nanoTime();
        servers.signal(writer, "CONT");
        afterReturn.add(takenOver(clients, servers.server(writer), start));
    }

    /// Requests that a paused server finds when it continues.
    private static void sendDirectly(FailoverServers.Server server, FailoverClient clients) {
        for (int i = 0; i < DIRECT; i++) {
            clients.sendNote(server.process().url(), server.number());
        }
    }

    /// When a server has answered a write after a time, by [System#nanoTime].
    private static long answered(FailoverClient clients, int server, long after)
            throws IOException, InterruptedException {
        long deadline = after + TimeUnit.SECONDS.toNanos(MAX_WAIT_SECONDS);
        while (true) {
            long last = clients.lastAnswer(server);
            if (last != 0 && last - after > 0) {
                return last;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(
                        "server %d answered no write in %d s".formatted(server, MAX_WAIT_SECONDS));
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void report(FailoverClient clients, boolean ended, long takeovers) {
        add(Row.plain("kills (seed %d)".formatted(seed), afterKill.size(), "kills"));
        add(Row.plain("pauses", afterPause.size(), "pauses"));
        add(Row.plain("pauses of which the successor was killed", afterReturn.size(), "pauses"));
        add(Row.plain("pauses as long as the limit", brief, "pauses"));
        add(Row.plain("takeovers", (double) takeovers, "takeovers"));
        times("kill", afterKill);
        times("pause", afterPause);
        times("kill of the successor", afterReturn);
        clients.lateAnswers()
                .forEach((status, n) ->
                        add(
                                Row.plain(
                                        "late answers of paused servers, status " + status,
                                        (double) n.sum(),
                                        "answers")));
        add(Row.plain("requests repeated", (double) clients.repeated(), "requests"));
        String first = clients.failures().isEmpty() ? "" : ": " + clients.failures().peek();
        add(
                Row.valueAtMost(
                        "requests that failed" + first, clients.failures().size(), "requests", 0));
        add(
                Row.valueAtMost(
                        "clients that waited more than %d s".formatted(MAX_WAIT_SECONDS),
                        ended ? 0 : 1,
                        "clients",
                        0));
    }

    private void times(String after, List<Double> seconds) {
        if (seconds.isEmpty()) {
            return;
        }
        add(
                Row.plain(
                        "until the next write after a %s, median".formatted(after),
                        Paired.median(seconds),
                        "s"));
        add(
                Row.valueAtMost(
                        "until the next write after a %s, maximum".formatted(after),
                        seconds.stream().mapToDouble(s -> s).max().orElse(0),
                        "s",
                        MAX_SECONDS));
    }

    private void verify(
            BenchDatabase database,
            AgentStudy study,
            FailoverClient clients,
            FailoverLoad load,
            long takeovers) {
        try (EventLog log = database.openReadOnly(folder.resolve("setup"))) {
            FailoverVerdict verdict = new FailoverVerdict(log);
            var acknowledged = clients.acknowledged();
            add(Row.plain("events in the log", (double) verdict.events(), "events"));
            add(Row.plain("acknowledged events", acknowledged.size(), "events"));
            add(
                    Row.valueAtMost(
                            "acknowledged events lost", verdict.lost(acknowledged), "events", 0));
            add(Row.valueAtMost("gaps", (double) verdict.gaps(), "positions", 0));
            add(
                    Row.valueAtMost(
                            "changes of the writer without a takeover",
                            (double) verdict.twoWriters(acknowledged, takeovers),
                            "changes",
                            0));
            add(Row.plain("trials finished by agents", load.finished().size(), "trials"));
            add(
                    Row.valueAtMost(
                            "trials skipped, trained twice or changed",
                            verdict.wrongTrials(study, load.finished()),
                            "trials",
                            0));
            add(Row.plain("runs of MLflow clients", load.points().size(), "runs"));
            add(
                    Row.valueAtMost(
                            "points of runs lost or recorded twice",
                            (double) verdict.wrongMeasurements(load.points()),
                            "points",
                            0));
            add(Row.valueAtMost("times that the log did not verify", verdict.broken(), "times", 0));
            verdict.problems().forEach(System.err::println);
        }
    }
}
