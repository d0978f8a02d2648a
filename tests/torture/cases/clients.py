"""Clients that cost: thousands of idle TLS sessions, and hundreds that send an octet a second beside good ones."""
import resource
import selectors
import socket
import ssl
import threading
import time

from gateway import Gateway, memory
from ledger import Account, Load, Sink
from peers import Client, Closed
from run import Skip
from starttls import context, with_tls


def idle(t):
    wanted = 1000 if t.quick else 10000
    # The gate has a descriptor for each, as we have: a session that does not send mail has none to the mail system.
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < wanted + 1000:
        raise Skip(f"the limit of open files is below {wanted + 1000}")
    place = t.place("idle")
    with Sink(place) as sink, Gateway(place, sink.port, with_tls(place, {"limits": {
            "sessions": 2 * wanted, "command_timeout": "20m", "greeting_timeout": "10m", "connections_per_minute": "1000000"}})) as g:
        gate = g.role("gate") or list(g.pids())
        before = sum(map(memory, gate))
        held, tls, begin = [], context(), time.monotonic()
        for _ in range(wanted):
            c = Client(g.port)
            c.say("EHLO client.example.net")
            if c.say("STARTTLS")[0] != 220:
                break
            c.s = tls.wrap_socket(c.s)
            c.say("EHLO client.example.net")
            held.append(c)
        took = time.monotonic() - begin
        after = sum(map(memory, gate))
        each = (after - before) / max(1, len(held)) / 1024
        t.check(f"{wanted} idle TLS sessions", len(held) == wanted and each <= 40,
                f"{len(held)} open after {took:.0f} s, {each:.1f} KiB each, {(after - before) / 2**20:.0f} MiB together")
        begin = time.monotonic()
        with Client(g.port) as c:
            c.say("EHLO client.example.net")
            code = c.mail(b"Subject: x\r\nX-Ledger: t-1\r\n\r\nx")[0]
        t.check("a new client beside them", code == 250 and time.monotonic() - begin < 0.5,
                f"{code} in {(time.monotonic() - begin) * 1000:.0f} ms")
        for c in held:
            c.close()


def drip(port, stop, cut):
    """One slow client: an octet a second, of a command or of a message, until it is hung up on."""
    try:
        with Client(port, timeout=30) as c:
            c.say("EHLO slow.example.net")
            if threading.get_ident() % 2:
                for line in ("MAIL FROM:<s@example.net>", "RCPT TO:<s@example.com>", "DATA"):
                    c.say(line)
            while not stop.is_set():
                c.send(b"x")
                stop.wait(1)
    except (Closed, OSError):
        cut.append(1)


def slow(t):
    wanted = 100 if t.quick else 500
    place = t.place("slow")
    with Sink(place) as sink, Gateway(place, sink.port) as g:
        stop, cut = threading.Event(), []
        threads = [threading.Thread(target=drip, args=(g.port, stop, cut), daemon=True) for _ in range(wanted)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        load = Load(place, g.port, messages=1000 if t.quick else 5000, sessions=10, rate=150, seed=t.seed, seconds=120)
        result = load.result()
        alive = sum(thread.is_alive() for thread in threads)
        stop.set()
        for thread in threads:
            thread.join(35)
        account = Account([load.ledger], sink.record)
        t.check(f"{wanted} slow clients beside good ones", account.good() and result["2xx"] == result["messages"] and
                result["retries"] == 0 and result["p99_ms"] < 1000 and alive > 0,
                f"{result['2xx']} of {result['messages']} taken, p50 {result['p50_ms']} ms, p99 {result['p99_ms']} ms,"
                f" {alive} slow ones still there")
    place = t.place("deadline")
    with Sink(place) as sink, Gateway(place, sink.port, {"limits": {"command_timeout": "2s", "greeting_timeout": "2s",
                                                                   "data_timeout": "2s"}}) as g:
        slowest, left = 0.0, 0
        for before in ([], ["EHLO x"], ["EHLO x", "MAIL FROM:<a@example.net>", "RCPT TO:<b@example.com>", "DATA"]):
            with Client(g.port, timeout=10) as c:
                for line in before:
                    c.say(line)
                begin, over = time.monotonic(), False
                c.s.settimeout(0.5)
                while not over and time.monotonic() - begin < 8:
                    try:
                        c.s.sendall(b"x")
                        over = c.s.recv(4096) == b"" or c.s.recv(4096) == b""
                    except TimeoutError:
                        pass
                    except OSError:
                        over = True
                slowest, left = max(slowest, time.monotonic() - begin), left + (not over)
        t.check("an octet now and then earns no time", left == 0 and slowest < 5, f"hung up after {slowest:.1f} s at most, limit 2 s")


def few_descriptors(t):
    """More clients than descriptors: nobody crashes, messages under way go on, and room is used again at once."""
    place = t.place("files")
    with Sink(place) as sink, Gateway(place, sink.port, files=256) as g:
        supervisor = g.process.pid
        roles = set(g.pids())
        with Client(g.port) as early:
            early.say("EHLO client.example.net")
            early.say("MAIL FROM:<a@example.net>")
            early.say("RCPT TO:<b@example.com>")
            flood = []
            for _ in range(600):
                s = socket.socket()
                s.setblocking(False)
                s.connect_ex(("127.0.0.1", g.port))
                flood.append(s)
            time.sleep(0.5)
            try:
                code = early.say("DATA")[0]
                if code == 354:
                    early.send(b"X-Ledger: t-1\r\n\r\nunder way\r\n.\r\n")
                    code = early.reply()[0]
            except (Closed, TimeoutError):
                code = 0
            for s in flood:
                s.close()
        begin, after = time.monotonic(), 0
        while time.monotonic() - begin < 10 and after != 250:
            try:
                with Client(g.port, timeout=5) as c:
                    c.say("EHLO client.example.net")
                    after = c.mail(b"X-Ledger: t-2\r\n\r\nafter")[0]
            except (Closed, OSError):
                time.sleep(0.05)
        took = time.monotonic() - begin
        t.check("600 clients and 256 descriptors", code // 100 in (2, 4) and after == 250 and took < 3 and g.process.pid == supervisor and
                g.process.poll() is None, f"under way: {code}; afterwards: {after} within {took:.2f} s; {len(roles - set(g.pids()))} roles died")


def run(t):
    few_descriptors(t)
    try:
        idle(t)
    except Skip as e:
        t.skip(e)
    slow(t)
