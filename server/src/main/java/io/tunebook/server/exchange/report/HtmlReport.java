package io.tunebook.server.exchange.report;

import java.util.List;
import java.util.stream.Collectors;

/// A report as one self-contained HTML file without scripts, external style sheets or images.
final class HtmlReport {
    private static final String STYLE =
            """
            :root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
            body{max-width:60rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;width:100%}
            th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884;vertical-align:top}
            figure{display:inline-block;margin:0 1rem 1rem 0}figcaption{font-size:.85rem}
            svg{max-width:100%;height:auto}svg text{font-size:11px;fill:currentColor}
            svg line,svg path{stroke:currentColor;fill:none}svg .axis{opacity:.5}
            svg circle{fill:none;stroke:currentColor}svg .best{fill:currentColor}
            svg .infeasible{stroke:#c22;stroke-width:2}svg .band{opacity:.4;stroke-dasharray:3 3}
            code{word-break:break-all}
            """;

    private HtmlReport() {}

    static String of(ReportDocument report) {
        return """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>%s</title>
        <style>
        %s</style>
        <h1>%s</h1>
        %s
        </html>
        """
                .formatted(
                        escaped(report.title()),
                        STYLE,
                        escaped(report.title()),
                        report.parts().stream()
                                .map(HtmlReport::part)
                                .collect(Collectors.joining("\n")));
    }

    private static String part(ReportDocument.Part part) {
        return switch (part) {
            case ReportDocument.Heading h -> "<h2>%s</h2>".formatted(escaped(h.text()));
            case ReportDocument.Text t -> "<p>%s</p>".formatted(escaped(t.text()));
            case ReportDocument.Figure f ->
                    "<figure>%s<figcaption>%s</figcaption></figure>"
                            .formatted(f.svg(), escaped(f.caption()));
            case ReportDocument.Table t ->
                    "<table><thead>%s</thead><tbody>%s</tbody></table>"
                            .formatted(
                                    row(t.head(), "th"),
                                    t.rows().stream()
                                            .map(r -> row(r, "td"))
                                            .collect(Collectors.joining("\n")));
        };
    }

    private static String row(List<String> cells, String tag) {
        return cells.stream()
                .map(c -> "<%s>%s</%s>".formatted(tag, escaped(c), tag))
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
