package io.tunebook.server.api.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's log on standard error: lines of text, or one JSON object per line. Libraries log
/// warnings and errors only.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logs extends ContextAwareBase implements Configurator {
    /// The id of the request, on all its lines.
    public static final String REQUEST = "request";

    private static final String REQUESTS = "io.tunebook.requests";
    private static final Map<String, Level> LIBRARIES =
            Map.of(
                    "io.javalin", Level.WARN,
                    // A port in use is reported on the command line, in one
                    // line.
                    "io.javalin.Javalin", Level.OFF,
                    "org.eclipse.jetty", Level.WARN,
                    "org.flywaydb", Level.WARN,
                    "org.jooq", Level.WARN);

    /// A message is one line: control characters are replaced, so that no request can forge a line.
    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}%replace( [%X{request}]){' \\[\\]',''}"
                    + " %replace(%msg){'\\p{Cntrl}+',' '}%n%ex";

    /// The format of the log.
    public enum Format {
        TEXT,
        JSON
    }

    /// Created by the logging library with the first line.
    public Logs() {}

    /// The appender of request lines: always those of failed requests, the others on request.
    public static Logger requests() {
        return LoggerFactory.getLogger(REQUESTS);
    }

    /// @param everyRequest whether requests that succeed are logged as well
    public static void write(Format format, boolean everyRequest) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        set(context, format);
        context.getLogger(REQUESTS).setLevel(everyRequest ? Level.DEBUG : Level.INFO);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        set(context, Format.TEXT);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void set(LoggerContext context, Format format) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget(ConsoleTarget.SystemErr.getName());
        appender.setEncoder(encoder(context, format));
        appender.start();
        ch.qos.logback.classic.Logger root =
                context.getLogger(ch.qos.logback.classic.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        LIBRARIES.forEach((name, level) -> context.getLogger(name).setLevel(level));
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, Format format) {
        return switch (format) {
            case TEXT -> {
                PatternLayoutEncoder lines = new PatternLayoutEncoder();
                lines.setContext(context);
                lines.setPattern(LINE);
                lines.start();
                yield lines;
            }
            case JSON -> {
                LogstashFieldNames names = new LogstashFieldNames();
                names.setTimestamp("time");
                names.setLogger("logger");
                names.setThread("thread");
                names.setStackTrace("error");
                names.setVersion("[ignore]");
                names.setLevelValue("[ignore]");
                LogstashEncoder json = new LogstashEncoder();
                json.setContext(context);
                json.setFieldNames(names);
                json.setTimeZone("UTC");
                json.start();
                yield json;
            }
        };
    }
}
