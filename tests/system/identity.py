"""Who sent it: forgeries are kept out, what is proven says so in the header, and a dead DNS neither stops nor vouches."""
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lib"))
from dns_zone import Zone  # noqa: E402
from gateway import POSTERN, Gateway  # noqa: E402
from peers import Client, Hop  # noqa: E402

MAIL = ROOT / "tests/mail"
FORGED = b"Authentication-Results: (x) \"gateway.example.com\" 1; dmarc=pass header.from=gold-bank.example\r\n"


def send(g, raw, ip, sender, helo="out.gold-bank.example"):
    with Client(g.port) as c:
        c.say("EHLO balancer.example.com")
        code, text = c.say(f"XCLIENT ADDR={ip} NAME={helo} HELO={helo}")
        assert code == 220, text
        c.say(f"EHLO {helo}")
        return c.mail(raw, sender=sender, recipients=("bo@example.com",))


def delivered(raw):
    """A mail as its sender would hand it over: without what servers have put on top."""
    lines = raw.replace(b"\r\n", b"\n").split(b"\n")
    while lines and (lines[0].startswith((b"Return-Path:", b"Received:")) or lines[0][:1] == b"\t"):
        lines.pop(0)
    return b"\r\n".join(lines)


def settings(port):
    return {"listener smtp": {"xclient_peers": "127.0.0.0/8"}, "network": {"own": "10.0.0.0/8"},
            "dns": {"enabled": "yes", "servers": f"127.0.0.1@{port}"}, "lists": {"enabled": "no"}}


def run(t):
    with Hop() as hop, Zone((MAIL / "golden.zone").read_text()) as zone:
        with Gateway(t.place("alive"), hop.port, settings(zone.port)) as g:
            honest = FORGED + delivered((MAIL / "dmarc_reject/miss.eml").read_bytes())
            code, text = send(g, honest, "192.0.2.10", "ann@gold-bank.example")
            head = hop.accepted[-1][2].partition(b"\r\n\r\n")[0] if hop.accepted else b""
            results = [l for l in head.replace(b"\r\n\t", b" ").split(b"\r\n") if l.startswith(b"Authentication-Results:")]
            t.check("what is proven is delivered and says so", code == 250 and len(results) == 1 and
                    results[0].startswith(b"Authentication-Results: gateway.example.com;") and
                    b"spf=pass" in results[0] and b"dmarc=pass" in results[0] and b"header.from=gold-bank.example" in results[0],
                    results[0].decode()[:200] if code == 250 and results else f"{text} {head!r}")
            t.check("a forged result in our name is gone", len(results) == 1 and b"(x)" not in head, "")
            wrong, count = [], 0
            for path in sorted((ROOT / "tests/espoofer").glob("a*.eml")):
                before = len(hop.accepted)
                raw = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                sender = raw.split(b"Return-Path: <", 1)[1].split(b">\r\n", 1)[0].decode()
                code, text = send(g, raw, "192.0.2.66", sender, "out.gold-attack.example")
                count += 1
                if len(hop.accepted) != before:
                    wrong.append(f"{path.name}: {text} {hop.accepted[-1][2][:400]!r}")
            t.check("no forgery is delivered", count == 19 and not wrong, "; ".join(wrong[:3]) or f"{count} forgeries")
            again = delivered((MAIL / "dkim_short_key/miss.eml").read_bytes())
            for i in range(22):
                if i == 21:
                    time.sleep(2)  # the keeper counts events within 100 ms
                send(g, again, "192.0.2.66", "x@gold-attack.example", "out.gold-attack.example")
            time.sleep(1)
            done = subprocess.run([POSTERN, "events", "--format=json", f"--data={g.data}"], capture_output=True, text=True, timeout=60)
            found = ["dkim_replay" in line for line in done.stdout.splitlines() if "gold-shop.example" in line]
            t.check("one signature sent again and again is told", len(found) == 22 and found.count(True) >= 1 and not found[-1],
                    f"{found.count(True)} of {len(found)} {done.stderr[-200:]}")
            events = [e for e in g.log.read_text().splitlines() if "event=quarantined" in e]
            t.check("but kept", len(events) >= 15, f"{len(events)} in quarantine, the rest refused at MAIL")
    with Hop() as hop, Zone("example STATUS silent\narpa STATUS silent\ncom STATUS silent") as zone:
        with Gateway(t.place("dead"), hop.port, settings(zone.port)) as g:
            raw, took, codes = delivered((MAIL / "dmarc_reject/hit.eml").read_bytes()), [], []
            for i in range(12):
                start = time.monotonic()
                codes.append(send(g, raw.replace(b"gold-bank", b"gold-%d" % i), "192.0.2.66", f"x@gold-{i}.example")[0])
                took.append(time.monotonic() - start)
            t.check("a dead DNS stops no mail", set(codes) == {250}, f"{codes}")
            said = [a[2].partition(b"\r\n\r\n")[0] for a in hop.accepted]
            t.check("and vouches for nobody", len(said) == 12 and all(b"=temperror" in h and b"=pass" not in h for h in said), f"{len(said)}")
            t.check("it costs one deadline, once", took[0] >= 1 and sum(took[1:]) < 11 * 1.5,
                    f"first {took[0] * 1000:.0f} ms, then {sorted(took[1:])[5] * 1000:.0f} ms in the middle, {max(took[1:]) * 1000:.0f} at most")
