"""Commands injected before TLS begins, from the client and from the mail system behind; and a hop that hides TLS."""
import ssl
import subprocess
import time

from gateway import Gateway
from peers import Client, Closed, Hop


def certificate(folder):
    """A self-signed pair for gateway.example.com."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                    "-subj", "/CN=gateway.example.com", "-keyout", key, "-out", chain], check=True, capture_output=True)
    return chain, key


def with_tls(folder, more=None):
    chain, key = certificate(folder)
    return {"listener smtp": {"tls": "starttls", "certificate": "own"}, "certificate own": {"chain": chain, "key": key}, **(more or {})}


def context():
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
    return c


def inject(port, tail, split):
    """STARTTLS with TAIL behind it in the clear; what was wrong with the answer, "" when nothing."""
    with Client(port, timeout=5) as c:
        c.say("EHLO client.example.net")
        raw = b"STARTTLS\r\n" + tail
        c.send(raw[:split])
        if split < len(raw):
            time.sleep(0.01)
            c.send(raw[split:])
        try:
            code, _ = c.reply()
            if code != 220:
                return ""
            if c.had:
                return f"answered in the clear: {c.had!r}"
            c.s = context().wrap_socket(c.s)
            said = c.quiet(0.15)
            if said is None:
                return ""
            if said:
                return f"answered within TLS: {said!r}"
            code, _ = c.say("MAIL FROM:<a@example.net>")
            return f"MAIL without EHLO after TLS: {code}" if code // 100 == 2 else ""
        except (Closed, ssl.SSLError, TimeoutError, OSError):
            return ""  # dropped: as good


def run(t):
    place = t.place()
    with Hop() as hop, Gateway(place, hop.port, with_tls(place)) as g:
        with Client(g.port) as c:
            c.say("EHLO client.example.net")
            good = c.say("STARTTLS")[0] == 220
            c.s = context().wrap_socket(c.s)
            lines = c.say("EHLO client.example.net")[1]
            good = good and not any("STARTTLS" in l for l in lines) and c.mail(b"Subject: tls\r\n\r\nhello")[0] == 250
            t.check("the control: a message by TLS", good and len(hop.accepted) == 1, f"{len(hop.accepted)} behind")
        tails = {"EHLO, RSET": b"EHLO x\r\nRSET\r\n", "a transaction": b"MAIL FROM:<e@example.net>\r\nRCPT TO:<b@example.com>\r\n",
                 "1 KB": b"NOOP\r\n" * 170, "half a command": b"NOO"}
        wrong, tried = [], 0
        for name, tail in tails.items():
            for split in (5, 10, 10 + len(tail) // 2, 10 + len(tail)):
                if split == 10:
                    continue  # what comes in a segment of its own is the beginning of the handshake
                tried += 1
                if why := inject(g.port, tail, split):
                    wrong.append(f"{name} split {split}: {why}")
        t.check("commands behind STARTTLS are not executed", not wrong, "; ".join(wrong[:3]) or f"{tried} forms")
        t.check("and no message came of them", len(hop.accepted) == 1, f"{len(hop.accepted)} behind")

    def attempt(port):
        try:
            with Client(port, timeout=15) as c:
                c.say("EHLO client.example.net")
                return c.mail(b"Subject: t\r\n\r\nhello")[0]
        except (Closed, TimeoutError):
            return 0

    class Liar(Hop):
        keywords = ["PIPELINING", "STARTTLS"]

        def serve(self, s, number):
            s.sendall(b"220 hop.example.com\r\n")
            s.recv(4096)
            s.sendall(b"250-hop.example.com\r\n250 STARTTLS\r\n")
            self.after = s.recv(4096)
            s.sendall(b"220 go\r\n250 pwn\r\n250 pwn\r\n250 pwn\r\n354 pwn\r\n250 pwn\r\n")
            while more := s.recv(4096):
                self.after += more

    require = {"server": {"next_hop": "mail"}}
    quick = {"reply_timeout": "1s", "connect_timeout": "1s", "retry_after": "0s"}
    with Liar() as hop:
        more = {**require, "next_hop mail": {"urls": f"smtp://127.0.0.1:{hop.port}", "tls": "require", **quick}}
        with Gateway(t.place("liar"), hop.port, more) as g:
            code = attempt(g.port)
            plain = b"MAIL" in hop.after
            t.check("answers injected behind the hop's 220", code // 100 == 4 and not plain, f"{code}, MAIL in the clear: {plain}")
    with Hop() as hop:
        more = {**require, "next_hop mail": {"urls": f"smtp://127.0.0.1:{hop.port}", "tls": "require", **quick}}
        with Gateway(t.place("strip"), hop.port, more) as g:
            code = attempt(g.port)
            t.check("a hop whose STARTTLS was taken away, with tls = require", code // 100 == 4 and not hop.accepted, f"{code}")
