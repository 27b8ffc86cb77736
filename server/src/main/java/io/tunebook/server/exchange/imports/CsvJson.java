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

/// Records in JSON as a table: an array or lines of objects, or the `log_history` of Hugging Face's
/// `trainer_state.json`. A nested object gives columns such as `config/lr`.
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
            Map<String, String> row = new LinkedHashMap<>();
            flatten("", node, row);
            rows.add(row);
        }
    }

    private static void flatten(String before, JsonNode node, Map<String, String> row) {
        for (Map.Entry<String, JsonNode> e : node.properties()) {
            JsonNode value = e.getValue();
            String name = before + e.getKey();
            if (value.isObject()) {
                flatten(name + "/", value, row);
            } else {
                row.put(
                        name,
                        value.isNull()
                                ? ""
                                : value.isString() ? value.stringValue() : value.toString());
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
