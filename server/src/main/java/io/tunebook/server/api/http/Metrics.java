package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tunebook.events.Event;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.log.Verification;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Trial;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The metrics that Prometheus scrapes at `/metrics`.
final class Metrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final String BEGAN = "tunebook.began";
    private static final Map<String, Predicate<Trial>> STATES =
            Map.of(
                    "proposed", Trial.Proposed.class::isInstance,
                    "running", Trial.Running.class::isInstance,
                    "completed", Trial.Completed.class::isInstance,
                    "infeasible", Trial.Infeasible.class::isInstance,
                    "abandoned", Trial.Abandoned.class::isInstance);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();

    private final Ledger ledger;
    private @Nullable Subscription trainings;

    /// @param live the live stream
    /// @param gate the limit of requests in progress
    Metrics(Ledger ledger, @Nullable DiskWatch disk, LiveStream live, ConcurrencyLimit gate) {
        this.ledger = ledger;
        Timer appends =
                Timer.builder("tunebook.log.append")
                        .description("Appends, until they are durable and visible")
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
        ledger.measureAppends(nanos -> appends.record(nanos, TimeUnit.NANOSECONDS));
        Gauge.builder("tunebook.log.waiting", ledger, l -> l.log().queuedAppends())
                .description("Appends in the queue")
                .register(registry);
        Gauge.builder("tunebook.http.inside", gate, ConcurrencyLimit::inProgress)
                .description("Requests in progress")
                .register(registry);
        FunctionCounter.builder("tunebook.subscribers.cut", live, LiveStream::disconnected)
                .description("Subscribers that were disconnected because they did not read")
                .register(registry);
        gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        Gauge.builder("tunebook.log.position", ledger, l -> l.log().head().position())
                .description("The last event of the log")
                .register(registry);
        Gauge.builder(
                        "tunebook.log.behind",
                        ledger,
                        l -> l.log().head().position() - l.now().position())
                .description("Events that the pages do not show yet")
                .register(registry);
        stateOfTheLog(ledger.log());
        Gauge.builder("tunebook.subscribers", live, LiveStream::subscribers)
                .description("Subscribers of the log over HTTP")
                .register(registry);
        STATES.forEach((state, is) ->
                Gauge.builder(
                                "tunebook.trials",
                                ledger,
                                l -> l.now().book().trials().values().stream().filter(is).count())
                        .tag("state", state)
                        .description("Trials by state")
                        .register(registry));
        Gauge.builder("tunebook.log.size", ledger, l -> l.log().bytes())
                .baseUnit("bytes")
                .description("The size of the stored log")
                .register(registry);
        if (disk != null) {
            Gauge.builder("tunebook.disk.free", disk, DiskWatch::free)
                    .baseUnit("bytes")
                    .description("Free space on the log's disk")
                    .register(registry);
            Gauge.builder("tunebook.disk.warning", disk, d -> d.warns() ? 1 : 0)
                    .description("1 while the free space on the log's disk is low")
                    .register(registry);
        }
    }

    private void stateOfTheLog(EventLog log) {
        Gauge.builder(
                        "tunebook.log.writable",
                        log,
                        l -> l.state() instanceof LogState.Writable ? 1 : 0)
                .description("1 while the log accepts writes")
                .register(registry);
        Gauge.builder("tunebook.log.standby", log, Metrics::standby)
                .description("1 while another server writes the log, and this one follows it")
                .register(registry);
        Gauge.builder("tunebook.log.verified.position", log, l -> l.verification().position())
                .description("The last event that the verification in the background has reached")
                .register(registry);
        Gauge.builder("tunebook.log.verified.time", log, Metrics::verifiedSeconds)
                .baseUnit("seconds")
                .description("When the last verification finished, since 1970; 0 before the first")
                .register(registry);
        Gauge.builder("tunebook.log.intact", log, Metrics::intact)
                .description("Result of the last verification: 1 intact, 0 damaged, -1 before it")
                .register(registry);
    }

    private static double standby(EventLog log) {
        return log.state() instanceof LogState.ReadOnly(LogUnavailable.Standby _, Instant _)
                ? 1
                : 0;
    }

    private static double verifiedSeconds(EventLog log) {
        Instant finished = log.verification().finishedAt();
        return finished == null ? 0 : finished.toEpochMilli() / 1_000.0;
    }

    private static double intact(EventLog log) {
        return switch (log.verification().result()) {
            case null -> -1;
            case Verification.Intact _ -> 1;
            case Verification.Broken _ -> 0;
        };
    }

    /// Starts to count the steps of trials, also of external ones, as their curves arrive.
    void start() {
        Counter steps =
                Counter.builder("tunebook.training.steps")
                        .description("Steps reported by trials since the server started")
                        .register(registry);
        trainings =
                ledger.follow(
                        ledger.log().head().position(),
                        new Subscriber() {
                            @Override
                            public void onEvent(RecordedEvent event) {
                                if (event.type().equals("curve-measured")) {
                                    steps.increment(trained(ledger.decode(event)));
                                }
                            }

                            @Override
                            public void onError(RuntimeException error) {
                                LOG.debug("steps of trials are no longer counted", error);
                            }
                        });
    }

    /// Evaluations report steps that were counted already.
    private static int trained(Event event) {
        return event instanceof Event.CurveMeasured measured
                        && measured.curve().metrics().contains("training/loss")
                ? measured.curve().steps().length
                : 0;
    }

    void routes(RoutesConfig routes) {
        routes.before(ctx -> ctx.attribute(BEGAN, System.nanoTime()));
        routes.after(this::measure);
        routes.get(
                "/metrics",
                ctx ->
                        ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                                .result(registry.scrape()),
                RequiredRole.READER);
    }

    private void measure(Context ctx) {
        Long began = ctx.attribute(BEGAN);
        var endpoint = ctx.endpoints().lastHttpEndpoint();
        String route = endpoint == null ? "none" : endpoint.path;
        if (began == null || route.endsWith("/stream")) {
            return;
        }
        Timer.builder("tunebook.http.requests")
                .description("Requests by route; the time of a write includes its append")
                .tag("route", route)
                .tag("method", ctx.method().name())
                .tag("status", Integer.toString(ctx.statusCode()))
                .publishPercentileHistogram(false)
                .register(registry)
                .record(Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public void close() {
        if (trainings != null) {
            trainings.close();
        }
        gc.close();
        registry.close();
    }
}
