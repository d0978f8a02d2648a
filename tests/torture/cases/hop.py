"""The mail system behind: down, refusing, slow, lying, cut off at every octet.  The client's answer is the hop's
own where it gave one, a 4xx where it did not; 2xx is said exactly when the hop has the message."""
import time

from gateway import Gateway, free_port
from peers import Client, Closed, Hop, Wire

MAIL = b"Subject: hop test\r\nMessage-ID: <hop@example.net>\r\n\r\nHello, this is one line.\r\n.and one with a dot"
LIMITS = {"next_hop mail": {"connect_timeout": "1s", "reply_timeout": "1s", "end_timeout": "1s", "retry_after": "0s",
                            "idle_timeout": "0s"}}


def attempt(port):
    """(code or 0 when the connection was ended, text)"""
    try:
        with Client(port, timeout=15) as c:
            c.say("EHLO client.example.net")
            code, lines = c.mail(MAIL)
            return code, lines[-1]
    except (Closed, TimeoutError) as e:
        return 0, str(e)


def gateway(t, port, name):
    settings = {"server": {"next_hop": "mail"}, "next_hop mail": {"urls": f"smtp://127.0.0.1:{port}", **LIMITS["next_hop mail"]}}
    return Gateway(t.place(name), port, settings)


def replies(t):
    """4xx and 5xx of the hop at every stage reach the client as they are."""
    wrong = []
    for stage in ("mail", "rcpt", "data", "end"):
        for reply in (b"452 4.3.1 no room\r\n", b"550 5.7.1 not wanted\r\n", b"451-4.7.1 two\r\n451 4.7.1 lines\r\n"):
            with Hop({stage: reply}, times=1) as hop, gateway(t, hop.port, "reply") as g:
                code, text = attempt(g.port)
                if code != int(reply[:3]) or reply[4:9].decode() not in text or hop.accepted:
                    wrong.append(f"{stage} {reply[:9]} -> {code} {text}")
                code, _ = attempt(g.port)
                if code != 250 or len(hop.accepted) != 1:
                    wrong.append(f"after {stage}: {code}, {len(hop.accepted)} accepted")
    t.check("refusals pass unchanged, at each stage", not wrong, "; ".join(wrong[:3]) or "12 replies")


def troubles(t):
    """Everything else that a hop can do wrong is 4xx, within the time limits, and never a false 250."""
    lying = {"nothing readable": b"hello there\r\n", "no last line": b"250-one\r\n250-two\r\n", "bare LF": b"250 ok\n250 ok\n",
             "a megabyte": b"250-" + b"x" * (1 << 20) + b"\r\n", "code changes": b"250-ok\r\n550 no\r\n", "421": b"421 4.3.2 going\r\n"}
    wrong, slowest, tried = [], 0.0, 0
    for stage in ("greeting", "ehlo", "mail", "rcpt", "data", "body", "end"):
        actions = {k: k for k in ("drop", "rst", "hang", "halfclose")}
        actions.update(lying if stage not in ("body", "greeting") else {})
        for name, action in actions.items():
            with Hop({stage: action}, times=1) as hop, gateway(t, hop.port, stage) as g:
                begin = time.monotonic()
                code, text = attempt(g.port)
                slowest, tried = max(slowest, time.monotonic() - begin), tried + 1
                kept = len(hop.accepted)
                # Behind the end of data the hop may have kept it: 4xx is right, the client will send it twice.
                # Before DATA the gateway may connect again and succeed.
                good = code // 100 == 4 or (code == 250 and kept >= 1 and (stage != "end" or name == "bare LF"))
                if not good:
                    wrong.append(f"{stage} {name}: {code} {text}")
                again, text = attempt(g.port)
                if again != 250:
                    wrong.append(f"after {stage} {name}: {again} {text}")
        if t.quick and wrong:
            break
    t.check("drops, resets, hangs and lies are 4xx", not wrong and slowest < 8,
            "; ".join(wrong[:3]) or f"{tried} troubles, slowest answer {slowest:.1f} s")


