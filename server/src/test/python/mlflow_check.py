"""What a user of MLflow's Python package does, against the server in MLFLOW_TRACKING_URI.

Tried with mlflow 3.17.2 and scikit-learn on Python 3.11. Prints one line for each part that held.
"""
import math
import os
import tempfile
import time

import mlflow
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

client = MlflowClient()


def said(part):
    print("held:", part, flush=True)


def refused(code, call):
    try:
        call()
    except MlflowException as e:
        assert e.error_code == code, (e.error_code, e)
        return str(e)
    raise AssertionError(f"{code} was expected")


experiment = mlflow.set_experiment("python check")
assert mlflow.get_experiment_by_name("python check").experiment_id == experiment.experiment_id
assert mlflow.get_experiment("0").name == "Default"
refused("RESOURCE_ALREADY_EXISTS", lambda: client.create_experiment("python check"))
assert client.get_experiment_by_name("nowhere") is None
refused("RESOURCE_DOES_NOT_EXIST", lambda: client.get_experiment("987654"))
client.set_experiment_tag(experiment.experiment_id, "team", "vision")
found = client.search_experiments(filter_string="name LIKE 'python%' AND tags.team = 'vision'")
assert [e.name for e in found] == ["python check"], found
said("experiments")

with mlflow.start_run(run_name="first", tags={"kind": "mlp"}, description="a note") as run:
    mlflow.log_params({"lr": 0.01, "optimizer": "adam"})
    mlflow.log_metrics({"val_loss": 0.9, "acc": 0.5}, step=0)
    for step in range(1, 11):
        mlflow.log_metric("val_loss", 0.9 / step, step=step)
    mlflow.log_metric("broken", float("nan"))
    mlflow.log_metric("broken", float("inf"), step=1)
    refused("INVALID_PARAMETER_VALUE", lambda: client.log_param(run.info.run_id, "lr", 0.02))
    mlflow.log_param("lr", 0.01)
first = mlflow.get_run(run.info.run_id)
assert first.info.status == "FINISHED" and first.info.run_name == "first", first.info
assert first.data.params == {"lr": "0.01", "optimizer": "adam"}
assert first.data.metrics["val_loss"] == 0.09 and math.isinf(first.data.metrics["broken"])
history = client.get_metric_history(run.info.run_id, "val_loss")
assert [m.step for m in history] == list(range(11)) and history[3].value == 0.3
assert math.isnan(client.get_metric_history(run.info.run_id, "broken")[0].value)
assert first.data.tags["mlflow.note.content"] == "a note"
said("start_run, log_params, log_metrics, history")

with mlflow.start_run(run_name="batch") as run:
    now = int(time.time() * 1000)
    metrics = [Metric("loss", 1 / (i + 1), now + i, i) for i in range(1000)]
    client.log_batch(run.info.run_id, metrics=metrics)
    client.log_batch(run.info.run_id, metrics=metrics)
    client.log_batch(run.info.run_id, params=[Param(f"p{i}", str(i)) for i in range(100)], tags=[RunTag("t", "1")])
    mlflow.log_metric("val_loss", 0.5)
history = client.get_metric_history(run.info.run_id, "loss")
assert [(m.key, m.value, m.timestamp, m.step) for m in history] == [(m.key, m.value, m.timestamp, m.step) for m in metrics]
refused("INVALID_PARAMETER_VALUE", lambda: client._tracking_client.store.log_batch(run.info.run_id, metrics + metrics[:1], [], []))
said("log_batch of 1,000, twice")

with mlflow.start_run(run_name="parent") as parent:
    for rate in (0.1, 0.2):
        with mlflow.start_run(run_name=f"child {rate}", nested=True):
            mlflow.log_param("lr", rate)
            mlflow.log_metric("val_loss", rate)
children = mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'", order_by=["metrics.val_loss DESC"])
assert list(children["params.lr"]) == ["0.2", "0.1"], children
said("nested runs")

frame = mlflow.search_runs(filter_string="metrics.val_loss < 0.3 and params.lr != '0.2' and attributes.status = 'FINISHED'", order_by=["metrics.val_loss ASC"])
assert list(frame["tags.mlflow.runName"]) == ["first", "child 0.1"], frame
assert len(mlflow.search_runs(filter_string="attributes.run_name ILIKE 'CHILD%'")) == 2
assert len(mlflow.search_runs(max_results=2)) == 2
page = client.search_runs([experiment.experiment_id], max_results=2)
rest = client.search_runs([experiment.experiment_id], max_results=100, page_token=page.token)
assert len(page) == 2 and len(rest) == 3 and not rest.token, (len(page), len(rest))
refused("INVALID_PARAMETER_VALUE", lambda: client.search_runs([experiment.experiment_id], "metrics.val_loss ~ 3"))
said("search_runs")

with mlflow.start_run() as run:
    mlflow.log_metric("val_loss", 0.4, step=0)
with mlflow.start_run(run_id=run.info.run_id):
    assert client.get_run(run.info.run_id).info.status == "RUNNING"
    mlflow.log_metric("val_loss", 0.3, step=1)
