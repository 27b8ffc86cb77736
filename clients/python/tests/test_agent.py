"""The agent, its supervisor and its scripts, as real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any, Callable, Dict, List
from unittest import mock

import tunebook
from tests.fake_server import FakeServer

TUNEBOOK = str(Path(tunebook.__file__).resolve())


def is_alive(process: int) -> bool:
    """Whether a process runs; one that has ended and is not reaped yet does not."""
    try:
        os.kill(process, 0)
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True).stdout
        return bool(state.strip()) and not state.startswith("Z")
    except ProcessLookupError:
        return False


class AgentTest(unittest.TestCase):
    def setUp(self) -> None:
        self.server = FakeServer(points=1)
        self.addCleanup(self.server.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()

    # The output of a script is sent at once, and an agent that is killed does not wait for the server.
    IMPATIENT = "import sys, tunebook; tunebook.OutputSender.SECONDS = 0.1; tunebook.Agent.OUTPUT_SECONDS = 10;" \
                " tunebook.Agent.KILL_SECONDS = 0.2; sys.exit(tunebook.main())"

    def start(self, script: str, *options: str, arguments: List[str] = [],
              impatient: bool = False) -> subprocess.Popen[str]:
        """An agent that runs a Python script for each trial."""
        (self.folder / "train.py").write_text("import json, os, signal, subprocess, sys, time\n" + script)
        agent = subprocess.Popen(
            [sys.executable, *(["-c", self.IMPATIENT] if impatient else [TUNEBOOK]), "agent",
             "--server", self.server.url, "--study", "s", "--json", *options,
             "--", sys.executable, "-S", "train.py", *arguments],
            cwd=self.folder, env={**os.environ, "PYTHONPATH": str(Path(TUNEBOOK).parent)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end, agent)
        return agent

    def end(self, agent: subprocess.Popen[str]) -> None:
        agent.kill()
        agent.communicate()

    def run_agent(self, script: str, *options: str, arguments: List[str] = [],
                  impatient: bool = False) -> List[Dict[str, Any]]:
        """The events of an agent that ends by itself, with status 0."""
        agent = self.start(script, *options, arguments=arguments, impatient=impatient)
        out, errors = agent.communicate(timeout=30)
        self.assertEqual(agent.returncode, 0, errors)
        return [json.loads(line) for line in out.splitlines()]

    def eventually(self, condition: Callable[[], Any], what: str) -> Any:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.02)
        return self.fail(f"not within 20 s: {what}")

    def processes(self, count: int = 2) -> List[int]:
        """The processes that scripts have named in files."""
        def named() -> List[int]:
            return [int(file.read_text() or 0) for file in self.folder.rglob("*.pid")]
        self.eventually(lambda: len(named()) == count and all(named()), "the script's processes")
        return named()

    PROCESSES = """
child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
open("child.pid", "w").write(str(child.pid))
open("script.pid", "w").write(str(os.getpid()))
"""

    def assert_none_alive(self, processes: List[int]) -> None:
        self.eventually(lambda: not any(map(is_alive, processes)), f"the end of {processes}")

    # What a script gets, and what becomes of its results.

    def test_a_script_gets_its_trial_and_its_lines_are_the_curve(self) -> None:
        self.server.points = 2
        events = self.run_agent("""
names = ["TUNEBOOK_TRIAL", "TUNEBOOK_SEED", "TUNEBOOK_ATTEMPT", "CUDA_VISIBLE_DEVICES"]
json.dump([sys.argv[1:], os.getcwd(), {name: os.environ[name] for name in names}], open("seen", "w"))
assert json.load(open(os.environ["TUNEBOOK_CONFIG_FILE"])) == json.loads(os.environ["TUNEBOOK_CONFIG"])
print("epoch 1"); print('{"message": "not a measurement", "code": 3}')
for step, error in (1, 0.5), (2, 0.2), (3, 0.3):
    print(json.dumps({"step": step, "validation_error": error, "note": "x"}))
