package io.tunebook.bench;

import io.javalin.Javalin;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Durable events over HTTP: 64 persistent connections, with the load from another process.
final class HttpBench {
    private static final int ROUNDS = 4;

    /// The warm-up: a server runs for weeks, so the time of JIT compilation is not measured.
    private static final int WARMING = 16;

    private final Path folder;

    HttpBench(Path folder) {
        this.folder = folder;
    }

    List<Row> rows() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"))) {
            GeneratedLog.rounds(log, HttpLoad.CONNECTIONS);
        }
        Javalin empty =
                Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.startupWatcherEnabled = false;
                    config.concurrency.useVirtualThreads = true;
                    config.routes.post("/api/v1/rounds/{round}/notes", ctx -> ctx.result("{}"));
                });
        empty.start("127.0.0.1", 0);
        try (ServerProcess server = ServerProcess.on(folder.resolve("log"), "1g")) {
            for (int i = 0; i < WARMING; i++) {
                load(HttpLoad.Kind.APPEND, server.url());
                if (i % 4 == 0) {
                    load(HttpLoad.Kind.EMPTY, server.url());
                }
            }
            String bare = "http://127.0.0.1:" + empty.port();
            for (int i = 0; i < WARMING / 4; i++) {
                load(HttpLoad.Kind.APPEND, bare);
            }
            Paired paired =
                    Paired.of(
                            ROUNDS,
                            () -> load(HttpLoad.Kind.APPEND, server.url()),
                            () -> load(HttpLoad.Kind.EMPTY, server.url()));
            return List.of(
                    Row.plain(
                            "a plain Javalin without Tunebook's filters, an empty handler",
                            load(HttpLoad.Kind.APPEND, bare),
                            "answers/s"),
                    Row.plain("the same server, an empty handler", paired.theirs(), "answers/s"),
                    Row.atLeast(
                            "durable events over HTTP, 64 connections",
                            paired.ours(),
                            "events/s",
                            paired.ratio(),
                            "an empty handler",
                            0.5));
        } finally {
            empty.stop();
        }
    }

    private static double load(HttpLoad.Kind kind, String url)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                HttpLoad.class.getName(),
                                kind.name(),
                                url)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            process.waitFor();
            if (line == null) {
                throw new IOException("the load process ended without a result");
            }
            return Double.parseDouble(line);
        }
    }
}
