"""The client and the agent against the Tunebook server at ``TUNEBOOK_URL``."""

from __future__ import annotations

import contextlib
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import uuid
from pathlib import Path
from typing import Dict

import tunebook

HERE = Path(__file__).resolve().parent.parent


@unittest.skipUnless(os.environ.get("TUNEBOOK_URL"), "TUNEBOOK_URL names no server")
class RealServerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.client = tunebook.Client()
        self.project_id = f"python-{uuid.uuid4().hex[:8]}"

    def agents_of(self, study: str) -> Dict[str, str]:
        """The agent of each trial that was started."""
        events = self.client.http.get("events", type="trial-started", limit=200)["events"]
        return {event["payload"]["trial"]: event["payload"]["agent"] for event in events
                if event["payload"]["trial"].startswith(study + "-t")}

    def assert_trained_once(self, study: str, points: int) -> None:
        results = self.client.study(study).results()
        self.assertEqual([result["state"] for result in results], ["completed"] * points)
        self.assertEqual(len({str(result["configuration"]) for result in results}), points)
        self.assertEqual(self.client.study(study).state(), "finished")

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_the_example_of_the_readme_runs_as_written_on_two_agents(self) -> None:
        section = (HERE / "../../README.md").read_text(encoding="utf-8").split("## Your own training script", 1)[1]
        train, study = re.findall(r"```python\n(.*?)```", section, re.S)[:2]
        commands = re.search(r"```\n(export TUNEBOOK_URL=.*?)```", section, re.S)
        assert commands
        with contextlib.suppress(tunebook.ApiError):
            self.client.http.get("projects", "clusters")
            self.skipTest("the server has the project 'clusters' already: use an empty log")
        written = re.sub("(?<=TUNEBOOK_URL=).*", self.client.http.url, commands.group(1), count=1)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "train.py").write_text(train)
            Path(folder, "study.py").write_text(study)
            done = subprocess.run(["sh", "-ec", written], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  text=True, timeout=60)  # The output ends with the last agent's.
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertTrue(done.stdout.startswith("clusters-s1\n"), done.stdout)
        self.assert_trained_once("clusters-s1", 12)
        agents = [agent["id"] for agent in self.client.http.get("agents")["agents"] if agent["study"] == "clusters-s1"]
        self.assertEqual(len(agents), 2, done.stdout)
        self.assertLessEqual(set(self.agents_of("clusters-s1").values()), set(agents))
        self.assertTrue(all(result["steps"] == 20 for result in self.client.study("clusters-s1").results()))

    @unittest.skipUnless(os.environ.get("TUNEBOOK_MANY_AGENTS"), "it takes 7 s: set TUNEBOOK_MANY_AGENTS=1")
    def test_fifty_agents_train_each_point_once_and_leave_no_process(self) -> None:
        project = self.client.project(self.project_id, metric="error")
        study = project.round("Which rate?", scientific={"rate": tunebook.uniform(0, 1)}).study("S", trials=60)
        with tempfile.TemporaryDirectory() as folder:
            script = f"echo {{trial}} >>{folder}/ran; echo '{{\"error\": {{rate}}}}'; exit 0 # {{folder}}"
            agents = [subprocess.Popen(
                [sys.executable, str(HERE / "tunebook.py"), "agent", "--study", study.id, "--slots", "25", "--no-wait",
                 "--", "sh", "-c", script],
                cwd=folder, stderr=subprocess.PIPE, text=True) for _ in range(2)]
            for agent in agents:
                _, errors = agent.communicate(timeout=60)
                self.assertEqual(agent.returncode, 0, errors)
            processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
            self.assertNotIn(folder, processes)
            ran = Path(folder, "ran").read_text().split()
        self.assertEqual((len(ran), len(set(ran))), (60, 60))
        self.assert_trained_once(study.id, 60)
        self.assertEqual(len(set(self.agents_of(study.id).values())), 50)
        ends = [agent["ended"] for agent in self.client.http.get("agents")["agents"] if agent["study"] == study.id]
        self.assertEqual((len(ends), None in ends), (50, False))

    def test_a_script_that_logs_with_mlflow_and_its_output(self) -> None:
        script = """
import json, os, sys, urllib.request
def call(path, **body):
    request = urllib.request.Request(os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow/runs/" + path)
    request.data = json.dumps(body).encode() if body else None
    request.add_header("Content-Type", "application/json")
    return json.load(urllib.request.urlopen(request))
run = os.environ["MLFLOW_RUN_ID"]
call("get?run_id=" + run)
if os.environ["TUNEBOOK_ATTEMPT"] == "2":
    for step, value in enumerate([0.5, 0.25, 0.75]):
        call("log-metric", run_id=run, key="validation/error", value=value, timestamp=step, step=step)
print("Grüße von " + run)
print("a warning", file=sys.stderr)
"""
        project = self.client.project(self.project_id, metric="validation/error")
        study = project.round("Which rate?", scientific={"rate": tunebook.uniform(0, 1)}).study("S", trials=1)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "train.py").write_text(script, encoding="utf-8")
            done = subprocess.run([sys.executable, str(HERE / "tunebook.py"), "agent", "--study", study.id, "--",
                                   sys.executable, "train.py"], cwd=folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        failed, completed = study.results()
        self.assertEqual(failed["state"], "abandoned")
        self.assertIn("exit code 0 without a value of validation/error", failed["reason"])
        self.assertEqual((completed["state"], completed["value"], completed["bestStep"]), ("completed", 0.25, 1))
        for trial in (failed, completed):
            output = self.client.http.get("trials", trial["id"], "output")["text"]
            self.assertIn(f"Grüße von {trial['id']}", output)
            self.assertIn("a warning", output)

    def test_what_the_server_records_of_a_trial(self) -> None:
        project = self.client.project(self.project_id, metric="validation/error")
        with self.assertRaisesRegex(tunebook.TunebookError, "has the objective validation/error"):
            self.client.project(self.project_id, metric="accuracy", direction="maximize")
        round_ = project.round("Which optimizer?", scientific={"optimizer": tunebook.choice("sgd", "adam")},
                               nuisance={"learning_rate": tunebook.log_uniform(1e-3, 1)}, fixed={"epochs": 3})
        study = round_.study("SGD", trials=2, settings={"optimizer": "sgd"})
        with study.ask() as trial:
            self.assertEqual((trial["optimizer"], trial["epochs"]), ("sgd", 3))
            for step in range(1, 4):
                trial.log(step, validation_error=1 / step, loss=math.nan if step == 2 else 2.0)
        lost = study.ask()
        self.client.http.post("trials", lost.id, "abandon", body={"why": "someone else stopped it"})
        with self.assertRaises(tunebook.LeaseLost):
            lost.complete(0.5)
        with self.assertRaises(ValueError), study.ask(attempts=1) as failed:
            raise ValueError("unpaired \ud800 surrogate, \x00 and \x1b")
        self.assertEqual(failed.seed, lost.seed)
        with self.assertRaises(tunebook.StudyEnded):
            study.ask()
        completed, abandoned, infeasible = study.results()
        self.assertEqual((completed["value"], completed["bestStep"], completed["state"]), (1 / 3, 3, "completed"))
        self.assertEqual((abandoned["state"], abandoned["reason"]), ("abandoned", "someone else stopped it"))
        self.assertEqual(infeasible["state"], "infeasible")
        self.assertIn("1 attempt failed, the last one with: ValueError: unpaired ?", infeasible["reason"])
        with self.assertRaisesRegex(tunebook.ApiError, "there is no study"):
            self.client.study("nowhere")


if __name__ == "__main__":
    unittest.main()
