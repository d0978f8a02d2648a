"""Our HTTP fronts with a whole gateway behind them: what is taught counts from the next message on, hostile and slow clients are told
so and harm nobody else, TLS and Unix sockets, a reload under requests, and nothing is open that nobody opened."""
import http.client
import json
import os
import socket
import ssl
import subprocess
import threading
import time

from gateway import POSTERN, Gateway, free_port, own_memory

LONG = ("We met on Tuesday to talk about the pump house and the spare parts for its third pump. The supplier has sent an offer, and the works begin "
        "in March; whoever wants to come writes until Friday. ") * 6


def mail(n, body=LONG):
    return (f"From: Ann <a@example.net>\r\nTo: b@example.com\r\nSubject: minutes {n}\r\nMessage-ID: <h{n}@example.net>\r\n"
            f"Date: Sat, 28 Nov 2026 05:00:00 +0000\r\n\r\n{body}\r\n").encode()


FROM = {"From": "<a@example.net>", "Rcpt": "<b@example.com>", "IP": "198.51.100.7", "Helo": "client.example.net"}


def ask(port, path="/checkv2", content=None, fields=FROM, method="POST", tls=None, timeout=60):
    """(status, content)"""
    c = http.client.HTTPSConnection("127.0.0.1", port, timeout=timeout, context=tls) if tls else http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    c.request(method, path, content, fields)
    reply = c.getresponse()
    got = reply.read()
    c.close()
    return reply.status, got


