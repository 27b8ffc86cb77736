"""Agents as tasks of a real Slurm, with a job cancelled, one requeued, one preempted and a node drained.

Run by hand, as root, in clients/python, where Slurm is installed (on Debian: slurm-wlm and munge)::

    python3 -m tests.slurm_check [--tunebook "../../tunebook"]

It starts a Tunebook server, munged, slurmctld and two slurmd on 127.0.0.1, in a temporary folder, and ends all of
them. Elsewhere it is skipped, with a line that names what is missing.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import tunebook  # noqa: E402

TUNEBOOK = Path(tunebook.__file__).resolve()
PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "scancel", "scontrol", "squeue", "sinfo"]
MARK = "TUNEBOOK_SLURM_CHECK"
TRIALS = 24
STEPS = 10

TRAIN = f"""
import json, os, sys, time
from pathlib import Path
checkpoint = Path("checkpoint")
done = int(checkpoint.read_text()) if checkpoint.exists() else 0
for step in range(done + 1, {STEPS} + 1):
    time.sleep(float(sys.argv[1]))
    print(json.dumps({{"step": step, "validation_error": 1 / step}}))
    Path("checkpoint.new").write_text(str(step))
    os.replace("checkpoint.new", checkpoint)
with open("ended", "a") as file:
    file.write(f"{{os.environ['SLURM_ARRAY_TASK_ID']}} from step {{done}}\\n")
"""


class Daemons:
    """The processes of the check; each has a session of its own and is killed at the end."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._started: List[subprocess.Popen[bytes]] = []

    def start(self, name: str, *command: str) -> None:
        with open(self._folder / f"{name}.out", "wb") as output:
            self._started.append(subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                cwd=self._folder))

    def stop(self) -> None:
        for process in reversed(self._started):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


class Cluster:
    """Slurm with two nodes of two CPUs on this machine."""

    def __init__(self, folder: Path, daemons: Daemons):
        self.folder = folder
        self._daemons = daemons
        self._conf = folder / "slurm.conf"

    def start(self) -> None:
        (self.folder / "munge").mkdir(mode=0o700)
        key = self.folder / "munge" / "key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        controller, first, second = free_ports(3)
        assert second
        host = socket.gethostname().split(".")[0]
        self._conf.write_text(f"""
ClusterName=check
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={self.folder}/munge/socket,cred_expire=5
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=1
KillWait=20
MpiDefault=none
ReturnToService=2
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/spool-%n
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/slurmd-%n.pid
SlurmctldLogFile={self.folder}/slurmctld.log
SlurmdLogFile={self.folder}/slurmd-%n.log
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={first} CPUs=2 RealMemory=1000
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={second} CPUs=2 RealMemory=1000
PartitionName=agents Nodes=n1,n2 Default=YES PriorityTier=1 State=UP
PartitionName=urgent Nodes=n1,n2 PriorityTier=10 PreemptMode=OFF State=UP
""")
        munge = self.folder / "munge"
        self._daemons.start("munged", "munged", "--foreground", "--force", f"--socket={munge}/socket",
                            f"--key-file={key}", f"--pid-file={munge}/pid", f"--log-file={munge}/log",
                            f"--seed-file={munge}/seed")
        eventually(lambda: (munge / "socket").exists(), "munged")
        self._daemons.start("slurmctld", "slurmctld", "-D", "-f", str(self._conf))
        for node in ("n1", "n2"):
            self._daemons.start(f"slurmd-{node}", "slurmd", "-D", "-N", node, "-f", str(self._conf))
        eventually(lambda: self.run("sinfo", "--noheader", "--Node", "--format=%T", fail=False).split() == ["idle"] * 4,
                   "two idle nodes in two partitions", 60)

    def run(self, *command: str, fail: bool = True, mark: str = "") -> str:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60,
                              env={**os.environ, "SLURM_CONF": str(self._conf), MARK: mark}, check=False)
        if fail and done.returncode != 0:
            raise AssertionError(f"{shlex.join(command)}: {done.returncode} {done.stdout} {done.stderr}")
        return done.stdout

    def cancel_all(self) -> None:
        """Cancels what is left after a failure, so that no agent outlives its daemon."""
        if self.jobs():
            self.run("scancel", "--full", *{job.split("_")[0] for job in self.jobs()})
            eventually(lambda: not self.jobs(), "the end of all jobs")

    def jobs(self, *states: str) -> List[str]:
        """The tasks in these states; all that Slurm has queued without one."""
        rows = [line.split() for line in self.run("squeue", "--noheader", "--array", "--format=%i %T").splitlines()]
        return sorted(job for job, state in rows if not states or state in states)

    def job(self, job: str) -> Dict[str, str]:
        fields = self.run("scontrol", "show", "job", job).split()
        return dict(field.split("=", 1) for field in fields if "=" in field)


