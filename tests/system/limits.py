"""Sizes and numbers: what is too much is refused at the right place, what just fits passes."""
from gateway import Gateway, own_memory
from peers import Client, Closed, Hop

LIMIT = 64 * 1024


def run(t):
    with Hop() as hop, Gateway(t.place(), hop.port, {"limits": {"message_size": "64K", "recipients": "100"}}) as g:
        with Client(g.port) as c:
            lines = c.say("EHLO client.example.net")[1]
            t.check("SIZE says the limit", any(l[4:] == f"SIZE {LIMIT}" for l in lines), " ".join(l[4:] for l in lines))
            code, text = c.say(f"MAIL FROM:<a@example.net> SIZE={LIMIT + 1}")
            t.check("declared one octet too large", code == 552, text[-1])
            code, _ = c.say(f"MAIL FROM:<a@example.net> SIZE={LIMIT}")
            t.check("declared just right", code == 250, f"{code}")
        head = b"Subject: size\r\n\r\n"
        for extra, want in ((0, 250), (1, 552), (1 << 20, 552)):
            body = (b"x" * 70 + b"\r\n") * (LIMIT // 72 + 20 + extra // 72)
            raw = (head + body)[:LIMIT - 2 + extra] + b"\r\n"
            before = len(hop.accepted)
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                code, text = c.mail(raw[:-2])
                t.check(f"a message of the limit{f' and {extra} more' if extra else ''}",
                        code == want and (len(hop.accepted) > before) == (want == 250), f"{code} {text[-1][4:60]}")
                if want == 552:
                    t.check("the session goes on after it", c.mail(b"Subject: x\r\n\r\nx")[0] == 250)
        with Client(g.port) as c:
            c.say("EHLO client.example.net")
            c.say("MAIL FROM:<a@example.net>")
            codes = [c.say(f"RCPT TO:<r{i}@example.com>")[0] for i in range(102)]
            t.check("a hundred recipients and not one more", codes[:100] == [250] * 100 and set(codes[100:]) == {452}, f"{codes[98:]}")
        for octets, good in ((4000, True), (70000, False)):
            try:
                with Client(g.port, timeout=5) as c:
                    c.say("EHLO client.example.net")
                    code, text = c.say(b"NOOP " + b"x" * (octets - 7))
                    t.check(f"a command of {octets} octets", (code == 250) == good, f"{code}")
            except Closed as e:
                t.check(f"a command of {octets} octets", not good, str(e))
    with Hop() as hop, Gateway(t.place("big"), hop.port, {"limits": {"message_size": "300M"}}) as g:
        gate = g.role("gate") or list(g.pids())
        before = sum(map(own_memory, gate))
        most = before
        with Client(g.port, timeout=120) as c:
            c.say("EHLO client.example.net")
            for line in ("MAIL FROM:<a@example.net>", "RCPT TO:<b@example.com>", "DATA"):
                c.say(line)
            block = (b"y" * 998 + b"\r\n") * 1000
            c.send(b"Subject: big\r\n\r\n")
            for _ in range(20 if t.quick else 200):
                c.send(block)
                most = max(most, sum(map(own_memory, gate)))
            c.send(b"\r\n.\r\n")
            code, text = c.reply()
        most = max(most, sum(map(own_memory, gate)))
        t.check("a large message does not live in memory", code // 100 in (2, 4, 5) and most - before < 4 << 20,
                f"{code}; the gate grew by {(most - before) / 2**20:.1f} MiB over {20 if t.quick else 200} MB")
