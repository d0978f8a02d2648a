"""Feedback: a campaign reported once is known on its next copy, through a running gateway; taking the report back, a good
word and a release as good mail undo that."""
import json
import subprocess

from gateway import POSTERN, Gateway
from peers import Client, Hop
from quarantine import GTUBE, wait_until

TEXT = ["Dear colleague, the storage of your mailbox on the mail server is almost used up and new messages can no longer be received.",
        "Please confirm your account within {hours} hours on the page below, otherwise all waiting messages will be returned.",
        "This step is necessary for every employee because the {old} server will be switched off on {day}."]


def copy(n, hours, old, day, order=(0, 1, 2)):
    body = "\r\n\r\n".join(TEXT[i].format(hours=hours, old=old, day=day) for i in order)
    return (f"From: Ada Roe <a{n}@sender{n}.example>\r\nTo: b@example.com\r\nSubject: storage {n}\r\nMessage-ID: <c{n}@sender{n}.example>\r\n"
            f"Date: Fri, 27 Nov 2026 09:00:00 +0800\r\n\r\n{body}\r\n\r\nhttps://host{n}.example/mail/{n}7f3a/confirm.html\r\n").encode()


def postern(g, *words, data=None):
    return subprocess.run([POSTERN, *words, "-c", str(g.file), f"--data={g.data}"], input=data, capture_output=True, timeout=120)


def send(g, raw):
    with Client(g.port) as c:
        c.say("EHLO client.example.net")
        return c.mail(raw[:-2])


def event(g, n):
    """The log's row of copy N."""
    found = []

    def there():
        out = postern(g, "events", "--format=json", f"--subject=storage {n}").stdout
        found[:] = [json.loads(line) for line in out.splitlines()]
        return found != []
    return found[0] if wait_until(there) else {}


def ids(e):
    return [f["id"] for f in e.get("findings", [])]


def run(t):
    with Hop() as hop, Gateway(t.place(), hop.port) as g:
        first = copy(1, "24", "old", "Friday")
        send(g, first)
        e = event(g, 1)
        t.check("before anybody reports, it is not known", "print_phishing" not in ids(e) and e.get("outcome", "delivered") == "delivered",
                str(ids(e)))
        done = postern(g, "feedback", "--phish", "-", data=first)
        t.check("it is reported", done.returncode == 0 and done.stdout.startswith(b"L1 "), done.stdout.decode() + done.stderr.decode())
        send(g, copy(2, "48", "previous", "Monday", (0, 2, 1)))
        e = event(g, 2)
        t.check("its next copy is known, and marked", "print_phishing" in ids(e) and e.get("outcome", "delivered") != "delivered" and
                e.get("type") == "phishing", f"{e.get('outcome')}, {ids(e)}")
        shown = postern(g, "feedback", "--list", "--format=json").stdout
        row = json.loads(shown.splitlines()[0])
        t.check("who said what is in the list", row["id"] == "L1" and row["as"] == "phishing" and row["teacher"] == "operator", f"{row['by']}: {row['as']}")
        postern(g, "feedback", "--undo=L1")
        send(g, copy(3, "12", "old", "Sunday"))
        e = event(g, 3)
        t.check("taken back, it is not known any more", "print_phishing" not in ids(e), str(ids(e)))
        # an operator's good word against two users
        for n, who in enumerate(("u1@example.com", "u2@example.com")):
            postern(g, "feedback", "--spam", f"--by={who}", "-", data=copy(10 + n, "24", "old", "Friday"))
        send(g, copy(4, "24", "old", "Friday"))
        t.check("two users are believed", "print_spam" in ids(event(g, 4)), str(ids(event(g, 4))))
        postern(g, "feedback", "--ham", "-", data=first)
        send(g, copy(5, "24", "old", "Friday"))
        t.check("but not against the operator", "print_spam" not in ids(event(g, 5)), str(ids(event(g, 5))))
        held(t, g)
        hostile(t, g)


def held(t, g):
    raw = (b"From: a@example.net\r\nTo: b@example.com\r\nSubject: storage 20\r\nMessage-ID: <h@example.net>\r\n\r\n" +
           b" ".join(b"word%c is part of a long letter that somebody wrote to us" % (97 + i) for i in range(8)) + b"\r\n" + GTUBE + b"\r\n")
    send(g, raw)
    row = g.held()[0]
    done = postern(g, "quarantine", "report", row["id"], "--spam")
    t.check("a held message is reported", done.returncode == 0 and b"fingerprint" in done.stdout, (done.stdout + done.stderr).decode())
    done = postern(g, "quarantine", "release", row["id"], "--ham")
    rows = [json.loads(line) for line in postern(g, "feedback", "--list", "--format=json").stdout.splitlines()]
    t.check("and released as good: the new word takes the place of the old", done.returncode == 0 and rows[0].get("as", "spam") == "ham" and
            rows[1].get("undone_ms", 0) != 0, f"{len(rows)} rows")
    log = postern(g, "quarantine", "report", "nothing", "--spam")
    t.check("an id that is none is said", log.returncode == 1, log.stderr.decode())


def hostile(t, g):
    """One mailbox that calls good mail spam, as often as it may."""
    good = (b"From: Bo <bo@partner.example>\r\nTo: b@example.com\r\nSubject: storage 30\r\nMessage-ID: <g%d@partner.example>\r\n"
            b"Date: Fri, 27 Nov 2026 09:00:00 +0800\r\n\r\nHello Ann, the drawings of the second pump are ready. Could you have a look at "
            b"the bearings before we order them? I would like to send everything to the workshop by Thursday, so that they can "
            b"begin next week. Best regards, Bo\r\n")
    folder = t.place() / "lies"
    folder.mkdir(parents=True)
    for n in range(250):
        (folder / f"{n:03}.eml").write_bytes(good % n)
    done = postern(g, "feedback", "--spam", "--by=mallory@example.com", str(folder))
    t.check("nobody may say more than so much a day", done.returncode == 1 and b"has given 200 lessons" in done.stderr and
            done.stdout.count(b"\n") == 200, f"{len(done.stdout.splitlines())} lessons")
    send(g, good % 999)
    e = event(g, 30)
    t.check("and the good mail is delivered all the same", e.get("outcome", "delivered") == "delivered", f"{e.get('score')} {ids(e)}")
