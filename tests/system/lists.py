"""DNS lists: what they know weighs, what they do not answer is never a reason to let a message through."""
import json
import subprocess
import sys
import time

from gateway import POSTERN, ROOT, Gateway
from peers import Client, Hop

sys.path.insert(0, str(ROOT / "tests/lib"))
from dns_zone import Zone  # noqa: E402
from list_zone import controls, listing, rows  # noqa: E402

MAIL = (b"From: Support <a@example.net>\r\nTo: b@example.com\r\nSubject: your mailbox is full\r\n"
        b"Date: Sun, 22 Nov 2026 01:00:00 +0000\r\nMessage-ID: <%d@example.net>\r\n\r\n"
        b"Your password expires today, please log in at https://www.bad.example/login\r\n")
KNOWN = (listing("203.0.113.7", "zen.spamhaus.org", "127.0.0.4") + listing("203.0.113.7", "bl.spamcop.net", "127.0.0.2") +
         listing("bad.example", "dbl.spamhaus.org", "127.0.1.4") + listing("198.51.100.9", "psbl.surriel.com", "127.0.0.2"))


def settings(zone, **lists):
    return {"dns": {"enabled": "yes", "servers": f"127.0.0.1@{zone.port}", "deadline": "2s"}, "lists": lists,
            "listener smtp": {"xclient_peers": "127.0.0.0/8"}}


def send(g, number, ip="203.0.113.7", head=b""):
    """Seconds that the answer to the end of the message took."""
    with Client(g.port) as c:
        c.say("EHLO balancer.example.com")
        c.say(f"XCLIENT ADDR={ip} NAME=mx.example.net")
        c.say("EHLO mx.example.net")
        c.say("MAIL FROM:<a@example.net>")
        c.say("RCPT TO:<b@example.com>")
        c.say("DATA")
        begin = time.monotonic()
        c.say(head + MAIL % number + b".")
        return time.monotonic() - begin


def events(g, want):
    for _ in range(200):
        done = subprocess.run([POSTERN, "events", "--format=json", "-c", str(g.file), f"--data={g.data}"], capture_output=True, text=True)
        found = [json.loads(l) for l in done.stdout.splitlines()]
        if len(found) >= want:
            break
        time.sleep(0.1)
    return found


def ids(event):
    return {f["id"] for f in event.get("findings", [])}


def log_has(g, *words):
    for _ in range(300):
        if any(all(w in l for w in words) for l in g.log.read_text(errors="replace").splitlines()):
            return True
        time.sleep(0.1)
    return False


def lines(g):
    return sum("dns-list" in l for l in g.log.read_text(errors="replace").splitlines())


def known(t):
    with Zone(controls() + KNOWN) as zone, Hop() as hop:
        with Gateway(t.place("known"), hop.port, settings(zone, own="198.51.100.9", watch_every="1s")) as g:
            send(g, 1)
            event = events(g, 1)[0]
            t.check("a listed client and a listed link weigh", {"listed_client", "listed_phishing"} <= ids(event), sorted(ids(event)))
            t.check("and are held", event["outcome"] == "quarantined", event["outcome"])
            t.check("an address of ours that is listed is told", log_has(g, "own-address-listed", "198.51.100.9", "PSBL"))
            for n in range(2, 14):
                send(g, n, "203.0.113.80")
            events(g, 13)
            done = subprocess.run([POSTERN, "lists", "export", "-c", str(g.file), f"--data={g.data}", "--credit=40", "--as=ip4set"],
                                  capture_output=True, text=True, timeout=60)
            t.check("whose mail was bad comes into a list of our own", "\n203.0.113.80 :2:credit " in done.stdout and "203.0.113.7 " not in done.stdout,
                    done.stderr or done.stdout.splitlines()[-1])
            zone.records.pop("9.100.51.198.psbl.surriel.com", None)
        done = subprocess.run([POSTERN, "lookup", "-c", str(g.file), "--format=json", "203.0.113.7"], capture_output=True, text=True, timeout=60)
        found = json.loads(done.stdout)
        t.check("lookup names the lists", done.returncode == 0 and {l["list"] for l in found["listings"]} == {"Spamhaus ZEN", "SpamCop"},
                f"listed by {found['listed']} of {found['answered']}")
    return event["score"]


