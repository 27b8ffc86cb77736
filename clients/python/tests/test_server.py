"""The client and the agent against the Tunebook server at ``TUNEBOOK_URL``."""

from __future__ import annotations

import math
import os
import re
import subprocess
import tempfile
import unittest
import uuid
from pathlib import Path

import tunebook

HERE = Path(__file__).resolve().parent.parent


@unittest.skipUnless(os.environ.get("TUNEBOOK_URL"), "TUNEBOOK_URL names no server")
class RealServerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.client = tunebook.Client()
        self.project_id = f"python-{uuid.uuid4().hex[:8]}"

    def test_the_example_of_the_readme_runs_as_written_on_two_agents(self) -> None:
        train, study = re.findall(r"```python\n(.*?)```", (HERE / "README.md").read_text(encoding="utf-8"), re.S)[:2]
        commands = re.search(r"```\nexport.*?\n(.*?)```", (HERE / "README.md").read_text(encoding="utf-8"), re.S)
        assert commands
        make, agent = commands.group(1).replace("mnist-s1", f"{self.project_id}-s1").splitlines()
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "tunebook.py").write_bytes((HERE / "tunebook.py").read_bytes())
            Path(folder, "train.py").write_text(train)
            Path(folder, "study.py").write_text(study.replace('"mnist"', f'"{self.project_id}"'))
            for _ in range(2):
                made = subprocess.run(make, shell=True, cwd=folder, capture_output=True, text=True, timeout=30)
                self.assertEqual(made.stdout, f"{self.project_id}-s1\n", made.stderr)
            agents = [subprocess.Popen(agent, shell=True, cwd=folder, stderr=subprocess.PIPE, text=True)
                      for _ in range(2)]
            for process in agents:
                _, errors = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 0, errors)
        results = self.client.study(f"{self.project_id}-s1").results()
        self.assertEqual([result["state"] for result in results], ["completed"] * 10)
        self.assertEqual(len({str(result["configuration"]) for result in results}), 10)
        self.assertEqual(self.client.study(f"{self.project_id}-s1").state(), "finished")
        self.assertTrue(all(result["steps"] == 100 for result in results))

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
