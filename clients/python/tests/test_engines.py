"""The batch script for Slurm and the manifest for Kubernetes, without either of them."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import List, Tuple
from unittest import mock

import tunebook
from tests.fake_server import FakeServer

TUNEBOOK = str(Path(tunebook.__file__).resolve())
COMMAND = ["--", "python3", "train.py", "{args}", "it's $HOME $(date)"]


def run(*arguments: str) -> Tuple[int, str, str]:
    """The exit status, the output and the errors of a command line."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            status = tunebook.main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
    return status, out.getvalue(), errors.getvalue()


class EnginesTest(unittest.TestCase):
    def setUp(self) -> None:
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith(("TUNEBOOK_", "SLURM_", "SBATCH_"))}
        patch = mock.patch.dict(os.environ, environment, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def slurm(self, *options: str) -> Tuple[int, str, str]:
        return run("slurm", "--jobs", "64", "--study", "mnist-s1", "--server", "http://head:7070", *options, *COMMAND)

    def kubernetes(self, *options: str) -> Tuple[int, str, str]:
        return run("kubernetes", "--image", "python:3.12", "--parallelism", "64", "--study", "mnist-s1",
                   "--server", "http://head:7070", *options, *COMMAND)

    # Slurm

    def test_the_batch_script_becomes_an_agent_with_the_options_and_the_command_as_given(self) -> None:
        status, script, errors = self.slurm("--slots", "2", "--grace", "100", "--dry-run")
        self.assertEqual((status, errors), (0, ""))
        *head, start, end = script.split("\n")
        for option in ("--array=1-64", "--requeue", "--signal=B:TERM@120", "--open-mode=append", "--export=ALL"):
            self.assertIn(f"#SBATCH {option}", head)
        self.assertEqual((head[0], end), ("#!/bin/sh", ""))
        execute, python, file, task, *agent = shlex.split(start)
        self.assertEqual((execute, os.path.isabs(python), file, task), ("exec", True, TUNEBOOK, "slurm-task"))
        self.assertEqual(agent, ["agent", "--server", "http://head:7070", "--study", "mnist-s1", "--slots", "2",
                                 "--grace", "100", *COMMAND])

    def test_slurm_has_60_seconds_to_end_an_agent_by_default(self) -> None:
        self.assertIn("--signal=B:TERM@60\n", self.slurm("--dry-run")[1])

    def fake(self, program: str, script: str) -> str:
        """A folder that is the whole PATH, with a program of the shell."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = Path(folder.name, program)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return folder.name

    def test_the_token_reaches_sbatch_in_the_environment_alone(self) -> None:
        server = FakeServer(points=1)
        self.addCleanup(server.stop)
        folder = self.fake("sbatch", 'cd "${0%/*}"\necho "$TUNEBOOK_TOKEN" > token; echo "$@" > given; /bin/cat > script\n'
                                     'exit 7')
        with mock.patch.dict(os.environ, {"PATH": folder}):
            status, _, errors = run("slurm", "--jobs", "2", "--study", "s", "--server", server.url, "--token", "s3cret",
                                    "--sbatch", "--partition=gpu", *COMMAND)
        read = {name: Path(folder, name).read_text().strip() for name in ("token", "given", "script")}
        self.assertEqual((read["token"], read["given"]), ("s3cret", "--partition=gpu"))
        self.assertIn("--array=1-2", read["script"])
        self.assertNotIn("s3cret", read["script"])
        self.assertEqual(status, 7)
        self.assertIn("sbatch ended with exit code 7: no job was submitted", errors)

    def test_what_cannot_be_submitted_is_refused_with_what_to_do(self) -> None:
        with mock.patch.dict(os.environ, {"PATH": "/nowhere"}):
            self.assertIn("no program sbatch: run this on a machine that submits jobs", self.slurm()[2])
        self.assertIn("argument --slots: invalid", self.slurm("--slots", "two", "--dry-run")[2])
        self.assertIn("unrecognized arguments: --nodes 2", self.slurm("--nodes", "2", "--dry-run")[2])
        self.assertIn("no command: add it after --", run("slurm", "--jobs", "1", "--study", "s", "--dry-run")[2])
        self.assertIn("different machine for each task",
                      run("slurm", "--jobs", "1", "--study", "s", "--dry-run", "--", "train")[2])
        self.assertIn("use a token in TUNEBOOK_TOKEN", run(
            "slurm", "--jobs", "1", "--study", "s", "--server", "http://a:b@head", "--dry-run", "--", "train")[2])

    def requests(self, state: str, code: int) -> List[List[str]]:
        """What a task asks of Slurm after its agent ended with this code, in a job of this state."""
        asked: List[List[str]] = []

        def answer(command: List[str], **_: object) -> subprocess.CompletedProcess[bytes]:
            asked.append(list(command))
            return subprocess.CompletedProcess(command, 0, f"{state}\n".encode(), b"")

        slurm = {"SLURM_JOB_ID": "9", "SLURM_ARRAY_JOB_ID": "9", "SLURM_ARRAY_TASK_ID": "4"}
        with mock.patch.dict(os.environ, slurm), mock.patch("tunebook.main", return_value=code), \
                mock.patch("subprocess.run", answer), contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(tunebook.SlurmTask(["agent"]).run(), code)
        return [command for command in asked if command[0] == "scontrol"]

    def test_a_task_asks_to_be_requeued_only_when_slurm_neither_cancelled_nor_requeued_it(self) -> None:
        handler = signal.getsignal(signal.SIGTERM)
        self.assertEqual(self.requests("RUNNING", 143), [["scontrol", "requeue", "9_4"]])
        for state, code in (("CANCELLED", 143), ("COMPLETING", 143), ("", 143), ("RUNNING", 0), ("RUNNING", 1)):
            self.assertEqual(self.requests(state, code), [], (state, code))
        self.assertEqual(signal.getsignal(signal.SIGTERM), handler)

    # Kubernetes: e2e-tests checks the manifest with the API's model

    def test_the_pods_have_longer_to_end_than_the_agent_and_dollars_stay(self) -> None:
        status, manifest, errors = self.kubernetes("--grace", "100", "--secret", "tunebook")
        self.assertEqual((status, errors), (0, ""))
        self.assertIn("terminationGracePeriodSeconds: 120\n", manifest)
        self.assertIn('name: "tunebook-mnist-s1"\n', manifest)
        self.assertIn('- "it\'s $$HOME $$(date)"\n', manifest)
        self.assertIn('secretKeyRef:\n                  name: "tunebook"\n                  key: "token"\n', manifest)

    def test_the_program_of_a_pod_fetches_the_file_and_becomes_the_agent(self) -> None:
        program = tunebook.KubernetesJob(tunebook.parser().parse_args(
            ["kubernetes", "--image", "i", "--parallelism", "1", "--study", "s", "--server", "http://head:7070"]),
            [], ["train"])._start()
        with mock.patch("urllib.request.urlopen", return_value=io.BytesIO(b"the file")) as fetch, \
                mock.patch("os.execv") as execute, mock.patch("sys.argv", ["-c", "agent", "--study", "s"]), \
                mock.patch.dict(os.environ, {"TUNEBOOK_TOKEN": "s3cret\n"}):
            exec(program, {})
            self.assertEqual(os.environ["TUNEBOOK_TOKEN"], "s3cret")
        fetch.assert_called_once_with("http://head:7070/client/tunebook.py", timeout=60)
        _, (_, file, *arguments) = execute.call_args[0]
        self.assertEqual((Path(file).read_bytes(), arguments), (b"the file", ["agent", "--study", "s"]))
        os.remove(file)
        os.rmdir(os.path.dirname(file))

    def test_a_manifest_that_kubernetes_would_refuse_is_not_printed(self) -> None:
        for option, error in (("--memory=lots", "does not accept --memory lots"),
                              ("--name=A_b", "does not accept --name A_b"),
                              ("--name=" + "a" * 61, "at most 60 characters"),
                              ("--namespace=-x", "does not accept --namespace -x"),
                              ("--token=s3cret", "put it into a secret")):
            status, out, errors = self.kubernetes(option)
            self.assertEqual((status, out), (1, ""))
            self.assertIn(error, errors)
            self.assertNotIn("s3cret", errors)

    def test_yaml_of_texts_that_look_like_something_else(self) -> None:
        tree = {"a": ["yes", "1", "", "x: y # z", "line\nbreak", "\x85\U0001f600"], "b": {}, "c": [[1], {"d": None}]}
        self.assertEqual(list(tunebook.yaml_lines(tree)), [
            "a:", '  - "yes"', '  - "1"', '  - ""', '  - "x: y # z"', '  - "line\\nbreak"', '  - "\\u0085\U0001f600"',
            "b: {}", "c:", "  - - 1", "  - d: null"])


if __name__ == "__main__":
    unittest.main()
