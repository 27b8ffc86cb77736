package io.tunebook.server.api.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.staticfiles.Location;
import io.tunebook.events.Rejection;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.mlflow.MlflowApi;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.DiskReserve;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.exchange.uploads.UploadImporter;
import io.tunebook.server.exchange.uploads.Uploads;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.decision.StaleDecision;
import io.tunebook.server.training.external.Agents;
import io.tunebook.server.training.external.AskTell;
import io.tunebook.server.training.external.Leases;
import io.tunebook.server.training.external.NoTrial;
import io.tunebook.server.training.run.AgentTrials;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server: API, live stream, dashboard.
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final long MAX_BODY_BYTES = 8L << 20;

    /// The playbook's rules, from the resource.
    record Playbook(List<Rule> rules) {}

    record Rule(String id, boolean heart, String section, String text) {}

    private final Javalin javalin;
    private final LiveStream live;
    private final Leases leases;
    private final Agents agents;
    private final Metrics metrics;
    private final @Nullable DiskWatch disk;
    private final Uploads uploads;
    private final Exposure exposure;

    private WebServer(
            Javalin javalin,
            LiveStream live,
            Leases leases,
            Agents agents,
            Metrics metrics,
            @Nullable DiskWatch disk,
            Uploads uploads,
            Exposure exposure) {
        this.javalin = javalin;
        this.live = live;
        this.leases = leases;
        this.agents = agents;
        this.metrics = metrics;
        this.disk = disk;
        this.uploads = uploads;
        this.exposure = exposure;
    }

    /// Starts to listen.
    ///
    /// @param key signs the checkpoints
    /// @throws PortTakenException when another program listens on the port
    /// @throws UnusableTlsException when TLS is asked for and its certificate or key is not usable
    public static WebServer start(Ledger ledger, SigningKey key, ServerOptions options) {
        Exposure exposure = options.exposure();
        Tokens tokens = options.tokens();
        Artifacts artifacts = options.artifacts();
        Tracking tracking = new Tracking(ledger);
        Requests requests = new Requests(ledger, options.actor());
        int most = LimitedConnector.DEFAULT_LIMITS.connections();
        FileDescriptors descriptors = options.descriptors();
        LimitedConnector.Limits limits =
                LimitedConnector.DEFAULT_LIMITS.withConnections(descriptors.connections(most));
        ConnectionBudget budget = new ConnectionBudget(limits.connections());
        Agents agents = new Agents(ledger.now().book(), InstantSource.system(), System::nanoTime);
        AgentTrials trials = options.trials();
        Leases leases =
                new Leases(
                        ledger,
                        agents,
                        trial -> {
                            if (trials != null) {
                                trials.lost(trial);
                            }
                        });
        Access access = new Access(tokens, exposure);
        int streams = descriptors.streams(LiveStream.MAX_CLIENTS, most);
        LiveStream live =
                new LiveStream(
                        ledger,
                        requests,
                        access,
                        LiveStream.TIMEOUT,
                        new SharedLimit(
                                streams, Math.min(streams, LiveStream.MAX_CLIENTS_BY_ADDRESS)));
        ConcurrencyLimit gate = new ConcurrencyLimit(ConcurrencyLimit.MAX_REQUESTS);
        DiskWatch disk =
                tokens == null ? null : new DiskWatch(tokens.folder(), options.minFreeDiskBytes());
        DiskReserve reserve = artifacts == null ? DiskReserve.NONE : artifacts.reserve();
        Uploads uploads = new Uploads(System::nanoTime, Uploads.MAX_BYTES, reserve);
        Metrics metrics = new Metrics(ledger, disk, live, gate);
        Guard guard = new Guard(exposure);
        RequestLog requestLog = new RequestLog(exposure);
        ApiDocument document = new ApiDocument(exposure);
        Javalin javalin =
                Javalin.create(config -> {
                    settings(config);
                    config.jetty.modifyServer(jetty -> LimitedConnector.limits(jetty, limits));
                    config.jetty.modifyServer(budget::observe);
                    if (!exposure.path().isEmpty()) {
                        config.jetty.modifyServer(
                                jetty -> jetty.insertHandler(new PublicPath(exposure.path())));
                    }
                    config.jetty.modifyServletContextHandler(
                            context -> context.setErrorHandler(new ParserErrorHandler()));
                    config.jetty.addConnector(
                            (server, http) -> LimitedConnector.of(server, http, exposure, limits));
                    metrics.routes(config.routes);
                    config.routes.before(RequestId::give);
                    config.requestLogger.http(requestLog::tell);
                    if (limits.connections() < most) {
                        budget.routes(config.routes);
                    }
                    gate.routes(config.routes);
                    config.routes.before(guard::headers);
                    config.routes.before(guard::check);
                    config.routes.beforeMatched(access::check);
                    config.routes.beforeMatched(ctx -> requireWriter(ctx, ledger));
                    new SignIn(access, exposure).routes(config.routes);
                    new Health(ledger, tokens, disk).routes(config.routes);
                    new QueryApi(ledger, requests).routes(config.routes);
                    new CommandApi(ledger, requests).routes(config.routes);
                    new DesignsApi(requests).routes(config.routes);
                    new DataApi(requests).routes(config.routes);
                    new BatchSizesApi(requests, options.measurements()).routes(config.routes);
                    AskTell askTell = new AskTell(ledger, leases, agents);
                    new AskTellApi(ledger, requests, askTell, trials).routes(config.routes);
                    if (trials != null) {
                        new TrainingApi(ledger, requests, trials, askTell).routes(config.routes);
                    }
                    new AgentsApi(ledger, agents).routes(config.routes);
                    new OutputsApi(ledger, requests, artifacts == null ? null : artifacts.outputs())
                            .routes(config.routes);
                    ClientFile.route(config.routes);
                    new ExperimentsApi(ledger, tracking, requests).routes(config.routes);
                    new ExportsApi(ledger, requests, artifacts).routes(config.routes);
                    new ImportsApi(new UploadImporter(uploads, ledger, artifacts), requests)
                            .routes(config.routes);
                    new EventsApi(ledger, requests).routes(config.routes);
                    new AuditApi(ledger, requests).routes(config.routes);
                    new ProofsApi(ledger, requests, key).routes(config.routes);
                    new MlflowApi(
                                    ledger,
                                    tracking,
                                    requests::actor,
                                    Access::mayRecord,
                                    RequiredRole.READER,
                                    artifacts)
                            .routes(config.routes);
                    live.routes(config.routes);
                    document.routes(config.routes);
                    dashboard(config);
                    problems(config.routes);
                    config.routes.after(RequestId::forget);
                });
        document.read(javalin);
        try {
            javalin.start();
        } catch (RuntimeException e) {
            live.close();
            leases.close();
            metrics.close();
            if (disk != null) {
                disk.close();
            }
            if (PortTakenException.isBehind(e)) {
                throw new PortTakenException(exposure.host(), exposure.port(), e);
            }
            throw e;
        }
        ledger.startProcesses();
        leases.start();
        metrics.start();
        if (disk != null) {
            disk.start();
        }
        return new WebServer(javalin, live, leases, agents, metrics, disk, uploads, exposure);
    }

    public int port() {
        return javalin.port();
    }

    /// The URL of the dashboard for users: that of the proxy in front of the server, if there is
    /// one. It has no slash at the end.
    public String publicUrl() {
        return exposure.publicUrl() == null ? url() : exposure.publicUrl().toString();
    }

    /// The URL of the dashboard on this machine, without a slash at the end.
    public String url() {
        String host = exposure.host();
        return "%s://%s:%d"
                .formatted(
                        exposure.tls() == null ? "http" : "https",
                        host.contains(":") ? "[" + host + "]" : host,
                        port());
    }

    /// The Javalin server, which has all routes.
    Javalin javalin() {
        return javalin;
    }

    /// The number of subscribers that were disconnected because they did not read.
    long disconnected() {
        return live.disconnected();
    }

    /// The number of subscribers.
    int subscribers() {
        return live.subscribers();
    }

    /// An agent of built-in training has ended without a word, as by a crash of its driver: others
    /// continue its trials.
    public void lostAgent(String id, String why) {
        for (String trial : agents.trialsOf(id)) {
            leases.lose(trial, why);
        }
        var _ = agents.left(id, why);
    }

    /// Ends the streams of all subscribers, and accepts no new ones.
    public void endStreams() {
        live.close();
    }

    @Override
    public void close() {
        live.close();
        javalin.stop();
        leases.close();
        metrics.close();
        uploads.close();
        if (disk != null) {
            disk.close();
        }
    }

    private static void settings(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = MAX_BODY_BYTES;
        // A buffer is allocated for every answer, and most answers are short.
        config.http.responseBufferSize = 4_096;
        config.http.prefer405over404 = true;
    }

    private static void dashboard(JavalinConfig config) {
        config.staticFiles.add(files -> {
            files.hostedPath = "/static";
            files.directory = "/web";
            files.location = Location.CLASSPATH;
        });
        config.staticFiles.add(files -> {
            files.hostedPath = "/static/vendor";
            files.directory = "/META-INF/resources/webjars/echarts/5.5.0";
            files.location = Location.CLASSPATH;
        });
        HtmlPage index = index();
        for (DashboardPages.Entry page : DashboardPages.all()) {
            config.routes.get(page.route(), index::answer, RequiredRole.PAGE);
        }
        byte[] playbook = resource("/playbook.json");
        config.routes.get(
                "/api/v1/playbook",
                ctx -> ctx.contentType("application/json").result(playbook),
                Operation.of("playbook", "Playbook", "The rules of the playbook, by their ids")
                        .withResponse(Playbook.class));
    }

    private static void problems(RoutesConfig routes) {
        routes.exception(MlflowError.class, (e, ctx) -> answer(ctx, e));
        routes.exception(Problem.class, (e, ctx) -> answer(ctx, e));
        routes.exception(
                StaleDecision.class,
                (e, ctx) -> answer(ctx, Problem.stale(String.valueOf(e.getMessage()))));
        routes.exception(NoTrial.class, (e, ctx) -> answer(ctx, Problem.of(e)));
        routes.exception(RejectedCommand.class, (e, ctx) -> answer(ctx, Problem.of(e)));
        routes.exception(
                Rejection.class,
                (e, ctx) -> answer(ctx, Problem.conflict(String.valueOf(e.getMessage()))));
        routes.exception(
                DiskReserve.InsufficientSpaceException.class,
                (e, ctx) -> answer(ctx, Problem.diskFull(String.valueOf(e.getMessage()))));
        routes.exception(LogUnavailable.class, (e, ctx) -> answer(ctx, unavailable(ctx, e)));
        HtmlPage index = index();
        routes.exception(
                HttpResponseException.class,
                (e, ctx) -> {
                    if (DashboardPages.isUnknown(ctx, e.getStatus())) {
                        ctx.status(404);
                        index.answer(ctx);
                    } else {
                        allow(ctx, e);
                        answer(
                                ctx,
                                Problem.Body.of(
                                        "Not found or not allowed",
                                        e.getStatus(),
                                        String.valueOf(e.getMessage()),
                                        RequestId.of(ctx)));
                    }
                });
        routes.exception(
                EofException.class,
                (e, ctx) ->
                        answer(ctx, Problem.malformed("the request ended before its body did")));
        // Javalin detects itself that a body is too slow.
        routes.error(408, ctx -> answer(ctx, Problem.tooSlow()));
        routes.exception(
                Exception.class,
                (e, ctx) -> {
                    LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
                    answer(ctx, Problem.failed(RequestId.of(ctx)));
                });
    }

    /// The methods of the route, which a 405 has to name.
    private static void allow(Context ctx, HttpResponseException e) {
        String methods = e.getDetails().get("availableMethods");
        if (methods != null) {
            ctx.header("Allow", methods);
        }
    }

    /// A standby refuses every request that may write, before it looks at what the request names:
    /// its answer could be wrong as soon as the writer has recorded more.
    private static void requireWriter(Context ctx, Ledger ledger) {
        boolean reads =
                switch (ctx.method().name()) {
                    case "GET", "HEAD", "OPTIONS" -> true;
                    default ->
                            !ctx.path().startsWith("/api/") && !ctx.path().startsWith("/ajax-api/");
                };
        if (!reads) {
            ledger.turn();
        }
    }

    private static Problem unavailable(Context ctx, LogUnavailable e) {
        String why = String.valueOf(e.getMessage());
        if (e.isDiskFull()) {
            return Problem.diskFull(why);
        }
        boolean soon = e instanceof LogUnavailable.Busy || e instanceof LogUnavailable.Standby;
        ctx.header("Retry-After", soon ? "1" : "10");
        return Problem.unavailable(why);
    }

    private static void answer(Context ctx, Problem problem) {
        answer(ctx, problem.body(RequestId.of(ctx)));
    }

    private static void answer(Context ctx, MlflowError error) {
        ctx.status(error.status())
                .contentType("application/json")
                .result(error.json().getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(Context ctx, Problem.Body body) {
        if (MlflowError.speaks(ctx.path())) {
            answer(ctx, MlflowError.of(body.status(), body.detail()));
            return;
        }
        // As bytes: text would be encoded in Jetty's default charset for the content type.
        ctx.status(body.status()).contentType("application/problem+json").result(Json.bytes(body));
    }

    private static HtmlPage index() {
        return new HtmlPage(new String(resource("/web/index.html"), StandardCharsets.UTF_8));
    }

    private static byte[] resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(WebServer.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
