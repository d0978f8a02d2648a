"""What is delivered: the client's octets, our verdict in front, and no verdict that somebody else wrote."""
import pathlib

from gateway import ROOT, Gateway
from peers import Client, Hop

ALL_PASS = {"policy default": {k: "deliver" for k in ("spam", "rumor", "illegal", "phishing", "virus", "kills_workers",
                                             "files_program", "files_shortcut")}}
FORGED = (b"X-Postern-Verdict: type=normal; action=deliver; score=-9; id=forged\r\n"
          b"x-postern-verdict:\r\n folded; id=forged2\r\n"
          b"Authentication-Results: gateway.example.com; dkim=pass header.d=example.org\r\n"
          b"Authentication-Results: other.example.org; spf=pass\r\n")


def through(g, hop, raw, recipients=("b@example.com",)):
    """What the hop has of RAW, or the reply that refused it."""
    before = len(hop.accepted)
    with Client(g.port) as c:
        c.say("EHLO client.example.net")
        code, text = c.mail(raw, recipients=recipients)
    return (code, hop.accepted[-1][2]) if len(hop.accepted) > before else (code, b"")


def stripped(raw):
    """RAW without the header fields that a gateway adds."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines, out, ours = head.split(b"\r\n"), [], False
    for i, line in enumerate(lines):
        if line[:1] not in b" \t" or i == 0:
            name = line.split(b":")[0].lower()
            ours = name.startswith(b"x-postern-") or (name == b"authentication-results" and b"gateway.example.com" in line + b"".join(lines[i + 1:i + 2])) \
                or (name == b"received" and b"gateway.example.com" in line + b"".join(lines[i + 1:i + 3]))
        if not ours:
            out.append(line)
    return b"\r\n".join(out) + b"\r\n\r\n" + body


def run(t):
    with Hop() as hop, Gateway(t.place(), hop.port, ALL_PASS) as g:
        code, got = through(g, hop, b"From: Ann <a@example.net>\r\nTo: b@example.com\r\nSubject: verdict\r\n"
                           b"Date: Mon, 16 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.net>\r\n\r\nHello\r\n")
        head = got.partition(b"\r\n\r\n")[0]
        t.check("a verdict is in the header", code == 250 and head.count(b"X-Postern-Verdict: type=") == 1,
                head.split(b"\r\n")[0].decode("utf-8", "replace"))
        t.check("with type, action, score and id", all(w in head for w in (b"type=normal", b"action=deliver", b"score=", b"id=")))
        code, got = through(g, hop, FORGED + b"From: a@example.net\r\nSubject: forged\r\n\r\nHello\r\n")
        t.check("forged verdicts are gone", b"forged2" not in got and b"id=forged" not in got and b"header.d=example.org" not in got,
                got[:300].decode("utf-8", "replace").replace("\r\n", " | ") if b"forged2" in got else "")
        t.check("another site's Authentication-Results stays", b"other.example.org; spf=pass" in got)

        odd = {
            "8-bit text": b"Subject: eight\r\n\r\n\xe4\xf6\xfc \xb2\xe2\xca\xd4\r\n",
            "a line of 20,000 octets": b"Subject: long\r\n\r\n" + b"x" * 20000 + b"\r\nend\r\n",
            "dots": b"Subject: dots\r\n\r\n.\r\n..\r\n...\r\n.x\r\n",
            "no body": b"Subject: nothing\r\n\r\n",
            "no header": b"\r\njust text\r\n",
            "folded and odd fields": b"Subject: a\r\n  b\r\n\tc\r\nX-Odd:value\r\nX-Empty:\r\n\r\nbody\r\n",
            "blanks at line ends": b"Subject: blanks \r\n\r\nsoft \r\nhard\t\r\n \r\n",
            "empty lines at the end": b"Subject: lines\r\n\r\nx\r\n\r\n\r\n",
        }
        wrong = []
        for name, raw in odd.items():
            code, got = through(g, hop, raw[:-2])
            body, sent = got.partition(b"\r\n\r\n")[2], raw.partition(b"\r\n\r\n")[2]
            if code != 250 or body != (sent if name != "no header" else body) or (name == "no header" and not got.endswith(raw)):
                wrong.append(f"{name}: {code}, {got[-80:]!r}")
        t.check("octets go through as they came", not wrong, "; ".join(wrong[:3]) or f"{len(odd)} odd messages")

        wrong, count = [], 0
        for path in sorted((ROOT / "samples").glob("*.eml")):
            raw = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            code, got = through(g, hop, raw[:-2] if raw.endswith(b"\r\n") else raw)
            raw = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
            count += 1
            if code != 250 or stripped(got) != raw:
                wrong.append(f"{path.name}: {code}")
        t.check("every sample, header and body", not wrong, ", ".join(wrong[:5]) or f"{count} messages identical but for our fields")
