package io.tunebook.server.exchange.imports;

import io.tunebook.events.log.Chain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads the journal file of an Optuna storage by replaying its records.
///
/// An incomplete last line of a killed writer is skipped; so are the records that Optuna's storage
/// ignores (a second study of a name, a write to a finished trial, discarded trials).
final class OptunaJournal {
    private final List<@Nullable OptunaStudy> studies = new ArrayList<>();
    private final List<OptunaTrial> trials = new ArrayList<>();
    private final Map<OptunaTrial, OptunaStudy> studyOf = new HashMap<>();
    private final Map<String, OptunaDistribution> parsed = new HashMap<>();
    private final SkippedItems skips = new SkippedItems();

    private OptunaJournal() {}

    /// @throws UnreadableSourceException when it is not a journal
    static ParsedSource read(Path file, ImportListener progress) throws IOException {
        MessageDigest digest = Chain.sha256();
        OptunaJournal journal = new OptunaJournal();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            journal.read(file, in, progress);
        }
        List<ParsedStudy> all = new ArrayList<>();
        for (OptunaStudy study : journal.studies) {
            if (study != null) {
                all.add(study.imported(journal.skips));
            }
        }
        return new ParsedSource(
                "%s, an Optuna journal".formatted(file.getFileName()),
                "optuna",
                Digests.hex(digest.digest()),
                all,
                journal.skips);
    }

    private void read(Path file, InputStream in, ImportListener progress) throws IOException {
        Lines lines = new Lines(in);
        long size = Files.size(file);
        long number = 0;
        long bytes = 0;
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            number++;
            bytes += line.length + 1;
            progress.reached("reading", bytes, size);
            if (lines.torn()) {
                skips.add("the last line, which is incomplete");
                return;
            }
            try {
                apply(OptunaJson.MAPPER.readTree(line));
            } catch (JacksonException e) {
                throw new UnreadableSourceException(
                        "line %,d of %s is not JSON, so this is not an Optuna journal, or is damaged: %s"
                                .formatted(number, file, e.getOriginalMessage()),
                        e);
            } catch (UnreadableSourceException e) {
                throw new UnreadableSourceException(
                        "line %,d of %s cannot be read: %s".formatted(number, file, e.getMessage()),
                        e);
            }
        }
    }

    private void apply(JsonNode record) {
        JsonNode code = record.path("op_code");
        if (!code.isIntegralNumber()) {
            throw new UnreadableSourceException(
                    "it has no op_code, which every line of an Optuna journal has");
        }
        switch (code.intValue()) {
            case 0 -> createStudy(record);
            case 1 -> deleteStudy(record);
            case 2 -> attributes(study(record), record.path("user_attr"), true);
            case 3 -> attributes(study(record), record.path("system_attr"), false);
            case 4 -> createTrial(record);
            case 5, 6, 7, 8, 9 -> write(code.intValue(), record);
            case 10 -> skips.add("a record that discards trials: they are unknown");
            default -> skips.add("a record with op_code %d".formatted(code.intValue()));
        }
    }

    private void createStudy(JsonNode record) {
        String name = record.path("study_name").asString("");
        if (studies.stream().anyMatch(s -> s != null && s.name.equals(name))) {
            skips.add("a second study of the name '%s', as Optuna does".formatted(name));
            return;
        }
        List<Integer> directions = new ArrayList<>();
        record.path("directions").forEach(d -> directions.add(d.asInt(0)));
        studies.add(new OptunaStudy(name, directions));
    }

    private void deleteStudy(JsonNode record) {
        OptunaStudy study = study(record);
        if (study != null) {
            skips.add("study '%s', which was deleted".formatted(study.name));
            studies.set(record.path("study_id").intValue(), null);
        }
    }

    private @Nullable OptunaStudy study(JsonNode record) {
        int id = record.path("study_id").asInt(-1);
        OptunaStudy study = id < 0 || id >= studies.size() ? null : studies.get(id);
        if (study == null) {
            skips.add("a record of a missing study");
        }
        return study;
    }

    private static void attributes(@Nullable OptunaStudy study, JsonNode attributes, boolean user) {
        if (study != null) {
            attributes
                    .properties()
                    .forEach(e ->
                            (user ? study.userAttributes : study.systemAttributes)
                                    .put(e.getKey(), e.getValue()));
        }
    }

    private void createTrial(JsonNode record) {
        OptunaStudy study = study(record);
        if (study == null) {
            return;
        }
        OptunaTrial trial = new OptunaTrial(study.trials.size());
        trial.state = record.path("state").asInt(OptunaTrial.RUNNING);
        trial.started = OptunaJson.time(record.path("datetime_start"));
        trial.completed = OptunaJson.time(record.path("datetime_complete"));
        record.path("params")
                .properties()
                .forEach(e -> {
                    String distribution =
                            record.path("distributions").path(e.getKey()).asString("");
                    trial.param(e.getKey(), e.getValue().asDouble(), parsed(distribution));
                });
        values(trial, record);
        record.path("intermediate_values")
                .properties()
                .forEach(e -> trial.intermediate.put(step(e.getKey()), number(e.getValue())));
        record.path("user_attrs")
                .properties()
                .forEach(e -> trial.userAttributes.put(e.getKey(), e.getValue()));
        record.path("system_attrs")
                .properties()
                .forEach(e -> trial.systemAttributes.put(e.getKey(), e.getValue()));
        study.trials.add(trial);
        trials.add(trial);
        studyOf.put(trial, study);
    }

    private static long step(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UnreadableSourceException("'%s' is not a step".formatted(text), e);
        }
    }

    private void write(int code, JsonNode record) {
        int id = record.path("trial_id").asInt(-1);
        if (id < 0 || id >= trials.size()) {
            skips.add("a record of a missing trial");
            return;
        }
        OptunaTrial trial = trials.get(id);
        if (!studies.contains(Objects.requireNonNull(studyOf.get(trial)))) {
            return;
        }
        if (trial.finished()) {
            skips.add("a write to a finished trial, as Optuna does");
            return;
        }
        switch (code) {
            case 5 ->
                    trial.param(
                            record.path("param_name").asString(""),
                            number(record.path("param_value_internal")),
                            parsed(record.path("distribution").asString("")));
            case 6 -> state(trial, record);
            case 7 ->
                    trial.intermediate.put(
                            record.path("step").asLong(0),
                            number(record.path("intermediate_value")));
            case 8 ->
                    record.path("user_attr")
                            .properties()
                            .forEach(e -> trial.userAttributes.put(e.getKey(), e.getValue()));
            default ->
                    record.path("system_attr")
                            .properties()
                            .forEach(e -> trial.systemAttributes.put(e.getKey(), e.getValue()));
        }
    }

    private void state(OptunaTrial trial, JsonNode record) {
        int state = record.path("state").asInt(-1);
        if (state < OptunaTrial.RUNNING || state > OptunaTrial.WAITING) {
            throw new UnreadableSourceException(
                    "a trial's state is %s".formatted(record.path("state")));
        }
        if (state == OptunaTrial.RUNNING && trial.state == OptunaTrial.RUNNING) {
            skips.add("a second start of a running trial, as Optuna does");
            return;
        }
        trial.state = state;
        Long started = OptunaJson.time(record.path("datetime_start"));
        Long completed = OptunaJson.time(record.path("datetime_complete"));
        trial.started = started == null ? trial.started : started;
        trial.completed = completed == null ? trial.completed : completed;
        values(trial, record);
    }

    private static void values(OptunaTrial trial, JsonNode record) {
        JsonNode values = record.path("values");
        if (values.isArray()) {
            trial.values = new double[values.size()];
            for (int i = 0; i < values.size(); i++) {
                trial.values[i] = number(values.path(i));
            }
        } else if (record.path("value").isNumber()) {
            trial.values = new double[] {record.path("value").doubleValue()};
        }
    }

    /// A number, also one that Python wrote as a text.
    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    private OptunaDistribution parsed(String json) {
        return parsed.computeIfAbsent(json, OptunaDistribution::parse);
    }
}
