"""Death and disk errors at every system call.

strace kills a role at its Nth call of those that change something, N = 1, 2, ... until the message gets through
without a death; and lets every fsync fail.  The client tries again as a mail server does.  Nothing answered 250
may be missing, nothing twice without a reply that was lost."""
import pathlib
import shutil
import subprocess
import time

from gateway import Gateway
from ledger import Account, Load, Sink
from run import Skip

CALLS = ("write,writev,pwrite64,pwritev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,openat,ftruncate,"
         "sendto,sendmsg,sendmmsg,recvfrom,recvmsg,read,pread64,close")


class Traced:
    """strace on PID with one injection."""

    def __init__(self, pid, place, calls, inject):
        self.process = subprocess.Popen(["strace", "-f", "-qq", "-o", str(place / "strace"), "-e", f"trace={calls}", "-e",
                                         f"inject={calls}:{inject}", "-p", str(pid)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        end = time.monotonic() + 10
        while "TracerPid:\t0" in self._status(pid):
            if self.process.poll() is not None:
                why = self.process.stderr.read().decode(errors="replace").strip()
                if not why:
                    return  # the death was at once
                raise Skip("strace: " + why)
            if time.monotonic() > end:
                raise Skip("strace does not attach")
            time.sleep(0.005)

    @staticmethod
    def _status(pid):
        try:
            return pathlib.Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return ""

    def end(self):
        """Detach; true when the injected death has happened (strace ends with what it traced)."""
        happened = self.process.poll() is not None
        if not happened:
            self.process.terminate()
        self.process.wait()
        self.process.stderr.close()
        return happened


def deaths(t, role, spam):
    place = t.place(role)
    lost, tried, explained, n, happened = [], 0, 0, 1, True
    end = time.monotonic() + (10 if t.quick else 600)
    with Sink(place) as sink:
        while happened and time.monotonic() < end:
            # Anew each time: the supervisor lets a role that dies again and again wait longer and longer.
            with Gateway(place, sink.port) as g:
                traced = Traced(g.running(role)[0], place, CALLS, f"signal=SIGKILL:when={n}")
                load = Load(place, g.port, run=f"{role}{n}", messages=1, sessions=1, per_connection=1, spam=100 if spam else 0,
                            seconds=30, reply=10, seed=n)
                result = load.result()
                happened = traced.end()
                tried += happened
                account = Account([load.ledger], sink.record, g.held_subjects() if spam else ())
            explained += len(account.explained)
            if not account.good() or not result["finished"]:
                lost.append(f"call {n}: {account.figure()}, {result['finished']} answered")
            n += 5 if t.quick else 1
    what = "quarantined" if spam else "delivered"
    t.check(f"the {role} dies at its call N, a message {what}", not lost and tried, "; ".join(lost[:3]) or
            f"{tried} deaths, N = 1 to {n}{', as far as time allowed' if happened else ' and then none'};"
            f" lost 0, {explained} doubled because a reply was lost")


def failing_disk(t):
    place = t.place("eio")
    with Sink(place) as sink, Gateway(place, sink.port) as g:
        keeper = g.running("keeper")
        if not keeper:
            raise Skip("no process is called keeper")
        traced = Traced(keeper[0], place, "fsync,fdatasync", "error=EIO:when=1+")
        load = Load(place, g.port, run="eio", messages=10, sessions=2, spam=100, seconds=4, reply=10)
        during = load.result()
        plain = Load(place, g.port, run="plain", messages=10, sessions=2, seconds=10).result()
        traced.end()
        after = Load(place, g.port, run="after", messages=10, sessions=2, spam=100, seconds=20)
        last = after.result()
        account = Account([load.ledger, after.ledger], sink.record, g.held_subjects())
        # The keeper with the sick disk ends; its successor, which is not traced, takes what waits or is sent again.
        t.check("fsync fails: what is acknowledged is kept all the same", not account.lost,
                f"{during['2xx']} acknowledged, {during['4xx']} put off; {account.figure()}")
        t.check("mail that needs no disk goes on", plain["2xx"] == 10, f"{plain['2xx']} of 10")
        t.check("and the disk works again", last["2xx"] == 10, f"{last['2xx']} of 10 in {last['seconds']:.1f} s")


def run(t):
    if not shutil.which("strace"):
        raise Skip("strace is not installed")
    for role, spam in (("keeper", True), ("gate", True), ("gate", False)):
        deaths(t, role, spam)
    failing_disk(t)
