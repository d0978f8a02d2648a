"""Postfix asks us as its milter: what each verdict does to a message, over TCP and a Unix socket, for what comes by SMTP and
for what is sent on the machine; and as its proxy before the queue."""
import grp
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import threading
import time

import postfix
from gateway import POSTERN, ROOT, Gateway, free_port
from peers import Client, Closed, Hop

GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*" b"GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
PLAIN = b"the minutes of Tuesday are in the usual place"


def mail(n, body=PLAIN, more=b""):
    return (b"From: A <a@example.net>\r\nTo: b@example.com\r\nSubject: =?utf-8?Q?mail_%d?=\r\n of two lines\r\n" % n +
            b"Message-ID: <m%d@example.net>\r\nDate: Sat, 28 Nov 2026 05:00:00 +0000\r\n" % n + more + b"\r\n" + body + b"\r\n")


def send(port, raw, to, xclient=None, sender="a@example.net"):
    """(codes of RCPT, code and text of the end of DATA)"""
    with Client(port) as c:
        c.say("EHLO client.example.net")
        if xclient:
            c.say(f"XCLIENT {xclient}")
            c.say("EHLO client.example.net")
        c.say(f"MAIL FROM:<{sender}>")
        codes = [(code, text[-1]) for code, text in (c.say(f"RCPT TO:<{r}>") for r in to)]
        if not any(code == 250 for code, _ in codes):
            return codes, (0, "")
        c.say("DATA")
        c.send(raw + b".\r\n")
        code, text = c.reply()
        return codes, (code, text[-1])


def see(t, what, good, figure=""):
    """A check whose figure is only worth reading when it fails."""
    t.check(what, good, "" if good else figure)


def wait_for(what, seconds=20):
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.05)
    return what()


def head(raw):
    return raw.partition(b"\r\n\r\n")[0].decode("latin-1")


def fields(raw, name):
    text = head(raw).replace("\r\n\t", " ").replace("\r\n ", " ")
    return [l.partition(":")[2].strip() for l in text.split("\r\n") if l.lower().startswith(name.lower() + ":")]


SETTINGS = {
    "listener milter": {"enabled": "yes", "kind": "milter"},
    "network": {"own": "192.0.2.0/24"},
    "identity": {"authserv_id": "gateway.example.com"},
    "policy tags": {"spam": "tag", "subject_tag": '"[垃圾邮件] "'},
    "policy rejects": {"spam": "reject", "reject_text": '"no spam here, 100% sure"'},
    "domain tag.example": {"policy": "tags"},
    "domain reject.example": {"policy": "rejects"},
    "block": {"senders": "bad@example.net"},
}


def milters(port, more=()):
    at = port if isinstance(port, str) else f"inet:127.0.0.1:{port}"
    return {"smtpd_milters": at, "non_smtpd_milters": at, "milter_default_action": "tempfail", "milter_protocol": "6",
            "milter_connect_timeout": "5s", "milter_command_timeout": "5s",
            "smtpd_recipient_restrictions": "permit", "smtpd_authorized_xclient_hosts": "127.0.0.1", "smtpd_relay_restrictions": "permit_mynetworks, reject", "mynetworks": "0.0.0.0/0, [::]/0",
            **dict(more)}


