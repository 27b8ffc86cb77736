#!/usr/bin/env python3
"""Tunebook for Python: a client and an agent in one file, with the standard library alone.

A training script asks for a trial, logs its curve, and the server records the result::

    import tunebook

    client = tunebook.Client("http://127.0.0.1:7070")
    project = client.project("mnist", metric="validation/error", direction="minimize")
    round_ = project.round("Which learning rate?", scientific={"learning_rate": tunebook.log_uniform(1e-3, 1)})
    study = round_.study("Rates", trials=24)

    def objective(trial):
        for step in range(1, 21):
            trial.log(step, {"validation/error": train(trial["learning_rate"], step)})

    study.optimize(objective)

Or the agent runs any command once for each trial, in as many slots and on as many machines as you like::

    python3 tunebook.py agent --server http://127.0.0.1:7070 --study mnist-s1 -- python train.py {args}

Python 3.9 or newer. The client works everywhere; the agent needs Linux, macOS or another Unix.
"""

from __future__ import annotations

import argparse
import atexit
import codecs
import collections
import contextlib
import ctypes
import email.utils
import getpass
import hashlib
import http.client
import json
import logging
import math
import os
import random
import re
import select
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path
from typing import (
    IO, Any, Callable, Deque, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Type)

__version__ = "1.0.0"

Configuration = Dict[str, Any]
Row = Tuple[int, Dict[str, float]]

# ---------------------------------------------------------------------------------------------
# Errors
# ---------------------------------------------------------------------------------------------


class TunebookError(Exception):
    """The base of all errors of this module."""


class ApiError(TunebookError):
    """The server refused a request. A repetition would be refused too.

    :ivar status: the status of HTTP
    :ivar rule: the playbook's rule, such as ``PB-17``; None where none applies
    :ivar reason: why a worker gets no trial, as a word such as ``taken``; None for other refusals
    """

    def __init__(self, status: int, detail: str, rule: Optional[str] = None, reason: Optional[str] = None):
        super().__init__(f"{detail} ({rule})" if rule else detail)
        self.status = status
        self.detail = detail
        self.rule = rule
        self.reason = reason


class Unavailable(TunebookError):
    """The server could not be reached, or was overloaded, for as long as the client retries.

    :ivar retry_after: the seconds of the last ``Retry-After``; 0 without one
    """

    def __init__(self, message: str, retry_after: float = 0.0):
        super().__init__(message)
        self.retry_after = retry_after


class LeaseLost(TunebookError):
    """The trial is no longer this worker's: its lease expired, or it was stopped. Discard it."""


class StudyEnded(TunebookError):
    """The study has no trial for this worker: it has finished, was stopped, all of its trials are taken, or
    the worker is drained.

    :ivar reason: ``finished``, ``stopped``, ``taken`` or ``drained``
    """

    def __init__(self, message: str, reason: str):
        super().__init__(message)
        self.reason = reason


class NoObjective(TunebookError):
    """A training ended without a value of the objective: the attempt has failed."""


class Interrupted(TunebookError):
    """The agent was stopped while a request was being retried."""


