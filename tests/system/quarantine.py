"""A message held back: the mail system never sees it, people can list, read, release and delete it, and it is still
there after a crash."""
import json
import os
import signal
import subprocess
import time

from gateway import POSTERN, Gateway
from peers import Client, Hop

GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*" b"GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"


def held_mail(n):
    return (b"From: a@example.net\r\nTo: b@example.com\r\nSubject: held %d\r\nMessage-ID: <h%d@example.net>\r\n\r\n" % (n, n)) + GTUBE + b"\r\n"


def send(g, raw):
    with Client(g.port) as c:
        c.say("EHLO client.example.net")
        return c.mail(raw[:-2])


def tool(g, *words):
    return subprocess.run([POSTERN, "quarantine", *words, "-c", str(g.file), f"--data={g.data}"], capture_output=True, text=True,
                          timeout=60)


def wait_until(what, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


def run(t):
    with Hop() as hop, Gateway(t.place(), hop.port) as g:
        codes = [send(g, held_mail(n))[0] for n in range(3)]
        rows = g.held()
        t.check("held, with 250, and not delivered", codes == [250] * 3 and len(rows) == 3 and not hop.accepted,
                f"replies {codes}, {len(rows)} held, {len(hop.accepted)} delivered")
        if len(rows) != 3:
            return
        row = next(r for r in rows if r["subject"] == "held 1")
        t.check("a row says who, what and why", row.get("mail_from") == "a@example.net" and row.get("type") == "spam", json.dumps(row)[:200])
        shown = tool(g, "show", row["id"])
        t.check("it can be read", shown.returncode == 0 and "held 1" in shown.stdout, (shown.stdout or shown.stderr)[:120].replace("\n", " | "))
        released = tool(g, "release", row["id"])
        came = wait_until(lambda: hop.accepted)
        t.check("released, it reaches the mail system unchanged", released.returncode == 0 and came and
                hop.accepted[0][2].endswith(held_mail(1).partition(b"\r\n\r\n")[2]) and hop.accepted[0][1] == ("<b@example.com>",),
                released.stderr.strip() or f"{len(hop.accepted)} delivered")
        gone = next(r for r in rows if r["subject"] == "held 2")
        deleted = tool(g, "delete", gone["id"])
        t.check("deleted, it is gone", deleted.returncode == 0 and gone["id"] not in [r["id"] for r in g.held()], deleted.stderr.strip())
        t.check("an unknown id is an error", tool(g, "show", "nothing-like-that").returncode != 0)
        for p in [*g.pids(), g.process.pid]:
            try:
                os.kill(p, signal.SIGKILL)
            except ProcessLookupError:
                pass
        g.process.wait()
        g.start()
        t.check("there after a crash of everything", "held 0" in [r["subject"] for r in g.held()], f"{len(g.held())} rows")
        t.check("and delivered once, not again", not wait_until(lambda: len(hop.accepted) > 1, 2), f"{len(hop.accepted)} delivered")