""", "--slots", "2", "--gpus", "3,5", "--no-wait", arguments=["{args}", "{learning_rate}/{seed}", '{"json": {}}'])
        self.assertEqual(self.server.states(), ["completed", "completed"])
        for trial in self.server.trials:
            self.assertEqual((trial["value"], trial["bestStep"], trial["steps"]), (0.2, 2, 3))
            self.assertEqual(self.server.rows(trial["id"]), [(1, "validation/error", 0.5), (2, "validation/error", 0.2),
                                                             (3, "validation/error", 0.3)])
        started = sorted((event for event in events if event["event"] == "started"), key=lambda event: event["trial"])
        gpus = set()
        for event, trial in zip(started, self.server.trials):
            arguments, folder, environment = json.loads(Path(event["folder"], "seen").read_text())
            rate = trial["configuration"]["learning_rate"]
            self.assertEqual(arguments, [f"--learning_rate={rate}", "--name=a b", "--nesterov=true",
                                         f"{rate}/{trial['seed']}", '{"json": {}}'])
            self.assertEqual(folder, event["folder"])
            self.assertEqual(environment["TUNEBOOK_TRIAL"], trial["id"])
            self.assertEqual(environment["TUNEBOOK_ATTEMPT"], "1")
            gpus.add(environment["CUDA_VISIBLE_DEVICES"])
            self.assertIn("epoch 1", Path(folder, "tunebook-output.log").read_text())
        self.assertEqual(gpus, {"3", "5"})

    def test_a_failed_attempt_is_repeated_in_its_folder_and_then_infeasible(self) -> None:
        events = self.run_agent("""
open("checkpoint", "a").write(os.environ["TUNEBOOK_ATTEMPT"])
print("CUDA out of memory", file=sys.stderr); sys.exit(3)
""")
        self.assertEqual(self.server.states(), ["abandoned", "infeasible"])
        reason = self.server.trials[1]["reason"]
        self.assertIn("2 attempts failed", reason)
        self.assertIn("exit code 3", reason)
        self.assertIn("CUDA out of memory", reason)
        self.assertEqual(Path(events[0]["folder"], "checkpoint").read_text(), "12")

    def test_a_resumed_attempt_has_the_whole_curve_and_a_success_without_a_value_is_a_failure(self) -> None:
        self.run_agent("""
sys.path.insert(0, os.environ["PYTHONPATH"].split(":")[-1])
import tunebook
first = os.environ["TUNEBOOK_ATTEMPT"] == "1"
with tunebook.current_trial() as trial:
    for step in (1, 2, 3) if first else (3, 4):
        trial.log(step, {"validation/error" if not first or step < 3 else "loss": 1 / step})
if first:
    os.kill(os.getpid(), signal.SIGSEGV)
""")
        self.assertEqual(self.server.states(), ["abandoned", "completed"])
        self.assertIn("killed by SIGSEGV", self.server.trials[0]["reason"])
        self.assertEqual(self.server.rows("s-t1"), [(step, "validation/error", 1 / step) for step in (1, 2, 3, 4)])
        self.server.points = 2
        self.run_agent("pass", "--attempts", "1")
        self.assertEqual(self.server.states()[2], "infeasible")
        self.assertIn("exit code 0 without a value of validation/error", self.server.trials[2]["reason"])

    def test_metrics_come_from_a_file_and_a_script_can_report_infeasible(self) -> None:
        self.server.points = 2
        self.run_agent("""
if os.environ["TUNEBOOK_SEED"] == "1":
    print('{"infeasible": "the batch does not fit"}', flush=True); time.sleep(60)