# ---------------------------------------------------------------------------------------------
# HTTP with retries
# ---------------------------------------------------------------------------------------------


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would turn a command into a read of another page; it is a refusal here."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Http:
    """Requests to the server's API, retried until they succeed or are refused.

    A connection error and the statuses 429, 502, 503, 504 and 507 (disk full) are retried with
    exponential backoff and full jitter, and not before ``Retry-After``. All attempts of one request
    have the same ``Idempotency-Key``: the server performs it once, and repeats its first answer.
    """

    RETRIED = frozenset({429, 502, 503, 504, 507})
    FIRST_DELAY = 0.5
    MAX_DELAY = 30.0
    MAX_RETRY_AFTER = 600.0

    def __init__(self, url: str, token: Optional[str] = None, actor: Optional[str] = None,
                 retry_seconds: float = 600.0, timeout: float = 60.0):
        """
        :param token: sent as a bearer token
        :param actor: the name that events record when the server has no tokens
        :param retry_seconds: how long a request is retried before :class:`Unavailable` is raised
        :param timeout: of one attempt, in seconds
        """
        if not re.match(r"https?://[^/]", url):
            raise ValueError(f"the server's URL must begin with http:// or https://, not {url!r}")
        self.url = url.rstrip("/")
        self.token = token
        self.retry_seconds = retry_seconds
        self.timeout = timeout
        self._log = logging.getLogger("tunebook")
        self._opener = urllib.request.build_opener(NoRedirects)
        self._headers = {"Accept": "application/json", "User-Agent": f"tunebook-python/{__version__}"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        elif actor:
            self._headers["Tunebook-Actor"] = urllib.parse.quote(actor[:200])

    def get(self, *path: str, stop: Optional[threading.Event] = None, **query: Any) -> Dict[str, Any]:
        """Reads a page; its path and ``stop`` as in :meth:`post`."""
        return self._retried("GET", path, query, None, {}, self.retry_seconds, stop, self.timeout)

    def post(self, *path: str, body: Optional[Mapping[str, Any]] = None, key: Optional[uuid.UUID] = None,
             retry_seconds: Optional[float] = None, stop: Optional[threading.Event] = None,
             timeout: Optional[float] = None) -> Dict[str, Any]:
        """Performs a command once, however often it has to be sent.

        :param path: the parts of the path below ``/api/v1``
        :param key: identifies the request; None for a new one
        :param retry_seconds: None for the client's own; ``math.inf`` for no limit
        :param stop: ends the retries with :class:`Interrupted`
        :param timeout: of one attempt, in seconds; None for the client's own
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(key or uuid.uuid4())}
        data = json.dumps(body or {}, allow_nan=False).encode()
        return self._retried("POST", path, {}, data, headers,
                             self.retry_seconds if retry_seconds is None else retry_seconds, stop,
                             self.timeout if timeout is None else timeout)

    def _retried(self, method: str, path: Sequence[str], query: Mapping[str, Any], data: Optional[bytes],
                 headers: Mapping[str, str], retry_seconds: float, stop: Optional[threading.Event],
                 timeout: float) -> Dict[str, Any]:
        url = f"{self.url}/api/v1/" + "/".join(urllib.parse.quote(part, safe="") for part in path)
        if query:
            url += "?" + urllib.parse.urlencode(query)
        request = urllib.request.Request(url, data, {**self._headers, **headers}, method=method)
        deadline = time.monotonic() + retry_seconds
        attempt = 0
        while True:
            retry_after = 0.0
            try:
                with self._opener.open(request, timeout=timeout) as response:
                    answer: Dict[str, Any] = json.load(response)
                    return answer
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in self.RETRIED:
                        raise self._refusal(error) from None
                    retry_after = self._retry_after(error.headers.get("Retry-After"))
                problem = f"status {error.code}"
            except (OSError, http.client.HTTPException, ValueError) as error:
                # A ValueError is an answer that breaks off in its middle.
                reason = getattr(error, "reason", error)
                if isinstance(reason, ssl.SSLCertVerificationError):
                    raise TunebookError(f"the certificate of {self.url} is not trusted: {reason}") from None
                problem = str(reason) or type(reason).__name__
            delay = retry_after + random.uniform(0, min(self.MAX_DELAY, self.FIRST_DELAY * 2 ** min(attempt, 16)))
            if time.monotonic() + delay > deadline:
                raise Unavailable(f"{self.url} did not answer {method} {url[len(self.url):]}"
                                  f" in {retry_seconds:.0f} s: {problem}", retry_after)
            self._log.log(logging.WARNING if attempt == 3 else logging.DEBUG,
                          "%s: %s; the request is retried", self.url, problem)
            attempt += 1
            if stop is None:
                time.sleep(delay)
            elif stop.wait(delay):
                raise Interrupted(f"stopped while {self.url} did not answer: {problem}")

    @staticmethod
    def _refusal(error: urllib.error.HTTPError) -> ApiError:
        """The error of a problem document (RFC 9457), or of an answer that is none."""
        if "Location" in error.headers:
            return ApiError(error.code, f"{error.url} redirects to {error.headers['Location']}: use that server's URL")
        try:
            problem = json.load(error)
            return ApiError(error.code, str(problem["detail"]), problem.get("rule"), problem.get("reason"))
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
            return ApiError(error.code, f"status {error.code} {error.reason} from {error.url}")

    @classmethod
    def _retry_after(cls, header: Optional[str]) -> float:
        """The seconds of a ``Retry-After``, which is a number of seconds or a date; 0 without one."""
        try:
            seconds = float(header or 0)
        except ValueError:
            try:
                seconds = email.utils.parsedate_to_datetime(str(header)).timestamp() - time.time()
            except (TypeError, ValueError):
                return 0.0
        return min(max(seconds, 0.0), cls.MAX_RETRY_AFTER) if math.isfinite(seconds) else 0.0


def clean(text: str, limit: int = 1_500) -> str:
    """The end of a text, as the server accepts it: no unpaired surrogates, no control characters."""
    text = text.encode("utf-8", "replace").decode()
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text).strip()
    return text if len(text) <= limit else "…" + text[1 - limit:]


# ---------------------------------------------------------------------------------------------
# The recording buffer
# ---------------------------------------------------------------------------------------------


class RowBuffer:
    """A queue of rows with bounded memory, first in, first out. Not thread-safe.

    The first ``memory_rows`` rows are in memory. Further ones go to a temporary file until the queue
    is empty again, so a server that is away for hours costs disk, not memory, and loses nothing.
    """

    def __init__(self, memory_rows: int = 100_000):
        self._limit = memory_rows
        self._memory: Deque[Row] = collections.deque()
        self._file: Optional[IO[bytes]] = None
        self._in_file = 0
        self._read_from = 0
        self._at_end = True

    def __len__(self) -> int:
        return len(self._memory) + self._in_file

    def append(self, row: Row) -> None:
        if self._in_file == 0 and len(self._memory) < self._limit:
            self._memory.append(row)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="tunebook-")
        if not self._at_end:
            self._file.seek(0, os.SEEK_END)
            self._at_end = True
        self._file.write(json.dumps(row).encode() + b"\n")
        self._in_file += 1

    def take(self, values: int) -> List[Row]:
        """Removes the oldest rows: about so many values together, and at least one row."""
        rows: List[Row] = []
        while values > 0 and len(self):
            if not self._memory:
                self._read(10_000)
            rows.append(self._memory.popleft())
            values -= len(rows[-1][1])
        return rows

    def close(self) -> None:
        self._memory.clear()
        self._in_file = self._read_from = 0
        self._at_end = True
        if self._file is not None:
            self._file.close()
            self._file = None

    def _read(self, most: int) -> None:
        assert self._file is not None
        self._file.seek(self._read_from)
        self._at_end = False
        for _ in range(min(most, self._in_file)):
            step, metrics = json.loads(self._file.readline())
            self._memory.append((step, metrics))
            self._in_file -= 1
        self._read_from = self._file.tell()
        if self._in_file == 0:
            self._file.close()
            self._file = None
            self._read_from = 0
            self._at_end = True


def curves(rows: Iterable[Row]) -> Iterator[Dict[str, Any]]:
    """The bodies that report rows: one for all metrics with the same steps. The last value of a step counts."""
    columns: Dict[str, Dict[int, float]] = {}
    for step, metrics in rows:
        for name, value in metrics.items():
            columns.setdefault(name, {})[step] = value
    alike: Dict[Tuple[int, ...], Dict[str, List[Any]]] = {}
    for name, by_step in columns.items():
        steps = tuple(sorted(by_step))
        alike.setdefault(steps, {})[name] = [
            by_step[step] if math.isfinite(by_step[step]) else nonfinite(by_step[step]) for step in steps]
    for steps, columns_of_steps in alike.items():
        yield {"steps": list(steps), "metrics": columns_of_steps}


def nonfinite(value: float) -> str:
    """How the API writes NaN and the infinities, which JSON does not have."""
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


class Recorder:
    """Sends a trial's rows in batches, and its heartbeats, from a thread of its own.

    While the server is away, rows wait in a :class:`RowBuffer`, and the batch in hand is retried
    until the server answers, with one idempotency key. A heartbeat is sent when nothing else renewed
    the lease for a third of it, so a lease expires only after three of them failed.
    """

    BATCH_VALUES = 50_000
    WAKE_ROWS = 20_000

    def __init__(self, http_: Http, trial: str, lease_seconds: float, flush_seconds: float = 5.0,
                 memory_rows: int = 100_000):
        self._http = http_
        self._trial = trial
        self._beat_seconds = lease_seconds / 3
        self._flush_seconds = min(flush_seconds, self._beat_seconds)
        self._rows = RowBuffer(memory_rows)
        self._changed = threading.Condition()
        self._abort = threading.Event()
        self._sending = False
        self._flushing = False
        self._refusal: Optional[ApiError] = None
        self.lost: Optional[LeaseLost] = None
        self._thread = threading.Thread(target=self._run, name=f"tunebook {trial}", daemon=True)
        self._thread.start()

    def log(self, step: int, metrics: Dict[str, float]) -> None:
        """Queues a row; never waits for the server."""
        if self.lost or self._refusal:
            self.check()
        with self._changed:
            self._rows.append((step, metrics))
            if len(self._rows) == self.WAKE_ROWS:
                self._changed.notify_all()

    def check(self) -> None:
        """Raises :class:`LeaseLost` if the trial is no longer ours, or the refusal of earlier rows, once."""
        if self.lost:
            raise self.lost
        refusal, self._refusal = self._refusal, None
        if refusal:
            raise refusal

    def flush(self, timeout: float) -> None:
        """Returns when every row is recorded; :class:`Unavailable` after the timeout."""
        with self._changed:
            self._flushing = True
            self._changed.notify_all()
            done = self._changed.wait_for(
                lambda: self.lost is not None or not (self._rows or self._sending),
                min(timeout, threading.TIMEOUT_MAX))
            self._flushing = False
            left = len(self._rows)
        self.check()
        if not done:
            raise Unavailable(f"{self._http.url} was away for {timeout:.0f} s:"
                              f" the last {left:,} rows of {self._trial} were not recorded")

    def close(self) -> None:
        """Ends the thread, without the rows that were not flushed."""
        self._abort.set()
        with self._changed:
            self._changed.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join(self._http.timeout)

    def _run(self) -> None:
        renewed = time.monotonic()
        try:
            while not self._abort.is_set():
                rows = self._wait()
                if rows:
                    self._send(rows)
                    renewed = time.monotonic()
                elif time.monotonic() - renewed >= self._beat_seconds:
                    self.heartbeat()
                    renewed = time.monotonic()
        except Interrupted:
            pass
        except LeaseLost as lost:
            self.lost = lost
        except Exception as error:  # Such as a full disk: without reports, the trial is offered again.
            self.lost = LeaseLost(f"reporting on trial {self._trial} failed: {error}")
        finally:
            with self._changed:
                self._rows.close()
                self._sending = False
                self._changed.notify_all()

    def _wait(self) -> List[Row]:
        """The next batch: empty when nothing was logged, or when the recorder is closed."""
        with self._changed:
            self._sending = False
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._abort.is_set() or len(self._rows) >= self.WAKE_ROWS
                or self._flushing and len(self._rows) > 0, self._flush_seconds)
            rows = [] if self._abort.is_set() else self._rows.take(self.BATCH_VALUES)
            self._sending = bool(rows)
            return rows

    def _send(self, rows: List[Row]) -> None:
        for body in curves(rows):
            try:
                self._http.post("trials", self._trial, "curve", body=body, retry_seconds=math.inf, stop=self._abort)
            except ApiError as refusal:
                self.heartbeat()
                self._refusal = refusal

    def heartbeat(self) -> None:
        """Renews the lease.

        :raises LeaseLost: when the trial is no longer ours, or this worker may no longer report on it
        """
        try:
            self._http.post("trials", self._trial, "heartbeat", retry_seconds=math.inf, stop=self._abort)
        except ApiError as refusal:
            if refusal.status < 500:
                raise LeaseLost(f"trial {self._trial} is no longer ours: {refusal}") from None


# ---------------------------------------------------------------------------------------------
# Search spaces
# ---------------------------------------------------------------------------------------------


def uniform(low: float, high: float) -> Dict[str, Any]:
    """Uniform in ``[low, high]``."""
    return {"scale": "linear", "low": low, "high": high}


def log_uniform(low: float, high: float) -> Dict[str, Any]:
    """Uniform in the logarithm; for learning rates and weight decay."""
    return {"scale": "log", "low": low, "high": high}


def reverse_log_uniform(low: float, high: float) -> Dict[str, Any]:
    """Uniform in the logarithm of ``1 - value``; for momentum and beta1."""
    return {"scale": "reverse-log", "low": low, "high": high}


def integer(low: int, high: int, log: bool = False) -> Dict[str, Any]:
    """Uniform over the integers from low to high, both included, or uniform in their logarithm."""
    return {"scale": "log-int" if log else "int", "low": low, "high": high}


def choice(*values: Any) -> Dict[str, Any]:
    """One of two or more numbers, texts or booleans."""
    return {"scale": "choice", "values": list(values)}


# ---------------------------------------------------------------------------------------------
# The client
# ---------------------------------------------------------------------------------------------


class Client:
    """A connection to a Tunebook server.

    What a client makes, it finds again: the same script on fifty machines makes one project, one round
    and one study.
    """

    def __init__(self, url: Optional[str] = None, token: Optional[str] = None, *, actor: Optional[str] = None,
                 retry_seconds: float = 600.0):
        """
        :param url: of the server; the environment's ``TUNEBOOK_URL``, or http://127.0.0.1:7070
        :param token: of a recorder; the environment's ``TUNEBOOK_TOKEN``
        :param actor: the name in the log of a server without tokens; your login name
        :param retry_seconds: how long a server may be away before :class:`Unavailable` is raised
        """
        self.http = Http(url or os.environ.get("TUNEBOOK_URL") or "http://127.0.0.1:7070",
                         token or os.environ.get("TUNEBOOK_TOKEN"), actor or login_name(), retry_seconds)

    def project(self, id: str, *, metric: str, direction: str = "minimize", title: Optional[str] = None) -> Project:
        """The project with this id, which is made if it does not exist.

        :param metric: the objective: the name of a curve that trials log, such as ``validation/error``
        :param direction: ``minimize`` or ``maximize``
        """
        objective = {"metric": metric, "direction": direction.upper()}
        try:
            self.http.post("projects", body={"id": id, "title": title or id, "objective": objective},
                           key=stable_key(self.http.url, "project", id))
        except ApiError as refusal:
            try:
                self.http.get("projects", id)
            except ApiError:
                raise refusal from None
        existing = self.http.get("projects", id)["project"]["objective"]
        if {name: existing[name] for name in objective} != objective:
            raise TunebookError(
                f"project {id} has the objective {existing['metric']} ({existing['direction'].lower()}), not {metric}"
                f" ({direction}): use it, or another project")
        return Project(self.http, id)

    def study(self, id: str) -> Study:
        """An existing study."""
        return Study(self.http, id)


class Project:
    """One objective, and the rounds that improve it. Made by :meth:`Client.project`."""

    def __init__(self, http_: Http, id: str):
        self.http = http_
        self.id = id

    def round(self, question: str, *, scientific: Mapping[str, Any], nuisance: Optional[Mapping[str, Any]] = None,
              fixed: Optional[Mapping[str, Any]] = None, why: Optional[Mapping[str, str]] = None,
              kind: str = "understanding", phase: str = "exploration") -> Round:
        """The open round with this question, which is opened if there is none.

        :param question: the round's one narrow goal
        :param scientific: the hyperparameters whose effect it measures, with their domains
        :param nuisance: those that are tuned so that the scientific values are compared fairly
        :param fixed: those with one value, which are caveats on the conclusions
        :param why: the reason for the role of a hyperparameter, by its name
        """
        rounds = self.http.get("projects", self.id)["rounds"]
        for existing in rounds:
            if existing["goal"]["question"] == question and existing["state"] == "open":
                return Round(self.http, existing["id"])
        given = why or {}
        roles = [{"parameter": {"name": name, "domain": domain}, "role": role, "why": given.get(name, usual)}
                 for role, usual, domains in (
                     ("SCIENTIFIC", "The round measures its effect.", scientific),
                     ("NUISANCE", "It is tuned so that the scientific values are compared fairly.", nuisance or {}),
                     ("FIXED", "The conclusions hold for this value only.",
                      {name: {"scale": "fixed", "value": value} for name, value in (fixed or {}).items()}))
                 for name, domain in domains.items()]
        goal = {"kind": kind.upper(), "phase": phase.upper(), "question": question}
        made = self.http.post("projects", self.id, "rounds", body={"goal": goal, "roles": roles},
                              key=stable_key(self.http.url, "round", self.id, question, len(rounds)))
        return Round(self.http, made["id"])


class Round:
    """One cycle of goal, experiments, findings and decision. Made by :meth:`Project.round`."""

    def __init__(self, http_: Http, id: str):
        self.http = http_
        self.id = id

    def study(self, name: str, *, trials: int, settings: Optional[Configuration] = None,
              space: Optional[Mapping[str, Any]] = None, algorithm: str = "halton", seed: int = 1, repeats: int = 1,
              command: Optional[str] = None, version: Optional[str] = None, data: str = "", digest: str = "",
              start: bool = True) -> Study:
        """The study with this name, which is made and started if there is none.

        :param settings: the scientific values that this study fixes
        :param space: the domains that it searches; those of the round's roles, without the settings
        :param algorithm: ``halton``, ``sobol``, ``random``, ``grid`` or ``bayesian``
        :param repeats: the number of trials of each configuration
        :param command: how to run the training again, with the version, data and digest; this command line
        """
        page = self.http.get("rounds", self.id)
        found = [study for study in page["studies"] if study["name"] == name]
        if found:
            study = Study(self.http, found[0]["id"])
        else:
            chosen = settings or {}
            searched = space if space is not None else {
                role["name"]: role["domain"] for role in page["roles"] if role["name"] not in chosen}
            made = self.http.post(
                "rounds", self.id, "studies",
                body={"name": name, "settings": chosen, "trials": trials, "trainer": "external", "repeats": repeats,
                      "space": [{"name": key, "domain": domain} for key, domain in searched.items()],
                      "algorithm": {"kind": algorithm.upper(), "seed": seed},
                      "reproduction": {"command": command or shlex.join([Path(sys.executable).name] + sys.argv),
                                       "version": version or git_version(), "data": data, "digest": digest}},
                key=stable_key(self.http.url, "study", self.id, name))
            study = Study(self.http, made["id"])
        if start and study.state() == "created":
            study.start()
        return study


class Study:
    """A search space, an algorithm, a number of trials."""

    POLL_SECONDS = (1.0, 30.0)

    def __init__(self, http_: Http, id: str):
        self.http = http_
        self.id = id
        objective = http_.get("studies", id)["project"]["objective"]
        self.metric: str = objective["metric"]
        self.maximize: bool = objective["direction"] == "MAXIMIZE"

    def state(self) -> str:
        """``created``, ``running``, ``stopped`` or ``finished``."""
        return str(self.http.get("studies", self.id)["study"]["state"])

    def start(self) -> None:
        """Starts it; a study that runs stays as it is."""
        try:
            self.http.post("studies", self.id, "start")
        except ApiError:
            if self.state() != "running":
                raise

    def ask(self, *, wait: bool = False, lease_seconds: int = 300, attempts: int = 2, trainer: Optional[str] = None,
            device: Optional[str] = None, stop: Optional[threading.Event] = None, flush_seconds: float = 5.0,
            agent: Optional[Mapping[str, str]] = None) -> Trial:
        """The next trial to train, leased to this process.

        :param wait: while all trials are taken, waits for one that its worker gives up; otherwise
            :class:`StudyEnded` is raised at once
        :param lease_seconds: a worker without a heartbeat for so long loses its trial
        :param attempts: a configuration whose training failed so often is infeasible
        :param stop: ends the wait with :class:`Interrupted`
        :param agent: the ``id``, ``host`` and ``slot`` of the worker; those of this process by default
        """
        body = {"trainer": trainer or Path(sys.argv[0]).name or "python", "device": device or socket.gethostname(),
                "leaseSeconds": lease_seconds, "agent": agent or process_agent(self.http)}
        delay, longest = self.POLL_SECONDS
        changed = False
        while True:
            try:
                leased = self.http.post("studies", self.id, "ask", body=body, stop=stop,
                                        retry_seconds=math.inf if stop else None)
                return Trial(self, leased, attempts, flush_seconds)
            except ApiError as refusal:
                if refusal.reason in ("finished", "stopped", "drained") or refusal.reason == "taken" and not wait:
                    raise StudyEnded(str(refusal), refusal.reason) from None
                if refusal.status == 409 and refusal.reason is None and not changed:
                    changed = True  # Such as stopped, while the server handled the request.
                    continue
                if refusal.reason != "taken":
                    raise
            changed = False
            pause = random.uniform(delay / 2, delay)
            if stop is None:
                time.sleep(pause)
            elif stop.wait(pause):
                raise Interrupted(f"stopped while all trials of study {self.id} were taken")
            delay = min(longest, delay * 2)

    def optimize(self, objective: Callable[[Trial], Optional[float]], n_trials: Optional[int] = None, *,
                 catch: Tuple[Type[Exception], ...] = (), **ask: Any) -> None:
        """Trains trials until the study has ended, or ``n_trials`` have.

        :param objective: trains one trial; returns its value, or None for the best one that it logged
        :param catch: exceptions after which the next trial is trained; others are raised. Either way the
            attempt has failed, and its configuration is tried again
        :param ask: further arguments of :meth:`ask`; waits by default
        """
        ended = 0
        while n_trials is None or ended < n_trials:
            try:
                trial = self.ask(**{"wait": True, **ask})
            except StudyEnded:
                return
            try:
                with trial:
                    value = objective(trial)
                    if value is not None and not trial.ended:
                        trial.complete(float(value))
            except LeaseLost as lost:
                logging.getLogger("tunebook").warning("%s", lost)
            except catch as error:
                logging.getLogger("tunebook").warning("%s failed: %s", trial.id, error)
            ended += trial.ended in ("completed", "infeasible")

    def results(self) -> List[Dict[str, Any]]:
        """All trials, each a dict with its state, value and configuration."""
        fields = ("id", "number", "state", "value", "bestStep", "steps", "seconds", "seed", "reason", "configuration")
        return [{field: trial[field] for field in fields} for trial in self.http.get("studies", self.id)["trials"]]

    def dataframe(self) -> Any:
        """The results as a ``pandas.DataFrame``, with a column for each hyperparameter."""
        import pandas  # type: ignore[import-untyped,unused-ignore]

        rows = []
        for result in self.results():
            configuration = result.pop("configuration")
            rows.append({**result, **{f"configuration.{name}" if name in result else name: value
                                      for name, value in configuration.items()}})
        return pandas.DataFrame(rows)


class Measured(NamedTuple):
    """A finite value of the objective, with everything that was logged with it."""

    step: int
    value: float
    metrics: Dict[str, float]


class Objective:
    """The best and the last value of the objective that was logged.

    A step that goes back means that the training was restored there: the values at and after it no longer
    count. Of the others it keeps those that were the best when they came.
    """

    def __init__(self, metric: str, maximize: bool):
        self.metric = metric
        self._sign = -1.0 if maximize else 1.0
        self._alias = re.sub(r"\W", "_", metric)
        self._bests: List[Measured] = []
        self._step = -1
        self.last: Optional[Measured] = None
        self.last_step = 0
        self.logged = False

    @property
    def best(self) -> Optional[Measured]:
        return self._bests[-1] if self._bests else None

    def named(self, metrics: Mapping[str, Any]) -> Dict[str, Any]:
        """The metrics with the objective's own name for ``validation_error``, as keywords need it."""
        if self._alias in metrics and self.metric not in metrics:
            return {self.metric if name == self._alias else name: value for name, value in metrics.items()}
        return dict(metrics)

    def add(self, step: int, metrics: Dict[str, float]) -> None:
        self.last_step = max(self.last_step, step)
        value = metrics.get(self.metric)
        if value is None:
            return
        self.logged = True
        if step <= self._step:
            while self._bests and self._bests[-1].step >= step:
                self._bests.pop()
        self._step = step
        self.last = Measured(step, value, metrics) if math.isfinite(value) else None
        if self.last and (not self._bests or self._sign * value < self._sign * self._bests[-1].value):
            self._bests.append(self.last)


class Trial:
    """One configuration to train, leased to this process. Made by :meth:`Study.ask`.

    As a context manager it ends by itself: at the end of the block it is completed with the best value
    of the objective that was logged; an exception is a failed attempt, which another worker repeats, and
    ``KeyboardInterrupt`` or ``SystemExit`` only gives the trial back.
    """

    def __init__(self, study: Study, leased: Mapping[str, Any], attempts: int = 2, flush_seconds: float = 5.0):
        self.study = study
        self.id: str = leased["trial"]
        self.number: int = leased["number"]
        self.configuration: Configuration = leased["configuration"]
        self.seed: int = leased["seed"]
        self.attempt: int = leased["attempt"]
        self.failures: int = leased["failures"]
        self.mlflow_run: str = leased["mlflowRun"]
        self.attempts = attempts
        self.objective = Objective(study.metric, study.maximize)
        self.ended: Optional[str] = None
        self.value: Optional[float] = None
        self._began = time.monotonic()
        self._recorder = Recorder(study.http, self.id, leased["leaseSeconds"], flush_seconds)

    def __getitem__(self, name: str) -> Any:
        return self.configuration[name]

    @property
    def lost(self) -> Optional[LeaseLost]:
        """Why the trial is no longer ours; None while it is."""
        return self._recorder.lost

    def log(self, step: int, values: Optional[Mapping[str, float]] = None, **metrics: float) -> None:
        """Records measurements at a step, without waiting for the server. At a step that was logged
        before, the new values count.

        :param values: metrics whose names are no keywords, such as ``validation/error``; as a keyword, the
            objective may be written with underscores: ``validation_error``
        :raises LeaseLost: when the trial is no longer ours: stop training it
        """
        if self.ended:
            raise TunebookError(f"trial {self.id} is {self.ended}: it cannot be logged")
        if values:
            metrics.update(values)
        row = {name: float(value) for name, value in self.objective.named(metrics).items()}
        self.objective.add(step, row)
        if row:
            self._recorder.log(int(step), row)

    def complete(self, value: Optional[float] = None, step: Optional[int] = None, *, rule: str = "best",
                 without: Optional[str] = None) -> None:
        """Completes the trial.

        :param value: of the objective; that of the logged curve by default, or of the MLflow run ``mlflow_run``
        :param step: of the value; the last one that was logged
        :param rule: ``best`` or ``last`` value of the curve
        :param without: why the attempt has failed when there is no value
        :raises NoObjective: when there is no value
        """
        seconds = round(time.monotonic() - self._began, 3)
        if value is None and not self.objective.logged:
            self._finish(rule, seconds, without or f"no value of {self.study.metric} was logged")
            return
        chosen = self.objective.best if rule == "best" else self.objective.last
        measurements: Dict[str, float] = {}
        if value is None:
            if chosen is None:
                self.infeasible(f"no value of {self.study.metric} was finite", self.objective.last_step, "diverged")
                return
            step, value, row = chosen
            measurements = {name: other for name, other in row.items()
                            if name != self.study.metric and math.isfinite(other)}
        elif not math.isfinite(value):
            self.infeasible(f"{self.study.metric} is {value}", step, "diverged")
            return
        last = self.objective.last_step if step is None else step
        self.value = value
        self._end("completed", "complete", {
            "value": value, "bestStep": last, "steps": max(self.objective.last_step, last),
            "seconds": seconds, "measurements": measurements})

    def _finish(self, rule: str, seconds: float, without: str) -> None:
        """Completes the trial with a value that the server has: the script may have logged it with MLflow."""
        try:
            answer = self._end("completed", "finish", {"value": rule, "seconds": seconds})
        except ApiError as refusal:
            if refusal.reason != "no-objective":
                raise
            self.fail(without)
            raise NoObjective(f"no value of {self.study.metric} was logged in trial {self.id}:"
                              " log it, or complete the trial with a value") from None
        self.ended = answer["state"]
        self.value = answer["value"]

    def infeasible(self, reason: str, step: Optional[int] = None, kind: str = "other") -> None:
        """Records that this configuration cannot be trained; it is not tried again.

        :param kind: ``diverged``, ``collapsed``, ``no-progress``, ``outlier``, ``failed`` or ``other``
        """
        self._end("infeasible", "infeasible", {"reason": clean(reason), "kind": kind, "step": step})

    def fail(self, why: str) -> None:
        """Records a failed attempt: the trial is offered again, or infeasible after the last attempt."""
        failures = self.failures + 1
        if failures >= self.attempts:
            attempts = f"{failures} attempts" if failures > 1 else "1 attempt"
            self.infeasible(f"{attempts} failed, the last one with: {why}", None, "failed")
        else:
            self._end("failed", "abandon", {"why": clean(why), "failed": True})

    def abandon(self, why: str, retry_seconds: Optional[float] = None) -> None:
        """Gives the trial back: the server offers it again, and no attempt has failed."""
        self._end("abandoned", "abandon", {"why": clean(why)}, retry_seconds)

    def discard(self) -> None:
        """Stops reporting on the trial. Unless it has ended, its lease expires and it is offered again."""
        self.ended = self.ended or "discarded"
        self._recorder.close()

    def _end(self, state: str, route: str, body: Mapping[str, Any],
             retry_seconds: Optional[float] = None) -> Dict[str, Any]:
        """Flushes the curve, then reports the end; heartbeats are sent until that is recorded."""
        if self.ended:
            raise TunebookError(f"trial {self.id} is {self.ended}: it cannot become {state}")
        limit = self.study.http.retry_seconds if retry_seconds is None else retry_seconds
        try:
            self._recorder.flush(limit)
        except (ApiError, Unavailable):
            if state == "completed":
                raise  # A completed trial has its whole curve.
        try:
            answer = self.study.http.post("trials", self.id, route, body=body, retry_seconds=limit)
        except ApiError:
            self._recorder.heartbeat()
            raise
        self.ended = state
        self._recorder.close()
        return answer

    def __enter__(self) -> Trial:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Any) -> None:
        try:
            if self.ended or isinstance(error, LeaseLost):
                return
            if error is None:
                self._complete_or_fail()
            elif isinstance(error, Exception):
                self.fail(f"{type(error).__name__}: {error}")
            else:
                self.abandon(f"the script was ended by {type(error).__name__}", retry_seconds=10)
        except TunebookError:
            if error is None:
                raise  # Otherwise the exception of the training is the one to see.
        finally:
            self.discard()


    def _complete_or_fail(self) -> None:
        try:
            self.complete()
        except ApiError as refusal:
            self.fail(f"the server refused its result: {refusal}")
            raise