def hops(t):
    """A stranger's story is asked about, the lines of our own servers are not; whoever gave it to those is the client."""
    below = "".join(f"Received: from h{n}.example.net ([{ip}]) by x.example.net; Sun, 22 Nov 2026 01:00:0{9 - n} +0000\r\n"
                    for n, ip in enumerate(("198.51.100.20", "198.51.100.33", "203.0.113.55", "203.0.113.56", "203.0.113.57")))
    with Zone(controls()) as zone, Hop() as hop:
        with Gateway(t.place("hops"), hop.port, {**settings(zone, watch_every="0s"), "network": {"own": "198.51.100.0/27", "relays": "198.51.100.32/27"}}) as g:
            send(g, 1, "198.51.100.9", below.encode())
            events(g, 1)
            asked = {n.removesuffix(".zen.spamhaus.org") for n, _ in zone.asked if n.endswith(".113.0.203.zen.spamhaus.org") or n.endswith(".100.51.198.zen.spamhaus.org")}
            t.check("hops below the client are asked about, ours are not", asked == {"55.113.0.203", "56.113.0.203", "57.113.0.203"}, sorted(asked))


def dead(t, best):
    silent = "".join(f"{r['zone']} STATUS silent\n" for r in rows())
    with Zone(silent + "example.net TXT v=spf1 ip4:203.0.113.7 -all\n") as zone, Hop() as hop:
        with Gateway(t.place("dead"), hop.port, settings(zone, watch_every="0s")) as g:
            first = send(g, 1)
            asked = len(zone.asked)
            later = [send(g, n, f"203.0.113.{n}") for n in range(2, 8)]
            # Not the last address, which is the first message's: the resolver repeats what it asked for that one.
            again = [n for n, _ in zone.asked[asked:] if n.startswith(tuple(f"{k}.113.0.203." for k in range(2, 7))) and not n.endswith(".arpa")]
            t.check("dead lists cost one deadline", not again, f"first {first * 1000:.0f} ms, then at most {max(later) * 1000:.0f} ms; {len(again)} asked again")
            found = events(g, 7)
            t.check("silence speaks for nobody", not any(i.startswith(("listed_", "relief_listed")) for e in found for i in ids(e)))
            t.check("they are suspended, and many at once are one line", log_has(g, "dns-lists-suspended", "does not answer") and lines(g) <= 6, lines(g))
            spf = [e["score"] for e in found]
        with Gateway(t.place("none"), hop.port, {**settings(zone), "lists": {"enabled": "no"}}) as g:
            send(g, 1)
            none = events(g, 1)[0]["score"]
    t.check("no verdict is better for a failure", min(spf) >= none - 0.01, f"dead {min(spf):.2f}, never asked {none:.2f}, answering {best:.2f}")


def desert(t):
    with Zone("") as zone, Hop() as hop, Gateway(t.place("desert"), hop.port, settings(zone, watch_every="0s")) as g:
        told = log_has(g, "dns-lists-suspended", "count", "SpamCop", "resolver of your own")
        send(g, 1)
        events(g, 1)
        t.check("a DNS that knows nothing is told in one line, with what to do", told and lines(g) == 1, lines(g))


def dying(t):
    with Zone(controls() + KNOWN) as zone, Hop() as hop, Gateway(t.place("dying"), hop.port, settings(zone, watch_every="0s")) as g:
        zone.statuses["never.example"] = ["silent"]  # each question gets a thread of its own from here on
        send(g, 1)
        zone.statuses["zen.spamhaus.org"] = ["refused"]
        send(g, 2, "203.0.113.8")
        t.check("a list that fails is suspended", log_has(g, "dns-list-suspended", "zen.spamhaus.org"))
        zone.statuses.clear()
        t.check("and comes back by itself", log_has(g, "dns-list-back", "zen.spamhaus.org"))
    t.check("a list that lists the world is not believed", wild(t))


def wild(t):
    with Zone(controls() + "*.zen.spamhaus.org A 127.0.0.2\n1.0.0.127.zen.spamhaus.org A 127.0.0.2\n") as zone, Hop() as hop:
        with Gateway(t.place("wild"), hop.port, settings(zone, watch_every="0s")) as g:
            send(g, 1, "203.0.113.77")
            found = events(g, 1)[0]
            return "listed_client" not in ids(found) and log_has(g, "dns-list-suspended", "zen.spamhaus.org", "must not")


def run(t):
    best = known(t)
    hops(t)
    dead(t, best)
    desert(t)
    dying(t)
