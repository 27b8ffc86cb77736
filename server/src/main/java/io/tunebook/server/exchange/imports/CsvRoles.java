package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Infers the roles of a table's columns: from the options, then from their names, then from their
/// values.
final class CsvRoles {
    private static final Map<Role, List<String>> NAMES =
            Map.of(
                    Role.NAME,
                    List.of(
                            "name",
                            "run name",
                            "run_name",
                            "run",
                            "tags.mlflow.runname",
                            "trial",
                            "trial_name"),
                    Role.ID,
                    List.of("id", "run_id", "run id", "trial_id", "trial id", "number"),
                    Role.STATUS,
                    List.of("state", "status"),
                    Role.USER,
                    List.of("user", "user_id"),
                    Role.START,
                    List.of("created", "start_time", "datetime_start", "started", "created_at"),
                    Role.END,
                    List.of("end_time", "datetime_complete", "ended", "finished_at"),
                    Role.SECONDS,
                    List.of("runtime", "duration", "seconds"),
                    Role.STEP,
                    List.of("step", "_step", "global_step", "iteration", "iter", "epoch"));

    /// Prefixes of column names that determine a role; longer ones before their own prefixes.
    private static final List<Map.Entry<String, Role>> PREFIXES =
            List.of(
                    Map.entry("metrics.", Role.METRIC),
                    Map.entry("metrics/", Role.METRIC),
                    Map.entry("summary.", Role.METRIC),
                    Map.entry("params.", Role.PARAM),
                    Map.entry("params_", Role.PARAM),
                    Map.entry("params/", Role.PARAM),
                    Map.entry("config.", Role.PARAM),
                    Map.entry("config/", Role.PARAM),
                    Map.entry("hparams/", Role.PARAM),
                    Map.entry("tags.", Role.TAG),
                    Map.entry("user_attrs_", Role.TAG),
                    Map.entry("system_attrs_", Role.TAG));

