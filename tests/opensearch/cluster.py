"""A real cluster on loopback: nodes of OpenSearch, one process each, from Maven's artifacts."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_STARTING = 120
_HEAP = "-Xms320m -Xmx320m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto".split()
_OPENED = "--add-opens=java.base/java.io=ALL-UNNAMED"


class NoServer(Exception):
    """The server cannot be fetched or started here; the message says why."""


def cache_folder() -> Path:
    """Return the folder that keeps the server between runs; its name tells the recipe."""
    recipe = hashlib.sha256()
    for name in ("pom.xml", "TestNode.java"):
        recipe.update((HERE / name).read_bytes())
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "quoth" / f"test-cluster-{recipe.hexdigest()[:12]}"


def fetched() -> Path:
    """Return the folder with the server's jars and the launcher, fetched on the first call."""
    for tool in ("java", "javac", "mvn"):
        if shutil.which(tool) is None:
            raise NoServer(f"there is no {tool}: a JDK 17 or later and Maven are needed")
    folder = cache_folder()
    if (folder / "classes").is_dir():
        return folder
    building = folder.with_name(f"{folder.name}.{os.getpid()}")
    building.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "pom.xml", building)
    goal = ["dependency:copy-dependencies", "-DoutputDirectory=lib", "-DincludeScope=runtime"]
    _run(["mvn", "-q", "-B", *goal], building)
    launcher = str(HERE / "TestNode.java")
    _run(["javac", "-cp", "lib/*", "-d", "classes", launcher], building)
    with suppress(OSError):
        building.rename(folder)
    return folder


def _run(command: list[str], folder: Path) -> None:
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode:
        said = (made.stdout + made.stderr).strip().splitlines() or ["nothing was said"]
        raise NoServer(f"{command[0]} failed: {said[0]}")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class TestNodeProcess:
    """One node. It is stopped by its process id, and by nothing else."""

    def __init__(self, name: str, folder: Path, port: int, inner_port: int) -> None:
        self.name = name
        self.folder = folder
        self.port = port
        self.inner_port = inner_port
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, seeds: list[str], first: list[str]) -> None:
        """Start the process; whether it answers is for `TestCluster.wait` to see."""
        jars = fetched()
        settings = {
            "cluster.name": "quoth-test",
            "node.name": self.name,
            "path.home": str(self.folder),
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "http.port": self.port,
            "transport.port": self.inner_port,
            "network.host": "127.0.0.1",
            "discovery.seed_hosts": ",".join(seeds),
            "cluster.initial_cluster_manager_nodes": ",".join(first),
            "indices.breaker.total.use_real_memory": "false",
            "bootstrap.memory_lock": "false",
            "node.store.allow_mmap": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "true",
            "cluster.routing.allocation.disk.watermark.low": "1mb",
            "cluster.routing.allocation.disk.watermark.high": "1mb",
            "cluster.routing.allocation.disk.watermark.flood_stage": "1mb",
            "cluster.info.update.interval": "10s",
            "cluster.routing.allocation.disk.reroute_interval": "1s",
            "cluster.fault_detection.follower_check.timeout": "3s",
            "cluster.fault_detection.leader_check.timeout": "3s",
        }
        (self.folder / "config").mkdir(parents=True, exist_ok=True)
        command = [
            *("nice", "-n", "5", "java", *_HEAP, _OPENED, "-Dlog4j2.disable.jmx=true"),
            f"-Dopensearch.path.home={self.folder}",
            *("-cp", f"{jars / 'classes'}:{jars / 'lib'}/*", "TestNode"),
            *(f"{name}={value}" for name, value in settings.items()),
        ]
        with (self.folder / "node.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process and wait until it is gone."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class TestCluster:
    """Nodes that find one another."""

    __test__ = False

    def __init__(self, folder: Path, nodes: int = 3) -> None:
        self.nodes = [
            TestNodeProcess(f"n{number}", folder / f"n{number}", free_port(), free_port())
            for number in range(nodes)
        ]
        self._seeds = [f"127.0.0.1:{node.inner_port}" for node in self.nodes]

    @property
    def urls(self) -> list[str]:
        return [node.url for node in self.nodes]

    def start(self) -> None:
        for node in self.nodes:
            self.start_node(node)
        self.wait(len(self.nodes))

    def start_node(self, node: TestNodeProcess) -> None:
        node.start(self._seeds, [one.name for one in self.nodes])

    def stop(self) -> None:
        for node in self.nodes:
            node.stop(signal.SIGKILL)

    def wait(self, nodes: int, status: str = "yellow", seconds: float = _STARTING) -> None:
        """Wait until so many nodes are together and the cluster is as healthy as that."""
        until = time.monotonic() + seconds
        asked = f"/_cluster/health?wait_for_nodes={nodes}&wait_for_status={status}&timeout=5s"
        while time.monotonic() < until:
            for node in self.nodes:
                if node.process is not None and node.process.poll() is not None:
                    raise NoServer(f"node {node.name} ended: see {node.folder / 'node.log'}")
            with suppress(OSError, ValueError):
                if not self.get(asked, seconds=6)["timed_out"]:
                    return
            time.sleep(0.2)
        raise NoServer(f"{nodes} nodes did not come together within {seconds:g} seconds")

    def get(self, path: str, seconds: float = 5) -> Any:
        return self.ask("GET", path, seconds=seconds)

    def ask(self, method: str, path: str, body: Any = None, seconds: float = 10) -> Any:
        """Return what the first node that runs says, as JSON."""
        alive = next(node for node in self.nodes if node.process is not None)
        request = urllib.request.Request(
            alive.url + path,
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=seconds) as response:
            return json.loads(response.read())
