"""A full disk: what cannot be kept durably is put off, nothing is lost, and all is well when there is room again."""
import os
import subprocess
import time

from gateway import Gateway
from ledger import Account, Load, Sink
from run import Skip


def run(t):
    if os.geteuid():
        raise Skip("mounting a small file system needs root")
    place = t.place()
    disk = place / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", disk], capture_output=True).returncode:
        raise Skip("a tmpfs cannot be mounted here")
    try:
        with Sink(place) as sink, Gateway(place, sink.port, {"limits": {"free_disk": "0"}}, data=disk / "data") as g:
            first = Load(place, g.port, run="first", messages=20, sessions=4, spam=50, seconds=30, seed=t.seed).result()
            ballast = disk / "ballast"
            with open(ballast, "wb", buffering=0) as f:
                try:
                    while True:
                        f.write(bytes(65536))
                except OSError:
                    pass
            full = Load(place, g.port, run="full", messages=60, sessions=6, spam=50, size="20000-60000", seconds=8, seed=t.seed)
            during = full.result()
            alive = g.process.poll() is None
            ballast.unlink()
            begin = time.monotonic()
            ok = 0
            while time.monotonic() - begin < 20:
                after = Load(place, g.port, run="after", messages=20, sessions=4, spam=50, seconds=10, seed=t.seed + 1).result()
                if after["2xx"] == 20 and after["retries"] == 0:
                    ok = time.monotonic() - begin
                    break
            subjects = g.held_subjects()
            account = Account([place / f"{n}.ledger" for n in ("first", "full", "after")], sink.record, subjects)
            t.check("the disk fills up", account.good() and alive and first["2xx"] == 20,
                    f"{during['4xx']} times put off, {during['lost-before'] + during['lost-after']} sessions cut; {account.figure()}")
            t.check("room again", 0 < ok < 8, f"in order within {ok:.1f} s, without a restart" if ok else f"not in order: {g.tail(2)}")
    finally:
        subprocess.run(["umount", "-l", disk])