def free_ports(count: int) -> List[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def eventually(condition: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def processes_of(mark: str) -> Iterator[str]:
    """The processes, still running, that inherited the mark of this check in their environment."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                yield f"{folder.name} {(folder / 'cmdline').read_bytes().decode().replace(chr(0), ' ')}"


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def check(folder: Path, daemons: Daemons, cluster: Cluster, server: str) -> None:
    mark = uuid.uuid4().hex
    port, = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    daemons.start("tunebook", *shlex.split(server), "serve", "--data-dir", str(folder / "data"), "--port", str(port))
    cluster.start()
    versions = [subprocess.run([program, option], capture_output=True, text=True, check=False).stdout.strip()
                for program, option in (("slurmctld", "-V"), ("munged", "--version"))]
    say(f"{', '.join(versions)}: 2 nodes with 2 CPUs each")
    eventually(lambda: answers(f"{url}/client/tunebook.py"), "the server", 300)

    client = tunebook.Client(url)
    project = client.project("slurm", metric="validation_error")
    round_ = project.round("Which rate?", scientific={"learning_rate": tunebook.log_uniform(0.001, 1)})
    study = round_.study("Rates", trials=TRIALS, command="train.py", version="1")
    (folder / "train.py").write_text(TRAIN)
    out = cluster.run(sys.executable, str(TUNEBOOK), "slurm", "--jobs", "6", "--study", study.id, "--server", url,
                      "--grace", "5", "--sbatch", "--ntasks=1", "--", sys.executable, "-S", "train.py", "0.3",
                      mark=mark)
    say(f"{out.strip()}: 6 agents for study {study.id} with {TRIALS} trials of {STEPS} steps")
    array = out.split()[-1]

    def running() -> Dict[str, str]:
        """The running tasks whose agents train, with their nodes."""
        trained = [result["id"] for result in results() if result["state"] == "running"]
        rows = cluster.run("squeue", "--noheader", "--array", "--states=RUNNING", "--partition=agents",
                           "--format=%i %N").split()
        return dict(zip(rows[::2], rows[1::2])) if len(trained) == 4 and len(rows) == 8 else {}

    def results() -> List[Dict[str, Any]]:
        return study.results()

    def abandoned() -> int:
        return sum(result["state"] == "abandoned" for result in results())

    cancelled = sorted(eventually(running, "four agents that train"))[0]
    seen = eventually(lambda: [found for found in [list(processes_of(mark))] if len(found) >= 12],
                      "four agents, supervisors and scripts", 10)[0]
    say(f"{len(seen)} processes of agents and scripts")
    time.sleep(1)
    cluster.run("scancel", cancelled)
    eventually(lambda: abandoned() == 1, "the cancelled job's trial is given back")
    eventually(lambda: cluster.job(cancelled)["JobState"] == "CANCELLED", "the state CANCELLED")
    say(f"scancel {cancelled}: CANCELLED, its trial was given back")

    requeued = sorted(eventually(running, "four agents again"))[0]
    cluster.run("scontrol", "requeue", requeued)
    eventually(lambda: abandoned() == 2, "the requeued job's trial is given back")
    eventually(lambda: requeued in cluster.jobs("PENDING"), "the requeued job waits")
    say(f"scontrol requeue {requeued}: PENDING, its trial was given back")

    drained = [job for job, node in eventually(running, "four agents again").items() if node == "n2"]
    cluster.run("scontrol", "update", "nodename=n2", "state=drain", "reason=check")
    state = cluster.run("sinfo", "--noheader", "--nodes=n2", "--format=%T", "--partition=agents").strip()
    assert state.startswith("drain"), state
    say(f"scontrol update nodename=n2 state=drain: {state}; {' and '.join(drained)} train there to their end")
    warned = drained[0]  # As Slurm does 60 s before the time limit.
    cluster.run("scancel", "--signal=TERM", "--batch", warned)
    eventually(lambda: abandoned() == 3, "the warned job's trial is given back")
    eventually(lambda: int(cluster.job(warned)["Restarts"]) == 1 and warned in cluster.jobs("PENDING"), "its requeue")
    say(f"SIGTERM to the batch script of {warned}, as before its time limit: it asked to be requeued, PENDING")
    cluster.run("scontrol", "update", "nodename=n2", "state=resume")
    say("scontrol update nodename=n2 state=resume")

    eventually(running, "four agents again")
    urgent = cluster.run("sbatch", "--parsable", "--partition=urgent", "--nodes=1", "--nodelist=n1", "--ntasks=2",
                         "--wrap=sleep 3").strip()
    eventually(lambda: abandoned() == 5, "the preempted jobs' trials are given back")
    eventually(lambda: cluster.job(urgent)["JobState"] in ("RUNNING", "COMPLETED"), "the urgent job")
    say("a job of a partition of higher priority preempted both agents on n1; their trials were given back")

    eventually(lambda: not cluster.jobs(), "the end of all jobs", 240)
    ended = {job: cluster.job(job) for job in (f"{array}_{task}" for task in range(1, 7))}
    for job, facts in ended.items():
        say(f"job {job}: {facts['JobState']}, exit {facts['ExitCode']}, {facts['Restarts']} restarts")
        assert facts["JobState"] == ("CANCELLED" if job == cancelled else "COMPLETED"), facts

    final = results()
    states = collections.Counter(result["state"] for result in final)
    say(f"study {study.id}: {study.state()}, {dict(states)}")
    completed = [result for result in final if result["state"] == "completed"]
    assert study.state() == "finished" and states == {"completed": TRIALS, "abandoned": 5}, states
    assert len({json.dumps(result["configuration"]) for result in completed}) == TRIALS
    assert all((result["steps"], result["value"]) == (STEPS, 1 / STEPS) for result in completed), completed
    folders = list((folder / "tunebook-trials" / study.id).iterdir())
    ends = [(one / "ended").read_text().splitlines() for one in folders]
    assert len(ends) == TRIALS and all(len(lines) == 1 for lines in ends), ends
    resumed = sum(not lines[0].endswith("from step 0") for lines in ends)
    assert resumed >= 1
    say(f"{len(ends)} points, each trained once to its end, {resumed} of them resumed from a checkpoint")
    time_limit(cluster, round_, url, folder, mark)
    eventually(lambda: not list(processes_of(mark)), "no process of an agent or script is left", 10)
    say("no process of an agent or a script is left")


def time_limit(cluster: Cluster, round_: tunebook.Round, url: str, folder: Path, mark: str) -> None:
    """A trial that takes longer than the time limit of its job, which Slurm looks at every 30 s."""
    study = round_.study("Long", trials=1, command="train.py", version="1")
    out = cluster.run(sys.executable, str(TUNEBOOK), "slurm", "--jobs", "1", "--study", study.id, "--server", url,
                      "--sbatch", "--time=2", "--", sys.executable, "-S", "train.py", "7", mark=mark)
    job = out.split()[-1] + "_1"
    say(f"{out.strip()}: a time limit of 120 s and a trial of {STEPS * 7} s")
    eventually(lambda: [result["state"] for result in study.results()][:1] == ["abandoned"],
               "the trial is given back before the time limit", 150)
    say("SIGTERM before the time limit: the trial was given back")
    eventually(lambda: not cluster.jobs(), "the end of the job", 300)
    facts = cluster.job(job)
    *given_back, last = [result["state"] for result in study.results()]
    line, = next((folder / "tunebook-trials" / study.id).iterdir()).joinpath("ended").read_text().splitlines()
    say(f"job {job}: {facts['JobState']}, {facts['Restarts']} restarts; trial {last} {line[2:]}")
    assert (facts["JobState"], last, set(given_back)) == ("COMPLETED", "completed", {"abandoned"}), facts
    assert int(facts["Restarts"]) == len(given_back) and not line.endswith("step 0"), (facts, line)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tunebook", default=str(TUNEBOOK.parent.parent.parent / "tunebook"), metavar="COMMAND",
                         help="the command that starts Tunebook")
    options.add_argument("--keep", action="store_true", help="keep the temporary folder with the logs")
    given = options.parse_args()
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing or os.geteuid() != 0:
        print(f"SKIPPED: the check with Slurm needs {', '.join(missing) + ' (slurm-wlm, munge)' if missing else 'root'}")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="tunebook-slurm-"))
    folder.chmod(0o755)
    daemons = Daemons(folder)
    cluster = Cluster(folder, daemons)
    try:
        check(folder, daemons, cluster, given.tunebook)
        say("PASSED")
        return 0
    finally:
        with contextlib.suppress(AssertionError):  # Not to hide the first one.
            cluster.cancel_all()
        daemons.stop()
        if given.keep:
            print(f"the logs are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
