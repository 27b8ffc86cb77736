package io.tunebook.server.exchange.report;

import java.util.List;

/// The content of a report, before it is rendered as HTML or Markdown.
record ReportDocument(String title, List<Part> parts) {
    ReportDocument {
        parts = List.copyOf(parts);
    }

    sealed interface Part {}

    record Heading(String text) implements Part {}

    record Text(String text) implements Part {}

    /// @param svg generated markup, which is not escaped again
    record Figure(String svg, String caption) implements Part {}

    /// @param rows each with as many cells as the head
    record Table(List<String> head, List<List<String>> rows) implements Part {}
}
