package io.tunebook.server.exchange.imports;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The program that writes tables with such a header.
enum CsvOrigin {
    WANDB_RUNS("an export of runs from Weights & Biases"),
    WANDB_CHART("a chart of Weights & Biases"),
    MLFLOW_PAGE("a download of MLflow's page"),
    RAY("results of Ray Tune"),
    YOLO("a log of YOLO"),
    LIGHTNING("a log of Lightning"),
    TRAINER("a log of Hugging Face's trainer"),
    KERAS("a log of Keras"),
    OTHER("");

    private static final Set<String> WANDB = Set.of("Created", "Runtime", "Sweep", "User");
    private static final Set<String> RUNS =
            Set.of(
                    "name",
                    "run",
                    "run_name",
                    "run name",
                    "run_id",
                    "run id",
                    "trial",
                    "trial_id",
                    "trial id",
                    "trial_name",
                    "id",
                    "number",
                    "state",
                    "status",
                    "metric",
                    "seed");
    private static final List<String> YOLO_MARKS =
            List.of("metrics/", "train/box_loss", "lr/pg0", "x/lr0");

    private final String words;

    CsvOrigin(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /// Whether a table has the same name for several columns.
    boolean repeatsNames() {
        return this == MLFLOW_PAGE || this == WANDB_CHART;
    }

    /// Whether the file is the log of one training: each number in it is a metric.
    boolean isLog() {
        return this == LIGHTNING || this == TRAINER || this == KERAS || this == YOLO;
    }

    /// Whether a training writes the file, line by line.
    boolean isWritten() {
        return isLog() || this == RAY;
    }

    /// Whether each row is a run.
    boolean hasRuns() {
        return this == WANDB_RUNS || this == MLFLOW_PAGE;
    }

    boolean isWandb() {
        return this == WANDB_RUNS || this == WANDB_CHART;
    }

    static CsvOrigin of(List<String> header) {
        if (CsvChart.is(header)) {
            return WANDB_CHART;
        }
        if (header.contains("Name")
                && header.contains("State")
                && header.stream().anyMatch(WANDB::contains)) {
            return WANDB_RUNS;
        }
        Set<String> names = new HashSet<>();
        header.forEach(name -> names.add(CsvRoles.lower(name)));
        if (names.containsAll(List.of("start time", "duration", "run id"))) {
            return MLFLOW_PAGE;
        }
        if (names.contains("training_iteration")) {
            return RAY;
        }
        if (names.stream().anyMatch(RUNS::contains)
                || names.stream().anyMatch(n -> n.startsWith("param") || n.startsWith("config"))) {
            return OTHER;
        }
        return ofLog(CsvRoles.lower(header.getFirst()), names);
    }

    private static CsvOrigin ofLog(String first, Set<String> names) {
        boolean epoch = names.contains("epoch");
        if (epoch && names.stream().anyMatch(n -> YOLO_MARKS.stream().anyMatch(n::startsWith))) {
            return YOLO;
        }
        if (epoch && names.contains("step")) {
            return names.contains("eval_loss")
                            || names.contains("grad_norm")
                            || names.contains("learning_rate")
                    ? TRAINER
                    : LIGHTNING;
        }
        return first.equals("epoch") && names.stream().anyMatch(CsvVocabulary::isMeasured)
                ? KERAS
                : OTHER;
    }
}
