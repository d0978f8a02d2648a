"""EHLO: nothing is offered that the mail system behind does not have."""
import itertools

from gateway import Gateway
from peers import Client, Hop

KEYWORDS = ("8BITMIME", "SMTPUTF8", "DSN", "CHUNKING")
NEVER = ("BINARYMIME", "XEXCH50", "X-EXPS", "ETRN", "VERB", "XCLIENT", "TURN")


def run(t):
    wrong, tried = [], 0
    for n in range(len(KEYWORDS) + 1):
        for having in itertools.combinations(KEYWORDS, n):
            if t.quick and n not in (0, 1, len(KEYWORDS)):
                continue
            with Hop(keywords=["PIPELINING", *having, *NEVER, "SIZE 1000000"]) as hop, Gateway(t.place("offer"), hop.port) as g:
                with Client(g.port) as c:
                    c.say("EHLO client.example.net")
                    c.mail(b"Subject: first\r\n\r\nso that the hop is known")
                with Client(g.port) as c:
                    offered = [l[4:].split()[0].upper() for l in c.say("EHLO client.example.net")[1][1:]]
                tried += 1
                # CHUNKING may be offered always: the gate can turn it into DATA.
                extra = [k for k in offered if k in KEYWORDS and k not in having and k != "CHUNKING"] + [k for k in offered if k in NEVER]
                if extra or "PIPELINING" not in offered or "ENHANCEDSTATUSCODES" not in offered:
                    wrong.append(f"hop {having}: offered {offered}")
    t.check("offers are those of the hop", not wrong, "; ".join(wrong[:3]) or f"{tried} hops")
