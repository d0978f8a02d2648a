"""Open relay: forty ways to name a stranger's mailbox, from a client that is not ours.  None may pass."""
import re

from gateway import Gateway
from peers import Client, Closed, Hop

FORMS = [
    "user@example.net", "user%example.net@example.com", "@example.com:user@example.net", '"user@example.net"@example.com',
    "user@example.net@example.com", "user@example.com@example.net", "example.net!user@example.com", "example.net!user",
    "user@[127.0.0.1]", "user@[127.0.0.1]@example.com", "user@[IPv6:::1]", "user@example.net.", "user@example.com.example.net",
    "user", "@example.net", "user@", "@", "user@.example.com", "user@example..com", "user@example.com,user@example.net",
    "user@example.net,example.com", "user@example.net example.com", "user@example.net\texample.com", "user@example.net\0@example.com",
    "user@example.com\0.example.net", "user@ex\u0430mple.com", "user@xn--exmple-4nf.com", "user@EXAMPLE.NET", "user@sub.example.com",
    "@example.com,@example.net:user@example.net", "@example.net:user@example.com:user@example.net", "user%example.net",
    "user%example.net%example.com@example.com", '"user%example.net"@example.com', "user\\@example.net@example.com",
    "user@example.com(@example.net)", "<user@example.net>@example.com", "user@127.0.0.1", "user@localhost", "user@#2130706433",
    "postmaster@example.net", "user+example.net@example.net", "user@example.com>@example.net",
]
# Where the domain part is example.com the mailbox is a local matter, if the local part reaches the hop unchanged
# and unrouted; these forms are the ones that a mail system behind may route by itself, so they are refused.
ASK_LIKE = {"XCLIENT": "XCLIENT ADDR=192.0.2.1 NAME=trusted.example.com", "PROXY": "PROXY TCP4 192.0.2.1 192.0.2.2 1000 25",
            "XFORWARD": "XFORWARD ADDR=192.0.2.1"}


def run(t):
    with Hop() as hop, Gateway(t.place(), hop.port, {"network": {"own": "192.0.2.0/24"}, "limits": {
            "errors_hard": "1000", "errors_soft": "1000", "sessions_per_client": "1000"}}) as g:
        with Client(g.port) as c:
            c.say("EHLO client.example.net")
            c.say("MAIL FROM:<a@example.net>")
            t.check("the control: our own domain", c.say("RCPT TO:<user@example.com>")[0] == 250)
        passed, silent = [], []
        for form in FORMS:
            for sender in ("a@example.net", "user@example.com", ""):
                try:
                    with Client(g.port) as c:
                        c.say("EHLO client.example.net")
                        c.say(f"MAIL FROM:<{sender}>")
                        code, text = c.say(f"RCPT TO:<{form}>".encode())
                        if code // 100 == 2:
                            passed.append(f"{form!r} from <{sender}>: {text[-1]}")
                except (Closed, TimeoutError) as e:
                    silent.append(f"{form!r}: {e}")
        t.check("nothing for strangers", not passed, "; ".join(passed[:3]) or f"{len(FORMS)} forms by 3 senders, 0 passed")
        t.check("each has an answer", not silent, "; ".join(silent[:3]))
        passed = []
        for parameters in ("ORCPT=rfc822;user@example.com", "AUTH=<user@example.com>", "NOTIFY=NEVER ORCPT=rfc822;user+0D+0A@example.com"):
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                c.say("MAIL FROM:<a@example.net>")
                code, text = c.say(f"RCPT TO:<user@example.net> {parameters}")
                passed += [text[-1]] if code // 100 == 2 else []
        for name, line in ASK_LIKE.items():
            try:
                with Client(g.port) as c:
                    c.say("EHLO client.example.net")
                    c.say(line)
                    c.say("EHLO client.example.net")
                    c.say("MAIL FROM:<a@example.net>")
                    code, text = c.say("RCPT TO:<user@example.net>")
                    passed += [f"{name}: {text[-1]}"] if code // 100 == 2 else []
            except (Closed, TimeoutError):
                pass  # hung up on: as good
        with Client(g.port, greet=False) as c:
            c.send(b"PROXY TCP4 192.0.2.1 192.0.2.2 1000 25\r\nEHLO x\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<user@example.net>\r\n")
            codes = []
            try:
                while True:
                    codes.append(c.reply()[0])
                    if len(codes) >= 5:
                        break
            except (Closed, TimeoutError):
                pass
            passed += [f"PROXY first: {codes}"] if codes[-1:] == [250] and len(codes) == 5 else []
        t.check("parameters, XCLIENT and PROXY of a stranger change nothing", not passed, "; ".join(passed))
        t.check("the hop was not even asked", not any(re.search(rb"RCPT TO:<[^>\r\n]*example\.net>", bytes(w)) for w in hop.wire))