def actions(t, hop, g, mta):
    forged = (b"X-Postern-Verdict: type=normal; action=deliver\r\nAuthentication-Results: gateway.example.com; spf=pass\r\n"
              b"Authentication-Results: elsewhere.example; spf=none\r\nx-postern-verdict : type=normal\r\n")
    _, (code, text) = send(mta.port, mail(1, more=forged), ["b@example.com"])
    wait_for(lambda: hop.accepted)
    got = hop.accepted[0][2] if hop.accepted else b""
    verdicts = fields(got, "X-Postern-Verdict")
    see(t, "good mail is delivered with our verdict, and forged ones are gone", code == 250 and len(verdicts) == 1 and "id=" in verdicts[0] and
            fields(got, "Authentication-Results")[-1:] == ["elsewhere.example; spf=none"] and "spf=pass" not in head(got), head(got)[:600])
    see(t, "the rest of it is as it was", got.endswith(mail(1).partition(b"Subject")[2].partition(b"\r\n\r\n")[2]) and
            b"Subject: =?utf-8?Q?mail_1?=\r\n of two lines\r\n" in got, head(got)[-300:])
    _, (code, text) = send(mta.port, mail(2, GTUBE), ["b@example.com"])
    rows = g.held()
    see(t, "quarantined mail is ours, the client reads 250, nobody gets it", code == 250 and len(rows) == 1 and len(hop.accepted) == 1 and
            rows[0]["mail_from"] == "a@example.net", f"{code} {text}; {len(rows)} held")
    _, (code, text) = send(mta.port, mail(3, GTUBE), ["b@reject.example"])
    see(t, "rejected in our words", code == 550 and "no spam here, 100% sure" in text and len(hop.accepted) == 1, f"{code} {text}")
    _, (code, text) = send(mta.port, mail(4, GTUBE), ["b@tag.example"])
    wait_for(lambda: len(hop.accepted) == 2)
    got = hop.accepted[1][2] if len(hop.accepted) == 2 else b""
    see(t, "tagged in its subject, the old one behind it", code == 250 and b"\r\nSubject: =?UTF-8?Q?" in got and
            got.count(b"Subject:") == 1 and b"=?utf-8?Q?mail_4?=\r\n of two lines\r\n" in got and "action=tag" in fields(got, "X-Postern-Verdict")[0],
            head(got)[:500])
    codes, _ = send(mta.port, mail(5), ["b@example.com", "b@tag.example"])
    see(t, "recipients of another policy are asked to come apart", [c for c, _ in codes] == [250, 452], codes)
    codes, _ = send(mta.port, mail(6), ["b@example.com"], sender="bad@example.net")
    see(t, "who is blocked is refused at RCPT", codes[0][0] == 550 and "Sender refused" in codes[0][1], codes)
    events = [json.loads(l) for l in subprocess.run(
        [POSTERN, "events", "--format=json", "-c", str(g.file), f"--data={g.data}"], capture_output=True, text=True).stdout.splitlines()]
    see(t, "each is an event, with Postfix's own name for it", {e.get("outcome", "delivered") for e in events} >=
            {"delivered", "quarantined", "rejected", "tagged", "refused"} and all("/" in e["session"] for e in events if e.get("outcome", "delivered") != "refused"),
            [(e.get("outcome", "delivered"), e["session"]) for e in events])


def who_sends(t, hop, g, mta):
    def direction(of):
        out = subprocess.run([POSTERN, "events", "--format=json", f"--subject=mail {of} ", "-c", str(g.file), f"--data={g.data}"],
                             capture_output=True, text=True).stdout.splitlines()
        e = json.loads(out[0]) if out else {}
        return e.get("direction", "inbound"), e.get("user"), e.get("client_ip")

    send(mta.port, mail(20), ["x@elsewhere.example"], xclient="ADDR=203.0.113.7 NAME=out.example.org LOGIN=alice")
    see(t, "who has logged in and writes to the world sends outbound", direction(20) == ("outbound", "alice", "203.0.113.7"), direction(20))
    send(mta.port, mail(21), ["x@example.com"], xclient="ADDR=192.0.2.9", sender="y@example.com")
    see(t, "our own people among themselves", direction(21)[0] == "internal", direction(21))
    before = len(hop.accepted)
    done = subprocess.run(["/usr/sbin/sendmail", "-C", str(mta.folder / "etc"), "-f", "c@example.com", "d@example.com"],
                          input=mail(23).replace(b"\r\n", b"\n"), capture_output=True)
    wait_for(lambda: len(hop.accepted) > before)
    see(t, "mail from a program on the machine is judged, too", done.returncode == 0 and len(hop.accepted) > before and
            len(fields(hop.accepted[-1][2], "X-Postern-Verdict")) == 1, done.stderr.decode()[-200:] or mta.tail())


