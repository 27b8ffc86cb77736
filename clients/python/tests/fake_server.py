"""A small Tunebook server with faults: it drops connections, loses answers, refuses, and goes away."""

from __future__ import annotations

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, List, Optional, Tuple, Union

Fault = Union[str, int, Tuple[int, str]]


class FakeServer:
    """One study, ``s``, of ``points`` configurations, by the rules of the real server.

    ``agents`` has each worker that asked, whether it is drained, and how it ended; ``outputs`` what each trial's
    script printed, with ``?`` for each byte of a gap; ``mlflow`` the value and step that a trial's run has.

    ``faults`` has, for a route such as ``curve``, what happens to its next requests: ``drop`` closes the
    connection before the command is performed, ``lose`` after it, a status refuses it, with a header
    ``Retry-After`` as ``(503, "1")``.
    """

    def __init__(self, points: int = 1, lease: float = 60):
        self.points = points
        self.lease = lease
        self.lock = threading.RLock()
        self.trials: List[Dict[str, Any]] = []
        self.answers: Dict[str, Any] = {}
        self.requests: List[Tuple[float, str, str]] = []
        self.performed: List[Tuple[str, str, Dict[str, Any]]] = []
        self.faults: Dict[str, List[Fault]] = {}
        self.state = "running"
        self.refusal: Optional[str] = None
        self.agents: Dict[str, Dict[str, Any]] = {}
        self.outputs: Dict[str, bytes] = {}
        self.mlflow: Dict[str, Dict[str, Any]] = {}
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        handler = type("Handler", (Handler,), {"fake": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def count(self, route: str) -> int:
        """The requests for a route, also those that failed."""
        return sum(name == route for _, name, _ in self.requests)

    def rows(self, trial: str) -> List[Tuple[int, str, Any]]:
        """The step, metric and value of each recorded measurement, in the order of recording."""
        return [(step, metric, value) for route, id, body in self.performed if route == "curve" and id == trial
                for metric, values in body["metrics"].items() for step, value in zip(body["steps"], values)]

    def states(self) -> List[str]:
        return [trial["state"] for trial in self.trials]

    def lose_lease(self, trial: int = 0) -> None:
        with self.lock:
            self.trials[trial].update(state="abandoned", reason="the lease expired")

    # The rules.

    def perform(self, route: str, id: str, body: Dict[str, Any]) -> Tuple[int, Dict[str, Any]]:
        if route == "ask":
            return self.ask(body)
        if route == "start":
            return 200, {"id": "s"}
        if route == "leave":
            if id not in self.agents:
                return 404, {"detail": f"there is no agent '{id}'"}
            self.agents[id]["ended"] = body["why"]
            return 200, {"agent": id}
        trial = next((t for t in self.trials if t["id"] == id), None)
        if trial is None:
            return 404, {"detail": f"there is no trial '{id}'"}
        if route == "output":
            return self.output(id, body["offset"], body["text"].encode())
        if trial["state"] != "running":
            return 409, {"detail": f"trial '{id}' is {trial['state']}"}
        if route == "complete":
            trial.update(state="completed", **{name: body[name] for name in ("value", "bestStep", "steps", "seconds")})
        elif route == "finish":
            if id not in self.mlflow:
                return 409, {"detail": f"trial '{id}' has no value", "reason": "no-objective"}
            trial.update(state="completed", seconds=body["seconds"], **self.mlflow[id])
            return 200, {"trial": id, "state": "completed", "value": trial["value"], "step": trial["bestStep"]}
        elif route == "infeasible":
            trial.update(state="infeasible", reason=body["reason"])
        elif route == "abandon":
            trial.update(state="abandoned", reason=body["why"], failed=body.get("failed", False))
        elif route == "curve" and "" in body["metrics"]:
            return 400, {"detail": "each metric needs a name"}
        return 200, {"id": id}

    def output(self, id: str, offset: int, data: bytes) -> Tuple[int, Dict[str, Any]]:
        known = self.outputs.get(id, b"").ljust(offset, b"?")
        self.outputs[id] = known + data[max(0, len(known) - offset):]
        return 200, {"trial": id, "end": len(self.outputs[id])}

    def ask(self, body: Dict[str, Any]) -> Tuple[int, Dict[str, Any]]:
        agent = self.agents.setdefault(body["agent"]["id"], {**body["agent"], "drained": False})
        agent["ended"] = None
        taken = {t["seed"] for t in self.trials if t["state"] != "abandoned"}
        free = [seed for seed in range(self.points) if seed not in taken]
        reason = ("drained" if agent["drained"] else self.refusal or self.study()["study"]["state"])
        if reason != "running" or not free:
            return 409, {"detail": "study 's' has all of its trials",
                         "reason": "taken" if reason == "running" else reason if reason != "rule" else None}
        number = len(self.trials)
        earlier = [t for t in self.trials if t["seed"] == free[0]]
        configuration = {"learning_rate": 0.1 * (free[0] + 1), "name": "a b", "nesterov": True}
        self.trials.append({"id": f"s-t{number}", "number": number, "state": "running", "seed": free[0],
                            "configuration": configuration, "value": None, "bestStep": None, "steps": None,
                            "seconds": None, "reason": None, "agent": agent["id"]})
        return 200, {"trial": f"s-t{number}", "number": number, "configuration": configuration, "seed": free[0],
                     "leaseSeconds": self.lease, "attempt": len(earlier) + 1,
                     "failures": sum(t.get("failed", False) for t in earlier), "mlflowRun": f"s-t{number}"}

    def study(self) -> Dict[str, Any]:
        states = self.states()
        ended = states.count("completed") + states.count("infeasible")
        return {"project": {"objective": {"metric": "validation/error", "direction": "MINIMIZE"}},
                "study": {"state": "finished" if ended == self.points else self.state, "trainer": "external",
                          "running": states.count("running"), "proposed": 0, "completed": states.count("completed"),
                          "infeasible": states.count("infeasible"), "planned": self.points},
                "trials": self.trials}


class Handler(BaseHTTPRequestHandler):
    fake: FakeServer

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        with self.fake.lock:
            self.answer(200, {"leaf": "90a2"} if "/log/" in self.path else self.fake.study())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        matched = re.fullmatch(r"/api/v1/\w+/([^/]+)/(\w+)", self.path)
        assert matched
        id, route = matched.groups()
        key = self.headers["Idempotency-Key"]
        with self.fake.lock:
            self.fake.requests.append((time.monotonic(), route, key))
            faults = self.fake.faults.get(route)
            fault: Optional[Fault] = faults.pop(0) if faults else None
            if fault == "drop":
                self.close_connection = True
                return
            if isinstance(fault, int):
                return self.answer(fault, {"detail": "refused"})
            if isinstance(fault, tuple):
                return self.answer(fault[0], {"detail": "refused"}, fault[1])
            if key in self.fake.answers:
                status, answer = 200, self.fake.answers[key]
            else:
                status, answer = self.fake.perform(route, id, body)
                if status == 200:
                    self.fake.performed.append((route, id, body))
                    if route != "heartbeat":
                        self.fake.answers[key] = answer
            if fault == "lose":
                self.close_connection = True
            elif fault == "half":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"tri')
                self.close_connection = True
            else:
                self.answer(status, answer)

    def answer(self, status: int, body: Any, retry_after: Optional[str] = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if status == 302:
            self.send_header("Location", "https://example.org/")
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(data)
