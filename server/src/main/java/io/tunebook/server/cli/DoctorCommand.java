package io.tunebook.server.cli;

import io.tunebook.server.api.http.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Checks whether this machine and this log are ready for a server, and reports what to do if not.
@Command(
        name = "doctor",
        description = {
            "Check the JDK, disk, limit of open files, permissions, log, access, TornadoVM and devices, and report what to do.",
            "Exits with 1 when a check fails; a warning is no failure. Changes nothing without --fix, and can run beside a server."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin private LogOptions source = new LogOptions();

    @Option(
            names = "--online",
            description = "Check of each library against a database of vulnerabilities.")
    private boolean online;

    @Option(
            names = "--sbom",
            paramLabel = "FILE",
            description =
                    "Bill of materials (CycloneDX, JSON) for --online (default: the packaged program's own).")
    private @Nullable Path sbom;

    @Option(
            names = "--osv",
            paramLabel = "URL",
            defaultValue = VulnerabilityCheck.OSV,
            description =
                    "URL of the database or of a mirror (default: " + VulnerabilityCheck.OSV + ").")
    private String osv = VulnerabilityCheck.OSV;

    @Option(
            names = "--fix",
            description =
                    "Removal of other users' permissions on the log's folder and its files, before the checks.")
    private boolean fix;

    @Option(names = "--json", description = "Output as JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    /// The output as JSON.
    record Answer(boolean ok, List<Diagnostics.Line> checks) {}

    @Override
    public Integer call() throws IOException {
        if (fix) {
            ExposedFiles.restrict(source.path());
        }
        List<Diagnostics.Line> lines =
                new ArrayList<>(new Diagnostics(source, System.getenv()).lines());
        if (online) {
            lines.add(new VulnerabilityCheck(osv, sbom).line());
        }
        boolean ok = lines.stream().noneMatch(l -> l.verdict() == Diagnostics.Verdict.FAIL);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(Json.write(new Answer(ok, lines)));
        } else {
            for (Diagnostics.Line line : lines) {
                out.printf(
                        "%-4s  %-11s  %s%n",
                        line.verdict().name().toLowerCase(Locale.ROOT), line.name(), line.says());
            }
        }
        out.flush();
        return ok ? 0 : 1;
    }
}
