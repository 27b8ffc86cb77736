package io.tunebook.server.exchange.imports;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The queries for the tables of a storage, which differ by the version of Optuna.
///
/// Before 2.4 a study had one direction, a trial one value, and `trial_values` held the
/// intermediate values. Before 3.0 values had no type: infinite ones are numbers, and NULL is NaN.
final class OptunaSchema {
    private final Path file;
    private final Map<String, Set<String>> columns = new HashMap<>();
    private final String version;

    private OptunaSchema(Connection db, Path file) throws SQLException {
        this.file = file;
        for (String table : texts(db, "select name from sqlite_master where type = 'table'")) {
            String quoted = table.replace("'", "''");
            columns.put(
                    table,
                    new TreeSet<>(
                            texts(db, "select name from pragma_table_info('" + quoted + "')")));
        }
        version = version(db);
    }

    /// @throws UnreadableSourceException when it is not a storage that can be read
    static OptunaSchema of(Connection db, Path file) throws SQLException {
        OptunaSchema schema = new OptunaSchema(db, file);
        if (!schema.columns.keySet().containsAll(List.of("studies", "trials", "trial_params"))
                || !schema.has("studies", "study_id", "study_name")) {
            throw new UnreadableSourceException(
                    "%s is an SQLite file without Optuna's tables: is it an Optuna storage?"
                            .formatted(file));
        }
        schema.complete();
        return schema;
    }

    /// Checks the tables that are the same in all versions.
    private void complete() {
        boolean fine =
                has("trials", "trial_id", "number", "study_id", "state")
                        && has("trials", "datetime_start", "datetime_complete")
                        && has("trial_params", "param_id", "trial_id", "param_name")
                        && has("trial_params", "param_value", "distribution_json");
        for (String of : List.of("study", "trial")) {
            for (String kind : List.of("user", "system")) {
                fine &= has("%s_%s_attributes".formatted(of, kind), of + "_id", "key");
                fine &= has("%s_%s_attributes".formatted(of, kind), "value_json");
            }
        }
        boolean typed = has("trial_values", "value_type");
        boolean half =
                columns.containsKey("trial_intermediate_values")
                        && typed != has("trial_intermediate_values", "intermediate_value_type");
        if (!fine || half) {
            throw unreadable();
        }
    }

    private UnreadableSourceException unreadable() {
        return new UnreadableSourceException(
                "%s is an Optuna storage%s whose tables are not those of any version, for example after an interrupted upgrade: run 'optuna storage upgrade --storage sqlite:///%s' and import it again"
                        .formatted(file, version, file));
    }

    /// Study, direction; ordered.
    String directions() {
        if (has("study_directions", "study_id", "direction", "objective")) {
            return "select study_id, direction from study_directions order by study_id, objective";
        }
        if (has("studies", "direction")) {
            return "select study_id, direction from studies order by study_id";
        }
        throw unreadable();
    }

    /// Trial, value, type; ordered.
    String values() {
        if (has("trial_values", "trial_id", "objective", "value")) {
            return "select trial_id, value, %s from trial_values order by trial_id, objective"
                    .formatted(type("trial_values", "value_type"));
        }
        if (has("trials", "value")) {
            return "select trial_id, value, 'FINITE' from trials where value is not null";
        }
        throw unreadable();
    }

    /// Trial, value, type, step; ordered.
    String intermediateValues() {
        if (has("trial_intermediate_values", "trial_id", "step", "intermediate_value")) {
            return "select trial_id, intermediate_value, %s, step from trial_intermediate_values order by trial_intermediate_value_id"
                    .formatted(type("trial_intermediate_values", "intermediate_value_type"));
        }
        if (has("trial_values", "trial_id", "step", "value")) {
            return "select trial_id, value, 'FINITE', step from trial_values order by trial_value_id";
        }
        throw unreadable();
    }

    private String type(String table, String column) {
        return has(table, column) ? column : "'FINITE'";
    }

    private boolean has(String table, String... names) {
        return columns.getOrDefault(table, Set.of()).containsAll(List.of(names));
    }

    /// The version for a message, such as ` of version 2.10.0 (schema v2.6.0.a)`; may be empty.
    private String version(Connection db) throws SQLException {
        String library =
                has("version_info", "library_version")
                        ? first(db, "select library_version from version_info")
                        : null;
        String schema =
                has("alembic_version", "version_num")
                        ? first(db, "select version_num from alembic_version")
                        : null;
        String of = library == null ? "" : " of version " + library;
        return schema == null ? of : "%s (schema %s)".formatted(of, schema);
    }

    private static @Nullable String first(Connection db, String sql) throws SQLException {
        List<String> all = texts(db, sql);
        return all.isEmpty() ? null : all.getFirst();
    }

    private static List<String> texts(Connection db, String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(String.valueOf(rows.getString(1)));
            }
        }
        return all;
    }
}
