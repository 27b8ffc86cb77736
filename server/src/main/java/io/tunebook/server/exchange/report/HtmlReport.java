package io.tunebook.server.exchange.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.style;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;

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
        return "<!doctype html>\n"
                + html(
                                head(
                                        meta().withCharset("utf-8"),
                                        meta().withName("viewport")
                                                .withContent("width=device-width"),
                                        title(report.title()),
                                        style(rawHtml(STYLE))),
                                body(h1(report.title()), each(report.parts(), HtmlReport::part)))
                        .withLang("en")
                        .render()
                + "\n";
    }

    private static DomContent part(ReportDocument.Part part) {
        return switch (part) {
            case ReportDocument.Heading h -> h2(h.text());
            case ReportDocument.Text t -> p(t.text());
            case ReportDocument.Figure f -> figure(rawHtml(f.svg()), figcaption(f.caption()));
            case ReportDocument.Table t ->
                    table(
                            thead(tr(each(t.head(), cell -> th(cell)))),
                            tbody(each(t.rows(), row -> tr(each(row, cell -> td(cell))))));
        };
    }
}