open("metrics.jsonl", "w").write('{"step": 1, "validation/error": NaN}\\n{"validation/error": 0.25}')
""", "--metrics", "metrics.jsonl", "--objective", "last")
        self.assertEqual(self.server.states(), ["completed", "infeasible"])
        self.assertEqual((self.server.trials[0]["value"], self.server.trials[0]["bestStep"]), (0.25, 2))
        self.assertEqual(self.server.trials[1]["reason"], "the batch does not fit")

    def test_a_command_that_cannot_run_ends_the_agent_and_no_trial_is_infeasible(self) -> None:
        (self.folder / "train").write_text("#!/nonexistent/python\n")
        (self.folder / "train").chmod(0o755)
        done = subprocess.run([sys.executable, TUNEBOOK, "agent", "--server", self.server.url, "--study", "s", "--",
                               "./train"], cwd=self.folder, capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot run ./train", done.stderr)
        self.assertEqual(self.server.states(), ["abandoned"])

    def test_a_file_that_a_script_writes_again_has_no_earlier_lines(self) -> None:
        path = self.folder / "metrics.jsonl"
        for earlier, written in (("", "a\nb\n"), ("a\nb\nc\n", "d\n"), ("a\nb\n", "c\nd\ne\n")):
            path.write_text(earlier)
            file = tunebook.MetricsFile(path)
            self.assertEqual(list(file.earlier_lines()), earlier.encode().splitlines(keepends=True))
            self.assertEqual(file.new_lines(ended=False), [])
            path.write_text(written + "rest")
            self.assertEqual(file.new_lines(ended=False), written.encode().split())
            self.assertEqual(list(file.earlier_lines()), [])
            self.assertEqual(file.new_lines(ended=True), [b"rest"])

    def test_a_value_that_a_script_logged_with_mlflow_completes_its_trial(self) -> None:
        self.server.mlflow["s-t0"] = {"value": 0.25, "bestStep": 3, "steps": 4}
        events = self.run_agent("""
json.dump({name: os.environ[name] for name in os.environ if name.startswith("MLFLOW_")}, open("seen", "w"))
""", "--objective", "last")
        self.assertEqual((self.server.states(), self.server.trials[0]["value"]), (["completed"], 0.25))
        self.assertEqual([body["value"] for route, _, body in self.server.performed if route == "finish"], ["last"])
        self.assertEqual(json.loads(Path(events[0]["folder"], "seen").read_text()),
                         {"MLFLOW_TRACKING_URI": self.server.url, "MLFLOW_RUN_ID": "s-t0"})
        self.assertEqual([event.get("value") for event in events if event["event"] == "completed"], [0.25])

    def test_the_output_is_sent_while_the_script_runs_and_at_its_end(self) -> None:
        self.server.faults["output"] = [503, "lose"]
        agent = self.start("""
print("Grüße"); print("a warning", file=sys.stderr); sys.stdout.buffer.write(b"\\xff|"); sys.stdout.flush()
open("script.pid", "w").write("1"); open("child.pid", "w").write("1")
while not os.path.exists("go"): time.sleep(0.02)
print('{"validation_error": 0.5}')
""", impatient=True)
        self.processes()
        self.eventually(lambda: b"a warning" in self.server.outputs.get("s-t0", b""), "the output of a running script")
        (next(self.folder.rglob("script.pid")).parent / "go").touch()
        self.assertEqual(agent.wait(20), 0)
        output = self.server.outputs["s-t0"].decode()
        for part in ("Grüße", "a warning", "\ufffd|", '{"validation_error": 0.5}'):  # In any order.
            self.assertIn(part, output)

    def test_a_server_without_outputs_or_with_a_full_disk_fails_no_trial(self) -> None:
        for refusal in (404, 409, 507):
            with self.subTest(refusal):
                self.server.faults["output"] = [refusal] * 2
                self.server.points += 1
                self.run_agent("print('{\"validation_error\": 0.5}')", "--count", "1", impatient=True)
                self.assertEqual(self.server.states()[-1], "completed")

    def test_each_slot_is_an_agent_that_is_drained_and_reports_its_end(self) -> None:
        self.server.points = 4
        agent = self.start(self.PROCESSES.replace("60", "0") + """
while not os.path.exists("../go"): time.sleep(0.02)
print('{"validation_error": 0.5}')
""", "--slots", "2")
        self.eventually(lambda: self.server.states() == ["running"] * 2, "two slots")
        for name in self.server.agents.values():
            name["drained"] = True
        self.processes(4)
        (self.folder / "tunebook-trials" / "s" / "go").touch()
        self.assertEqual(agent.wait(20), 0)
        self.assertEqual(self.server.states(), ["completed"] * 2)
        self.assertEqual([(name["slot"], name["ended"]) for name in self.server.agents.values()],
                         [(name["slot"], "drained") for name in self.server.agents.values()])
        self.assertEqual({name["slot"] for name in self.server.agents.values()}, {"0", "1"})

    # How scripts end.

    def test_a_signal_goes_to_the_group_and_the_trial_is_offered_again_never_completed(self) -> None:
        for number, second in ((signal.SIGTERM, False), (signal.SIGHUP, False), (signal.SIGINT, True)):
            with self.subTest(number):
                for file in self.folder.rglob("*.pid"):
                    file.unlink()
                leave = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))"
                ignore = "signal.signal(signal.SIGINT, signal.SIG_IGN)"
                agent = self.start((ignore if second else leave) + """