def other_ways(t, hop, g, mta, place, gate_port):
    """Three more smtpd of the same Postfix: its own quarantine over a Unix socket, a shadow, a proxy before the queue."""
    mode = stat.S_IMODE(os.stat(place / "held").st_mode)
    see(t, "the socket has the mode that was asked for", mode == 0o660, oct(mode))
    held, shadow, proxy, elsewhere = free_port(), free_port(), free_port(), free_port()
    with open(mta.folder / "etc/master.cf", "a") as f:
        for port, option in ((held, f"smtpd_milters=unix:{place}/held"), (shadow, f"smtpd_milters=unix:{place}/shadow"),
                             (elsewhere, f"smtpd_milters=unix:{place}/redirect"),
                             (proxy, f"smtpd_proxy_filter=127.0.0.1:{gate_port}")):
            f.write(f"127.0.0.1:{port} inet n - n - - smtpd\n  -o {option}\n" + ("  -o smtpd_milters=\n" if port == proxy else ""))
    mta.call("postfix", "reload")
    for port in (held, shadow, proxy, elsewhere):
        wait_for(lambda: subprocess.run(["bash", "-c", f"echo >/dev/tcp/127.0.0.1/{port}"], capture_output=True).returncode == 0)
    before = len(hop.accepted)
    _, (code, text) = send(held, mail(40, GTUBE), ["b@example.com"])
    queue = mta.call("postqueue", "-p")
    see(t, "with quarantine = mta Postfix holds it", code == 250 and "!" in queue and len(hop.accepted) == before,
            f"{code} {text} {queue[:200]}")
    _, (code, text) = send(elsewhere, mail(46, GTUBE), ["b@example.com", "c@example.com"])
    wait_for(lambda: len(hop.accepted) > before)
    got = [m[:2] for m in hop.accepted[before:]]
    see(t, "with quarantine = redirect it goes to the mailbox alone, from nobody", code == 250 and [(m[0].split()[0], m[1]) for m in got] == [("<>", ("<q@example.com>",))] and
        "action=quarantine" in fields(hop.accepted[-1][2], "X-Postern-Verdict")[0], f"{code} {text} {got}")
    before = len(hop.accepted)
    said = b"X-Spam-Status: No, score=-0.3 required=5.0 tests=A\r\n"
    _, (code, text) = send(shadow, mail(41, GTUBE, said), ["b@example.com"])
    _, (code, text) = send(shadow, mail(42, more=b"X-Spam-Flag: YES\r\nX-Postern-Verdict: type=old\r\n"), ["b@example.com"])
    _, (code, text) = send(shadow, mail(43, more=said), ["b@example.com"])
    wait_for(lambda: len(hop.accepted) == before + 3)
    see(t, "a shadow delivers everything unchanged", len(hop.accepted) == before + 3 and
            any(b"X-Postern-Verdict: type=old\r\n" in m[2] for m in hop.accepted) and
            not any(fields(m[2], "X-Postern-Verdict") for m in hop.accepted[before:] if b"mail_42" not in m[2]), f"{len(hop.accepted) - before}")
    out = subprocess.run([POSTERN, "shadow", "--format=json", "-c", str(g.file), f"--data={g.data}"], capture_output=True, text=True).stdout
    rows = [json.loads(l) for l in out.splitlines()]
    see(t, "and says where it differs from the other filter", len(rows) == 3 and rows[-1]["only_postern"] == 1 and
            rows[-1]["only_other"] == 1 and rows[-1]["both_pass"] == 1 and
            {r.get("other") for r in rows[:-1]} == {"spamassassin ham -0.3", "filter spam"}, out[-600:])
    before = len(hop.accepted)
    _, (code, text) = send(proxy, mail(44), ["b@example.com"])
    _, (bad, text) = send(proxy, mail(45, GTUBE), ["b@reject.example"])
    see(t, "as a proxy before the queue", code == 250 and bad == 550 and len(hop.accepted) == before + 1 and
            len(fields(hop.accepted[-1][2], "X-Postern-Verdict")) == 1, f"{code} {bad} {text}")


def nothing_lost(t, hop, g, mta):
    """The gate is killed again and again: what the client heard 250 for is delivered or held, the rest is still his."""
    taken, refused = [], 0
    for n in range(100, 112):
        timer = threading.Timer((n % 8) * 0.004, lambda: [os.kill(p, signal.SIGKILL) for p in g.role("gate")])
        if n % 4 == 0:
            timer.start()
        try:
            codes, (code, _) = send(mta.port, mail(n, GTUBE if n % 2 else PLAIN), ["b@example.com"])
        except (Closed, TimeoutError, OSError):
            code = 0
        timer.cancel()
        taken += [n] if code == 250 else []
        refused += code != 250
    mta.drain()

    def missing():
        held = {r["subject"] for r in g.held()}
        got = b"".join(m[2] for m in list(hop.accepted))
        return [n for n in taken if b"?mail_%d?=" % n not in got and f"mail {n} of two lines" not in held]
    wait_for(lambda: not missing(), 10)
    see(t, f"the gate is killed under mail: {len(taken)} acknowledged are delivered or held, {refused} are still the client's",
        not missing() and taken, f"missing {missing()}")


