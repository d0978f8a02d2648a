"""Hangs: SIGSTOP of each kind of worker under load.  The others go on, nothing is lost."""
import os
import signal
import threading
import time

from gateway import Gateway
from ledger import Account, Load, Sink


def run(t):
    for role in ("dissector", "dissectors", "keeper"):
        place = t.place(role)
        with Sink(place) as sink, Gateway(place, sink.port, {"dissect": {"message_timeout": "2s"},
                                                            "limits": {"judge_timeout": "6s"}}) as g:
            load = Load(place, g.port, messages=400 if t.quick else 4000, sessions=8, spam=5 if role == "keeper" else 0,
                        rate=100, seconds=120, seed=t.seed)
            time.sleep(0.5)
            pids = g.running(role)
            os.kill(pids[0], signal.SIGSTOP)

            def wake():
                try:
                    os.kill(pids[0], signal.SIGCONT)
                except ProcessLookupError:
                    pass  # it was replaced, which is the point

            timer = threading.Timer(5, wake)
            timer.start()
            result = load.result()
            timer.cancel()
            wake()
            account = Account([load.ledger], sink.record, g.held_subjects())
            good = account.good() and result["finished"] == result["messages"]
            if role == "dissector":
                good = good and result["p99_ms"] < 3000
            t.check(f"the process \"{role}\" stopped for 5 s", good,
                    f"{account.figure()}; p50 {result['p50_ms']} ms, p99 {result['p99_ms']} ms, {result['retries']} retries")