class ScriptTrial:
    """The trial that an agent runs this script for. Made by :func:`current_trial`.

    It writes to a file that the agent reads, so the script needs neither the network nor a token. The agent
    buffers, retries, sends the heartbeats, and completes the trial when the script has ended.
    """

    def __init__(self, environment: Mapping[str, str]):
        self.id = environment["TUNEBOOK_TRIAL"]
        self.seed = int(environment["TUNEBOOK_SEED"])
        self.attempt = int(environment["TUNEBOOK_ATTEMPT"])
        self.configuration: Configuration = json.loads(environment["TUNEBOOK_CONFIG"])
        self._file = open(environment["TUNEBOOK_METRICS"], "a", encoding="utf-8")
        self._file.write("\n")  # After a line that an earlier attempt did not finish.
        self._flushed = 0.0

    def __getitem__(self, name: str) -> Any:
        return self.configuration[name]

    def log(self, step: int, values: Optional[Mapping[str, float]] = None, **metrics: float) -> None:
        """Records measurements at a step. See :meth:`Trial.log`."""
        row = {name: float(value) for name, value in {**metrics, **(values or {})}.items()}
        self._write({**row, "step": int(step)})

    def infeasible(self, reason: str, step: Optional[int] = None) -> None:
        """Records that this configuration cannot be trained; it is not tried again."""
        self._write({"infeasible": reason, "step": step})
        self._file.flush()

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")
        now = time.monotonic()
        if now - self._flushed > 0.5:
            self._file.flush()
            self._flushed = now

    def __enter__(self) -> ScriptTrial:
        return self

    def __exit__(self, *_: Any) -> None:
        self._file.close()


