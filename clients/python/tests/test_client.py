"""The client against a server with faults."""

from __future__ import annotations

import email.utils
import logging
import math
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path
from unittest import mock

import tunebook
from tests.fake_server import FakeServer


class ServerTest(unittest.TestCase):
    """A test with a server; delays between retries are short."""

    def setUp(self) -> None:
        self.server = FakeServer(points=3)
        self.addCleanup(lambda: self.server.stop())
        patched = mock.patch.multiple(tunebook.Http, FIRST_DELAY=0.01, MAX_DELAY=0.05)
        patched.start()
        self.addCleanup(patched.stop)
        logging.getLogger("tunebook").addHandler(logging.NullHandler())

    def client(self, seconds: float = 10) -> tunebook.Client:
        return tunebook.Client(self.server.url, retry_seconds=seconds)

    def study(self) -> tunebook.Study:
        return self.client().study("s")


class HttpTest(ServerTest):
    def test_a_request_is_retried_until_it_succeeds_and_performed_once(self) -> None:
        self.server.faults["ask"] = ["drop", 429, 502, 503, 504, 507, "lose", "half", "lose"]
        trial = self.study().ask()
        self.assertEqual(trial.id, "s-t0")
        self.assertEqual(self.server.count("ask"), 10)
        self.assertEqual(len(self.server.trials), 1)
        self.assertEqual(len({key for _, route, key in self.server.requests if route == "ask"}), 1)
        trial.discard()

    def test_a_refusal_is_never_retried(self) -> None:
        http = self.client().http
        for status in (400, 401, 403, 404, 405, 408, 409, 412, 413, 500, 501):
            self.server.faults["start"] = [status]
            with self.assertRaises(tunebook.ApiError) as refused:
                http.post("studies", "s", "start")
            self.assertEqual(refused.exception.status, status)
        self.assertEqual(self.server.count("start"), 11)

    def test_retry_after_is_honoured_as_seconds_and_as_a_date(self) -> None:
        http = self.client().http
        self.server.faults["start"] = [(429, "0.2")]
        http.post("studies", "s", "start")
        (first, _, _), (second, _, _) = self.server.requests
        self.assertGreaterEqual(second - first, 0.2)
        in_a_minute = email.utils.formatdate(time.time() + 60, usegmt=True)
        self.assertAlmostEqual(http._retry_after(in_a_minute), 60, delta=2)
        for odd in (None, "", "soon", "-5", "nan", "inf"):
            self.assertEqual(http._retry_after(odd), 0)

    def test_a_server_that_stays_away_is_reported_after_the_limit(self) -> None:
        http = self.client(0.2).http
        self.server.stop()
        with self.assertRaisesRegex(tunebook.Unavailable, "did not answer POST /api/v1/studies/s/start"):
            http.post("studies", "s", "start")
        self.server.start()

    def test_a_redirect_is_reported_with_its_address(self) -> None:
        http = self.client().http
        self.server.faults["start"] = [302]
        with self.assertRaisesRegex(tunebook.ApiError, "redirects to https://example.org/: use that server's URL"):
            http.post("studies", "s", "start")

    def test_the_client_can_be_imported_where_signals_of_unix_are_missing(self) -> None:
        code = "import os, signal; del signal.SIGKILL, signal.SIGCHLD, signal.SIGHUP, os.killpg; import tunebook"
        done = subprocess.run([sys.executable, "-c", code], cwd=Path(tunebook.__file__).parent, timeout=30)
        self.assertEqual(done.returncode, 0)

    def test_a_url_without_a_scheme_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "must begin with http"):
            tunebook.Client("127.0.0.1:7070")


class BufferTest(unittest.TestCase):
    def test_rows_beyond_the_limit_go_to_disk_and_keep_their_order(self) -> None:
        buffer = tunebook.RowBuffer(memory_rows=10)
        taken = []
        for step in range(200):
            buffer.append((step, {"loss": math.nan if step == 50 else step / 3}))
            self.assertLessEqual(len(buffer._memory), 10 if step < 40 else 200)
            if step in (40, 150):
                taken += buffer.take(20)
        while buffer:
            taken += buffer.take(7)
        self.assertEqual([step for step, _ in taken], list(range(200)))
        self.assertTrue(math.isnan(taken[50][1]["loss"]))
        self.assertEqual(taken[100][1]["loss"], 100 / 3)
        self.assertIsNone(buffer._file)

    def test_metrics_with_the_same_steps_are_one_curve_and_the_last_value_counts(self) -> None:
        rows = [(1, {"a": 1.0, "b": 2.0}), (2, {"a": math.inf, "b": math.nan}), (2, {"c": 1.0}), (1, {"a": 3.0})]
        self.assertEqual(list(tunebook.curves(rows)), [
            {"steps": [1, 2], "metrics": {"a": [3.0, "Infinity"], "b": [2.0, "NaN"]}},
            {"steps": [2], "metrics": {"c": [1.0]}}])

    def test_the_best_value_forgets_what_a_restored_training_repeats(self) -> None:
        objective = tunebook.Objective("accuracy", maximize=True)
        for step, value in [(1, 0.1), (2, 0.9), (3, 0.5), (2, 0.3), (3, math.nan), (4, 0.2)]:
            objective.add(step, {"accuracy": value})
        assert objective.best and objective.last
        self.assertEqual(objective.best[:2], (2, 0.3))
        self.assertEqual(objective.last[:2], (4, 0.2))


