"""The operator's own list of indicators: what is on it is held, a reload takes a new list, a slip in it stops nothing."""
import hashlib
import json
import subprocess
import time

from gateway import POSTERN, Gateway
from peers import Client, Hop

FILE = b"benign octets that stand for a bad file\r\n"
MAIL = b"From: %s\r\nTo: b@example.com\r\nSubject: minutes\r\nMessage-ID: <%d@example.net>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n" \
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nGood morning, the minutes: %s\r\n" \
    b"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=minutes.bin\r\n\r\n%s\r\n--b--\r\n"


def mail(number, sender=b"Ann <a@example.net>", link=b"see below", attached=b"minutes"):
    return MAIL % (sender, number, link, attached)


def send(g, message):
    with Client(g.port) as c:
        c.say("EHLO client.example.net")
        return c.mail(message, recipients=("b@example.com",))[0]


def lines(g, word):
    return g.log.read_text(errors="replace").count(word)


def reload(g, before):
    g.reload()
    end = time.monotonic() + 30
    while time.monotonic() < end and lines(g, "event=ioc hashes=") <= before:
        time.sleep(0.05)


def run(t):
    place = t.place()
    bad = place / "ioc.txt"
    bad.write_text("# ours\n" + hashlib.sha256(FILE.rstrip()).hexdigest() + " case 12\nbad.example\nhxxps://evil[.]example/login\nceo@fraud.example\n")
    with Hop() as hop, Gateway(place / "gate", hop.port, {"ioc": {"files": bad}}) as g:
        file = place / "m.eml"
        for number, (what, message, want) in enumerate((
                ("a file", mail(1, attached=FILE.rstrip()), "ioc_file"), ("a link", mail(2, link=b"https://evil.example/login"), "ioc_trace"),
                ("a host below a domain", mail(3, link=b"http://www.bad.example/x"), "ioc_trace"),
                ("an address", mail(4, sender=b"Boss <CEO@fraud.example>"), "ioc_trace"))):
            file.write_bytes(message)
            said = json.loads(subprocess.run([POSTERN, "scan", "--format=json", "-c", str(g.file), str(file)], capture_output=True, text=True, timeout=60).stdout)
            t.check(f"{what} on the list decides", want in [f["id"] for f in said["findings"]] and said["action"] == "quarantine", str(said["findings"])[:300])
        good = bad.read_text()
        for name in ("md5", "sha1"):
            bad.write_text(hashlib.new(name, FILE.rstrip()).hexdigest() + " an old feed\n")
            file.write_bytes(mail(9, attached=FILE.rstrip()))
            said = json.loads(subprocess.run([POSTERN, "scan", "--format=json", "-c", str(g.file), str(file)], capture_output=True, text=True, timeout=60).stdout)
            t.check(f"a file by its {name}", [f["part"] for f in said["findings"] if f["id"] == "ioc_file"] == ["2"], str(said["findings"])[:300])
        bad.write_text(good)
        t.check("what is not on it is delivered", send(g, mail(5, link=b"https://good.example/login")) == 250 and len(hop.accepted) == 1)
        t.check("what is on it is held", send(g, mail(6, link=b"https://evil.example/login")) == 250 and len(g.held()) == 1 and len(hop.accepted) == 1)
        gate = g.role("gate")
        bad.write_text(bad.read_text() + "good.example new\n203.0.113.7/24\n")
        with Client(g.port) as c:
            c.say("EHLO client.example.net")
            c.say("MAIL FROM:<a@example.net>")
            reload(g, lines(g, "event=ioc hashes="))
            t.check("a transaction goes on while the list is read again", c.say("RCPT TO:<b@example.com>")[0] == 250)
        # The old gate goes on until the new one is ready.
        end = time.monotonic() + 30
        while time.monotonic() < end and len(g.held()) < 2:
            send(g, mail(7, link=b"https://good.example/login"))
        t.check("what is new on the list is held", len(g.held()) == 2, f"{gate} {g.role('gate')}")
        t.check("a wrong line is in the log with its number", "line=7" in g.log.read_text(errors="replace"))
        done = subprocess.run([POSTERN, "check-config", "-c", str(g.file)], capture_output=True, text=True, timeout=60)
        t.check("check-config names it in both languages", done.returncode == 2 and f"{bad}:7:" in done.stderr and "非零位" in done.stderr, done.stderr)
        bad.unlink()
        reload(g, lines(g, "event=ioc hashes="))
        t.check("a list that is gone stops no mail, and is an error in the log", send(g, mail(8)) == 250 and "ioc-file" in g.log.read_text(errors="replace"))