def raw(port, octets, timeout=20, pause=0):
    """What is said to OCTETS, until the other side ends."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout) as s:
        try:
            s.sendall(octets)
            time.sleep(pause)
            while more := s.recv(65536):
                got += more
        except OSError:
            pass
    return got


def see(t, what, good, figure=""):
    t.check(what, good, "" if good else figure)


def teaching(t, g, scan, control):
    password = {"Password": "secret"}
    before = json.loads(ask(scan, content=mail(1))[1])
    see(t, "a password is wanted", ask(control, "/learnspam", mail(1), {})[0] == 401)
    see(t, "learned", ask(control, "/learnspam", mail(1), password) == (200, b'{"success":true}'))
    see(t, "the same again", ask(control, "/learnspam", mail(1), password)[0] == 208)
    after = json.loads(ask(scan, content=mail(2))[1])
    see(t, "a copy is known at once", "POSTERN_PRINT_SPAM" in after["symbols"] and after["score"] > before["score"] + 2, f"{before} {after}")
    see(t, "taken back", ask(control, "/fuzzydel", mail(1), password)[0] == 200)
    again = json.loads(ask(scan, content=mail(3))[1])
    see(t, "a copy is not known any more", "POSTERN_PRINT_SPAM" not in again["symbols"], str(again))
    rows = subprocess.run([POSTERN, "feedback", "--list", "--format=json", "-c", g.file, f"--data={g.data}"], capture_output=True, text=True).stdout
    see(t, "with a row in the audit log", '"by":"rspamd-client"' in rows and "undone_by" in rows, rows)
    events = subprocess.run([POSTERN, "events", "--format=json", "-c", g.file, f"--data={g.data}"], capture_output=True, text=True).stdout
    see(t, "each question is an event", events.count('"advised"') >= 3, events[:500])


def hostile(t, g, scan):
    gate = g.role("gate") or list(g.pids())
    before = sum(map(own_memory, gate))
    # while all this goes on, somebody else asks
    stop, failures, asked = threading.Event(), [], [0]

    def other():
        while not stop.is_set():
            try:
                status, _ = ask(scan, content=mail(9))
                failures.extend([status] if status != 200 else [])
            except OSError as e:
                failures.append(repr(e))
            asked[0] += 1

    bystander = threading.Thread(target=other)
    bystander.start()
    host = b"Host: x\r\n"
    smuggled = b"POST /checkv2 HTTP/1.1\r\n" + host + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /ping HTTP/1.1\r\n" + host + b"\r\n"
    got = raw(scan, smuggled)
    see(t, "two lengths: refused, and nothing behind is read", got.startswith(b"HTTP/1.1 400 ") and b"pong" not in got and got.count(b"HTTP/1.1") == 1, got)
    for what, octets, status in (
            ("a length twice", b"POST /checkv2 HTTP/1.1\r\n" + host + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
            ("bare line feeds", b"GET /ping HTTP/1.1\nHost: x\n\n", 400), ("TLS where there is none", b"\x16\x03\x01\x02\x00\x01\n\n", 400),
            ("a chunk that lies", b"POST /checkv2 HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n", 400),
            ("a head without end", b"GET /ping HTTP/1.1\r\n" + b"X: " + b"y" * 200000, 431),
            ("more than a message may have", b"POST /checkv2 HTTP/1.1\r\n" + host + b"Content-Length: 99999999999\r\n\r\nabc", 413)):
        got = raw(scan, octets)
        see(t, what, got.startswith(f"HTTP/1.1 {status} ".encode()), got[:200])
    bomb = subprocess.run("head -c 2000000000 /dev/zero | zstd -q -c", shell=True, capture_output=True).stdout
    begin = time.monotonic()
    status, got = ask(scan, content=bomb, fields={**FROM, "Compression": "zstd"})
    see(t, f"{len(bomb)} octets that become two thousand million", status == 413, f"{status} {got[:200]}")
    # Those who never finish: each takes a connection and no more.
    slow = []
    for i in range(200):
        s = socket.create_connection(("127.0.0.1", scan), 20)
        s.sendall(b"POST /checkv2 HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nSubject" if i % 2 else b"POST /che")
        slow.append(s)
    status, _ = ask(scan, content=mail(4))
    see(t, "two hundred that never finish", status == 200)
    for s in slow:
        s.close()
    stop.set()
    bystander.join()
    see(t, f"the other was answered each of {asked[0]} times", asked[0] > 0 and not failures, str(failures[:5]))
    see(t, "the gate lives", (g.role("gate") or list(g.pids())) == gate)
    time.sleep(0.5)
    grown = sum(map(own_memory, gate)) - before
    t.check("what it keeps afterwards", grown < 200 << 20, f"{grown / 2**20:.0f} MiB, {time.monotonic() - begin:.0f} s")


def reloading(t, g, scan):
    """Requests on kept connections while the gateway is executed anew."""
    stop, failures, asked = threading.Event(), [], [0]

    def client():
        c = None
        while not stop.is_set():
            try:
                c = c or http.client.HTTPConnection("127.0.0.1", scan, timeout=30)
                c.request("POST", "/checkv2", mail(asked[0]), FROM)
                reply = c.getresponse()
                reply.read()
                failures.extend([reply.status] if reply.status != 200 else [])
                asked[0] += 1
                if reply.getheader("Connection") == "close":
                    c.close()
                    c = None
            except (ConnectionError, http.client.HTTPException):
                # one that was idle may end at any time (RFC 9112 s9.5): again, on a new one
                c = None

    clients = [threading.Thread(target=client) for _ in range(4)]
    for c in clients:
        c.start()
    time.sleep(1)
    g.reload()
    time.sleep(3)
    stop.set()
    for c in clients:
        c.join()
    see(t, f"{asked[0]} answers, none an error, through a reload", asked[0] > 20 and not failures, str(failures[:5]))


def run(t):
    place = t.place()
    scan, control, tls, sock = free_port(), free_port(), free_port(), place / "control.sock"
    key, chain = place / "key.pem", place / "chain.pem"
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-keyout", key, "-out", chain], check=True, capture_output=True)
    os.chmod(key, 0o644)
    settings = {
        "listener scan": {"enabled": "yes", "address": f"127.0.0.1:{scan}"},
        "listener controller": {"enabled": "yes", "address": f"127.0.0.1:{control}", "enable_password": "secret"},
        "listener secure": {"kind": "scan", "address": f"127.0.0.1:{tls}", "tls": "implicit"},
        "listener local": {"kind": "controller", "address": f"unix:{sock}", "socket_mode": "0600"},
        "certificate own": {"chain": chain, "key": key},
    }
    with Gateway(place / "g", f"maildir:{place}/none", settings) as g:
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        status, got = ask(tls, content=mail(5), tls=trust)
        see(t, "by TLS", status == 200 and b'"action"' in got, f"{status} {got[:200]}")
        got = subprocess.run(["curl", "-sS", "--unix-socket", sock, "--data-binary", "@-", "http://rspamd/learnham"], input=mail(6), capture_output=True)
        see(t, "by a socket that is ours alone, without a password", got.stdout == b'{"success":true}', str(got))
        teaching(t, g, scan, control)
        hostile(t, g, scan)
        reloading(t, g, scan)
    conf = place / "bad.conf"
    conf.write_text(f"[certificate own]\nchain = {chain}\nkey = {key}\n[listener scan]\ntls = starttls\n")
    got = subprocess.run([POSTERN, "check-config", "-c", conf], capture_output=True, text=True)
    see(t, "STARTTLS is none of HTTP's", got.returncode == 2 and "speaks HTTP" in got.stdout + got.stderr, got.stdout + got.stderr)
