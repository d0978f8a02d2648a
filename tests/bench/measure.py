"""What processes cost, from /proc; and the mail that the bench reads."""
import ctypes
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("POSTERN_BUILD", ROOT / "build"))
POSTERN = os.environ.get("POSTERN", str(BUILD / "postern"))
SHARED = pathlib.Path(os.environ.get("POSTERN_SHARED", ROOT.parent / "shared"))
SCRATCH = pathlib.Path(os.environ.get("POSTERN_SCRATCH", pathlib.Path(tempfile.gettempdir()) / "postern-bench"))
TICK = os.sysconf("SC_CLK_TCK")


class Skip(Exception):
    """This part cannot run here; the reason is the text."""


def stat(pid):
    """The fields of /proc/PID/stat behind the name, or None when it is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def tree(pid):
    """PID and every process below it."""
    found, todo = [], [pid]
    while todo:
        p = todo.pop()
        found.append(p)
        try:
            for task in os.listdir(f"/proc/{p}/task"):
                todo += map(int, pathlib.Path(f"/proc/{p}/task/{task}/children").read_text().split())
        except OSError:
            pass
    return found


def name(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ").strip()
    except OSError:
        return ""


def cpu(pids, reaped=True):
    """Seconds of user and system time of PIDS, and of their ended children when REAPED."""
    total = 0
    for fields in filter(None, map(stat, pids)):
        total += sum(map(int, fields[11:15] if reaped else fields[11:13]))
    return total / TICK


def memory(pids):
    """Octets of memory of PIDS together, shared pages counted once (PSS)."""
    total = 0
    for pid in pids:
        try:
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            pass
    return total


def adopt_orphans():
    """From now on, processes below us whose parent ends become ours, so that their time is counted."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def run_counted(command, **options):
    """Run COMMAND to its end: (seconds of CPU of it and all below it, wall seconds)."""
    before, begin = os.times(), time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
    status = child.wait()
    wall = time.monotonic() - begin
    try:
        while os.waitpid(-1, 0):
            pass
    except ChildProcessError:
        pass
    after = os.times()
    if status not in (0, 1):
        raise Skip(f"{command[0]} ended with status {status}")
    return (after.children_user - before.children_user + after.children_system - before.children_system), wall


def corpus(names):
    """Folders of unpacked mail for each of NAMES ("gvt/spam", "spamassassin"), unpacked when need be."""
    folders = []
    for wanted in names:
        source = wanted.split("/")[0]
        archive = SHARED / "corpora" / f"{source}.tar.zst"
        if not archive.exists():
            raise Skip(f"{archive} is not there (POSTERN_SHARED)")
        if not (SCRATCH / source / ".done").exists():
            SCRATCH.mkdir(parents=True, exist_ok=True)
            subprocess.run(["tar", "--zstd", "-xf", archive, "-C", SCRATCH], check=True)
            (SCRATCH / source / ".done").touch()
        folders.append(SCRATCH / wanted)
    return folders


def messages(folders):
    return [p for folder in folders for p in sorted(folder.rglob("*.eml"))]


def link(paths, name):
    """A folder of links to PATHS: a command line has a limit, and a folder is one start of the program."""
    folder = SCRATCH / name
    subprocess.run(["rm", "-rf", folder], check=True)
    folder.mkdir(parents=True)
    for i, path in enumerate(paths):
        (folder / f"{i:06d}.eml").hardlink_to(path)
    return str(folder)


def mails(count=200, size=10240):
    """Messages of SIZE octets, no two alike, made here."""
    chance = random.Random(7)
    words = [l.strip() for l in open("/usr/share/dict/words")] if os.path.exists("/usr/share/dict/words") else \
        "meeting minutes offer pump house spare part delivery March invoice number works supplier office paper week report".split()
    made = []
    for i in range(count):
        body = ""
        while len(body) < size - 600:
            body += " ".join(chance.choice(words) for _ in range(11)) + f" {chance.randrange(10**6)}.\r\n"
        body += f"http://www{i}.example.com/{chance.randrange(10**9)}\r\n"
        made.append((f"Received: from client{i}.example.net (client{i}.example.net [192.0.2.{i % 250}]) by mx.example.com; Sat, 28 Nov 2026 05:00:00 +0000\r\n"
                     f"From: Ann <ann{i}@example.net>\r\nTo: b@example.com\r\nSubject: {' '.join(chance.choice(words) for _ in range(5))}\r\n"
                     f"Message-ID: <{chance.randrange(10**12)}@example.net>\r\nDate: Sat, 28 Nov 2026 05:00:00 +0000\r\nMIME-Version: 1.0\r\n"
                     f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}").encode())
    return made


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_port(port, process=None, host="127.0.0.1", seconds=30):
    import socket
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((host, port), 5).close()
            return
        except OSError as e:
            if process and process.poll() is not None:
                raise Skip(f"{process.args[0]} ended with status {process.returncode}")
            if time.monotonic() > end:
                raise Skip(f"nothing listens on {host}:{port}: {e}")
        time.sleep(0.02)


def need(*programs):
    import shutil
    for p in programs:
        if not shutil.which(p, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            raise Skip(f"{p} is not installed")


def end(process):
    if process and process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main(part):
    """Run one part as a program: exit 77 with the reason when it cannot run."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    try:
        part()
    except Skip as e:
        print(f"SKIPPED {e}")
        sys.exit(77)