def current_trial() -> ScriptTrial:
    """The trial that the agent runs this script for."""
    if "TUNEBOOK_METRICS" not in os.environ:
        raise TunebookError("this script is not run by an agent: start it with 'tunebook.py agent … -- COMMAND',"
                            " or ask for a trial with Client().study(ID).ask()")
    return ScriptTrial(os.environ)


def stable_key(*parts: Any) -> uuid.UUID:
    """One idempotency key for the same object, so that workers that make it at once make it once."""
    return uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(parts))


_agents: Dict[Tuple[str, int], Dict[str, str]] = {}


def new_agent(slot: str = "") -> Dict[str, str]:
    """The name of a worker, which no other one has."""
    host = clean(socket.gethostname(), 100) or "unknown"
    id_ = "-".join(filter(None, [host, str(os.getpid()), slot, uuid.uuid4().hex[:8]]))
    return {"id": id_, "host": host, "slot": slot}


def process_agent(http_: Http) -> Dict[str, str]:
    """The one name of this process at a server, which is reported as ended when the process ends."""
    key = http_.url, os.getpid()  # A forked process is another worker.
    if key not in _agents:
        name = _agents.setdefault(key, new_agent())
        atexit.register(lambda: leave(http_, name, "its process ended") if os.getpid() == key[1] else None)
    return _agents[key]


def leave(http_: Http, agent: Mapping[str, str], why: str) -> None:
    """Reports that a worker has ended: once, and without the report the server notices it later."""
    with contextlib.suppress(TunebookError):
        http_.post("agents", agent["id"], "leave", body={"why": clean(why, 500)}, retry_seconds=0, timeout=2)


def login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # A container's user can have no name.
        return "python"


def git_version() -> str:
    """The commit of the working folder; empty without one."""
    try:
        done = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, timeout=10)
        return done.stdout.strip() if done.returncode == 0 else ""
    except (OSError, subprocess.SubprocessError):
        return ""


# ---------------------------------------------------------------------------------------------
# The supervisor: a process between the agent and a script
# ---------------------------------------------------------------------------------------------


class Supervisor:
    """Runs a command in a process group of its own, and ends the whole group with the command or the agent.

    It is a process of its own because an agent that gets ``kill -9`` cannot end anything. It notices that
    its agent died by the end of the pipe on its standard input, and on Linux also by a parent-death signal.
    On that pipe the agent sends ``T`` or ``I`` (SIGTERM or SIGINT, then SIGKILL after the grace) and ``K``
    (SIGKILL). It reports to the agent in lines of JSON on the file descriptor ``status``.
    """

    SIGNALS = {b"T": signal.SIGTERM, b"I": signal.SIGINT}

    def __init__(self, agent: int, status: int, grace: float, command: Sequence[str]):
        self._agent = agent
        self._status = status
        self._grace = grace
        self._command = command
        self._deadline = math.inf

    def run(self) -> int:
        wake, woken = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(woken, False)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: None)  # Each one only ends the wait below.
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        die_with_parent(signal.SIGTERM)
        try:
            script = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, start_new_session=True,
                                      preexec_fn=lambda: die_with_parent(signal.SIGKILL))
        except (OSError, ValueError) as error:
            self._report(error=str(error))
            return 127
        self._report(group=script.pid)
        try:
            self._wait(script, wake)
        finally:
            # The leader is not reaped yet, so the number of its group cannot be another's.
            signal_group(script.pid, signal.SIGKILL)
            self._report(exit=script.wait())
        return 0

    def _wait(self, script: subprocess.Popen[bytes], wake: int) -> None:
        """Returns when the script has ended, or must be killed."""
        while not self._has_ended(script):
            left = self._deadline - time.monotonic()
            if left <= 0 or os.getppid() != self._agent:
                return
            ready, _, _ = select.select([0, wake], [], [], min(left, 5.0))
            if wake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake, 1024)
            if 0 in ready:
                order = os.read(0, 1)
                if order not in self.SIGNALS:
                    return  # K, or the end of the pipe: the agent has died.
                signal_group(script.pid, self.SIGNALS[order])
                self._deadline = min(self._deadline, time.monotonic() + self._grace)

    @staticmethod
    def _has_ended(script: subprocess.Popen[bytes]) -> bool:
        if hasattr(os, "waitid"):
            return os.waitid(os.P_PID, script.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        return script.poll() is not None

    def _report(self, **facts: Any) -> None:
        with contextlib.suppress(OSError):  # The agent has died.
            os.write(self._status, json.dumps(facts).encode() + b"\n")


def die_with_parent(number: int) -> None:
    """On Linux, the calling process gets this signal when its parent dies; elsewhere nothing happens."""
    if sys.platform.startswith("linux"):
        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, int(number), 0, 0, 0)


def signal_group(group: int, number: int) -> None:
    """Sends a signal to every process of a group; one that has ended already is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


# ---------------------------------------------------------------------------------------------
# The agent
# ---------------------------------------------------------------------------------------------


class OutputLog:
    """The end of a script's output, in a file of at most twice ``limit`` bytes. Thread-safe."""

    def __init__(self, path: Path, limit: int = 1_000_000):
        self._path = path
        self._limit = limit
        self._lock = threading.Lock()
        self._file = open(path, "ab", buffering=0)

    def write(self, data: bytes) -> None:
        with self._lock:
            if self._file.tell() + len(data) > 2 * self._limit:
                self._cut()
            self._file.write(data)

    def close(self) -> None:
        with self._lock:
            self._cut()
            self._file.close()

    def _cut(self) -> None:
        """Keeps the last bytes, so that the file is never without them."""
        if self._file.tell() <= self._limit:
            return
        with open(self._path, "rb") as whole:
            whole.seek(-self._limit, os.SEEK_END)
            tail = whole.read()
        shorter = self._path.with_name(self._path.name + ".new")
        shorter.write_bytes(tail)
        self._file.close()
        os.replace(shorter, self._path)
        self._file = open(self._path, "ab", buffering=0)


