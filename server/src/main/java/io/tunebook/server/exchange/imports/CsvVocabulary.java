package io.tunebook.server.exchange.imports;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The words in names of columns that distinguish measurements and circumstances from
/// hyperparameters.
final class CsvVocabulary {
    private static final Set<String> TAGS =
            Set.of(
                    "notes",
                    "comment",
                    "comments",
                    "remarks",
                    "experiment",
                    "rev",
                    "revision",
                    "typ",
                    "parent",
                    "executor",
                    "sequence",
                    "label",
                    "note",
                    "tags",
                    "sweep",
                    "group",
                    "job type",
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
                    "runtime",
                    "source",
                    "source type",
                    "source name",
                    "source version",
                    "version",
                    "experiment_tag",
                    "experiment name",
                    "github",
                    "agent",
                    "end time",
                    "updated",
                    "archived",
                    "optimizer id",
                    "file_name",
                    "filename",
                    "git_sha",
                    "sha",
                    "git_commit",
                    "commit_hash",
                    "commit hash",
                    "git_branch",
                    "branch",
                    "command",
                    "argv",
                    "python_version",
                    "python version",
                    "cuda_version",
                    "torch_version",
                    "url",
                    "description",
                    "parent task",
                    "uuid",
                    "models",
                    "dataset source");

