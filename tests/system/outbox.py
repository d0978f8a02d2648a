"""What is released goes out: to SMTP, LMTP and Maildir, with the service up or down, and through the death of the
gate or the keeper in the middle of it: at least once, and once where nothing died between the hop's word and ours."""
import os
import signal
import sqlite3
import subprocess
import threading

from gateway import POSTERN, Gateway
from peers import Client, Hop, Server
from quarantine import GTUBE, tool, wait_until


class Lmtp(Server):
    """Takes every message, one reply for each recipient (RFC 2033)."""

    def __init__(self):
        self.accepted = []
        super().__init__()

    def serve(self, s, number):
        f = s.makefile("rwb", 0)
        f.write(b"220 lmtp.example.com LMTP\r\n")
        recipients = []
        while line := f.readline():
            verb = line[:4].upper()
            if verb == b"LHLO":
                f.write(b"250-lmtp.example.com\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            elif verb == b"DATA":
                f.write(b"354 go\r\n")
                raw = b"".join(iter(f.readline, b".\r\n"))
                self.accepted.append(("", tuple(recipients), raw))
                f.write(b"250 2.0.0 kept\r\n" * len(recipients))
                recipients = []
            elif verb == b"QUIT":
                f.write(b"221 bye\r\n")
                return
            else:
                recipients = recipients + [line[8:].strip().decode()] if verb == b"RCPT" else []
                f.write(b"250 ok\r\n")


def mail(name):
    return (b"X-Postern-Verdict: type=normal; action=deliver\r\nX-Postern-Released: forged\r\nFrom: a@example.net\r\n"
            b"To: b@example.com\r\nSubject: %s\r\nMessage-ID: <%s@example.net>\r\n\r\n.dot\r\n%s\r\n" % (name, name, GTUBE))


def hold(g, name):
    """Send it; the id of its row."""
    with Client(g.port) as c:
        c.say("EHLO client.example.net")
        c.mail(mail(name)[:-2])
    return next(r["id"] for r in g.held() if r["subject"] == name.decode())


def kill(g, role):
    for pid in g.role(role):
        os.kill(pid, signal.SIGKILL)


def events(g, name):
    return subprocess.run([POSTERN, "events", f"--id={name}", "--format=json", "-c", str(g.file)], capture_output=True, text=True,
                          timeout=60).stdout


def copies(accepted, name):
    return [m for m in accepted if b"Subject: %s\r\n" % name in m[2]]


def head_of(raw):
    return raw.partition(b"\r\n\r\n")[0]


def table(g, sql):
    """Rows of the keeper's database; the service is down."""
    with sqlite3.connect(f"file:{g.data}/keeper.db?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


def with_deaths(t):
    go_on, asked = threading.Event(), threading.Event()

    def wait(hop, s):
        asked.set()
        go_on.wait(60)

    with Hop() as hop, Gateway(t.place(), hop.port) as g:
        ids = {n: hold(g, n) for n in (b"plain", b"gate-dies", b"keeper-dies", b"down", b"late")}
        done = tool(g, "release", ids[b"plain"])
        came = wait_until(lambda: copies(hop.accepted, b"plain"), 30)
        raw = hop.accepted[0][2] if came else b""
        t.check("released, it goes out", done.returncode == 0 and came, done.stderr.strip())
        t.check("it says so, without the forged lines and with its body untouched",
                head_of(raw).count(b"X-Postern-Released: " + ids[b"plain"].encode()) == 1 and b"forged" not in raw and
                b"X-Postern-Verdict" not in raw and raw.endswith(mail(b"plain").partition(b"\r\n\r\n")[2]), repr(raw[:300]))
        told = wait_until(lambda: '"released: 250 ' in events(g, ids[b"plain"]))
        t.check("the mail log says that it was delivered", told, events(g, ids[b"plain"])[:300])
        t.check("the row says released", next(r for r in g.held() if r["id"] == ids[b"plain"])["state"] == "released")
        t.check("a second release is refused", tool(g, "release", ids[b"plain"]).returncode == 1)

        hop.script, hop.times = {"data": wait}, 1
        tool(g, "release", ids[b"gate-dies"])
        reached = asked.wait(30)
        kill(g, "gate")
        go_on.set()
        came = wait_until(lambda: copies(hop.accepted, b"gate-dies"), 60)
        t.check("the gate dies while it sends: the next one sends it", reached and came, g.tail(2))

        asked.clear(), go_on.clear()
        hop.script, hop.times = {"end": wait}, 1
        tool(g, "release", ids[b"keeper-dies"])
        reached = asked.wait(30)
        kill(g, "keeper")
        wait_until(lambda: g.role("keeper"), 30)
        go_on.set()
        t.check("the keeper dies while it is sent: it arrives", reached and wait_until(lambda: copies(hop.accepted, b"keeper-dies"), 60), g.tail(2))
        rows = g.held()  # the keeper answers again
        t.check("and nothing is lost", len(rows) == len(ids), f"{len(rows)} rows")

        asked.clear(), go_on.clear()
        hop.script, hop.times = {"end": wait}, 1
        tool(g, "release", ids[b"late"])
        reached = asked.wait(30)
        kill(g, "gate")  # the hop has the message, and nobody hears its 250
        go_on.set()
        hop.script = {}
        again = wait_until(lambda: len(copies(hop.accepted, b"late")) > 1, 60)
        names = {line for m in copies(hop.accepted, b"late") for line in head_of(m[2]).split(b"\r\n") if b"X-Postern-Released" in line}
        t.check("the 250 is lost with the gate: it comes again under the same id", reached and again and len(names) == 1, f"{names}")

        g.stop()
        done = tool(g, "release", ids[b"down"])
        t.check("released while the service is down", done.returncode == 0 and not copies(hop.accepted, b"down"), done.stderr.strip())
        g.start()
        t.check("it goes out at the next start", wait_until(lambda: copies(hop.accepted, b"down"), 60), g.tail(2))
        twice = wait_until(lambda: any(len(copies(hop.accepted, n)) > 1 for n in ids if n != b"late"), 5)
        t.check("everything else came once", not twice, f"{[(n, len(copies(hop.accepted, n))) for n in ids]}")
        g.stop()
        states = table(g, "SELECT state, count(*) FROM outbox GROUP BY state")
        audit = table(g, "SELECT id FROM audit WHERE what = 'release'")
        t.check("the outbox is empty, and the audit log knows who released what",
                states == [("sent", len(ids))] and {a[0] for a in audit} == set(ids.values()), f"{states}, {len(audit)} audit rows")


def refused(t):
    with Hop() as hop, Gateway(t.place("refused"), hop.port) as g:
        name = hold(g, b"refused")
        hop.script = {"rcpt": b"550 5.1.1 nobody here\r\n"}
        tool(g, "release", name)
        ended = wait_until(lambda: b"release-failed" in g.log.read_bytes(), 30)
        hop.script = {}
        again = wait_until(lambda: hop.accepted, 4)
        g.stop()
        t.check("refused for good, it is given up, and the log says so", ended and not again and
                table(g, "SELECT state FROM outbox") == [("failed",)], g.tail(2))


def to_others(t):
    with Lmtp() as lmtp, Gateway(t.place("lmtp"), f"lmtp://127.0.0.1:{lmtp.port}") as g:
        done = tool(g, "release", hold(g, b"by-lmtp"))
        came = wait_until(lambda: lmtp.accepted, 30)
        t.check("released to LMTP", done.returncode == 0 and came and lmtp.accepted[0][1] == ("<b@example.com>",), f"{lmtp.accepted}"[:200])
    place = t.place("maildir")
    with Gateway(place, f"maildir:{place}/box") as g:
        done = tool(g, "release", hold(g, b"by-maildir"))
        came = wait_until(lambda: list((place / "box/new").glob("*")), 30)
        files = list((place / "box/new").glob("*"))
        raw = files[0].read_bytes() if files else b""
        t.check("released to a Maildir, with its envelope", done.returncode == 0 and came and len(files) == 1 and
                b"Delivered-To: b@example.com\r\n" in raw and raw.endswith(mail(b"by-maildir").partition(b"\r\n\r\n")[2]), repr(raw[:200]))


def run(t):
    with_deaths(t)
    refused(t)
    to_others(t)