class OutputSender:
    """Sends a script's output to the server every few seconds, from a thread of its own. Thread-safe.

    While the server is away it keeps the last bytes only, and continues behind the gap. Nothing waits for it,
    and no refusal fails the trial: an older server has no such route.
    """

    SECONDS = 3.0
    MAX_SECONDS = 30.0
    LAST_SECONDS = 10.0
    LIMIT = 1_000_000
    PART = 250_000

    def __init__(self, http_: Http, trial: str):
        self._http = http_
        self._trial = trial
        self._decoders: Dict[str, codecs.IncrementalDecoder] = {}
        self._changed = threading.Condition()
        self._bytes = bytearray()
        self._from = 0
        self._hurried = False
        self._deadline = math.inf
        self._refused = False
        self._thread = threading.Thread(target=self._run, name=f"output {trial}", daemon=True)
        self._thread.start()

    def write(self, stream: str, data: bytes) -> None:
        """Queues output. Characters that are split between two parts of a stream are joined; other bytes than
        UTF-8 are replaced.

        :param data: empty at the end of the stream
        """
        with self._changed:
            if stream not in self._decoders:
                self._decoders[stream] = codecs.getincrementaldecoder("utf-8")("replace")
            text = self._decoders[stream].decode(data, final=not data)
            if self._refused or not text:
                return
            self._bytes += text.encode()
            if len(self._bytes) > self.LIMIT:
                self._drop(len(self._bytes) - self.LIMIT)

    def hurry(self) -> None:
        """Sends what there is at once."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()

    def close(self) -> None:
        """Sends the rest within a few seconds, without waiting for it."""
        with self._changed:
            self._deadline = min(self._deadline, time.monotonic() + self.LAST_SECONDS)
            self._hurried = True
            self._changed.notify_all()

    def join(self, seconds: float) -> None:
        """Waits for the end after :meth:`close`."""
        self._thread.join(seconds)

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            pause = self.SECONDS
            while self._wait(pause):
                try:
                    while self._send():
                        pass
                    pause = self.SECONDS
                except Unavailable as away:
                    pause = max(away.retry_after, random.uniform(pause, min(2 * pause, self.MAX_SECONDS)))
        except Exception as refusal:  # Such as 404 or 409: this output has no place on the server.
            logging.getLogger("tunebook").debug("the output of %s is not sent: %s", self._trial, refusal)
        finally:
            with self._changed:
                self._refused = True
                self._bytes.clear()

    def _wait(self, pause: float) -> bool:
        """Waits for the next turn. False after the last one."""
        with self._changed:
            self._changed.wait_for(lambda: self._hurried or self._deadline < math.inf and not self._bytes,
                                   min(pause, max(0.0, self._deadline - time.monotonic())))
            self._hurried = False
            return self._deadline == math.inf or len(self._bytes) > 0 and time.monotonic() < self._deadline

    def _send(self) -> bool:
        """Sends a part. Whether there is more."""
        with self._changed:
            offset, part = self._from, bytes(self._bytes[:self._boundary(self.PART)])
        if not part:
            return False
        self._http.post("trials", self._trial, "output", body={"offset": offset, "text": part.decode()},
                        retry_seconds=0, timeout=self.LAST_SECONDS)
        with self._changed:
            self._drop(offset + len(part) - self._from)
            return len(self._bytes) > 0

    def _drop(self, count: int) -> None:
        """Forgets the first bytes, and those of a character that would begin in its middle."""
        if count > 0:
            while count < len(self._bytes) and self._bytes[count] & 0xC0 == 0x80:
                count += 1
            del self._bytes[:count]
            self._from += count

    def _boundary(self, at: int) -> int:
        """The last beginning of a character at or before a position."""
        while 0 < at < len(self._bytes) and self._bytes[at] & 0xC0 == 0x80:
            at -= 1
        return at


class Script:
    """A running command of the agent, with its supervisor. Threads read its output.

    Lines of its standard output that begin with ``{`` are appended to a file, so that measurements have one
    way through the agent, and a later attempt that resumes from a checkpoint has the curve up to there.
    """

    LONGEST_LINE = 1_000_000

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path, grace: float, lines: Path,
                 on_output: Callable[[str, bytes], None] = lambda stream, data: None):
        """
        :param lines: the file of the lines of JSON
        :param on_output: gets the name of a stream and what came from it, nothing at its end; must not wait
        :raises OSError: when the command cannot be run
        """
        self._output = OutputLog(folder / "tunebook-output.log")
        self._on_output = on_output
        self._lines = open(lines, "ab", buffering=0)
        self._errors: Deque[bytes] = collections.deque(maxlen=20)
        self._status, status = os.pipe()
        self._facts: Dict[str, Any] = {}
        self._problem: Optional[OSError] = None
        try:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-E", "-S", os.path.abspath(__file__), "supervise", str(os.getpid()), str(status),
                 str(grace), "--", *command],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
                env=dict(environment), pass_fds=(status,), start_new_session=True)
        finally:
            os.close(status)
        assert self._supervisor.stdout and self._supervisor.stderr
        self._reports = os.fdopen(self._status, "rb")
        self._read_report()
        self._readers = [
            threading.Thread(target=self._read, args=("stdout", self._supervisor.stdout, self._keep), daemon=True),
            threading.Thread(target=self._read, args=("stderr", self._supervisor.stderr, self._errors.append),
                             daemon=True)]
        for reader in self._readers:
            reader.start()
        if "error" in self._facts:
            self.wait()
            raise OSError(self._facts["error"])

    def send(self, order: str) -> None:
        """``T`` or ``I``: SIGTERM or SIGINT to the group, and SIGKILL after the grace. ``K``: SIGKILL."""
        assert self._supervisor.stdin
        with contextlib.suppress(OSError):  # It has ended.
            self._supervisor.stdin.write(order.encode())
            self._supervisor.stdin.flush()

    def ended(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        try:
            self._supervisor.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def wait(self) -> int:
        """The exit code after all output is read; that of a signal is negative.

        :raises OSError: when its measurements could not be stored, as on a full disk
        """
        self._supervisor.wait()
        self._read_report()
        if "exit" not in self._facts and "group" in self._facts:
            signal_group(self._facts["group"], signal.SIGKILL)  # The supervisor itself was killed.
        for reader in self._readers:
            reader.join(5)  # A process that left the group can keep the pipe open.
        self._output.close()
        self._lines.close()
        self._reports.close()
        with contextlib.suppress(OSError):
            self._supervisor.stdin.close()  # type: ignore[union-attr]
        if self._problem:
            raise self._problem
        return int(self._facts.get("exit", -signal.SIGKILL))

    def last_errors(self) -> str:
        return b"\n".join(self._errors).decode("utf-8", "replace")

    def _keep(self, line: bytes) -> None:
        if line.startswith(b"{"):
            try:
                self._lines.write(line + b"\n")
            except OSError as error:  # The pipe is read on, or the script would wait for ever.
                self._problem = error

    def _read_report(self) -> None:
        line = self._reports.readline()
        if line:
            self._facts.update(json.loads(line))

    def _read(self, stream: str, pipe: IO[bytes], on_line: Callable[[bytes], None]) -> None:
        rest = b""
        while True:
            data = os.read(pipe.fileno(), 65_536)
            self._on_output(stream, data)
            if not data:
                break
            with contextlib.suppress(OSError, ValueError):  # A full disk does not end the training.
                self._output.write(data)
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                on_line(line)
            rest = rest[-self.LONGEST_LINE:]
        if rest:
            on_line(rest)
        pipe.close()


class MetricsFile:
    """The lines of a file that a script writes: those from before this attempt, and the new ones.

    The file need not exist yet, and the script may write it again from its start.
    """

    def __init__(self, path: Path):
        self._path = path
        self._rest = b""
        self._before = self._offset = path.stat().st_size if path.exists() else 0
        self._last = self._read(max(0, self._offset - 64), 64)

    def earlier_lines(self) -> Iterator[bytes]:
        if self._before:
            with open(self._path, "rb") as file:
                while file.tell() < self._before:
                    yield file.readline()

    def new_lines(self, ended: bool) -> List[bytes]:
        """The lines since the last call, at most 16 MB; once the script has ended, the unfinished last one too."""
        if self._read(self._offset - len(self._last), len(self._last)) != self._last:
            self._before = self._offset = 0  # It was written again.
            self._last = self._rest = b""
        data = self._read(self._offset, 16_000_000)
        self._offset += len(data)
        self._last = (self._last + data)[-64:]
        *lines, self._rest = (self._rest + data).split(b"\n")
        if ended and not data and self._rest:
            lines, self._rest = [self._rest], b""
        return lines

    def _read(self, offset: int, most: int) -> bytes:
        try:
            with open(self._path, "rb") as file:
                file.seek(offset)
                return file.read(most)
        except OSError:
            return b""


class Measurements:
    """Reads a script's lines of JSON, from some files, into its trial.

    A line counts if it has a ``step``, or the objective; its numbers are metrics. One without a step is one
    step after the last. ``{"infeasible": "reason"}`` ends the trial.

    The first step of this attempt shows where the script resumed: the curve before it is that of the earlier
    attempts, whose lines are in the same files.
    """

    def __init__(self, trial: Trial, files: Iterable[Path]):
        self._trial = trial
        self._files = [MetricsFile(file) for file in files]
        self._resumed = False
        self.infeasible: Optional[Tuple[str, Optional[int]]] = None
        self.refusal: Optional[TunebookError] = None

    def read(self, ended: bool = False) -> None:
        """Reads what the files have now; once the script has ended, to their end."""
        for file in self._files:
            lines = file.new_lines(ended)
            while lines:
                for line in lines:
                    self._line(line)
                lines = file.new_lines(ended) if ended else []
        if ended:
            self._resume(math.inf)

    def _resume(self, step: float) -> None:
        if self._resumed:
            return
        self._resumed = True
        for file in self._files:
            for line in file.earlier_lines():
                row = self._row(self._parsed(line))
                if row and row[0] < step:
                    self._log(*row)

    def _line(self, line: bytes) -> None:
        values = self._parsed(line)
        if isinstance(values.get("infeasible"), str):
            self.infeasible = values["infeasible"], self._step(values.get("step"))
            return
        row = self._row(values)
        if row:
            self._resume(row[0])
            self._log(*row)

    def _row(self, values: Mapping[str, Any]) -> Optional[Row]:
        objective = self._trial.objective
        metrics = objective.named({name: float(value) for name, value in values.items()
                                   if name != "step" and self._is_number(value)})
        step = self._step(values.get("step"))
        if step is None and objective.metric in metrics:
            step = objective.last_step + 1
        return None if step is None or not metrics else (step, metrics)

    @staticmethod
    def _parsed(line: bytes) -> Dict[str, Any]:
        """The object of a line of JSON; empty for other text, which may begin like JSON."""
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            return {}
        return values if isinstance(values, dict) else {}

    def _log(self, step: int, metrics: Dict[str, float]) -> None:
        try:
            self._trial.log(step, metrics)
        except LeaseLost:
            pass  # The slot sees it too.
        except TunebookError as refusal:
            self.refusal = refusal

    @staticmethod
    def _is_number(value: Any) -> bool:
        """Whether it is a number of JSON that is a float, or NaN or infinite."""
        return isinstance(value, float) or type(value) is int and abs(value) < 2 ** 1023

    @classmethod
    def _step(cls, value: Any) -> Optional[int]:
        return int(value) if cls._is_number(value) and 0 <= value < 2 ** 63 else None


def render(command: Sequence[str], trial: Trial, folder: Path) -> List[str]:
    """The command of a trial. ``{learning_rate}`` is a hyperparameter's value, ``{seed}``, ``{trial}`` and
    ``{folder}`` are the trial's, and ``{args}`` is ``--learning_rate=0.01 …``: several arguments when it
    is an argument of its own, else quoted for a shell. Other braces stay.

    An argument that names a file or a folder here becomes an absolute path, because the script runs in the
    trial's folder.
    """
    args = [f"--{name}={as_text(value)}" for name, value in trial.configuration.items()]
    values = {"seed": str(trial.seed), "trial": trial.id, "folder": str(folder), "args": shlex.join(args),
              **{name: as_text(value) for name, value in trial.configuration.items()}}
    names = re.compile(r"\{(" + "|".join(map(re.escape, values)) + r")\}")
    rendered: List[str] = []
    for place, argument in enumerate(command):
        if argument == "{args}" and "args" not in trial.configuration:
            rendered += args
        elif (place > 0 or "/" in argument) and os.path.exists(argument):
            rendered.append(os.path.abspath(argument))
        else:
            rendered.append(names.sub(lambda found: values[found.group(1)], argument))
    return rendered


def as_text(value: Any) -> str:
    """A hyperparameter's value in a command: booleans and numbers as in JSON, texts as they are."""
    return value if isinstance(value, str) else json.dumps(value)


def exit_text(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


class Progress:
    """Reports what the agent does: one line on stderr, and with ``--json`` events on stdout. Thread-safe."""

    def __init__(self, study: Study, events: bool):
        self._study = study
        self._events = events
        self._lock = threading.Lock()
        self._counts: collections.Counter[str] = collections.Counter()
        self._best: Optional[Tuple[float, str]] = None
        self._running = 0

    def event(self, name: str, trial: Optional[Trial] = None, **facts: Any) -> None:
        with self._lock:
            if self._events:
                line = {"event": name, "study": self._study.id, "time": round(time.time(), 3)}
                if trial:
                    line["trial"] = trial.id
                print(json.dumps({**line, **facts}), flush=True)
            if name == "started":
                self._running += 1
            elif trial:
                self._running -= 1
                self._counts[name] += 1
            value = facts.get("value")
            sign = -1 if self._study.maximize else 1
            if trial and value is not None and (self._best is None or sign * value < sign * self._best[0]):
                self._best = (value, trial.id)
            self._line(f"{trial.id}: {facts['why']}" if trial and facts.get("why") else None)

    def _line(self, remark: Optional[str]) -> None:
        parts = [f"{count} {name}" for name, count in self._counts.items()] + [f"{self._running} running"]
        if self._best:
            parts.append(f"best {self._best[0]:.6g} ({self._best[1]})")
        text = f"{self._study.id}: " + ", ".join(parts)
        with contextlib.suppress(OSError):  # No one reads it any more.
            terminal = sys.stderr.isatty()
            if remark:
                sys.stderr.write(("\r\x1b[K" if terminal else "") + remark.replace("\n", " | ") + "\n")
            sys.stderr.write(f"\r\x1b[K{text}" if terminal else text + "\n")
            sys.stderr.flush()

    def end(self) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\n")


class Agent:
    """Runs a command once for each trial of a study, in one or more slots, until the study has ended."""

    REPORT_SECONDS = 10.0
    KILL_SECONDS = 1.0
    OUTPUT_SECONDS = 2.0
    ENDS = {"finished": "the study has finished", "stopped": "the study was stopped", "drained": "drained",
            "taken": "all trials of the study are taken"}

    def __init__(self, options: argparse.Namespace):
        self._options = options
        # Retried as long as it takes: a server that is away costs time, never a result.
        self._client = Client(options.server, options.token, retry_seconds=options.retry_seconds)
        self._study = self._client.study(options.study)
        self._log_id: str = self._client.http.get("log", "inclusion", position=1)["leaf"]
        self._progress = Progress(self._study, options.json)
        self._gpus: List[str] = [gpu.strip() for gpu in options.gpus.split(",") if gpu.strip()] if options.gpus else []
        self._slots: int = options.slots or len(self._gpus) or 1
        self._stop = threading.Event()
        self._kill = threading.Event()
        self._signal: Optional[signal.Signals] = None
        self._changed = threading.Condition()
        self._active = 0
        self._ended = 0
        self._error: Optional[BaseException] = None
        self._senders: List[OutputSender] = []

    def run(self) -> int:
        """The exit status: 0 when the study has ended or ``--count`` is reached, 1 after an error, and 128 and
        the signal's number after a signal."""
        before = {number: signal.signal(number, self._on_signal)
                  for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
                  if signal.getsignal(number) is not signal.SIG_IGN}  # As nohup ignores SIGHUP.
        slots = [threading.Thread(target=self._slot, args=(index,), name=f"slot {index}", daemon=True)
                 for index in range(self._slots)]
        try:
            for slot in slots:
                slot.start()
            self._await(slots)
            self._await_output()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self._progress.event("stopped" if self._stop.is_set() else "ended")
        self._progress.end()
        if self._error is not None:
            raise self._error
        return 128 + self._signal if self._signal else 0

    def _await(self, slots: List[threading.Thread]) -> None:
        """Returns when the slots have ended; after a signal, also when they cannot report in time."""
        deadline = math.inf
        while any(slot.is_alive() for slot in slots) and time.monotonic() < deadline:
            for slot in slots:
                slot.join(0.1)  # In pieces, so that signals are handled meanwhile.
            if self._stop.is_set():
                deadline = min(deadline, time.monotonic() + self._options.grace + self.REPORT_SECONDS)
            if self._kill.is_set():
                deadline = min(deadline, time.monotonic() + self.KILL_SECONDS)

    def _await_output(self) -> None:
        """Gives the ends of the last outputs a moment."""
        deadline = time.monotonic() + self.OUTPUT_SECONDS
        for sender in self._senders:
            while not sender.ended and not self._kill.is_set() and time.monotonic() < deadline:
                sender.join(0.05)  # In pieces, so that signals are handled meanwhile.

    def _on_signal(self, number: int, _: Any) -> None:
        """The first signal ends the scripts, the second one kills them. The slots see it in their next turn."""
        if self._stop.is_set():
            self._kill.set()
        else:
            self._signal = signal.Signals(number)
            self._stop.set()

    def _slot(self, index: int) -> None:
        agent = new_agent(str(index))
        why = "its trials have ended"
        try:
            while self._reserve():
                ended = False
                try:
                    trial = self._study.ask(
                        wait=self._options.wait, lease_seconds=self._options.lease, attempts=self._options.attempts,
                        trainer="tunebook-agent", device=self._device(index), stop=self._stop, agent=agent)
                    ended = self._train(trial, index)
                finally:
                    self._release(ended)
        except StudyEnded as none:
            why = self.ENDS.get(none.reason, none.reason)
        except Interrupted:
            why = f"stopped by an error: {self._error}"
        except BaseException as error:  # Raised by run(), once the other slots have given their trials back.
            why = f"an error: {error}"
            self._error = self._error or error
            self._stop.set()
        finally:
            leave(self._client.http, agent, f"stopped by {self._signal.name}" if self._signal else why)

    def _reserve(self) -> bool:
        """Whether another trial may begin; with ``--count``, waits for those that may have to be repeated."""
        with self._changed:
            count = self._options.count or math.inf
            while not self._stop.is_set() and self._ended < count:
                if self._ended + self._active < count:
                    self._active += 1
                    return True
                self._changed.wait(0.2)
            return False

    def _release(self, ended: bool) -> None:
        with self._changed:
            self._active -= 1
            self._ended += ended
            self._changed.notify_all()

    def _gpus_of(self, index: int) -> List[str]:
        """The GPUs of a slot: its share, or one of them when there are more slots than GPUs."""
        return self._gpus[index::self._slots] or self._gpus[index % len(self._gpus):][:1] if self._gpus else []

    def _device(self, index: int) -> str:
        gpus = ",".join(self._gpus_of(index))
        return f"{socket.gethostname()} slot {index}" + (f" GPU {gpus}" if gpus else "")

    def _train(self, trial: Trial, index: int) -> bool:
        """One attempt. Whether the trial has ended, rather than being offered again."""
        sender = OutputSender(self._client.http, trial.id)
        with self._changed:
            self._senders = [other for other in self._senders if not other.ended] + [sender]
        try:
            folder = self._folder(trial)
            command = render(self._options.command, trial, folder)
            self._progress.event("started", trial, attempt=trial.attempt, configuration=trial.configuration,
                                 folder=str(folder), command=command)
            lines = folder / "tunebook-stdout.jsonl"
            files = [lines, folder / "tunebook-metrics.jsonl"]
            if self._options.metrics:
                files.append(folder / render([self._options.metrics], trial, folder)[0])
            measurements = Measurements(trial, files)
            script = Script(command, self._environment(trial, folder, index), folder,
                            self._options.grace, lines, sender.write)
            self._follow(script, trial, measurements)
            code = script.wait()
            sender.hurry()
            measurements.read(ended=True)
            self._report(trial, measurements, code, script.last_errors())
        except LeaseLost as lost:
            self._progress.event("lost", trial, why=str(lost))
        except OSError as error:
            # Not the configuration's fault: the agent ends instead of failing every trial of the study.
            self._give_back(trial, f"its agent cannot run its command: {error}")
            raise TunebookError(f"cannot run {shlex.join(self._options.command)}: {error}") from error
        finally:
            trial.discard()
            sender.close()
        return trial.ended in ("completed", "infeasible")

    def _folder(self, trial: Trial) -> Path:
        """The folder of the trial's point: the same for every attempt, on every machine that shares it, and
        another one for a study of the same name in another log."""
        point = json.dumps([self._log_id, trial.configuration], sort_keys=True)
        digest = hashlib.sha256(point.encode()).hexdigest()[:8]
        folder = Path(self._options.folder).absolute() / self._study.id / f"{trial.seed}-{digest}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tunebook-config.json").write_text(json.dumps(trial.configuration), encoding="utf-8")
        return folder

    def _environment(self, trial: Trial, folder: Path, index: int) -> Dict[str, str]:
        environment = dict(os.environ)
        environment.update({
            "TUNEBOOK_URL": self._client.http.url,
            "TUNEBOOK_TRIAL": trial.id,
            "TUNEBOOK_SEED": str(trial.seed),
            "TUNEBOOK_ATTEMPT": str(trial.attempt),
            "TUNEBOOK_CONFIG": json.dumps(trial.configuration),
            "TUNEBOOK_CONFIG_FILE": str(folder / "tunebook-config.json"),
            "TUNEBOOK_METRICS": str(folder / "tunebook-metrics.jsonl"),
            "MLFLOW_TRACKING_URI": self._client.http.url,
            "MLFLOW_RUN_ID": trial.mlflow_run,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": os.pathsep.join(self._import_path()),
        })
        if self._client.http.token:
            environment["TUNEBOOK_TOKEN"] = environment["MLFLOW_TRACKING_TOKEN"] = self._client.http.token
        gpus = self._gpus_of(index)
        if gpus:
            environment["CUDA_VISIBLE_DEVICES"] = ",".join(gpus)
        return environment

    @staticmethod
    def _import_path() -> List[str]:
        """The script runs in the trial's folder, but imports from here, and this module where it was copied to.
        Packages installed for the agent's Python are not offered to another one."""
        module = Path(__file__).resolve().parent
        path = [os.getcwd(), *filter(None, [os.environ.get("PYTHONPATH")])]
        return path if module.name in ("site-packages", "dist-packages") else [*path, str(module)]

    def _follow(self, script: Script, trial: Trial, measurements: Measurements) -> None:
        """Reads measurements until the script has ended, and ends it when it must."""
        signalled = killed = False
        while not script.ended(0.2):
            measurements.read()
            must_end = self._stop.is_set() or trial.lost or measurements.infeasible or measurements.refusal
            if must_end and not signalled:
                signalled = True
                script.send("I" if self._signal == signal.SIGINT else "T")
            if self._kill.is_set() and not killed:
                killed = True
                script.send("K")

    def _report(self, trial: Trial, measurements: Measurements, code: int, errors: str) -> None:
        if trial.lost:
            raise trial.lost
        if self._stop.is_set():
            self._give_back(trial, f"its agent was stopped by {self._signal.name if self._signal else 'an error'}")
        elif measurements.infeasible:
            reason, step = measurements.infeasible
            trial.infeasible(reason, step)
            self._progress.event("infeasible", trial, why=reason)
        elif measurements.refusal:
            self._failed(trial, f"the server refused its metrics: {measurements.refusal}")
        elif code != 0:
            self._failed(trial, f"{exit_text(code)}\n{clean(errors, 1_000)}")
        else:
            missing = f"exit code 0 without a value of {self._study.metric}\n{clean(errors, 1_000)}"
            try:
                trial.complete(rule=self._options.objective, without=missing)
            except NoObjective:
                return self._progress.event(str(trial.ended), trial, why=clean(missing))
            except ApiError as refusal:
                return self._failed(trial, f"the server refused its result: {refusal}")
            self._progress.event(str(trial.ended), trial, value=trial.value)

    def _give_back(self, trial: Trial, why: str) -> None:
        with contextlib.suppress(Unavailable):  # Then its lease expires.
            trial.abandon(why, self.REPORT_SECONDS)
        self._progress.event("abandoned", trial, why=why)

    def _failed(self, trial: Trial, why: str) -> None:
        trial.fail(why)
        self._progress.event(str(trial.ended), trial, why=clean(why))


# ---------------------------------------------------------------------------------------------
# Engines: agents as the tasks of Slurm and of Kubernetes
# ---------------------------------------------------------------------------------------------


class EngineError(TunebookError):
    """An engine's command cannot be run as given; the text names what to change."""


def agent_arguments(study: str, server: str, options: Sequence[str], command: Sequence[str]) -> List[str]:
    """The arguments of an agent's command line, checked by the agent's parser, which ends the process after an error."""
    checked = parser().parse_args(["agent", "--study", study, *options])
    if checked.token:
        raise EngineError("the token belongs in the environment, where other users cannot see it: see --help")
    return ["agent", "--server", server, "--study", study, *options, "--", *command]


def grace_of(options: Sequence[str]) -> int:
    """The seconds from an agent's SIGTERM to its end: the script's, and those to give its trials back."""
    checked = parser().parse_args(["agent", "--study", "any", *options])
    return math.ceil(checked.grace + Agent.REPORT_SECONDS)


def server_of(options: argparse.Namespace) -> str:
    """The server's URL, with a remark if the tasks of other machines cannot reach it."""
    url = str(options.server or os.environ.get("TUNEBOOK_URL") or "http://127.0.0.1:7070").rstrip("/")
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EngineError(f"--server must begin with http:// or https:// and name a host, not {url!r}")
    if parts.username or parts.password:
        raise EngineError("--server has a user or password, which others could read: use a token in TUNEBOOK_TOKEN")
    if parts.hostname in ("localhost", "::1") or parts.hostname.startswith("127."):
        print(f"tunebook: note: {parts.hostname} is a different machine for each task:"
              " give --server a name that all machines know", file=sys.stderr)
    return url


class SlurmArray:
    """An array job of Slurm whose tasks are agents."""

    def __init__(self, options: argparse.Namespace, agent_options: Sequence[str], command: Sequence[str]):
        self._options = options
        self._server = server_of(options)
        self._agent = agent_arguments(options.study, self._server, agent_options, command)
        self._notice = max(60, grace_of(agent_options) + 10)

    def script(self) -> str:
        """The batch script. Its process becomes the agent, so that a signal to the script is one to the agent."""
        start = [sys.executable or "python3", os.path.abspath(__file__), "slurm-task", *self._agent]
        return "\n".join([
            "#!/bin/sh",
            f"#SBATCH --job-name={self._name()}",
            f"#SBATCH --array=1-{self._options.jobs}",
            "#SBATCH --requeue",
            f"#SBATCH --signal=B:TERM@{self._notice}",
            "#SBATCH --open-mode=append",
            "# The agent's token is TUNEBOOK_TOKEN in the environment that sbatch hands on.",
            "#SBATCH --export=ALL",
            f"exec {shlex.join(start)}", ""])

    def submit(self) -> int:
        """The exit status of sbatch."""
        program = shutil.which("sbatch")
        if program is None:
            raise EngineError("there is no program sbatch: run this on a machine that submits jobs to Slurm,"
                              " or print the script with --dry-run")
        environment = dict(os.environ)
        if self._options.token:
            environment["TUNEBOOK_TOKEN"] = self._options.token
        client = Client(self._server, environment.get("TUNEBOOK_TOKEN"), retry_seconds=10.0)
        client.study(self._options.study)  # A wrong name would fail every task.
        try:
            extra = shlex.split(self._options.sbatch)
        except ValueError as error:
            raise EngineError(f"--sbatch has options that are not complete: {error}: {self._options.sbatch}") from None
        ended = subprocess.run([program, *extra], input=self.script().encode("utf-8", "surrogateescape"),
                               env=environment, check=False)
        if ended.returncode != 0:
            print(f"tunebook: sbatch ended with {exit_text(ended.returncode)}: no job was submitted", file=sys.stderr)
        return ended.returncode if ended.returncode >= 0 else 128 - ended.returncode

    def _name(self) -> str:
        return "tunebook-" + re.sub(r"[^A-Za-z0-9._-]", "-", self._options.study)


class SlurmTask:
    """An agent that is a task of Slurm's array.

    Slurm ends a task by SIGTERM when its time is nearly over, when another job takes its place, and when a
    user cancels it. The agent gives its trial back each time. A task that still runs by Slurm's account was
    not cancelled and is not requeued by Slurm itself, so it asks for that.
    """

    ENDED = 128 + signal.SIGTERM
    PROGRAM_SECONDS = 20.0

    def __init__(self, arguments: Sequence[str]):
        self._arguments = arguments
        array, task = os.environ.get("SLURM_ARRAY_JOB_ID"), os.environ.get("SLURM_ARRAY_TASK_ID")
        # SLURM_JOB_ID of an array's last task is the number of the whole array.
        self._job = f"{array}_{task}" if array and task else os.environ.get("SLURM_JOB_ID", "")

    def run(self) -> int:
        before = signal.signal(signal.SIGTERM, self._early)  # Until the agent has a handler of its own.
        try:
            code = main(self._arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if code == self.ENDED and self._job and self._state() == "RUNNING":
            code = self._requeue()
        signal.signal(signal.SIGTERM, before)
        return code

    def _early(self, *_: Any) -> None:
        raise SystemExit(self.ENDED)

    def _state(self) -> str:
        """The job's state by Slurm's account; empty if Slurm does not answer."""
        return self._ask("squeue", "--noheader", "--states=all", "--job", self._job, "--format=%T").strip()

    def _requeue(self) -> int:
        print(f"tunebook: job {self._job} asks Slurm to be requeued", file=sys.stderr, flush=True)
        self._ask("scontrol", "requeue", self._job)
        return self.ENDED

    def _ask(self, *command: str) -> str:
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  timeout=self.PROGRAM_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"tunebook: {shlex.join(command)}: {error}", file=sys.stderr)
            return ""
        if done.returncode != 0:
            print(f"tunebook: {shlex.join(command)}: {exit_text(done.returncode)}"
                  f" {done.stderr.decode('utf-8', 'replace').strip()}", file=sys.stderr)
        return done.stdout.decode("utf-8", "replace")


class KubernetesJob:
    """An indexed Job of Kubernetes whose pods are agents. The image needs ``python3`` and nothing of Tunebook."""

    NAME = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
    QUANTITY = r"[0-9]+(\.[0-9]+)?(m|k|[KMGTPE]i?)?"
    MAX_HOST_NAME = 63
    FETCH_SECONDS = 600

    def __init__(self, options: argparse.Namespace, agent_options: Sequence[str], command: Sequence[str]):
        if options.token:
            raise EngineError("a token in a manifest can be read by many: put it into a secret, and name that with"
                              " --secret: kubectl create secret generic NAME --from-file=token=FILE")
        self._options = options
        self._name = options.name or self._default_name()
        self._check("--name", self._name, self.NAME, self._longest_name())
        for option in ("namespace", "secret", "volume"):
            self._check(f"--{option}", getattr(options, option), r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?", 253)
        for option in ("cpu", "memory"):
            self._check(f"--{option}", getattr(options, option), self.QUANTITY, 40)
        self._server = server_of(options)
        mine = ["--folder", "/tunebook/trials"]
        if options.gpus:
            mine += ["--gpus", ",".join(map(str, range(options.gpus)))]
        self._agent = agent_arguments(options.study, self._server, [*mine, *agent_options], command)
        self._grace = grace_of(agent_options) + 10

    def manifest(self) -> str:
        """The Job in YAML."""
        return "".join(line + "\n" for line in yaml_lines(self._job()))

    def _job(self) -> Dict[str, Any]:
        labels = {"app.kubernetes.io/name": "tunebook-agent", "app.kubernetes.io/instance": self._name}
        metadata: Dict[str, Any] = {"name": self._name, "labels": labels}
        if self._options.namespace:
            metadata["namespace"] = self._options.namespace
        return {
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": metadata,
            "spec": {
                "completionMode": "Indexed",
                "completions": self._options.parallelism,
                "parallelism": self._options.parallelism,
                "backoffLimitPerIndex": 5,
                # A pod that was evicted, drained or preempted is replaced, and is not a failure.
                "podFailurePolicy": {"rules": [
                    {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]},
                    {"action": "Ignore", "onExitCodes": {
                        "containerName": "agent", "operator": "In", "values": [128 + signal.SIGTERM]}}]},
                "template": {"metadata": {"labels": labels}, "spec": self._pod()},
            },
        }

    def _pod(self) -> Dict[str, Any]:
        volume: Dict[str, Any] = {"name": "trials", "emptyDir": {}}
        if self._options.volume:
            volume = {"name": "trials", "persistentVolumeClaim": {"claimName": self._options.volume}}
        container: Dict[str, Any] = {
            "name": "agent",
            "image": self._options.image,
            "command": ["python3", "-c", self._start()],
            # Kubernetes replaces $(NAME) in arguments, and $$ by $.
            "args": [argument.replace("$", "$$") for argument in self._agent],
        }
        if self._options.secret:
            container["env"] = [{"name": "TUNEBOOK_TOKEN", "valueFrom": {
                "secretKeyRef": {"name": self._options.secret, "key": "token"}}}]
        container["resources"] = self._resources()
        container["volumeMounts"] = [{"name": "trials", "mountPath": "/tunebook"}]
        return {
            "restartPolicy": "Never",
            "terminationGracePeriodSeconds": self._grace,
            "automountServiceAccountToken": False,
            "containers": [container],
            "volumes": [volume],
        }

    def _start(self) -> str:
        """The Python program that fetches this file from the server and becomes the agent."""
        url = json.dumps(f"{self._server}/client/tunebook.py")
        return ("import os, sys, tempfile, time, urllib.request\n"
                f"end = time.monotonic() + {self.FETCH_SECONDS}\n"
                "while True:\n"
                "    try:\n"
                f"        source = urllib.request.urlopen({url}, timeout=60).read()\n"
                "        break\n"
                "    except OSError as error:\n"
                "        if time.monotonic() > end:\n"
                f"            sys.exit('cannot fetch ' + {url} + ': ' + str(error))\n"
                "        time.sleep(5)\n"
                "file = os.path.join(tempfile.mkdtemp(), 'tunebook.py')\n"
                "with open(file, 'wb') as out:\n"
                "    out.write(source)\n"
                "if 'TUNEBOOK_TOKEN' in os.environ:\n"  # A secret from a file ends with a line break.
                "    os.environ['TUNEBOOK_TOKEN'] = os.environ['TUNEBOOK_TOKEN'].strip()\n"
                "os.execv(sys.executable, [sys.executable, file, *sys.argv[1:]])\n").replace("$", "$$")

    def _resources(self) -> Dict[str, Any]:
        requests: Dict[str, str] = {}
        limits: Dict[str, str] = {}
        if self._options.cpu:
            requests["cpu"] = self._options.cpu
        if self._options.memory:
            requests["memory"] = limits["memory"] = self._options.memory
        if self._options.gpus:
            limits["nvidia.com/gpu"] = str(self._options.gpus)  # The request is the limit.
        return {"requests": requests, "limits": limits}

    def _longest_name(self) -> int:
        """A pod's host name is the job's name, a hyphen and the index."""
        return self.MAX_HOST_NAME - 1 - len(str(self._options.parallelism - 1))

    def _default_name(self) -> str:
        name = "tunebook-" + re.sub(r"[^a-z0-9]+", "-", self._options.study.lower())
        return name[:self._longest_name()].strip("-")

    @staticmethod
    def _check(option: str, value: Optional[str], pattern: str, longest: int) -> None:
        if value is not None and (len(value) > longest or not re.fullmatch(pattern, value)):
            raise EngineError(f"Kubernetes does not accept {option} {value}: it must match {pattern}"
                              f" and have at most {longest} characters")


def yaml_lines(value: Any, indent: str = "") -> Iterator[str]:
    """A tree of dicts and lists in block style. Texts are quoted as in JSON, which is YAML too."""
    if not value or not isinstance(value, (dict, list)):
        yield indent + yaml_scalar(value)
        return
    for key, item in value.items() if isinstance(value, dict) else ((None, item) for item in value):
        head = "-" if key is None else f"{key}:"
        if not item or not isinstance(item, (dict, list)):
            yield f"{indent}{head} {yaml_scalar(item)}"
        elif key is None:
            first, *rest = yaml_lines(item, indent + "  ")
            yield f"{indent}- {first.strip()}"
            yield from rest
        else:
            yield indent + head
            yield from yaml_lines(item, indent + "  ")


def yaml_scalar(value: Any) -> str:
    """JSON that has no character that YAML does not print, and no pair of surrogates, which YAML does not know."""
    if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        raise EngineError(f"{value!r} is not a text in UTF-8")
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda found: f"\\u{ord(found.group()):04x}", text)


