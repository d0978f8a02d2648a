"""MTA-STS to the next hop, all of it: the record in the DNS, the policy over HTTPS, the certificate of the mail system."""
import http.server
import shutil
import ssl
import subprocess
import sys
import threading

import gateway
from gateway import ROOT, Gateway
from peers import Client, Closed, Hop
from run import Skip

sys.path.insert(0, str(ROOT / "tests/lib"))
from dns_zone import Zone  # noqa: E402

NAME = "mx.hop.example"  # of the mail system
ADDRESS = "127.0.0.44"  # port 443 of it is ours
# domain: mode, the server that the policy names, whether the mail system has the certificate for its name, may mail go out
CASES = {"good": ("enforce", NAME, True, True), "other": ("enforce", "mail.hop.example", True, False),
         "forged": ("enforce", NAME, False, False), "tried": ("testing", NAME, False, True)}


def pair(folder, name, *names):
    chain, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-addext", "subjectAltName=" + ",".join(f"DNS:{n}" for n in names),
                    "-keyout", key, "-out", chain], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(chain, key)
    return chain, tls


def believing(folder, authority, program, *names):
    """PROGRAM on a system whose only authority is ours and whose host table has NAMES: the gateway's configuration names
    neither the authorities for policies nor the addresses of next hops."""
    certs, hosts, wrapper = folder / "certs", folder / "hosts", folder / "postern"
    hosts.write_text(f"127.0.0.1 localhost {' '.join(names)}\n")
    certs.mkdir()
    for name in ("ca-certificates.crt", "known.pem"):
        shutil.copy(authority, certs / name)
    subprocess.run(["openssl", "rehash", certs], check=True, capture_output=True)
    wrapper.write_text(f'#!/bin/sh\nexec unshare -m sh -c \'mount --bind {certs} /etc/ssl/certs && mount --bind {hosts} /etc/hosts && exec {program} "$@"\' postern "$@"\n')
    wrapper.chmod(0o755)
    if subprocess.run([wrapper, "--version"], capture_output=True).returncode != 0:
        raise Skip("a mount of our own needs root")
    return str(wrapper)


class Policy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        mode, mx = CASES[self.headers.get("Host", "").split(".")[1]][:2]
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(f"version: STSv1\r\nmode: {mode}\r\nmx: {mx}\r\nmax_age: 86400\r\n".encode())

    def log_message(self, *_):
        pass


class TlsHop(Hop):
    def __init__(self, tls):
        self.tls, self.clear = tls, b""
        super().__init__()

    def answer(self, s, stage, proper):
        return stage == "greeting" or super().answer(s, stage, proper)

    def serve(self, s, number):
        s.sendall(b"220 mx.hop.example ESMTP\r\n")
        while True:
            line = s.recv(4096)
            if not line:
                return
            self.clear += line
            if line.startswith(b"EHLO"):
                s.sendall(b"250-mx.hop.example\r\n250 STARTTLS\r\n")
            elif line.startswith(b"STARTTLS"):
                s.sendall(b"220 go\r\n")
                super().serve(self.tls.wrap_socket(s, server_side=True), number)
                return
            else:
                s.sendall(b"221 bye\r\n")


def send(port):
    try:
        with Client(port, timeout=60) as c:
            c.say("EHLO client.example.net")
            return c.mail(b"Subject: t\r\n\r\nhello")[0]
    except (Closed, TimeoutError):
        return 0


def one(t, domain, authority, tls, zone):
    may_go = CASES[domain][3]
    with TlsHop(tls) as hop:
        settings = {"server": {"next_hop": "mail"}, "dns": {"enabled": "yes", "servers": f"127.0.0.1@{zone.port}"}, "lists": {"enabled": "no"},
                    "next_hop mail": {"urls": f"smtp://{NAME}:{hop.port}", "tls": "mta-sts", "mta_sts_domain": f"{domain}.example",
                                      "tls_ca": authority, "retry_after": "0s"}}
        with Gateway(t.place(domain), hop.port, settings) as g:
            code = send(g.port)
            followed = "policy=sts result=sts-policy" not in g.log.read_text(errors="replace")
            good = followed and code == 250 and len(hop.accepted) == 1 if may_go else followed and code // 100 == 4 and not hop.accepted
            t.check(f"{domain}: {CASES[domain][0]}, mail {'goes out' if may_go else 'waits'}", good and b"MAIL" not in hop.clear, f"{code} {'' if good else g.tail()}")


def run(t):
    place = t.place("authority")
    authority, known = pair(place, "known", NAME, *(f"mta-sts.{d}.example" for d in CASES))
    _, unknown = pair(place, "unknown", NAME)
    try:
        server = http.server.ThreadingHTTPServer((ADDRESS, 443), Policy)
    except OSError as e:
        raise Skip(f"port 443 of {ADDRESS}: {e}")
    server.socket = known.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    records = "".join(f"mta-sts.{d}.example A {ADDRESS}\n_mta-sts.{d}.example TXT v=STSv1; id=1;\n" for d in CASES)
    real = gateway.POSTERN
    gateway.POSTERN = believing(place, authority, real, NAME)
    try:
        with Zone(records) as zone:
            for domain, case in CASES.items():
                one(t, domain, authority, known if case[2] else unknown, zone)
            t.check("each policy was asked for", all((f"_mta-sts.{d}.example", 16) in zone.asked for d in CASES))
    finally:
        gateway.POSTERN = real
        server.shutdown()
        server.server_close()