    private static final Set<String> TAGS =
            Set.of(
                    "notes",
                    "note",
                    "tags",
                    "sweep",
                    "group",
                    "job type",
                    "hostname",
                    "commit",
                    "project",
                    "round",
                    "study",
                    "reason",
                    "backend",
                    "device",
                    "steps",
                    "best_step",
                    "duration",
                    "runtime");
    private static final Set<String> MEASURED =
            Set.of(
                    "loss",
                    "error",
                    "err",
                    "acc",
                    "accuracy",
                    "auc",
                    "f1",
                    "score",
                    "r2",
                    "rmse",
                    "mse",
                    "mae",
                    "perplexity",
                    "ppl",
                    "nll",
                    "precision",
                    "recall",
                    "reward",
                    "bleu",
                    "val",
                    "valid",
                    "validation",
                    "test",
                    "eval",
                    "value",
                    "values",
                    "objective",
                    "metric");
    private static final Set<String> NAMED_SO =
            Set.of("artifact_uri", "experiment_id", "lifecycle_stage", "unnamed: 0", "index");
    private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])");

    private final List<String> header;
    private final CsvProfile profile;
    private final CsvChoices choices;
    private final Role[] roles;
    private final String[] whys;

    private CsvRoles(List<String> header, CsvProfile profile, CsvChoices choices) {
        this.header = header;
        this.profile = profile;
        this.choices = choices;
        this.roles = new Role[header.size()];
        this.whys = new String[header.size()];
    }

    /// The columns of a table with one row for each trial or each step.
    ///
    /// @throws UnreadableSourceException when the choices name a column that does not exist
    static List<CsvColumn> of(List<String> header, CsvProfile profile, CsvChoices choices) {
        CsvRoles found = new CsvRoles(header, profile, choices);
        found.byOptions();
        found.byNames();
        found.guessed();
        return found.columns();
    }

    private void byOptions() {
        say(choices.ignored(), Role.IGNORED);
        say(choices.metrics(), Role.METRIC);
        say(choices.params(), Role.PARAM);
        say(choices.tags(), Role.TAG);
        if (choices.name() != null) {
            say(List.of(choices.name()), Role.NAME);
        }
        if (choices.step() != null) {
            say(List.of(choices.step()), Role.STEP);
        }
        String objective = choices.objective();
        int at = objective == null ? -1 : header.indexOf(objective);
        if (at >= 0 && roles[at] == null) {
            set(at, Role.METRIC, "the objective");
        }
    }

    private void say(List<String> names, Role role) {
        for (String name : names) {
            int at = header.indexOf(name);
            if (at < 0) {
                throw new UnreadableSourceException(
                        "there is no column '%s': the columns are %s"
                                .formatted(name, String.join(", ", header)));
            }
            set(at, role, "set by an option");
        }
    }

    private void set(int column, Role role, String why) {
        roles[column] = role;
        whys[column] = why;
    }

    /// Sets roles by the columns' names, each role once.
    private void byNames() {
        for (int i = 0; i < header.size(); i++) {
            if (roles[i] == null && profile.kind(i).empty()) {
                set(i, Role.IGNORED, "empty");
            } else if (roles[i] == null
                    && (header.get(i).isEmpty() || NAMED_SO.contains(lower(header.get(i))))) {
                set(i, Role.IGNORED, "neither a hyperparameter nor a measurement");
            }
        }
        NAMES.forEach((role, names) -> {
            if (!Arrays.asList(roles).contains(role)) {
                for (String name : names) {
                    int at = free(name);
                    if (at >= 0 && fits(role, at)) {
                        set(at, role, "");
                        return;
                    }
                }
            }
        });
        int metric = free("metric");
        int value = free("value");
        if (metric >= 0
                && value >= 0
                && Arrays.asList(roles).contains(Role.STEP)
                && !profile.kind(metric).numeric()) {
            set(metric, Role.METRIC_NAME, "");
            set(value, Role.VALUE, "");
        }
        int time = free("time") >= 0 ? free("time") : free("_timestamp");
        if (time >= 0 && Arrays.asList(roles).contains(Role.STEP)) {
            set(time, Role.TIME, "");
        }
    }

    private boolean fits(Role role, int column) {
        CsvProfile.Kind kind = profile.kind(column);
        return switch (role) {
            case SECONDS, STEP -> kind.mostlyNumeric();
            case STATUS -> !kind.numeric();
            default -> true;
        };
    }

    private int free(String name) {
        for (int i = 0; i < header.size(); i++) {
            if (roles[i] == null && lower(header.get(i)).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private void guessed() {
        for (int i = 0; i < header.size(); i++) {
            if (roles[i] == null) {
                guess(i, header.get(i), profile.kind(i));
            }
        }
    }

    private void guess(int column, String name, CsvProfile.Kind kind) {
        Map.@Nullable Entry<String, Role> prefix = prefix(name);
        if (prefix != null) {
            set(column, prefix.getValue(), "");
        } else if (name.startsWith("_")) {
            set(column, Role.IGNORED, "internal to Weights & Biases");
        } else if (TAGS.contains(lower(name))) {
            set(column, Role.TAG, "");
        } else if (kind.numeric() && measured(name)) {
            set(column, Role.METRIC, "numbers with the name of a measurement");
        } else if (!kind.numeric() && kind.different() > 20 && !kind.repeats()) {
            set(column, Role.TAG, "a different text in every row");
        } else {
            set(column, Role.PARAM, kind.numeric() ? "numbers" : "texts");
        }
    }

    private static Map.@Nullable Entry<String, Role> prefix(String name) {
        for (Map.Entry<String, Role> p : PREFIXES) {
            if (name.length() > p.getKey().length() && lower(name).startsWith(p.getKey())) {
                return p;
            }
        }
        return null;
    }

    static boolean measured(String name) {
        return WORDS.splitAsStream(name).anyMatch(w -> MEASURED.contains(lower(w)));
    }

    private List<CsvColumn> columns() {
        List<CsvColumn> all = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            Map.@Nullable Entry<String, Role> prefix = prefix(name);
            String key =
                    prefix != null && prefix.getValue() == roles[i]
                            ? name.substring(prefix.getKey().length())
                            : name;
            all.add(new CsvColumn(i, name, roles[i], key, whys[i], profile.kind(i).sample()));
        }
        return all;
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