assert client.get_run(run.info.run_id).info.status == "FINISHED"
killed = client.create_run(experiment.experiment_id)
client.set_terminated(killed.info.run_id, "KILLED")
assert client.get_run(killed.info.run_id).info.status == "KILLED"
try:
    with mlflow.start_run() as failed:
        raise ValueError("out of memory")
except ValueError:
    assert client.get_run(failed.info.run_id).info.status == "FAILED"
said("resume, killed and failed runs")

client.set_tag(run.info.run_id, "a", "1")
client.delete_tag(run.info.run_id, "a")
assert "a" not in client.get_run(run.info.run_id).data.tags
client.update_run(run.info.run_id, name="renamed")
assert client.get_run(run.info.run_id).info.run_name == "renamed"
client.delete_run(killed.info.run_id)
assert killed.info.run_id not in [r.info.run_id for r in client.search_runs([experiment.experiment_id])]
assert [r.info.run_id for r in client.search_runs([experiment.experiment_id], run_view_type=ViewType.DELETED_ONLY)] == [killed.info.run_id]
client.restore_run(killed.info.run_id)
said("tags, names, deleting and restoring")

with tempfile.TemporaryDirectory() as folder, mlflow.start_run() as run:
    path = os.path.join(folder, "weights.bin")
    with open(path, "wb") as f:
        f.write(os.urandom(3_000_000))
    mlflow.log_artifact(path, "model")
    mlflow.log_dict({"a": 1}, "config/a.json")
    mlflow.log_text("hello", "hello world.txt")
    assert sorted(f.path for f in client.list_artifacts(run.info.run_id)) == ["config", "hello world.txt", "model"]
    got = client.download_artifacts(run.info.run_id, "model", folder)
    with open(path, "rb") as a, open(os.path.join(got, "weights.bin"), "rb") as b:
        assert a.read() == b.read()
    assert mlflow.artifacts.load_dict(run.info.artifact_uri + "/config/a.json") == {"a": 1}
said("artifacts")

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

mlflow.sklearn.autolog()
with mlflow.start_run(run_name="autolog") as run:
    LogisticRegression(C=0.5, max_iter=200).fit(*load_iris(return_X_y=True))
mlflow.sklearn.autolog(disable=True)
fitted = client.get_run(run.info.run_id)
assert fitted.data.params["C"] == "0.5" and fitted.data.metrics["training_accuracy_score"] > 0.9, fitted.data
assert fitted.info.status == "FINISHED"
print("autolog's artifacts:", sorted(f.path for f in client.list_artifacts(run.info.run_id)), flush=True)
said("autolog of scikit-learn")

from mlflow.entities import Dataset, DatasetInput, InputTag

own = client.create_experiment("own place", artifact_location="s3://bucket/own", tags={"a": "1", "b": "2"})
assert client.get_experiment(own).artifact_location == "s3://bucket/own"
client.delete_experiment_tag(own, "a")
assert client.get_experiment(own).tags == {"b": "2"}
run = client.create_run(own)
digits = Dataset(name="digits", digest="f0f3", source_type="local", source="{}", profile="p")
for _ in range(2):
    client.log_inputs(run.info.run_id, [DatasetInput(digits, [InputTag("mlflow.data.context", "train")])])
(logged,) = client.get_run(run.info.run_id).inputs.dataset_inputs
assert logged.dataset == digits and logged.tags[0].value == "train", logged
for text in ("dataset.name = 'digits'", "dataset.context IN ('train', 'test')", "dataset.digest LIKE 'f%'"):
    assert len(client.search_runs([own], text)) == 1, text
assert not client.search_runs([own], "dataset.name = 'mnist'")
said("datasets, tags and the artifact location of an experiment")

for step, value in ((2**53 + 1, 16777217.0), (5, 1 / 3), (-2, 5e-324)):
    client.log_metric(run.info.run_id, "exact", value, timestamp=7, step=step)
history = client.get_metric_history(run.info.run_id, "exact")
assert [(m.step, m.value) for m in history] == [(-2, 5e-324), (5, 1 / 3), (2**53 + 1, 16777217.0)], history
assert client.get_run(run.info.run_id).data.metrics["exact"] == 16777217.0
said("exact values and steps, in order")

client.delete_experiment(own)
assert client.get_run(run.info.run_id).info.lifecycle_stage == "deleted"
refused("INVALID_PARAMETER_VALUE", lambda: client.log_metric(run.info.run_id, "late", 1.0))
client.restore_experiment(own)
client.log_metric(run.info.run_id, "late", 1.0)
said("deleting an experiment takes its runs along")

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "big.bin")
    with open(path, "wb") as f:
        f.truncate(70_000_000)
    try:
        client.log_artifact(run.info.run_id, path)
        raise AssertionError("413 was expected")
    except AssertionError:
        raise
    except Exception as e:
        assert "413" in str(e), e
said("a file that is too large is refused while it is sent")

message = refused("NOT_IMPLEMENTED", lambda: client.create_registered_model("m"))
assert "Tunebook" in message, message
said("the model registry says that it is not there")