print('{"step": 1, "validation_error": 0.5}', flush=True)""" + self.PROCESSES + "time.sleep(60)")
                processes = self.processes()
                agent.send_signal(number)
                if second:
                    time.sleep(0.2)
                    self.assertTrue(is_alive(processes[0]) or is_alive(processes[1]), "the grace is 30 s")
                    agent.send_signal(number)
                self.assertEqual(agent.wait(20), 128 + number)
                self.assert_none_alive(processes)
                self.assertEqual(self.server.states()[-1], "abandoned")
                self.assertEqual(self.server.trials[-1]["reason"], f"its agent was stopped by {number.name}")
                self.assertEqual(self.server.agents[self.server.trials[-1]["agent"]]["ended"],
                                 f"stopped by {number.name}")

    def test_the_grace_ends_with_sigkill(self) -> None:
        agent = self.start("signal.signal(signal.SIGTERM, signal.SIG_IGN)" + self.PROCESSES + "time.sleep(60)",
                           "--grace", "0.1")
        processes = self.processes()
        agent.terminate()
        self.assertEqual(agent.wait(20), 143)
        self.assert_none_alive(processes)

    def test_no_process_of_the_group_outlives_a_killed_agent(self) -> None:
        agent = self.start("signal.signal(signal.SIGTERM, signal.SIG_IGN)" + self.PROCESSES + "time.sleep(60)")
        processes = self.processes()
        agent.kill()
        self.assert_none_alive(processes)
        self.assertEqual(self.server.states(), ["running"], "its lease ends it")

    def test_no_process_of_the_group_outlives_a_killed_supervisor_and_the_attempt_failed(self) -> None:
        self.start(self.PROCESSES + "time.sleep(60)", "--attempts", "1")
        processes = self.processes()
        script = int(next(self.folder.rglob("script.pid")).read_text())
        parent = subprocess.run(["ps", "-o", "ppid=", "-p", str(script)], capture_output=True, text=True).stdout
        os.kill(int(parent), signal.SIGKILL)
        self.assert_none_alive(processes)
        self.eventually(lambda: self.server.states() == ["infeasible"], "the failed attempt")

    def test_processes_that_a_script_leaves_in_its_group_end_with_it(self) -> None:
        self.run_agent(self.PROCESSES + "print(json.dumps({'validation/error': 0.5}))")
        self.assert_none_alive(self.processes())
        self.assertEqual(self.server.states(), ["completed"])

    def test_a_script_whose_lease_was_lost_is_ended(self) -> None:
        self.server.lease = 0.6
        agent = self.start(self.PROCESSES + "time.sleep(60)", "--count", "1", "--no-wait")
        processes = self.processes()
        self.server.state = "stopped"
        self.server.lose_lease()
        self.assert_none_alive(processes)
        out, _ = agent.communicate(timeout=20)
        self.assertIn('"event": "lost"', out)
        self.assertEqual(agent.returncode, 0)

    def test_a_server_that_is_away_when_a_script_ends_gets_its_result(self) -> None:
        agent = self.start("""
print('{"step": 1, "validation/error": 0.5}', flush=True)
open("script.pid", "w").write("1"); open("child.pid", "w").write("1")
while not os.path.exists("go"): time.sleep(0.02)
""")
        self.processes()
        self.server.stop()
        (next(self.folder.rglob("script.pid")).parent / "go").touch()
        time.sleep(0.3)
        self.server.start()
        self.assertEqual(agent.wait(20), 0)
        self.assertEqual(self.server.states(), ["completed"])


    def test_a_second_signal_ends_an_agent_whose_server_is_away(self) -> None:
        agent = self.start("""
