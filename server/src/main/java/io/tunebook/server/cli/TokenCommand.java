package io.tunebook.server.cli;

import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Token;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Manages the tokens of a server: once one exists, every request needs one.
@Command(
        name = "token",
        description = {
            "Create, list and revoke tokens, also while the server runs.",
            "Once one exists, every request needs a token."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            TokenCommand.Create.class,
            TokenCommand.Listing.class,
            TokenCommand.Revoke.class
        })
final class TokenCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "no command given: create, list or revoke");
    }

    @Command(
            name = "create",
            description = "Create a token and print it, this one time.",
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {
        @Mixin private DataDir dataDir = new DataDir();

        @Parameters(
                paramLabel = "NAME",
                description = "Name of the token: the actor of the events that it records.")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description =
                        "Role: reader, recorder (also records rounds, studies and trials), decider (also decides launches), or admin (also revokes tokens).")
        private AccessRole role = AccessRole.READER;

        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "90",
                description = "Days until it expires (default: 90).")
        private int days = 90;

        @Option(names = "--never-expires", description = "Token that never expires.")
        private boolean forever;

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandLine line = Objects.requireNonNull(spec).commandLine();
            if (days < 1 || days > 36_500) {
                throw new CommandLine.ParameterException(line, "--days is 1 to 36500");
            }
            String secret =
                    new Tokens(dataDir.path, Clock.systemUTC())
                            .create(name, role, forever ? null : Duration.ofDays(days));
            line.getOut().println(secret);
            line.getErr()
                    .printf(
                            "The token is shown only this once. '%s' can now act as %s%s.%n",
                            name,
                            role.name().toLowerCase(Locale.ROOT),
                            forever ? "" : " for %d days".formatted(days));
            return 0;
        }
    }

    @Command(
            name = "list",
            description = "List the tokens, without their secrets.",
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {
        @Mixin private DataDir dataDir = new DataDir();

        @Option(names = "--json", description = "Output as JSON.")
        private boolean json;

        @Spec private @Nullable CommandSpec spec;

        record Row(
                String name,
                AccessRole role,
                Instant created,
                @Nullable Instant expires,
                boolean expired) {}

        record Answer(List<Row> tokens) {}

        @Override
        public Integer call() {
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            Instant now = Instant.now();
            List<Row> rows =
                    new Tokens(dataDir.path, Clock.systemUTC())
                            .list().stream().map(t -> row(t, now)).toList();
            if (json) {
                out.println(Json.write(new Answer(rows)));
                return 0;
            }
            if (rows.isEmpty()) {
                out.println("There are no tokens.");
            }
            for (Row row : rows) {
                out.printf(
                        "%-24s %-9s created %s, %s%n",
                        row.name(),
                        row.role().name().toLowerCase(Locale.ROOT),
                        row.created().toString().substring(0, 10),
                        row.expires() == null
                                ? "never expires"
                                : (row.expired() ? "EXPIRED " : "expires ")
                                        + row.expires().toString().substring(0, 10));
            }
            return 0;
        }

        private static Row row(Token t, Instant now) {
            return new Row(t.name(), t.role(), t.created(), t.expires(), t.expired(now));
        }
    }

    @Command(
            name = "revoke",
            description = "Revoke a token and the sessions of browsers that signed in with it.",
            mixinStandardHelpOptions = true)
    static final class Revoke implements Callable<Integer> {
        @Mixin private DataDir dataDir = new DataDir();

        @Parameters(paramLabel = "NAME", description = "Name of the token.")
        private String name = "";

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            new Tokens(dataDir.path, Clock.systemUTC()).revoke(name);
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getOut()
                    .printf("Token '%s' is revoked.%n", name);
            return 0;
        }
    }
}
