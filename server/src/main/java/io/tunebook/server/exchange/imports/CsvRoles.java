package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Infers the roles of a table's columns: from the options, then from their names, then from their
/// values.
final class CsvRoles {
    private final CsvHeader header;
    private final List<String> names;
    private final CsvProfile profile;
    private final CsvChoices choices;
    private final Role[] roles;
    private final String[] whys;

    private CsvRoles(CsvHeader header, CsvProfile profile, CsvChoices choices) {
        this.header = header;
        this.names = header.names();
        this.profile = profile;
        this.choices = choices;
        this.roles = new Role[header.size()];
        this.whys = new String[header.size()];
    }

    /// The columns of a table with one row for each trial or each step.
    ///
    /// @throws UnreadableSourceException when the choices name a column that does not exist
    static List<CsvColumn> of(CsvHeader header, CsvProfile profile, CsvChoices choices) {
        CsvRoles found = new CsvRoles(header, profile, choices);
        found.byOptions();
        found.byOrigin();
        found.byNames();
        found.guessed();
        found.byIndex();
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
        int at = objective == null ? -1 : names.indexOf(objective);
        if (at >= 0 && roles[at] == null) {
            set(at, Role.METRIC, "the objective");
        }
    }

    private void say(List<String> chosen, Role role) {
        for (String name : chosen) {
            int at = names.indexOf(name);
            if (at < 0) {
                throw new UnreadableSourceException(
                        "there is no column '%s': the columns are %s"
                                .formatted(name, String.join(", ", names)));
            }
            set(at, role, "set by an option");
        }
    }

    private void set(int column, Role role, String why) {
        roles[column] = role;
        whys[column] = why;
    }

    /// Sets the roles that follow from the program that wrote the table.
    private void byOrigin() {
        if (header.origin() != CsvOrigin.MLFLOW_PAGE) {
            return;
        }
        // The params come first, then the metrics, then the tags.
        int metrics = Integer.MAX_VALUE;
        for (int i = 0; i < roles.length; i++) {
            if (header.occurrence(i) > 1 && !header.plain().get(i).isEmpty()) {
                metrics = Math.min(metrics, i);
            }
        }
        for (int i = 0; i < roles.length; i++) {
            CsvProfile.Kind kind = profile.kind(i);
            int n = header.occurrence(i);
            if (roles[i] != null || header.plain().get(i).isEmpty()) {
                continue;
            }
            if (i >= metrics) {
                Role role =
                        n < 3 && (kind.mostlyNumeric() || kind.empty()) ? Role.METRIC : Role.TAG;
                set(i, role, "after the params");
            } else if (header.plain().lastIndexOf(header.plain().get(i)) > i) {
                set(i, Role.PARAM, "the first column of two with this name");
            }
        }
    }

    /// Sets roles by the columns' names, each role once.
    private void byNames() {
        for (int i = 0; i < roles.length; i++) {
            if (roles[i] == null && profile.kind(i).empty()) {
                set(i, Role.IGNORED, "empty");
            } else if (roles[i] == null && profile.kind(i).filled() == 0) {
                set(i, Role.IGNORED, "only marks for missing values");
            } else if (roles[i] == null && CsvNames.isInternal(names.get(i))) {
                set(i, Role.IGNORED, "neither a hyperparameter nor a measurement");
            }
        }
        CsvNames.ROLES.forEach((role, known) -> {
            if (!Arrays.asList(roles).contains(role)) {
                for (String name : known) {
                    int at = free(name);
                    if (at >= 0 && fits(role, at)) {
                        set(at, role, "");
                        return;
                    }
                }
            }
        });
        int metric = firstFree(CsvVocabulary.METRIC_NAMES);
        int value = firstFree(CsvVocabulary.METRIC_VALUES);
        if (metric >= 0
                && value >= 0
                && Arrays.asList(roles).contains(Role.STEP)
                && !profile.kind(metric).numeric()) {
            set(metric, Role.METRIC_NAME, "");
            set(value, Role.VALUE, "");
        }
        for (String name : List.of("time", "timestamp", "_timestamp", "wall_time", "wall time")) {
            int time = free(name);
            if (time >= 0
                    && Arrays.asList(roles).contains(Role.STEP)
                    && CsvNumbers.isMoment(profile.kind(time).sample())) {
                set(time, Role.TIME, "");
                return;
            }
        }
    }

