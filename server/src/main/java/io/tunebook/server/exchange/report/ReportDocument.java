package io.tunebook.server.exchange.report;

import java.util.List;

/// What a report says, before it is HTML or Markdown.
record ReportDocument(String title, List<Part> parts) {
    ReportDocument {
        parts = List.copyOf(parts);
    }

    sealed interface Part {}

    record Heading(String text) implements Part {}

    record Text(String text) implements Part {}

    /// @param svg markup of our own, which is not escaped again
    record Figure(String svg, String caption) implements Part {}

    /// @param rows each as long as the head
    record Table(List<String> head, List<List<String>> rows) implements Part {}
}
