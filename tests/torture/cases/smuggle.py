"""Smuggling: everything that somebody may take for the end of a message, split at every octet, by DATA and by BDAT.

One message in, at most one message out, and nothing on the wire behind that a lenient server could take for an
end.  Behind each form stands a complete second transaction; the control, with the one true end, must give two."""
import contextlib
import shutil
import subprocess
import time

from gateway import Gateway, free_port
from ledger import Sink
from peers import Client, Closed, Hop
import postfix
from run import Skip

ENDS = {
    "LF.LF": b"\n.\n", "LF.CR": b"\n.\r", "CR.LF": b"\r.\n", "CR.CR": b"\r.\r", "LF.CRLF": b"\n.\r\n", "CR.CRLF": b"\r.\r\n",
    "CRLF NUL .CRLF": b"\r\n\0.\r\n", "CRLF.CRCRLF": b"\r\n.\r\r\n", "CRCRLF.CRCRLF": b"\r\r\n.\r\r\n", "CRLF.LF": b"\r\n.\n",
    "CRLF.CR": b"\r\n.\r", "CRLF..CRLF": b"\r\n..\r\n", "CRLF.VT CRLF": b"\r\n.\x0b\r\n", "CRLF. CRLF": b"\r\n. \r\n",
    "CRLF.TAB CRLF": b"\r\n.\t\r\n", "CRLF NEL .CRLF": b"\r\n\x85.\r\n", "overlong dot": b"\r\n\xc0\xae\r\n",
    "CR NUL LF.": b"\r\0\n.\r\n", "CRLF.NUL CRLF": b"\r\n.\0\r\n", "CRCRLF.CRLF": b"\r\r\n..\r\n",
}
# Bare texts without a header are held; here it matters only which octets go on.
DELIVER = {"policy default": {"quarantine_at": "50"}}
HEAD = b"From: a@example.net\r\nTo: b@example.com\r\nSubject: smuggle\r\nMessage-ID: <%d@example.net>\r\nX-Ledger: smuggle-%d\r\n\r\n"
SECOND = (b"MAIL FROM:<evil@example.net>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"
          b"From: evil@example.net\r\nSubject: smuggled\r\nX-Ledger: evil-1\r\n\r\nsmuggled\r\n")
TRUE_END = b"\r\n.\r\n"


def replies(c, want=9, patience=15):
    """The codes of every reply until the one to our QUIT, or the end of the connection."""
    codes = []
    c.s.settimeout(patience)
    with contextlib.suppress(Closed, TimeoutError):
        while len(codes) < want:
            codes.append(c.reply()[0])
            if codes[-1] == 221:
                break
    return codes


def attack(port, number, middle, split, chunked):
    """Send one message with MIDDLE in it, the octets cut at SPLIT; the replies behind 354 or BDAT."""
    with Client(port, timeout=15) as c:
        c.say("EHLO client.example.net")
        for line in ("MAIL FROM:<a@example.net>", "RCPT TO:<b@example.com>"):
            c.say(line)
        body = HEAD % (number, number) + b"first" + middle + SECOND
        if chunked:
            raw = b"BDAT %d LAST\r\n" % len(body) + body + b"QUIT\r\n"
            at = raw.index(body) + body.index(middle) + split
        else:
            c.say("DATA")
            raw = body + TRUE_END + b"QUIT\r\n"
            at = raw.index(middle) + split
        try:
            c.send(raw[:at])
            if split:
                time.sleep(0.002)  # so that the two halves are two segments
            c.send(raw[at:])
        except Closed:
            pass
        return replies(c)


def offers(port, keyword):
    with Client(port) as c:
        return any(keyword in line.upper() for line in c.say("EHLO client.example.net")[1])


def matrix(t, g, accepted, ways):
    """Every end in every split; what went wrong.  `accepted()` counts messages behind."""
    wrong, tried, number = [], 0, 0
    for chunked in ways:
        for name, end in ENDS.items():
            for split in range(0, len(end) + 1, 2 if t.quick else 1):
                before, number, tried = accepted(), number + 1, tried + 1
                codes = attack(g.port, number, end, split, chunked)
                came = accepted() - before
                good = [c for c in codes if c // 100 == 2 and c != 221]
                if came > 1 or len(good) > 1 or (len(good) != came):
                    wrong.append(f"{'BDAT' if chunked else 'DATA'} {name} split {split}: replies {codes}, {came} behind")
    return wrong, tried


def strict(t, settings=None, name="normalize"):
    with Hop() as hop, Gateway(t.place(name), hop.port, {"limits": {"errors_hard": "1000"}, **DELIVER, **(settings or {})}) as g:
        codes = attack(g.port, 0, TRUE_END, 0, False)
        t.check("the control: a true end gives two messages", len(hop.accepted) == 2 or 221 not in codes and len(hop.accepted) == 1,
                f"{len(hop.accepted)} messages, replies {codes}")
        hop.wire.clear()
        ways = [False] + [True] * offers(g.port, "CHUNKING")
        wrong, tried = matrix(t, g, lambda: len(hop.accepted), ways)
        lenient = hop.lenient_ends()
        t.check(f"one in, one out ({name}; {'DATA and BDAT' if len(ways) == 2 else 'DATA'})",
                not wrong and not lenient and not hop.faults,
                "; ".join(wrong[:3] + [f"on the wire: {set(lenient)}"] * bool(lenient) + hop.faults[:2]) or
                f"{tried} cases, 0 smuggled, 0 lenient ends on the wire")
        stray = [w for w in hop.wire if b"\n" in bytes(w).replace(b"\r\n", b"") or b"\r" in bytes(w).replace(b"\r\n", b"")]
        t.check(f"no bare CR or LF goes out ({name})", not stray, f"{len(stray)} sessions with one" if stray else "")
        first = []
        for raw, name_ in ((b".\r\n", "a message of no octets"), (b".dot first\r\n.\r\n", "a dot at the very start")):
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                for line in ("MAIL FROM:<a@example.net>", "RCPT TO:<b@example.com>", "DATA"):
                    c.say(line)
                before = len(hop.accepted)
                c.send(raw)
                code, _ = c.reply()
                if (code == 250) != (len(hop.accepted) == before + 1):
                    first.append(f"{name_}: {code}")
        t.check(f"messages that begin with a dot ({name})", not first, "; ".join(first))


def behind_postfix(t):
    """The same with Postfix as the mail system, delivering to our sink."""
    place = t.place("postfix")
    with Sink(place) as sink, postfix.Postfix(place, sink.port) as mta:
        with Gateway(place, mta.port, {"limits": {"errors_hard": "1000"}, **DELIVER}) as g:
            wrong, tried = [], 0
            for number, (name, end) in enumerate(ENDS.items()):
                for chunked in (False, True) if offers(g.port, "CHUNKING") else (False,):
                    codes = attack(g.port, number, end, 1, chunked)
                    tried += 1
                    if len([c for c in codes if c // 100 == 2 and c != 221]) > 1:
                        wrong.append(f"{name}: replies {codes}")
            mta.drain()
            lines = sink.record.read_text().splitlines() if sink.record.exists() else []
            evil = [l for l in lines if l.split()[0].startswith("evil")]
            t.check("Postfix behind", not wrong and not evil, "; ".join(wrong[:3] + evil[:2]) or f"{tried} cases, 0 smuggled")


def run(t):
    strict(t)
    if not t.quick:
        strict(t, {"listener smtp": {"bare_lf": "reject"}}, "reject")
    try:
        behind_postfix(t)
    except postfix.Missing as e:
        t.skip(e)