    private boolean fits(Role role, int column) {
        CsvProfile.Kind kind = profile.kind(column);
        return switch (role) {
            case SECONDS -> kind.mostlyNumeric() || CsvNumbers.seconds(kind.sample()) != null;
            case USER -> !kind.numeric() || lower(names.get(column)).startsWith("user");
            case STEP -> kind.mostlyNumeric();
            case NAME ->
                    !lower(names.get(column)).equals("experiment")
                            || (!kind.repeats() && kind.filled() == profile.rows());
            case STATUS -> !kind.numeric();
            default -> true;
        };
    }

    private int firstFree(List<String> known) {
        return known.stream().mapToInt(this::free).filter(i -> i >= 0).findFirst().orElse(-1);
    }

    private int free(String name) {
        for (int i = 0; i < roles.length; i++) {
            boolean same =
                    lower(names.get(i)).equals(name)
                            || CsvVocabulary.snake(names.get(i)).equals(name);
            if (roles[i] == null && same) {
                return i;
            }
        }
        return -1;
    }

    private void guessed() {
        for (int i = 0; i < roles.length; i++) {
            if (roles[i] == null) {
                guess(i, names.get(i), profile.kind(i));
            }
        }
    }

    private void guess(int column, String name, CsvProfile.Kind kind) {
        boolean numbers = kind.numeric() || kind.ofNumbers();
        Map.@Nullable Entry<String, Role> prefix = CsvNames.prefix(name);
        if (prefix != null) {
            set(column, prefix.getValue(), "");
        } else if (name.startsWith("_")) {
            set(column, Role.IGNORED, "internal to Weights & Biases");
        } else if (CsvNames.isParam(name, header.origin())) {
            set(column, Role.PARAM, numbers ? "numbers" : "texts");
        } else if (CsvVocabulary.isCircumstance(name) && !(numbers && lower(name).equals("time"))) {
            set(column, Role.TAG, "time, process or machine");
        } else if (CsvVocabulary.isTag(name) || CsvNames.isAbout(name)) {
            set(column, Role.TAG, "");
        } else if (!numbers && CsvVocabulary.isPlace(name, kind.sample())) {
            set(column, Role.TAG, "where the run wrote its files");
        } else if (numbers && CsvVocabulary.isCounter(name)) {
            set(column, Role.METRIC, "a count of steps");
        } else if (CsvVocabulary.isDuration(name)
                && (numbers || CsvNumbers.seconds(kind.sample()) != null)) {
            set(column, Role.METRIC, numbers ? CsvColumn.LASTING : CsvColumn.LASTING_SECONDS);
        } else if (numbers && CsvVocabulary.isConsumption(name)) {
            set(column, Role.METRIC, "the size of the model, or memory");
        } else if (numbers && CsvVocabulary.isMeasured(name) && !CsvVocabulary.isSetting(name)) {
            set(column, Role.METRIC, "numbers with the name of a measurement");
        } else if (kind.dates()) {
            set(column, Role.TAG, "dates or times");
        } else if (numbers && CsvNames.isStep(name)) {
            set(column, Role.METRIC, "a count of steps");
        } else if (header.origin().isLog() || header.origin() == CsvOrigin.RAY) {
            boolean metric = kind.mostlyNumeric();
            set(column, metric ? Role.METRIC : Role.TAG, metric ? "numbers" : "texts");
        } else if (!numbers && kind.different() > 20 && !kind.repeats()) {
            set(column, Role.TAG, "a different text in every row");
        } else {
            set(column, Role.PARAM, numbers ? "numbers" : "texts");
        }
    }

    /// A table of measurements alone, as pandas writes a history: its index is the step.
    private void byIndex() {
        int index = -1;
        boolean measured = false;
        for (int i = 0; i < roles.length; i++) {
            measured |= roles[i] == Role.METRIC;
            if (roles[i] != Role.METRIC && roles[i] != Role.IGNORED) {
                return;
            }
            boolean unnamed = Set.of("", "unnamed: 0", "index").contains(lower(names.get(i)));
            index = unnamed && i == 0 && profile.kind(i).counts() ? i : index;
        }
        if (measured && index >= 0 && choices.ignored().isEmpty()) {
            set(index, Role.STEP, "the numbers of the rows, since there are only measurements");
        }
    }

    private List<CsvColumn> columns() {
        List<CsvColumn> all = new ArrayList<>();
        for (int i = 0; i < roles.length; i++) {
            String name = names.get(i);
            String plain = header.plain().get(i);
            String key = CsvNames.key(plain, roles[i]);
            all.add(new CsvColumn(i, name, roles[i], key, whys[i], profile.kind(i).sample()));
        }
        return all;
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