class TrialTest(ServerTest):
    def test_a_trial_is_completed_with_the_best_value_of_its_curve(self) -> None:
        with self.study().ask() as trial:
            self.assertEqual(trial["learning_rate"], 0.1)
            for step, error in ((1, 0.5), (2, 0.2), (3, 0.3)):
                trial.log(step, validation_error=error, loss=error * 2)
        completed = self.server.trials[0]
        self.assertEqual((completed["state"], completed["value"], completed["bestStep"], completed["steps"]),
                         ("completed", 0.2, 2, 3))
        self.assertEqual(self.server.performed[-1][2]["measurements"], {"loss": 0.4})
        self.assertEqual(len(self.server.rows("s-t0")), 6)

    def test_an_exception_is_a_failed_attempt_and_the_last_one_makes_it_infeasible(self) -> None:
        study = self.study()
        for _ in range(2):
            with self.assertRaisesRegex(RuntimeError, "out of memory"), study.ask() as trial:
                trial.log(1, validation_error=0.1)
                raise RuntimeError("out of memory")
        self.assertEqual(self.server.states(), ["abandoned", "infeasible"])
        self.assertEqual(self.server.trials[0]["reason"], "RuntimeError: out of memory")
        self.assertTrue(self.server.trials[0]["failed"])
        self.assertIn("2 attempts failed", self.server.trials[1]["reason"])

    def test_an_interrupt_gives_the_trial_back_and_is_no_failure(self) -> None:
        study = self.study()
        for attempt in (1, 2, 3):
            with self.assertRaises(KeyboardInterrupt), study.ask() as trial:
                self.assertEqual((trial.attempt, trial.failures), (attempt, 0))
                raise KeyboardInterrupt
        self.assertEqual(self.server.states(), ["abandoned"] * 3)

    def test_without_a_value_an_attempt_fails_and_without_a_finite_one_it_diverged(self) -> None:
        with self.assertRaisesRegex(tunebook.TunebookError, "no value of validation/error"), self.study().ask():
            pass
        with self.study().ask() as trial:
            trial.log(1, {"validation/error": math.nan})
        self.assertEqual(self.server.states(), ["abandoned", "infeasible"])
        self.assertEqual(self.server.performed[-1][2]["kind"], "diverged")

    def test_a_value_that_only_the_mlflow_run_has_completes_the_trial(self) -> None:
        trial = self.study().ask()
        trial.log(1, loss=0.5)
        self.server.mlflow[trial.mlflow_run] = {"value": 0.125, "bestStep": 7, "steps": 9}
        self.server.faults["finish"] = ["lose", 503]
        trial.complete(rule="last")
        self.assertEqual((trial.ended, trial.value, self.server.trials[0]["bestStep"]), ("completed", 0.125, 7))
        self.assertEqual(self.server.performed[-1][2]["value"], "last")

    def test_an_infeasible_trial_ends_at_once(self) -> None:
        with self.study().ask() as trial:
            trial.infeasible("the batch does not fit", step=3)
            with self.assertRaisesRegex(tunebook.TunebookError, "is infeasible"):
                trial.log(4, loss=1.0)
        self.assertEqual(self.server.trials[0]["reason"], "the batch does not fit")

    def test_optimize_trains_each_point_once_and_repeats_a_failed_one(self) -> None:
        failed = []

        def objective(trial: tunebook.Trial) -> float:
            if trial.number == 1:
                failed.append(trial.id)
                raise ValueError("flaky")
            return trial["learning_rate"]

        study = self.study()
        with self.assertLogs("tunebook"):
            study.optimize(objective, catch=(ValueError,))
        self.assertEqual(self.server.states(), ["completed", "abandoned", "completed", "completed"])
        results = study.results()
        self.assertEqual([result["value"] for result in results if result["state"] == "completed"],
                         [0.1, 0.2, 0.30000000000000004])
        self.assertEqual(results[0]["configuration"]["name"], "a b")

    def test_refused_rows_are_raised_in_the_loop(self) -> None:
        trial = self.study().ask(flush_seconds=0.02)
        trial.log(1, {"": 1.0})
        with self.assertRaisesRegex(tunebook.ApiError, "each metric needs a name"):
            for step in range(2, 200):
                trial.log(step, loss=1.0)
                time.sleep(0.01)
        trial.discard()


    def test_who_waits_gets_a_trial_that_is_given_up_and_who_does_not_is_refused(self) -> None:
        self.server.points = 1
        held = self.study().ask()
        with self.assertRaisesRegex(tunebook.StudyEnded, "has all of its trials"):
            self.study().ask()
        with mock.patch.object(tunebook.Study, "POLL_SECONDS", (0.01, 0.05)):
            timer = threading.Timer(0.1, lambda: held.abandon("preempted"))
            timer.start()
            again = self.study().ask(wait=True)
            self.assertEqual((again.id, again.seed), ("s-t1", held.seed))
            timer.join()
            again.abandon("preempted")

    def test_the_reason_of_a_refusal_decides_what_a_worker_does(self) -> None:
        for reason in ("finished", "stopped", "drained"):
            self.server.refusal = reason
            with self.assertRaises(tunebook.StudyEnded) as ended:
                self.study().ask(wait=True)
            self.assertEqual(ended.exception.reason, reason)
        for reason in ("created", "not-external", "rule"):
            self.server.refusal = reason
            with self.assertRaises(tunebook.ApiError) as refused:
                self.study().ask(wait=True)
            self.assertEqual(refused.exception.reason, None if reason == "rule" else reason)

    def test_a_process_has_one_name_and_reports_its_end(self) -> None:
        self.server.points = 4
        code = f"""
import tunebook
for _ in range(2):
    tunebook.Client({self.server.url!r}).study("s").ask().complete(0.5)
"""
        for _ in range(2):
            subprocess.run([sys.executable, "-c", code], cwd=Path(tunebook.__file__).parent, timeout=30, check=True)
        names = [trial["agent"] for trial in self.server.trials]
        self.assertEqual((names[0], names[2], len(set(names))), (names[1], names[3], 2))
        self.assertEqual([agent["ended"] for agent in self.server.agents.values()], ["its process ended"] * 2)
        self.assertTrue(all(agent["host"] and len(id) <= 200 for id, agent in self.server.agents.items()))


