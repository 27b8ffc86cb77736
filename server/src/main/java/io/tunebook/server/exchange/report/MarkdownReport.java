package io.tunebook.server.exchange.report;

import java.util.List;
import java.util.stream.Collectors;

/// A report as Markdown; a plot becomes its caption, since Markdown has no plots.
final class MarkdownReport {
    private MarkdownReport() {}

    static String of(ReportDocument report) {
        return "# %s\n\n%s\n"
                .formatted(
                        escaped(report.title()),
                        report.parts().stream()
                                .map(MarkdownReport::part)
                                .collect(Collectors.joining("\n\n")));
    }

    private static String part(ReportDocument.Part part) {
        return switch (part) {
            case ReportDocument.Heading h -> "## " + escaped(h.text());
            case ReportDocument.Text t -> escaped(t.text());
            case ReportDocument.Figure f -> "*%s*".formatted(escaped(f.caption()));
            case ReportDocument.Table t ->
                    row(t.head())
                            + "\n"
                            + t.head().stream().map(c -> "---").collect(joining())
                            + t.rows().stream()
                                    .map(r -> "\n" + row(r))
                                    .collect(Collectors.joining());
        };
    }

    private static String row(List<String> cells) {
        return cells.stream().map(MarkdownReport::escaped).collect(joining());
    }

    private static java.util.stream.Collector<CharSequence, ?, String> joining() {
        return Collectors.joining(" | ", "| ", " |");
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*")
                .replace("\n", " ");
    }
}
