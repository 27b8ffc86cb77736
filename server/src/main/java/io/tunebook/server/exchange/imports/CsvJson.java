package io.tunebook.server.exchange.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;

/// Records in JSON as a table: an array or lines of objects, an object of columns, or the
/// `log_history` of Hugging Face's `trainer_state.json`. A nested object gives columns such as
/// `config/lr`.
final class CsvJson {
    private static final int MAX_BYTES = 256 << 20;

    private CsvJson() {}

    /// The table as CSV in UTF-8.
    ///
    /// @throws UnreadableSourceException when it is not JSON, or has no records
    static byte[] table(Path file, CsvText text) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new UnreadableSourceException(
                    "%s has more than %,d bytes of JSON: convert it to CSV"
                            .formatted(file, MAX_BYTES));
        }
        List<Map<String, String>> rows = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file);
                MappingIterator<JsonNode> nodes =
                        OptunaJson.MAPPER
                                .readerFor(JsonNode.class)
                                .readValues(text.open(in).text())) {
            while (nodes.hasNext()) {
                take(nodes.next(), rows);
            }
        } catch (JacksonException e) {
            throw new UnreadableSourceException(
                    "%s is damaged, or is not JSON (line %d)"
                            .formatted(
                                    file,
                                    e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
                    e);
        }
        if (rows.isEmpty()) {
            throw new UnreadableSourceException(
                    "%s has no records: an array of objects, lines of objects, or the 'log_history' of a trainer"
                            .formatted(file));
        }
        return csv(rows);
    }

    private static void take(JsonNode node, List<Map<String, String>> rows) {
        if (node.isArray()) {
            node.forEach(n -> take(n, rows));
        } else if (node.path("log_history").isArray()) {
            take(node.path("log_history"), rows);
        } else if (node.isObject()) {
            Map<String, List<JsonNode>> columns = columns(node);
            if (!columns.isEmpty()) {
                rows(columns, rows);
                return;
            }
            Map<String, String> row = new LinkedHashMap<>();
            flatten("", node, row);
            rows.add(row);
        }
    }

    /// The columns of an object of columns, empty for another one: arrays of the same length, also
    /// in groups such as `val/rmse`, or objects whose keys are the numbers of the rows, as pandas
    /// writes a table.
    private static Map<String, List<JsonNode>> columns(JsonNode node) {
        Map<String, List<JsonNode>> all = new LinkedHashMap<>();
        boolean is = node.isObject() && collect("", node, all);
        int rows = all.isEmpty() ? 0 : all.values().iterator().next().size();
        boolean even = all.values().stream().allMatch(c -> c.size() == rows);
        return is && even && rows > 1 ? all : Map.of();
    }

    private static boolean collect(
            String before, JsonNode node, Map<String, List<JsonNode>> columns) {
        for (Map.Entry<String, JsonNode> e : node.properties()) {
            JsonNode column = e.getValue();
            String name = before + e.getKey();
            boolean cells = column.valueStream().noneMatch(JsonNode::isContainer);
            if (column.isArray() ? cells : cells && isNumbered(column)) {
                columns.put(name, column.valueStream().toList());
            } else if (!column.isObject() || !collect(name + "/", column, columns)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumbered(JsonNode column) {
        return column.isObject()
                && !column.isEmpty()
                && column.propertyNames().stream().allMatch(n -> n.matches("\\d{1,9}"));
    }

    private static void rows(Map<String, List<JsonNode>> columns, List<Map<String, String>> rows) {
        boolean steps = columns.containsKey("epoch") || columns.containsKey("step");
        int n = columns.values().iterator().next().size();
        for (int i = 0; i < n; i++) {
            Map<String, String> row = new LinkedHashMap<>();
            if (!steps) {
                row.put("index", "" + i);
            }
            for (Map.Entry<String, List<JsonNode>> e : columns.entrySet()) {
                row.put(e.getKey(), text(e.getValue().get(i)));
            }
            rows.add(row);
        }
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.isString() ? value.stringValue() : value.toString();
    }

    private static void flatten(String before, JsonNode node, Map<String, String> row) {
        for (Map.Entry<String, JsonNode> e : node.properties()) {
            JsonNode value = e.getValue();
            String name = before + e.getKey();
            if (value.isObject()) {
                flatten(name + "/", value, row);
            } else {
                row.put(name, text(value));
            }
        }
    }

    private static byte[] csv(List<Map<String, String>> rows) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.keySet()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CsvWriter csv = CsvWriter.builder().build(out, StandardCharsets.UTF_8)) {
            csv.writeRecord(names);
            for (Map<String, String> row : rows) {
                csv.writeRecord(names.stream().map(n -> row.getOrDefault(n, "")).toList());
            }
        }
        return out.toByteArray();
    }
}
