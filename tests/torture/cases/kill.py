"""Crashes: SIGKILL of a process of the gateway every 200 ms under load, the client trying again as a mail server
does.  The supervisor is among them; it is started again at once, as systemd would.  Nothing that was answered
250 may be missing, and nothing may be there twice without a reply that the client never saw."""
import os
import signal
import threading
import time

from gateway import Gateway, command
from ledger import Account, Load, Sink

EVERY = 0.2
SUPERVISOR_EVERY = 25  # of the kills, one


def kills(t, g, load, done, orphans):
    """Until the load ends: kill something every 200 ms.  Counts by what was hit, and whom a supervisor left behind."""
    number = 0
    while load.running():
        time.sleep(EVERY)
        number += 1
        victims = list(g.pids().items())
        if number % SUPERVISOR_EVERY == 0 or not victims:
            done["supervisor"] = done.get("supervisor", 0) + 1
            g.process.kill()
            g.process.wait()
            orphans += [p for p, _ in victims]
            deadline = time.monotonic() + 30
            while True:
                try:
                    g.start()
                    break
                except RuntimeError:  # what the old one left behind holds the port for a moment
                    if time.monotonic() > deadline:
                        load.process.terminate()
                        raise
                    time.sleep(0.05)
            continue
        pid, name = t.random.choice(victims)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        done[name] = done.get(name, 0) + 1


def run(t):
    place = t.place()
    with Sink(place) as sink, Gateway(place, sink.port) as g:
        load = Load(place, g.port, messages=t.messages, sessions=50, size="500-40000", spam=8, seed=t.seed,
                    rate=t.messages / (15 if t.quick else 180), seconds=170 if t.quick else 3000, reply=30)
        done, trouble, orphans = {}, [], []

        def kill():
            try:
                kills(t, g, load, done, orphans)
            except Exception as e:
                trouble.append(e)

        killer = threading.Thread(target=kill)
        killer.start()
        result = load.result()
        killer.join()
        if trouble:
            raise trouble[0]
        g.wait(60)
        account = Account([load.ledger], sink.record, g.held_subjects())
        hits = ", ".join(f"{n} {name}" for name, n in sorted(done.items()))
        t.check("SIGKILL of any process every 200 ms", account.good() and result["finished"] == t.messages,
                f"{sum(done.values())} kills ({hits}); {account.figure()}; {result['finished']} answered for good"
                f" after {result['retries']} retries in {result['seconds']:.0f} s")
        # Those of the last supervisor may be starting, or finish their sessions, just now.
        begin = time.monotonic()
        while (left := [p for p in orphans if "postern" in command(p) and p not in g.pids()]) and time.monotonic() - begin < 20:
            time.sleep(0.1)
        t.check("roles end with their supervisor", not left,
                f"{len(left)} of {len(orphans)} still run {time.monotonic() - begin:.1f} s after the load: {[command(p) for p in left][:2]}")
        for p in left:
            os.kill(p, signal.SIGKILL)
        # What was killed again and again is started again later and later; from there on all must be well.
        begin = time.monotonic()
        Load(place, g.port, run="first", messages=1, sessions=1, seconds=60, spam=100).result()
        back = time.monotonic() - begin
        begin = time.monotonic()
        after = Load(place, g.port, run="after", messages=100, sessions=5, seconds=60).result()
        t.check("in order afterwards", after["2xx"] == 100 and after["retries"] == 0,
                f"after {back:.1f} s; 100 messages in {time.monotonic() - begin:.1f} s, {after['retries']} retries")
