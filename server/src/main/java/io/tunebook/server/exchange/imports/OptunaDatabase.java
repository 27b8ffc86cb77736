package io.tunebook.server.exchange.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Reads the relational storage of Optuna from an SQLite file.
///
/// Reading in place would take a shared lock, which blocks the writer of a running study, or write
/// beside the file in WAL mode. So [SqliteCopy] copies it without a lock, and the copy is read.
final class OptunaDatabase {
    private final Connection db;
    private final SkippedItems skips = new SkippedItems();
    private final Map<Long, OptunaStudy> studies = new HashMap<>();
    private final Map<Long, OptunaTrial> trials = new HashMap<>();
    private final Map<String, OptunaDistribution> parsed = new HashMap<>();

    /// Receives each row of a query.
    private interface Rows {
        void take(ResultSet row) throws SQLException;
    }

    private OptunaDatabase(Connection db) {
        this.db = db;
    }

    static ParsedSource read(Path file, ImportListener progress) throws IOException {
        try (SqliteCopy copy = SqliteCopy.of(file, progress);
                Connection db =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + copy.file().toAbsolutePath())) {
            OptunaDatabase reader = new OptunaDatabase(db);
            return new ParsedSource(
                    "%s, an Optuna storage".formatted(file.getFileName()),
                    "optuna",
                    copy.digest(),
                    reader.studies(file),
                    reader.skips);
        } catch (SQLException e) {
            throw new UnreadableSourceException(
                    "%s is not an SQLite storage of Optuna, or is damaged: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private List<ParsedStudy> studies(Path file) throws SQLException {
        OptunaSchema schema = OptunaSchema.of(db, file);
        Map<Long, List<Integer>> directions = new HashMap<>();
        each(
                schema.directions(),
                r ->
                        directions
                                .computeIfAbsent(r.getLong(1), k -> new ArrayList<>())
                                .add(direction(r.getString(2))));
        List<Long> order = new ArrayList<>();
        each(
                "select study_id, study_name from studies order by study_id",
                r -> {
                    long id = r.getLong(1);
                    order.add(id);
                    studies.put(
                            id,
                            new OptunaStudy(text(r, 2), directions.getOrDefault(id, List.of())));
                });
        trials();
        details(schema);
        return order.stream()
                .map(id -> Objects.requireNonNull(studies.get(id)).imported(skips))
                .toList();
    }

    private void trials() throws SQLException {
        each(
                "select trial_id, number, study_id, state, datetime_start, datetime_complete from trials order by study_id, number",
                r -> {
                    OptunaStudy study = studies.get(r.getLong(3));
                    if (study == null) {
                        skips.add("a trial of a missing study");
                        return;
                    }
                    OptunaTrial trial = new OptunaTrial(r.getInt(2));
                    trial.state = state(text(r, 4));
                    trial.started = OptunaJson.time(r.getString(5));
                    trial.completed = OptunaJson.time(r.getString(6));
                    study.trials.add(trial);
                    trials.put(r.getLong(1), trial);
                });
    }

    private void details(OptunaSchema schema) throws SQLException {
        ofTrials(
                "select trial_id, param_name, param_value, distribution_json from trial_params order by param_id",
                (trial, r) ->
                        trial.param(
                                text(r, 2),
                                r.getDouble(3),
                                parsed.computeIfAbsent(text(r, 4), OptunaDistribution::parse)));
        ofTrials(
                schema.values(),
                (trial, r) -> {
                    trial.values = java.util.Arrays.copyOf(trial.values, trial.values.length + 1);
                    trial.values[trial.values.length - 1] = value(r, 2);
                });
        ofTrials(
                schema.intermediateValues(),
                (trial, r) -> trial.intermediate.put(r.getLong(4), value(r, 2)));
        ofTrials(
                "select trial_id, key, value_json from trial_user_attributes",
                (trial, r) -> trial.userAttributes.put(text(r, 2), json(text(r, 3))));
        ofTrials(
                "select trial_id, key, value_json from trial_system_attributes",
                (trial, r) -> trial.systemAttributes.put(text(r, 2), json(text(r, 3))));
        each(
                "select study_id, key, value_json from study_user_attributes",
                r -> {
                    OptunaStudy study = studies.get(r.getLong(1));
                    if (study != null) {
                        study.userAttributes.put(text(r, 2), json(text(r, 3)));
                    }
                });
        each(
                "select study_id, key, value_json from study_system_attributes",
                r -> {
                    OptunaStudy study = studies.get(r.getLong(1));
                    if (study != null) {
                        study.systemAttributes.put(text(r, 2), json(text(r, 3)));
                    }
                });
    }

    /// Receives each row of a trial.
    private interface TrialRows {
        void take(OptunaTrial trial, ResultSet row) throws SQLException;
    }

    private void ofTrials(String sql, TrialRows rows) throws SQLException {
        each(
                sql,
                r -> {
                    OptunaTrial trial = trials.get(r.getLong(1));
                    if (trial == null) {
                        skips.add("a row of a missing trial");
                    } else {
                        rows.take(trial, r);
                    }
                });
    }

    private void each(String sql, Rows rows) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.take(result);
            }
        }
    }

    private static String text(ResultSet r, int column) throws SQLException {
        String text = r.getString(column);
        if (text == null) {
            throw new UnreadableSourceException(
                    "a row has no %s".formatted(r.getMetaData().getColumnName(column)));
        }
        return text;
    }

    /// A value; NULL with a type in the next column means a non-finite value.
    private static double value(ResultSet r, int column) throws SQLException {
        return switch (String.valueOf(r.getString(column + 1))) {
            case "INF_POS" -> Double.POSITIVE_INFINITY;
            case "INF_NEG" -> Double.NEGATIVE_INFINITY;
            case "NAN" -> Double.NaN;
            default -> {
                double value = r.getDouble(column);
                yield r.wasNull() ? Double.NaN : value;
            }
        };
    }

    private static tools.jackson.databind.JsonNode json(String text) {
        try {
            return OptunaJson.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new UnreadableSourceException(
                    "an attribute is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static int direction(@Nullable String name) {
        return switch (String.valueOf(name)) {
            case "MINIMIZE" -> 1;
            case "MAXIMIZE" -> 2;
            default -> 0;
        };
    }

    private static int state(String name) {
        return switch (name) {
            case "RUNNING" -> OptunaTrial.RUNNING;
            case "COMPLETE" -> OptunaTrial.COMPLETE;
            case "PRUNED" -> OptunaTrial.PRUNED;
            case "FAIL" -> OptunaTrial.FAIL;
            case "WAITING" -> OptunaTrial.WAITING;
            default ->
                    throw new UnreadableSourceException("a trial's state is '%s'".formatted(name));
        };
    }
}