def engine_parsers(commands: Any) -> None:
    """Adds the parsers of the engines' commands."""
    slurm = commands.add_parser(
        "slurm", help="submit agents to Slurm", allow_abbrev=False,
        usage="%(prog)s --jobs N --study ID [options] [options of agent] -- COMMAND…",
        description="Submit an array job whose tasks are agents. This file, the program of Python, the folder of the"
                    " trials and COMMAND must be there on the nodes under the same names.",
        epilog="Options of agent, such as --slots, --gpus, --attempts, --grace, --metrics and --folder, are handed on.")
    slurm.add_argument("--jobs", type=positive, required=True, metavar="N", help="the number of tasks of the array")
    slurm.add_argument("--sbatch", default="", metavar="OPTIONS",
                       help="options of sbatch in one argument, such as \"--partition=gpu --gres=gpu:1 --time=4:00:00\"")
    slurm.add_argument("--dry-run", action="store_true", help="print the batch script, and submit nothing")
    kubernetes = commands.add_parser(
        "kubernetes", help="print a Job of Kubernetes whose pods are agents", allow_abbrev=False,
        usage="%(prog)s --image IMAGE --parallelism N --study ID [options] [options of agent] -- COMMAND…",
        description="Print an indexed Job (Kubernetes 1.29 or newer) in YAML, for kubectl apply -f -. The image needs"
                    " python3 and COMMAND; each pod fetches the agent from the server.",
        epilog="Options of agent, such as --slots, --attempts, --grace and --metrics, are handed on.")
    kubernetes.add_argument("--image", required=True, help="the image of the containers, with python3 and COMMAND")
    kubernetes.add_argument("--parallelism", type=positive, required=True, metavar="N", help="the number of pods")
    kubernetes.add_argument("--name", help="the Job's name (default: tunebook-STUDY)")
    kubernetes.add_argument("--namespace", help="the Job's namespace (default: that of kubectl)")
    kubernetes.add_argument("--cpu", metavar="QUANTITY", help="the CPUs that a pod requests, such as 4 or 500m")
    kubernetes.add_argument("--memory", metavar="QUANTITY", help="the memory of a pod, such as 16Gi")
    kubernetes.add_argument("--gpus", type=positive, metavar="N", help="the GPUs of a pod; the agent has a slot for each")
    kubernetes.add_argument("--secret", metavar="NAME", help="the secret whose key \"token\" has the recorder's token")
    kubernetes.add_argument("--volume", metavar="CLAIM",
                            help="the volume claim for the trials' folders, so that a replaced pod finds the checkpoints")
    for engine in (slurm, kubernetes):
        engine.add_argument("--server", metavar="URL",
                            help="the server (default: TUNEBOOK_URL, or http://127.0.0.1:7070)")
        engine.add_argument("--token", help=argparse.SUPPRESS)
        engine.add_argument("--study", required=True, metavar="ID", help="the study, such as mnist-s1")