def signed(t, hop, g, mta, place):
    """DKIM as it arrives: a mail server may fold what it inserts, and must not spoil it."""
    subprocess.run([POSTERN, "keys", "new", "example.com", "-c", str(g.file), f"--data={g.data}"], capture_output=True)
    shown = subprocess.run([POSTERN, "keys", "show", "example.com", "-c", str(g.file), f"--data={g.data}"], capture_output=True, text=True).stdout
    subprocess.run([POSTERN, "keys", "publish", "example.com", "--unchecked", "-c", str(g.file), f"--data={g.data}"], capture_output=True)
    lines = []
    for line in shown.splitlines():
        name, found, text = line.partition(" IN TXT ")
        if found:
            lines.append(f"{name.split()[0].rstrip('.')}. " + "".join(text.split('"')[1::2]))
    (place / "zone").write_text("\n".join(lines) + "\n")
    g.reload()
    wait_for(lambda: g.log.read_text().count("event=serving") >= 2)
    before = len(hop.accepted)
    raw = mail(50).replace(b"From: A <a@example.net>", b"From: A <a@example.com>")
    code, _ = send(mta.port, raw, ["x@elsewhere.example"], xclient="ADDR=203.0.113.7 LOGIN=alice", sender="a@example.com")[1]
    wait_for(lambda: len(hop.accepted) > before)
    (place / "signed.eml").write_bytes(hop.accepted[-1][2])
    done = subprocess.run(["/usr/bin/python3", str(ROOT / "tests/lib/dkim_verify.py"), "dkim", str(place / "signed.eml"), str(place / "zone")],
                          capture_output=True, text=True)
    if done.returncode == 77:
        t.skip("dkimpy is not installed")
        return
    see(t, "what goes out is signed, and the signature survives Postfix", code == 250 and done.stdout.startswith("good ") and
        done.stdout.split()[1] != "0", f"{code} {done.stdout} {done.stderr[-300:]} {len(lines)} records {head(hop.accepted[-1][2])[:500]}")


def by_swaks(t, hop, mta):
    before = len(hop.accepted)
    done = subprocess.run(["swaks", "--server", f"127.0.0.1:{mta.port}", "--from", "a@example.net", "--to", "b@example.com", "--header",
                           "Subject: by swaks", "--attach-type", "text/plain", "--attach", "@/etc/hostname"], capture_output=True, text=True)
    wait_for(lambda: len(hop.accepted) > before)
    see(t, "what swaks sends arrives with a verdict", done.returncode == 0 and len(hop.accepted) == before + 1 and
        len(fields(hop.accepted[-1][2], "X-Postern-Verdict")) == 1, done.stdout[-400:])


def run(t):
    port, place = free_port(), t.place()
    os.chmod(place, 0o755)
    os.chmod(place.parent, 0o755)
    group = grp.getgrgid(pwd.getpwnam("postfix").pw_gid).gr_name if shutil.which("postfix", path="/usr/sbin") else "root"
    SETTINGS["listener milter"]["address"] = f"127.0.0.1:{port}"
    SETTINGS["listener held"] = {"kind": "milter", "address": f"unix:{place}/held", "socket_group": group, "socket_mode": "0660",
                                 "quarantine": "mta"}
    SETTINGS["listener redirect"] = {"kind": "milter", "address": f"unix:{place}/redirect", "socket_group": group, "socket_mode": "0660",
                                     "quarantine": "redirect", "quarantine_to": "q@example.com"}
    SETTINGS["listener shadow"] = {"kind": "milter", "address": f"unix:{place}/shadow", "shadow": "yes"}
    with Hop() as hop, Gateway(t.place(), hop.port, SETTINGS) as g:
        try:
            with postfix.Postfix(t.place(), hop.port, milters(port)) as mta:
                actions(t, hop, g, mta)
                who_sends(t, hop, g, mta)
                if shutil.which("swaks"):
                    by_swaks(t, hop, mta)
                signed(t, hop, g, mta, place)
                other_ways(t, hop, g, mta, place, g.port)
                nothing_lost(t, hop, g, mta)
                before = len(hop.accepted)
                g.stop()
                _, (code, text) = send(mta.port, mail(30), ["b@example.com"])
                codes, _ = send(mta.port, mail(30), ["b@example.com"])
                see(t, "without us the client keeps it", code != 250 and len(hop.accepted) == before, f"{codes} {code} {text}")
        except postfix.Missing as e:
            t.skip(str(e))
