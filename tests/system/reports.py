"""Our keys and our reports: what goes out is signed, what passes is sealed, what was counted is sent; by verifiers that are not ours."""
import gzip
import email
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lib"))
from dns_zone import Zone  # noqa: E402
from gateway import POSTERN, Gateway  # noqa: E402
from peers import Client, Hop  # noqa: E402

OTHERS = ("sender.example TXT v=spf1 ip4:192.0.2.10 -all\n"
          "_dmarc.sender.example TXT v=DMARC1; p=none; rua=mailto:dmarc@sender.example,mailto:victim@other.example\n")
MAIL = (b"From: Ann <ann@%s>\r\nTo: bo@example.com\r\nSubject: lunch\r\nDate: Mon, 16 Nov 2026 10:00:00 +0000\r\n"
        b"Message-ID: <1@%s>\r\n\r\nShall we have lunch?\r\n")


def keys(g, *words):
    done = subprocess.run([POSTERN, "keys", *words, "-c", str(g.file), f"--data={g.data}"], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def reports(g, *words):
    return subprocess.run([POSTERN, "reports", *words, "-c", str(g.file), f"--data={g.data}"],
                          capture_output=True, text=True, timeout=60).stdout


def zone_lines(text):
    """What `postern keys` prints, as lines of our zone: the strings of a TXT in one piece."""
    return [name + " TXT " + "".join(re.findall('"([^"]*)"', rest))
            for name, rest in re.findall(r"^(\S+)\. IN TXT (.*)$", text, re.M)]


def verified(t, kind, raw, lines):
    """Exit status of dkimpy: 0 good, 77 not there."""
    place = t.place("verify")
    pathlib.Path(place).mkdir(parents=True, exist_ok=True)
    message, zone = pathlib.Path(place) / "message", pathlib.Path(place) / "zone"
    message.write_bytes(raw)
    zone.write_text("".join(f"{l.split(' TXT ')[0]}. {l.split(' TXT ')[1]}\n" for l in lines))
    return subprocess.run(["/usr/bin/python3", str(ROOT / "tests/lib/dkim_verify.py"), kind, str(message), str(zone)],
                          capture_output=True).returncode


def inbound(g, raw, ip="192.0.2.10", sender="ann@sender.example"):
    with Client(g.port) as c:
        c.say("EHLO balancer.example.com")
        c.say(f"XCLIENT ADDR={ip} NAME=out.sender.example HELO=out.sender.example")
        c.say("EHLO out.sender.example")
        return c.mail(raw, sender=sender, recipients=("bo@example.com",))


def settings(port):
    return {"listener smtp": {"xclient_peers": "127.0.0.0/8", "direction": "auto"}, "network": {"own": "127.0.0.0/8"},
            "dns": {"enabled": "yes", "servers": f"127.0.0.1@{port}"}, "lists": {"enabled": "no"},
            "reports": {"from": "reports@example.com", "organization": "Example"}}


def run(t):
    place = t.place("signed")
    with Zone(OTHERS) as zone:
        g = Gateway(place, 1, settings(zone.port))
        code, text = keys(g, "new", "example.com")
        lines = zone_lines(text)
        t.check("two keys are made, with their records", code == 0 and len(lines) == 2, f"{len(lines)}")
        code, text = keys(g, "publish", "example.com")
        t.check("they are not used before the DNS has them", code == 1 and "nxdomain" in text, text[:200])
        mode = [oct(p.stat().st_mode & 0o777) for p in pathlib.Path(f"{g.data}.keys").rglob("*")]
        t.check("nobody else can read them", set(mode) == {"0o700", "0o600"}, f"{mode}")
    with Hop() as hop, Zone(OTHERS + "\n".join(lines)) as zone:
        wanted = settings(zone.port)
        g = Gateway(place, hop.port, wanted)
        code, text = keys(g, "publish", "example.com")
        t.check("then they are", code == 0 and text.count("signs from the next reload on") == 2, text[:200])
        with Gateway(place, hop.port, {**wanted, "signing": {"arc": "example.com"}}) as g:
            with Client(g.port) as c:
                c.say("EHLO client.example.com")
                code, text = c.mail(MAIL % (b"example.com", b"example.com"), sender="ann@example.com", recipients=("x@world.example",))
            raw = hop.accepted[-1][2] if hop.accepted else b""
            t.check("what goes out has two good signatures", code == 250 and raw.count(b"\r\nDKIM-Signature:") == 2 and
                    verified(t, "dkim", raw, lines) in (0, 77), f"{text}")
            code, text = inbound(g, MAIL % (b"sender.example", b"sender.example"))
            raw = hop.accepted[-1][2]
            t.check("what comes in is sealed", code == 250 and raw.count(b"\r\nARC-Seal:") == 1 and b"\r\nDKIM-Signature:" not in raw and
                    verified(t, "arc", raw, lines) in (0, 77), f"{text}")
            inbound(g, MAIL % (b"sender.example", b"sender.example"), ip="192.0.2.66")
            before = len(hop.accepted)
            shown = reports(g, "show")
            t.check("both messages are counted for their domain", re.search(r"dmarc\s+sender\.example\s+open\s+2 ", shown) is not None)
            reports(g, "send")
            end = time.monotonic() + 60
            while len(hop.accepted) == before and time.monotonic() < end:
                time.sleep(0.2)
            sent = hop.accepted[before:]
            raw = sent[0][2] if sent else b""
            to = [r for m in sent for r in m[1]]
            t.check("the report goes to who wants it, and to nobody else", len(sent) == 1 and "dmarc@sender.example" in str(to) and
                    "victim" not in str(to), f"{to} {g.tail()}")
            t.check("it is signed", verified(t, "dkim", raw, lines) in (0, 77), f"{len(raw)} octets")
            parts = [p for p in email.message_from_bytes(raw).walk() if p.get_content_type() == "application/gzip"]
            xml = gzip.decompress(parts[0].get_payload(decode=True)).decode() if parts else ""
            t.check("it says what was seen", "<source_ip>192.0.2.10</source_ip>" in xml and "<source_ip>192.0.2.66</source_ip>" in xml and
                    "<org_name>Example</org_name>" in xml and "<p>none</p>" in xml, f"{len(xml)} octets")
            saved = pathlib.Path(place) / "report.eml"
            saved.write_bytes(raw)
            read = reports(g, "read", str(saved))
            t.check("and we can read it", "192.0.2.66" in read and "about sender.example" in read)
            end = time.monotonic() + 20
            while "sent" not in (shown := reports(g, "show")) and time.monotonic() < end:
                time.sleep(0.2)
            t.check("it is not sent again", "sent" in shown and "dmarc@sender.example" in shown)
