"""Reload under load: SIGHUP every 5 s (every second when quick).  No connection is refused, no message put off."""
import time

from gateway import Gateway
from ledger import Account, Load, Sink


def run(t):
    place = t.place()
    every, seconds = (1, 10) if t.quick else (5, 60)
    rate = 100
    with Sink(place) as sink, Gateway(place, sink.port) as g:
        before = set(g.pids())
        load = Load(place, g.port, messages=rate * seconds, sessions=20, per_connection=3, spam=2, rate=rate, seconds=seconds + 60,
                    seed=t.seed)
        count, end = 0, time.monotonic() + seconds
        while load.running() and time.monotonic() < end:
            time.sleep(every)
            g.reload()
            count += 1
        result = load.result()
        g.wait()
        account = Account([load.ledger], sink.record, g.held_subjects())
        t.check(f"reload every {every} s", account.good() and result["refused_connections"] == 0 and result["retries"] == 0,
                f"{count} reloads, {result['refused_connections']} connections refused, {result['4xx']} put off,"
                f" {result['lost-before'] + result['lost-after']} sessions cut; {account.figure()}; p99 {result['p99_ms']} ms")
        t.check("every role was replaced", not before & set(g.pids()), f"{len(before & set(g.pids()))} old processes left")
        g.file.write_text(g.file.read_text() + "\n[limits]\nmessage_size = many\n")
        g.reload()
        time.sleep(0.5)
        after = Load(place, g.port, run="after", messages=20, sessions=2, seconds=30).result()
        t.check("a mistake in the file changes nothing", after["2xx"] == 20, f"{after['retries']} sent again; {g.tail(1)}")
