"""Random sessions against a model of the protocol: every reply must be of the class that the model expects, and the
mail system behind must have exactly the transactions that the model counted."""
import time

from gateway import Gateway
from peers import Client, Closed, Hop


class Model:
    """RFC 5321 s4.1.4, as a gate must follow it: what may come now, and what it does."""

    def __init__(self):
        self.greeted = self.extended = self.mail = self.chunking = False
        self.recipients = self.done = 0

    def forget(self):
        self.mail = self.chunking = False
        self.recipients = 0

    def expect(self, name):
        """The set of reply classes (or codes) for command NAME, after which the state is as if it was answered."""
        if name in ("EHLO", "HELO"):
            self.greeted, self.extended = True, name == "EHLO"
            self.forget()
            return {250}
        if name == "RSET":
            self.forget()
            return {250}
        if name in ("NOOP",):
            return {250}
        if name == "VRFY":
            return {252, 502, 550, 503}
        if name == "JUNK":
            return {500, 502, 503}
        if name == "BAD MAIL":
            return {501, 503, 553, 555, 550}
        if name == "BAD RCPT":
            return {501, 503, 553, 555, 550}
        if name == "MAIL":
            if not self.greeted or self.mail:
                return {503}
            self.mail = True
            return {250}
        if name == "RCPT":
            if not self.mail or self.chunking:
                return {503}
            self.recipients += 1
            return {250}
        if name == "DATA":
            if not self.recipients or self.chunking:
                return {503, 554}
            return {354}
        if name.startswith("BDAT") and not self.extended:
            return {502, 503, 554}  # without EHLO nothing is offered
        if name == "BDAT":
            if not self.recipients:
                return {503, 554}
            self.chunking = True
            return {250}
        if name == "BDAT LAST":
            if not self.recipients:
                return {503, 554}
            self.done += 1
            self.forget()
            return {250}
        raise KeyError(name)


WIRE = {"EHLO": b"EHLO client.example.net\r\n", "HELO": b"HELO client.example.net\r\n", "RSET": b"RSET\r\n", "NOOP": b"noop\r\n",
        "VRFY": b"VRFY somebody\r\n", "JUNK": b"XYZZY 1 2 3\r\n", "BAD MAIL": b"MAIL FROM:nobody\r\n", "BAD RCPT": b"RCPT <>\r\n",
        "MAIL": b"MAIL FROM:<a@example.net>\r\n", "RCPT": b"RCPT TO:<b@example.com>\r\n", "DATA": b"DATA\r\n",
        "BDAT": b"BDAT 17\r\nSubject: m\r\n\r\nxx\r", "BDAT LAST": b"BDAT 21 LAST\r\nSubject: m\r\n\r\nhello\r\n"}
WIRE["BDAT"] = b"BDAT 18\r\nSubject: m\r\n\r\nhi\r\n"
WEIGHTS = {"EHLO": 3, "HELO": 1, "RSET": 1, "NOOP": 1, "VRFY": 1, "JUNK": 1, "BAD MAIL": 1, "BAD RCPT": 1, "MAIL": 6, "RCPT": 6,
           "DATA": 5, "BDAT": 2, "BDAT LAST": 2}
MESSAGE = b"Subject: model\r\n\r\n..dot\r\nhello\r\n.\r\n"


def session(t, port, hop, commands):
    """Run COMMANDS; what differed, "" when nothing."""
    model, trail = Model(), []
    before = len(hop.accepted)
    with Client(port, timeout=15) as c:
        for name in commands:
            raw = WIRE[name]
            cut = t.random.randrange(1, len(raw)) if t.random.random() < 0.2 else len(raw)
            expected = model.expect(name)
            c.send(raw[:cut])
            if cut < len(raw):
                c.send(raw[cut:])
            code, text = c.reply()
            trail.append(f"{name}={code}")
            if code not in expected:
                return f"{' '.join(trail[-8:])}: expected {sorted(expected)}, got {text[-1]}"
            if name.startswith("BDAT") and code == 502:
                break  # its octets would be read as commands: the gate may hang up, and we do not go on
            if name.startswith("BDAT") and code >= 400:  # RFC 3030 s2: the message has failed; begin anew
                if c.say("RSET")[0] != 250:
                    return f"{' '.join(trail[-8:])}: RSET refused"
                model.forget()
            if name == "DATA" and code == 354:
                c.send(MESSAGE)
                code, text = c.reply()
                model.done += 1
                model.forget()
                if code != 250:
                    return f"{' '.join(trail[-8:])} message: {text[-1]}"
        else:
            c.say("QUIT")
    came = len(hop.accepted) - before
    return "" if came == model.done else f"{' '.join(trail)}: {model.done} transactions, {came} behind"


def run(t):
    with Hop() as hop, Gateway(t.place(), hop.port, {"policy default": {"quarantine_at": "50"}, "limits": {"errors_hard": "1000", "errors_soft": "1000",
                                                               "junk_commands": "10000"}}) as g:
        with Client(g.port) as c:
            chunking = any("CHUNKING" in l for l in c.say("EHLO client.example.net")[1])
        names = [n for n in WEIGHTS if chunking or not n.startswith("BDAT")]
        weights = [WEIGHTS[n] for n in names]
        wrong, sessions, commands, end = [], 0, 0, time.monotonic() + (12 if t.quick else 300)
        wanted = 300 if t.quick else 20000
        while sessions < wanted and time.monotonic() < end and len(wrong) < 5:
            sequence = t.random.choices(names, weights, k=t.random.randrange(3, 25))
            sessions, commands = sessions + 1, commands + len(sequence)
            try:
                why = session(t, g.port, hop, sequence)
            except (Closed, TimeoutError) as e:
                why = f"{' '.join(sequence)}: {e}"
            wrong += [why] if why else []
        t.check("random sessions against the model", not wrong, "; ".join(wrong[:3]) or
                f"{sessions} sessions, {commands} commands, 0 divergences{'' if chunking else ' (no BDAT offered)'}")
        t.check("what went to the hop is well-formed", not hop.faults, "; ".join(hop.faults[:3]))