def down(t):
    port = free_port()
    with gateway(t, port, "down") as g:
        code, text = attempt(g.port)
        t.check("nobody listens", code // 100 == 4, f"{code} {text}")
        with Hop(port=port) as hop:
            code, text = attempt(g.port)
            t.check("and then somebody does", code == 250 and len(hop.accepted) == 1, f"{code} {text}")
        with Client(g.port) as c:
            c.say("EHLO client.example.net")
            codes = [c.say("MAIL FROM:<a@example.net>")[0], c.say("RCPT TO:<b@example.com>")[0]]
            t.check("and then nobody again", codes[-1] // 100 == 4 or codes[0] // 100 == 4, f"{codes}")


def failover(t):
    dead = free_port()
    with Hop() as hop:
        settings = {"server": {"next_hop": "mail"},
                    "next_hop mail": {"urls": f"smtp://127.0.0.1:{dead} smtp://127.0.0.1:{hop.port}", **LIMITS["next_hop mail"]}}
        with Gateway(t.place("failover"), dead, settings) as g:
            begin = time.monotonic()
            code, text = attempt(g.port)
            t.check("the second server is taken", code == 250 and len(hop.accepted) == 1,
                    f"{code} within {time.monotonic() - begin:.2f} s")


def cuts(t):
    """The connection to the hop breaks at every octet of the dialogue, both ways."""
    wrong, explained, tried = [], 0, 0
    with Hop() as hop, Wire(hop.port) as wire, gateway(t, wire.port, "cut") as g:
        code, _ = attempt(g.port)
        length = dict(wire.counts)
        if not t.check("through a wire that holds", code == 250 and len(hop.accepted) == 1, f"{length} octets"):
            return
        for direction in ("in", "out"):
            for at in range(0, length[direction] + 1, 23 if t.quick else 1):
                for how in ("rst",) if t.quick else ("rst", "close"):
                    before = len(hop.accepted)
                    wire.cut = (direction, at, how)
                    code, text = attempt(g.port)
                    wire.cut = None
                    end, tried = time.monotonic() + 2, tried + 1
                    while code == 250 and len(hop.accepted) == before and time.monotonic() < end:
                        time.sleep(0.01)
                    kept = len(hop.accepted) - before
                    if code == 250 and kept < 1:
                        wrong.append(f"{direction} {at} {how}: 250 and not there")
                    if code // 100 not in (2, 4):
                        wrong.append(f"{direction} {at} {how}: {code} {text}")
                    explained += code != 250 and kept
        code, _ = attempt(g.port)
        wrong += [] if code == 250 else [f"not in order afterwards: {code}"]
    t.check("the wire breaks at every octet", not wrong, "; ".join(wrong[:3]) or
            f"{tried} cuts, 0 false 250, {explained} times the hop had it and its 250 was cut")


def slow(t):
    """A slow hop holds up its own message only as long as the limits say, and nobody else's."""
    with Hop({"ehlo": "slow", "mail": "slow", "rcpt": "slow", "data": "slow", "end": "slow"}, pace=0.02) as hop:
        with gateway(t, hop.port, "slow") as g:
            begin = time.monotonic()
            code, text = attempt(g.port)
            t.check("50 octets a second", code == 250 and len(hop.accepted) == 1 or code // 100 == 4,
                    f"{code} after {time.monotonic() - begin:.1f} s")
    with Hop() as slow_hop, Hop() as hop, Wire(slow_hop.port) as wire:
        settings = {"domain slow.example.com": {"next_hop": f"smtp://127.0.0.1:{wire.port}"},
                    "server": {"next_hop": f"smtp://127.0.0.1:{hop.port}"}}
        wire.cut = ("in", 1, "stop")
        with Gateway(t.place("beside"), hop.port, settings) as g:
            stuck = []
            for _ in range(20):
                c = Client(g.port)
                c.say("EHLO client.example.net")
                c.send(b"MAIL FROM:<a@example.net>\r\n")
                c.send(b"RCPT TO:<b@slow.example.com>\r\n")
                stuck.append(c)
            times = []
            for _ in range(30):
                begin = time.monotonic()
                code, _ = attempt(g.port)
                times.append(time.monotonic() - begin)
                if code != 250:
                    times.append(99.0)
            for c in stuck:
                c.close()
            t.check("one domain's black hole and the others", max(times) < 2, f"slowest of 30: {max(times) * 1000:.0f} ms")


def run(t):
    down(t)
    replies(t)
    troubles(t)
    failover(t)
    cuts(t)
    slow(t)
