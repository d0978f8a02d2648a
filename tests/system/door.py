"""At the door: who is on lists that agree, who comes for the first time without a name, and who talks too early."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from dns_zone import Zone  # noqa: E402
from gateway import Gateway, free_port  # noqa: E402
from peers import Client, Closed, Hop  # noqa: E402

# The addresses come by PROXY from loopback, as behind a load balancer.
CLEAN, BOT, ONE_LIST, NAMELESS, POOL = "198.51.100.1", "198.51.100.2", "198.51.100.3", "203.0.113.4", "203.0.113.5"


def backwards(ip):
    return ".".join(reversed(ip.split(".")))


LISTS = ("one.lists.example.org\tFirst list\tip4\tline\tone\t127.0.0.2:spam:3.5\t-\n"
         "two.lists.example.org\tSecond list\tip4\tline\ttwo\t127.0.0.2:spam:3.5\t-\n")
ZONE = "\n".join([
    *(f"2.0.0.127.{z} A 127.0.0.2\n{z} A 127.0.0.1" for z in ("one.lists.example.org", "two.lists.example.org")),
    f"{backwards(BOT)}.one.lists.example.org A 127.0.0.2", f"{backwards(BOT)}.two.lists.example.org A 127.0.0.2",
    f"{backwards(ONE_LIST)}.one.lists.example.org A 127.0.0.2",
    *(f"{backwards(ip)}.in-addr.arpa PTR {name}\n{name} A {ip}" for ip, name in
      ((CLEAN, "mail.clean.example.org"), (BOT, "bot.example.org"), (ONE_LIST, "mail.listed.example.org"), (POOL, "mail-1.google.com"))),
])


def call(port, ip, early=False):
    c = Client(port, greet=False, timeout=40)
    c.send(f"PROXY TCP4 {ip} 127.0.0.1 1234 25\r\n".encode())
    if early:
        c.send(b"EHLO early.example.net\r\n")
    c.greeting = c.reply()
    return c


def try_mail(port, ip, sender="a@example.net"):
    with call(port, ip) as c:
        c.say("EHLO client.example.net")
        c.say(f"MAIL FROM:<{sender}>")
        code, text = c.say("RCPT TO:<b@example.com>")
        if code == 250:
            c.say("DATA")
            code, text = c.say(b"From: a@example.net\r\nSubject: x\r\n\r\nhello\r\n.")
        return code, text[-1]


def run(t):
    place = t.place()
    port = free_port()
    (place / "lists.tsv").write_text(LISTS)
    with Zone(ZONE) as zone, Hop() as hop, Gateway(place, hop.port, {
            "listener door": {"address": f"127.0.0.1:{port}", "proxy_peers": "127.0.0.1"}, "network": {"own": "::1"},
            "dns": {"enabled": "yes", "servers": f"127.0.0.1@{zone.port}"}, "lists": {"file": place / "lists.tsv"},
            "policy default": {k: "deliver" for k in ("spam", "rumor", "illegal", "phishing", "virus")},
            "door": {"greet_delay": "300ms", "greylist": "grey", "greylist_delay": "2s", "deadline": "10s"}}) as g:
        code, text = try_mail(port, CLEAN)
        t.check("a server with a name and no listing comes in", code == 250, f"{code} {text}")
        code, text = try_mail(port, BOT)
        t.check("lists that agree refuse at RCPT, and are named", code == 550 and "First list, Second list" in text, f"{code} {text}")
        code, text = try_mail(port, NAMELESS)
        again, _ = try_mail(port, NAMELESS)
        t.check("a stranger without a name is put off", code == 451 and again == 451, f"{code} {text}")
        code, text = try_mail(port, ONE_LIST)
        t.check("so is one on a single list", code == 451, f"{code} {text}")
        time.sleep(2.2)
        code, text = try_mail(port, NAMELESS)
        t.check("and comes in when it tries again", code == 250, f"{code} {text}")
        # The mail log is written within a tenth of a second, later on a busy machine.
        for n in range(40):
            code, text = try_mail(port, NAMELESS, f"new{n}@example.net")
            if code == 250:
                break
            time.sleep(0.2)
        t.check("once known, it does not wait again", code == 250, f"{code} {text}")
        code, text = try_mail(port, POOL)
        t.check("a great provider never waits", code == 250, f"{code} {text}")
        try:
            with call(port, "198.51.100.99", early=True) as c:
                code = c.greeting[0]
        except Closed:
            code = 0
        t.check("who talks before the greeting is refused", code == 554, f"{code}")
        t.check("only what came in was delivered", len(hop.accepted) == 4, f"{len(hop.accepted)} messages")
        log = g.log.read_text(errors="replace")
        t.check("each refusal is in the log with its reason",
                log.count("event=refused") == 5 + n and "listed by First list" in log and log.count("to=b@example.com") >= 7,
                f"{log.count('event=refused')} refusals")
