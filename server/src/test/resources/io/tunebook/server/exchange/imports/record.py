"""Records the fixtures beside this script with the real packages.

python3 -m venv v && v/bin/pip install optuna==5.0.0 tensorboard==2.21.0 tensorboardX==2.6.5 numpy==2.4.6 pandas==3.1.1 mlflow==3.17.2
v/bin/python record.py

Seeds are fixed; times and file names differ from recording to recording.
"""

import math
import pathlib
import shutil
import warnings

import optuna
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import api_pb2, plugin_data_pb2
from tensorboard.plugins.scalar import metadata as scalars
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util
from tensorboardX import SummaryWriter

HERE = pathlib.Path(__file__).parent
warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.WARNING)


def objective(trial):
    rate = trial.suggest_float("learning_rate", 1e-5, 1e-1, log=True)
    layers = trial.suggest_int("layers", 1, 5)
    width = trial.suggest_int("width", 8, 512, log=True)
    dropout = trial.suggest_float("dropout", 0.0, 0.5, step=0.1)
    optimizer = trial.suggest_categorical("optimizer", ["sgd", "adam"])
    if optimizer == "sgd":
        trial.suggest_float("momentum", 0.0, 0.99)
    trial.suggest_categorical("norm", [None, "batch", "layer"])
    trial.set_user_attr("host", "gpu-%d" % (trial.number % 3))
    if trial.number == 3:
        raise ValueError("out of memory")
    if trial.number == 4:
        trial.report(float("nan"), 0)
        return float("inf")
    for step in range(5):
        value = abs(math.log10(rate) + 3) / 4 + layers / 100 + dropout / 10 + 1 / (step + 1)
        trial.report(value, step)
        if trial.should_prune():
            raise optuna.TrialPruned()
    return value


def optuna_study(storage, name="digits"):
    study = optuna.create_study(
        storage=storage,
        study_name=name,
        sampler=optuna.samplers.RandomSampler(seed=7),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=3),
    )
    study.set_user_attr("owner", "ada")
    study.optimize(objective, n_trials=12, catch=(ValueError,))
    study.enqueue_trial({"learning_rate": 0.01})
    return study


def journal():
    for name in ("optuna.journal", "optuna.db"):
        (HERE / name).unlink(missing_ok=True)
    file = optuna.storages.journal.JournalFileBackend(str(HERE / "optuna.journal"))
    optuna_study(optuna.storages.JournalStorage(file))
    for name in ("optuna.journal.lock",):
        (HERE / name).unlink(missing_ok=True)


def relational():
    optuna_study("sqlite:///%s" % (HERE / "optuna.db"))
    two = optuna.create_study(
        storage="sqlite:///%s" % (HERE / "optuna.db"), study_name="two", directions=["maximize", "minimize"]
    )
    two.set_metric_names(["accuracy", "seconds"])
    two.optimize(lambda t: (t.suggest_float("x", 0, 1), 2.0), n_trials=3)


def tables():
    study = optuna.load_study(storage="sqlite:///%s" % (HERE / "optuna.db"), study_name="digits")
    study.trials_dataframe().to_csv(HERE / "optuna-trials.csv")


def mlflow_table():
    import mlflow

    mlflow.set_tracking_uri("sqlite:////tmp/mlflow.db")
    mlflow.set_experiment("digits")
    for i in range(3):
        with mlflow.start_run():
            mlflow.log_params({"lr": 10**-i, "opt": "sgd"})
            mlflow.log_metric("val_loss", 1 / (i + 1), step=5)
    mlflow.search_runs().to_csv(HERE / "mlflow-runs.csv")


def tensorboard():
    shutil.rmtree(HERE / "tensorboard", ignore_errors=True)
    for i, rate in enumerate((0.1, 0.01, 0.001)):
        folder = HERE / "tensorboard" / ("run%d" % i)
        old = SummaryWriter(str(folder))  # scalars of the first generation
        for step in range(20):
            old.add_scalar("train/loss", 1 / (step + 1) + rate, step)
        old.add_scalar("train/loss", float("nan"), 20)
        old.add_text("note", "not a scalar", 0)
        old.close()
        new = EventFileWriter(str(folder), filename_suffix=".v2")  # and of the second, with hparams

        def write(tag, step, metadata=None, tensor=None):
            value = summary_pb2.Summary.Value(tag=tag, metadata=metadata)
            if tensor is not None:
                value.tensor.CopyFrom(tensor)
            event = event_pb2.Event(wall_time=1700000000.0 + step, step=step)
            event.summary.value.append(value)
            new.add_event(event)

        def hparams(content):
            data = plugin_data_pb2.HParamsPluginData(version=0, **content).SerializeToString()
            plugin = summary_pb2.SummaryMetadata.PluginData(plugin_name="hparams", content=data)
            return summary_pb2.SummaryMetadata(plugin_data=plugin)

        start = plugin_data_pb2.SessionStartInfo(start_time_secs=1700000000.0)
        start.hparams["learning_rate"].number_value = rate
        start.hparams["optimizer"].string_value = ("sgd", "adam", "sgd")[i]
        start.hparams["augment"].bool_value = i == 1
        write("_hparams_/session_start_info", 0, hparams({"session_start_info": start}))
        scalar = scalars.create_summary_metadata("", "")
        for step in range(20):
            tensor = tensor_util.make_tensor_proto(0.9 - rate + 0.001 * step)
            write("validation/accuracy", step, scalar if step == 0 else None, tensor)
        end = plugin_data_pb2.SessionEndInfo(
            status=api_pb2.STATUS_FAILURE if i == 2 else api_pb2.STATUS_SUCCESS, end_time_secs=1700000060.0
        )
        write("_hparams_/session_end_info", 0, hparams({"session_end_info": end}))
        new.close()


journal()
relational()
tables()
mlflow_table()
tensorboard()