    /// Time, process, machine and date: not hyperparameters.
    private static final Set<String> CIRCUMSTANCES =
            Set.of(
                    "pid",
                    "ppid",
                    "process_id",
                    "process id",
                    "host",
                    "hostname",
                    "node",
                    "node_ip",
                    "node_id",
                    "ip",
                    "machine",
                    "date",
                    "datetime",
                    "day",
                    "time",
                    "timestamp",
                    "_timestamp",
                    "wall_time",
                    "wall time",
                    "walltime",
                    "done",
                    "should_checkpoint",
                    "checkpoint_dir_name",
                    "logdir",
                    "experiment id",
                    "gpu",
                    "gpu type",
                    "gpu_type",
                    "gpu_name",
                    "gpu count",
                    "gpu_id",
                    "gpu hours",
                    "cpu count",
                    "os",
                    "platform",
                    "job_id",
                    "job id",
                    "slurm_job_id",
                    "worker",
                    "worker_id",
                    "server",
                    "username",
                    "cwd",
                    "workdir",
                    "server_timestamp",
                    "updated_at",
                    "modified",
                    "last_modified",
                    "heartbeat");

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
                    "metric",
                    "losses",
                    "errors",
                    "accuracies",
                    "rewards",
                    "fitness",
                    "ap",
                    "map",
                    "iou",
                    "miou",
                    "dice",
                    "fid",
                    "elbo",
                    "wer",
                    "cer",
                    "mape",
                    "smape",
                    "rmsle",
                    "rouge",
                    "meteor",
                    "ndcg",
                    "mrr",
                    "mcc",
                    "kappa",
                    "psnr",
                    "ssim",
                    "lpips",
                    "specificity",
                    "sensitivity",
                    "auroc",
                    "auprc",
                    "logloss",
                    "f1score",
                    "regret",
                    "deviance",
                    "pearson",
                    "spearman",
                    "likelihood",
                    "perf",
                    "performance",
                    "latency",
                    "throughput");

    /// Last words of hyperparameters such as `val_split`, `eval_batch_size` or `loss_weight`.
    private static final Set<String> SETTINGS =
            Set.of(
                    "size",
                    "split",
                    "splits",
                    "steps",
                    "every",
                    "interval",
                    "freq",
                    "frequency",
                    "ratio",
                    "fraction",
                    "frac",
                    "weight",
                    "weights",
                    "coef",
                    "coefficient",
                    "coeff",
                    "threshold",
                    "batch",
                    "batches",
                    "batchsize",
                    "workers",
                    "smoothing",
                    "clip",
                    "clipping",
                    "margin",
                    "tol",
                    "tolerance",
                    "fn",
                    "type",
                    "alpha",
                    "gamma",
                    "beta",
                    "lambda",
                    "folds",
                    "samples",
                    "mode",
                    "seed");

    private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])");
    private static final Pattern DIGITS = Pattern.compile("\\d+$");
    private static final Pattern LASTING =
            Pattern.compile(
                    "(?:.*[_ ./])?(?:elapsed|time|seconds|secs|runtime|time_s|time_sec|duration|time_taken|wall_?clock)|time_.*_s|time_since_.*");
    private static final Pattern COUNTER =
            Pattern.compile(
                    "(?:current|curr|last|best|final|stopped|completed|trained)[_ ](?:epoch|epochs|step|steps|iter|iteration|iterations)|(?:epochs?|steps?|iterations?)[_ ](?:trained|run|done|completed|finished)|(?:.*[_ ])?(?:samples|tokens|examples|images|batches)[_ ](?:seen|processed)");
    private static final Pattern CHECKPOINT =
            Pattern.compile(
                    "(?:.*[_ ./])?(?:ckpt|checkpoints?)(?:[_ ](?:path|dir|file|folder|uri))?");

    /// A checkpoint with which a run begins is one of its choices.
    private static final Pattern INITIAL =
            Pattern.compile(
                    ".*(?:init|pretrain|base|load|from|start|teacher|encoder|backbone|resume).*");

    private static final Pattern PLACE =
            Pattern.compile(
                    "(?:.*[_ ])?(?:logs?|logging|outputs?|out|save|results?|work|working|run|trial|artifacts?|cache|tensorboard|tb|best_?model|saved_?model|model_?save|experiment)[_ ]?(?:path|dir|directory|folder|file|root|uri|url|location)");

    /// Columns with the names of metrics beside one with the values, as in TensorBoard's and
    /// MLflow's histories and in tables that pandas has melted.
    static final List<String> METRIC_NAMES =
            List.of("metric", "metric_name", "tag", "key", "variable", "measure", "scalar");

    static final List<String> METRIC_VALUES = List.of("value", "metric_value");

    private static final Pattern UNIT = Pattern.compile(" *[(\\[][^)\\]]*[)\\]]$");
    private static final Pattern MODEL =
            Pattern.compile(
                    "(?:(?:n|num|number_of|total|trainable)_?)?(?:params|parameters)|(?:n_|num_)?param_count|[gmt]?flops|g?macs");
    private static final Pattern MEMORY =
            Pattern.compile(
                    "(?:.*_)?(?:gpu|peak|max|used)_(?:mem|memory|vram)(?:_.*)?|(?:mem|memory|vram)_(?:used|usage|gb|mb|allocated|reserved)");

    private CsvVocabulary() {}

    /// The name in lower case with `_` between its words: `trialJobId` is `trial_job_id`.
    static String snake(String name) {
        return String.join("_", words(UNIT.matcher(name).replaceFirst("")));
    }

    /// Whether it is what a run used rather than chose: the size of its model, or memory.
    static boolean isConsumption(String name) {
        String snake = snake(name);
        return MODEL.matcher(snake).matches() || MEMORY.matcher(snake).matches();
    }

    static boolean isTag(String name) {
        return TAGS.contains(CsvRoles.lower(name));
    }

    static boolean isCircumstance(String name) {
        return CIRCUMSTANCES.contains(CsvRoles.lower(name));
    }

    /// Whether it is where the run wrote its files.
    ///
    /// @param sample one of the column's values
    static boolean isPlace(String name, String sample) {
        String lower = CsvRoles.lower(name);
        boolean path = sample.indexOf('/') >= 0 || sample.indexOf('\\') >= 0;
        return PLACE.matcher(lower).matches()
                || (path
                        && CHECKPOINT.matcher(lower).matches()
                        && !INITIAL.matcher(lower).matches());
    }

    /// Whether it is how far a training came.
    static boolean isCounter(String name) {
        return COUNTER.matcher(CsvRoles.lower(name)).matches();
    }

    static boolean isMeasured(String name) {
        List<String> words = words(name);
        return words.stream()
                .anyMatch(w ->
                        MEASURED.contains(w)
                                || MEASURED.contains(DIGITS.matcher(w).replaceFirst("")));
    }

    /// Whether it is a hyperparameter although a word of it is one of measurements.
    static boolean isSetting(String name) {
        List<String> words = words(name);
        return words.size() > 1 && SETTINGS.contains(words.getLast());
    }

    /// Whether it is how long something took.
    static boolean isDuration(String name) {
        return LASTING.matcher(CsvRoles.lower(name)).matches()
                || LASTING.matcher(snake(name)).matches();
    }

    private static List<String> words(String name) {
        return WORDS.splitAsStream(name).filter(w -> !w.isEmpty()).map(CsvRoles::lower).toList();
    }
}
