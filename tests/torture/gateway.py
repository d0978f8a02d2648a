"""A gateway under test: its configuration, its processes, its quarantine; all in one scratch folder."""
import contextlib
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("POSTERN_BUILD", ROOT / "build"))
POSTERN = os.environ.get("POSTERN", str(BUILD / "postern"))
OTHERS = ("console", "milter", "scan", "controller", "spamd")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def children(pid):
    found = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            found += map(int, pathlib.Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    return found


def tree(pid):
    found = [pid]
    for child in children(pid):
        found += tree(child)
    return found


def command(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ").strip()
    except OSError:
        return ""


def called(pid):
    """The name that a process gave itself."""
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def own_memory(pid):
    """Octets that only memory holds; pages of a mapped file (the spool) are the kernel's cache and not counted."""
    total = 0
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Pss_Anon:", "Pss_Shmem:")):
                total += int(line.split()[1]) * 1024
    except OSError:
        pass
    return total


def memory(pid):
    """Octets, shared pages divided among their users (PSS)."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


class Gateway:
    """`settings` are sections of the configuration: {"limits": {"sessions": 20000}}; they win over ours.

    The next hop is HOP, a port on 127.0.0.1 or a URL.  Loopback counts as our own network, so that the ceilings
    for strangers do not stand in the way of a test that comes from one address."""

    def __init__(self, folder, hop, settings=None, domains=("example.com",), data=None, files=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data = pathlib.Path(data) if data else self.folder / "data"
        self.data.mkdir(exist_ok=True)
        self.port = free_port()
        self.file = self.folder / "postern.conf"
        self.log = self.folder / "postern.log"
        self.process, self.files = None, files
        sections = {
            "server": {"data": self.data, "hostname": "gateway.example.com", "log_level": "info",
                       "next_hop": f"smtp://127.0.0.1:{hop}" if isinstance(hop, int) else hop},
            "listener smtp": {"address": f"127.0.0.1:{self.port}"},
            **{f"listener {name}": {"enabled": "no"} for name in OTHERS},
            **{f"domain {d}": {} for d in domains},
            "dns": {"enabled": "no"},
            "network": {"own": "127.0.0.0/8"},
            "limits": {"messages_per_session": 1000000, "connections_per_minute": 1000000, "free_disk": "1M"},
        }
        for name, values in (settings or {}).items():
            sections[name] = {**sections.get(name, {}), **values}
        self.file.write_text("".join(
            f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in values.items()) + "\n" for name, values in sections.items()))

    def start(self, seconds=30):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([POSTERN, "serve", "-c", str(self.file), f"--data={self.data}"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=self._few_files)
        try:
            self.wait(seconds)
        except BaseException:
            self.stop()
            raise
        return self

    def _few_files(self):
        if self.files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (self.files, self.files))

    def wait(self, seconds=30):
        """Until it says 220."""
        end = time.monotonic() + seconds
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"postern serve ended with {self.process.returncode}: {self.tail()}")
            with contextlib.suppress(OSError):
                with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                    s.settimeout(10)  # where loopback is not our own network, a stranger waits two seconds for the greeting
                    if s.recv(3) == b"220":
                        return
            if time.monotonic() > end:
                raise RuntimeError(f"no 220 within {seconds} s: {self.tail()}")
            time.sleep(0.02)

    def tail(self, lines=5):
        with contextlib.suppress(OSError):
            return " | ".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return "no log"

    def pids(self):
        """{pid: name} of every role and worker, the supervisor not among them."""
        return {p: called(p) for p in tree(self.process.pid)[1:] if command(p)}

    def role(self, name):
        """The processes called NAME: gate, keeper, dissectors and openers (the nurseries), dissector, opener."""
        return [p for p, called_ in self.pids().items() if called_ == name]

    def running(self, name, seconds=30):
        """As role(); waits until there is one: a dissector is forked by the first message, an opener by its container."""
        end = time.monotonic() + seconds
        while True:
            found = self.role(name)
            if found:
                return found
            if time.monotonic() > end:
                raise RuntimeError(f"no process is called {name}")
            time.sleep(0.05)

    def held(self, seconds=40):
        """Rows of the quarantine, with duplicates; a keeper that was killed may need a while to come back."""
        end = time.monotonic() + seconds
        while True:
            done = subprocess.run([POSTERN, "quarantine", "list", "--format=json", "-c", str(self.file), f"--data={self.data}"],
                                  capture_output=True, text=True, timeout=120)
            if done.returncode == 0:
                break
            if time.monotonic() > end:
                raise RuntimeError(f"postern quarantine list: {done.stderr.strip()}")
            time.sleep(0.2)
        text = done.stdout.strip()
        return json.loads(text) if text.startswith("[") else [json.loads(l) for l in text.splitlines() if l]

    def held_subjects(self):
        """Of one that no worker lived to read, what its first recipient tells of it (load.c)."""
        return [row.get("subject") or "ledger " + row["recipients"][0].partition("@")[0].partition(".")[2] for row in self.held()]

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        """End it; give the seconds that took.  What outlives the supervisor is ended too, and is a fault."""
        if not self.process:
            return 0.0
        below = tree(self.process.pid)[1:]
        begin = time.monotonic()
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        took = time.monotonic() - begin
        for _ in range(100):
            below = [p for p in below if POSTERN.split("/")[-1] in command(p)]
            if not below:
                break
            time.sleep(0.02)
        for p in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(p, signal.SIGKILL)
        self.process = None
        return took

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
