"""Debian's clamd with a signature base of our own: no network, nothing of it set up on this machine."""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACE = pathlib.Path(os.environ.get("POSTERN_BUILD", ROOT / "build")) / "clamav"
# What it knows: words that stand in no other mail.
SIGNATURES = {"Postern.Test.Virus": b"postern-own-virus-word", "Postern.Phishing.Test": b"postern-own-phishing-word",
              "PUA.Postern.Test": b"postern-own-doubtful-word"}


def program():
    """(the path, or None; why not).  The package is only unpacked: set up, it would fetch signatures day by day."""
    found = shutil.which("clamd") or next((str(p) for p in PLACE.glob("usr/sbin/clamd")), None)
    if found:
        return found, ""
    PLACE.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["apt-get", "download", "-qq", "clamav-daemon"], cwd=PLACE, capture_output=True, text=True)
    for package in PLACE.glob("clamav-daemon_*.deb"):
        subprocess.run(["dpkg", "-x", package, PLACE], check=True)
        package.unlink()
    found = PLACE / "usr/sbin/clamd"
    return (str(found), "") if found.exists() else (None, "clamav-daemon cannot be fetched: " + done.stderr.strip()[-200:])


class Clamd:
    def __init__(self, folder, signatures=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket = self.folder / "clamd.ctl"
        self.process = None
        (self.folder / "base").mkdir(exist_ok=True)
        (self.folder / "base/own.ndb").write_text("".join(f"{name}:0:*:{word.hex()}\n" for name, word in (signatures or SIGNATURES).items()))
        (self.folder / "clamd.conf").write_text(f"LocalSocket {self.socket}\nDatabaseDirectory {self.folder}/base\nForeground yes\n"
                                                "StreamMaxLength 2M\nMaxThreads 4\nDetectPUA yes\n")

    def start(self):
        clamd, _ = program()
        self.process = subprocess.Popen([clamd, "-c", str(self.folder / "clamd.conf")], stdin=subprocess.DEVNULL,
                                        stdout=open(self.folder / "clamd.log", "ab"), stderr=subprocess.STDOUT)
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as s:
                s.settimeout(5)
                s.connect(str(self.socket))
                s.sendall(b"zPING\0")
                if s.recv(10) == b"PONG\0":
                    return self
            time.sleep(0.05)
        raise RuntimeError("clamd does not answer: " + (self.folder / "clamd.log").read_text()[-300:])

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.thaw()
            self.process.terminate()
            self.process.wait(30)
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