def run_engine(given: Sequence[str], command: Sequence[str]) -> int:
    """The commands ``slurm`` and ``kubernetes``; options that they do not have are the agent's."""
    top = parser()
    given = list(given)
    if "--sbatch" in given[:-1]:  # Its value begins with a hyphen.
        at = given.index("--sbatch")
        given[at:at + 2] = [f"--sbatch={given[at + 1]}"]
    options, agent_options = top.parse_known_args(given)
    if not command:
        top.error("no command: add it after --, such as -- python3 train.py {args}")
    try:
        if options.action == "kubernetes":
            print(KubernetesJob(options, agent_options, command).manifest(), end="")
            return 0
        array = SlurmArray(options, agent_options, command)
        if options.dry_run:
            print(array.script(), end="")
            return 0
        return array.submit()
    except (TunebookError, ValueError) as error:
        print(f"tunebook: {error}", file=sys.stderr)
        return 1


# ---------------------------------------------------------------------------------------------
# The command line
# ---------------------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="tunebook.py", description="Tune training scripts with a Tunebook server.")
    top.add_argument("--version", action="version", version=f"tunebook.py {__version__}")
    commands = top.add_subparsers(dest="action", required=True, metavar="COMMAND")
    agent = commands.add_parser(
        "agent", help="train the trials of a study with a command",
        usage="%(prog)s --study ID [options] -- COMMAND…",
        description="Ask for trials of a study, and run a command for each of them.",
        epilog="In COMMAND, {learning_rate} is the value of a hyperparameter and {args} is '--learning_rate=0.01 …'"
               " with all of them. It prints its measurements as lines of JSON:"
               " {\"step\": 10, \"validation_error\": 0.1}.")
    agent.add_argument("--server", metavar="URL", help="the server (default: TUNEBOOK_URL, or http://127.0.0.1:7070)")
    agent.add_argument("--token", help="a recorder's token (default: TUNEBOOK_TOKEN, which other users cannot see)")
    agent.add_argument("--study", required=True, metavar="ID", help="the study, such as mnist-s1")
    agent.add_argument("--count", type=positive, metavar="N", help="end after N completed or infeasible trials")
    agent.add_argument("--slots", type=positive, metavar="K", help="run K scripts at once (default: one a GPU, or 1)")
    agent.add_argument("--gpus", metavar="LIST", help="GPUs to share among the slots, such as 0,1,2,3")
    agent.add_argument("--attempts", type=positive, default=2, metavar="N",
                       help="failed attempts after which a configuration is infeasible (default: 2)")
    agent.add_argument("--metrics", metavar="FILE",
                       help="a file in the trial's folder with lines of JSON, as on standard output")
    agent.add_argument("--objective", choices=("best", "last"), default="best",
                       help="the value of the curve that is the trial's (default: best)")
    agent.add_argument("--folder", default="tunebook-trials", metavar="DIR",
                       help="the folder of the trials' folders (default: tunebook-trials)")
    agent.add_argument("--grace", type=float, default=30.0, metavar="SECONDS",
                       help="time for a script between SIGTERM and SIGKILL (default: 30)")
    agent.add_argument("--lease", type=positive, default=300, metavar="SECONDS",
                       help="time without a heartbeat after which the trial is offered again (default: 300)")
    agent.add_argument("--retry-seconds", type=float, default=3600.0, metavar="SECONDS",
                       help="how long the server may be away when a trial ends (default: 3600)")
    agent.add_argument("--no-wait", dest="wait", action="store_false",
                       help="end when all trials are taken, without waiting for one that is given up")
    agent.add_argument("--json", action="store_true", help="print events as JSON on standard output")
    engine_parsers(commands)
    return top


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def main(arguments: Optional[Sequence[str]] = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    command: List[str] = []
    if "--" in given:
        at = given.index("--")
        given, command = given[:at], given[at + 1:]
    if given[:1] == ["supervise"]:
        agent, status, grace = given[1:]
        return Supervisor(int(agent), int(status), float(grace), command).run()
    if given[:1] == ["slurm-task"]:
        return SlurmTask([*given[1:], "--", *command]).run()
    if given[:1] in (["slurm"], ["kubernetes"]):
        return run_engine(given, command)
    top = parser()
    options = top.parse_args(given)
    options.command = command
    if os.name != "posix":
        top.error("the agent needs Linux, macOS or another Unix: use the client in the script itself")
    if not command:
        top.error("no command: add it after --, such as -- python train.py {args}")
    if "{" not in command[0] and shutil.which(command[0]) is None:
        top.error(f"there is no program {command[0]}")
    try:
        return Agent(options).run()
    except (TunebookError, ValueError) as error:
        print(f"tunebook-agent: {error}", file=sys.stderr)
        return 1


def agent_main() -> int:
    """The command ``tunebook-agent``."""
    return main(["agent", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