print('{"step": 1, "validation/error": 0.5}', flush=True)
open("script.pid", "w").write("1"); open("child.pid", "w").write("1")
while not os.path.exists("go"): time.sleep(0.02)
""", impatient=True)
        self.processes()
        self.server.stop()
        (next(self.folder.rglob("script.pid")).parent / "go").touch()
        time.sleep(0.3)
        agent.terminate()
        time.sleep(0.3)
        agent.terminate()
        try:
            code = agent.wait(12)
        except subprocess.TimeoutExpired:  # A busy machine delivered the two signals as one.
            agent.terminate()
            code = agent.wait(20)
        self.assertEqual(code, 143)
        self.server.start()
        self.assertEqual(self.server.states(), ["running"], "its lease ends it")


class OutputSenderTest(unittest.TestCase):
    def setUp(self) -> None:
        self.server = FakeServer(points=1)
        self.addCleanup(lambda: self.server.stop())
        self.server.trials.append({"id": "s-t0", "state": "running"})

    def sender(self, **constants: Any) -> tunebook.OutputSender:
        patched = mock.patch.multiple(tunebook.OutputSender, **{"SECONDS": 0.02, "MAX_SECONDS": 0.05, **constants})
        patched.start()
        self.addCleanup(patched.stop)
        return tunebook.OutputSender(tunebook.Http(self.server.url), "s-t0")

    def test_parts_are_cut_between_characters_and_streams_are_not_mixed_within_one(self) -> None:
        sender = self.sender(PART=10)
        text = "aé€😀" * 50
        data = text.encode()
        for at in range(0, len(data), 3):
            sender.write("stdout", data[at:at + 3])
            sender.write("stderr", b"." if at % 2 else b"")
        sender.close()
        sender.join(20)
        self.assertEqual(self.server.outputs["s-t0"].decode().replace(".", ""), text)
        self.assertGreater(self.server.count("output"), 50)

    def test_while_the_server_is_away_the_last_bytes_are_kept_and_follow_after_a_gap(self) -> None:
        sender = self.sender(LIMIT=100)
        sender.write("stdout", b"begin")
        deadline = time.monotonic() + 20
        while not self.server.outputs and time.monotonic() < deadline:
            time.sleep(0.01)
        self.server.stop()
        for number in range(10_000):
            sender.write("stdout", f"€{number:06}".encode())
            self.assertLessEqual(len(sender._bytes), 100)
        self.server.start()
        sender.close()
        sender.join(20)
        output = self.server.outputs["s-t0"]
        self.assertEqual(len(output), 5 + 9 * 10_000)
        self.assertTrue(output.startswith(b"begin?"))
        self.assertEqual(output.lstrip(b"begin?").decode()[-14:], "€009998€009999")

    def test_it_ends_soon_without_a_server_and_never_blocks(self) -> None:
        self.server.stop()
        self.addCleanup(self.server.start)
        sender = self.sender(LAST_SECONDS=0.1)
        sender.write("stdout", b"x")
        sender.close()
        sender.join(20)
        self.assertTrue(sender.ended)


class OutputTest(unittest.TestCase):
    @unittest.skipUnless(os.path.exists("/dev/full"), "there is no /dev/full")
    def test_a_script_on_a_full_disk_ends_and_its_lines_are_not_lost_silently(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            code = "for number in range(20_000): print('{\"step\": %d}' % number)"
            script = tunebook.Script([sys.executable, "-S", "-c", code], os.environ, Path(folder), 1, Path("/dev/full"))
            self.assertTrue(script.ended(20))
            with self.assertRaisesRegex(OSError, "No space left"):
                script.wait()

    def test_the_last_megabyte_is_kept(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "output.log")
            log = tunebook.OutputLog(path, limit=1_000)
            for line in range(1_000):
                log.write(b"line %d\n" % line)
                self.assertLessEqual(path.stat().st_size, 2_000)
            log.close()
            self.assertEqual(path.stat().st_size, 1_000)
            self.assertTrue(path.read_bytes().endswith(b"line 998\nline 999\n"))


if __name__ == "__main__":
    unittest.main()
