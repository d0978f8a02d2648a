"""Several organisations behind one gateway: a message of one is judged by one policy."""
from gateway import Gateway
from peers import Client, Hop
from quarantine import GTUBE


def run(t):
    settings = {"policy strict": {"spam": "reject"}, "policy loose": {"spam": "tag"},
                "domain strict.example.com": {"policy": "strict"}, "domain loose.example.com": {"policy": "loose"}}
    with Hop() as hop, Gateway(t.place(), hop.port, settings) as g:
        with Client(g.port) as c:
            c.say("EHLO client.example.net")
            c.say("MAIL FROM:<a@example.net>")
            codes = [c.say(f"RCPT TO:<b@{d}.example.com>") for d in ("strict", "loose")]
            t.check("another policy is put off at RCPT", codes[0][0] == 250 and codes[1][0] == 452 and "4.5.3" in codes[1][1][0],
                    f"{[c[1][-1] for c in codes]}")
        spam = b"From: a@example.net\r\nSubject: spam\r\n\r\n" + GTUBE
        for domain, want, kept in (("strict", 550, 0), ("loose", 250, 1)):
            before = len(hop.accepted)
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                code, text = c.mail(spam, recipients=(f"b@{domain}.example.com",))
            t.check(f"spam under the {domain} policy", code // 100 == want // 100 and len(hop.accepted) - before == kept, text[-1])
        t.check("tagged mail says so", hop.accepted and b"action=tag" in hop.accepted[-1][2].partition(b"\r\n\r\n")[0])