class RecorderTest(ServerTest):
    def test_logging_costs_the_loop_little(self) -> None:
        self.server.lease = 60
        trial = self.study().ask()
        began = time.thread_time()
        for step in range(10_000):
            trial.log(step, loss=0.5, validation_error=0.25)
        spent = time.thread_time() - began
        trial.complete()
        self.assertEqual(len(self.server.rows("s-t0")), 20_000)
        self.assertLess(spent, 0.25, "10,000 calls; on an idle machine they take 0.03 s")

    def test_nothing_is_lost_or_doubled_while_the_server_is_away_and_loses_answers(self) -> None:
        self.server.faults["curve"] = ["lose", "drop", 503, "lose", "half"] * 4
        trial = self.study().ask(flush_seconds=0.01)
        for step in range(300):
            if step == 100:
                self.server.stop()
            if step == 200:
                self.server.start()
            trial.log(step, validation_error=float(step))
            time.sleep(0.001)
        trial.complete()
        self.assertEqual([(step, value) for step, _, value in self.server.rows("s-t0")],
                         [(step, float(step)) for step in range(300)])
        self.assertEqual(self.server.states(), ["completed"])

    def test_heartbeats_come_at_a_third_of_the_lease_and_a_lost_lease_is_raised(self) -> None:
        self.server.lease = 0.3
        trial = self.study().ask()
        deadline = time.monotonic() + 20
        while self.server.count("heartbeat") < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        times = [at for at, route, _ in self.server.requests if route in ("ask", "heartbeat")]
        self.assertGreaterEqual(len(times), 4)
        self.assertGreaterEqual(min(b - a for a, b in zip(times, times[1:])), 0.08)
        self.server.lose_lease()
        with self.assertRaisesRegex(tunebook.LeaseLost, "s-t0 is no longer ours"):
            for step in range(100):
                trial.log(step, loss=1.0)
                time.sleep(0.01)
        trial.discard()
        self.assertEqual(self.server.states(), ["abandoned"])

    def test_a_trial_that_was_lost_is_not_completed(self) -> None:
        trial = self.study().ask()
        trial.log(1, validation_error=0.5)
        self.server.lose_lease()
        with self.assertRaises(tunebook.LeaseLost):
            trial.complete()
        self.assertEqual(self.server.states(), ["abandoned"])

    def test_many_workers_train_each_point_once(self) -> None:
        self.server.points = 24
        self.server.faults["ask"] = ["lose", 503, "drop"] * 6
        self.server.faults["complete"] = ["lose", "half", 503] * 6
        workers = [threading.Thread(target=lambda: self.study().optimize(lambda trial: 0.5)) for _ in range(8)]
        with mock.patch.object(tunebook.Study, "POLL_SECONDS", (0.01, 0.05)):
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join(20)
        self.assertEqual(self.server.states(), ["completed"] * 24)


if __name__ == "__main__":
    unittest.main()
