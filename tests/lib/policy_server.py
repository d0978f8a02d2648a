"""An HTTPS server and its DNS on loopback, for tests of MTA-STS.

Prints "DNS_PORT HTTPS_PORT CA_FILE" and serves until its standard input ends.  The certificate is for mta-sts.NAME of
every domain below but "wrong"; each domain's policy is another case."""
import http.server
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from dns_zone import Zone  # noqa: E402

POLICY = "version: STSv1\r\nmode: enforce\r\nmx: *.example.com\r\nmax_age: 86400\r\n"
DOMAINS = ("good", "moved", "html", "large", "gone", "slow", "junk", "wrong")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        case = self.headers.get("Host", "").split(".")[1]
        body, kind, status = POLICY, "text/plain", 200
        if self.path != "/.well-known/mta-sts.txt" or case == "gone":
            status = 404
        elif case == "moved":
            status = 301
        elif case == "html":
            kind = "text/html"
        elif case == "large":
            body = "x: y\r\n" * 20000
        elif case == "junk":
            body = "no policy"
        elif case == "slow":
            time.sleep(1)
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "https://mta-sts.good.example/.well-known/mta-sts.txt")
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def main():
    with tempfile.TemporaryDirectory() as folder:
        names = ",".join(f"DNS:mta-sts.{d}.example" for d in DOMAINS if d != "wrong")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=test", "-addext", f"subjectAltName={names}", "-keyout", f"{folder}/key.pem",
                        "-out", f"{folder}/ca.pem"], check=True, capture_output=True)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(f"{folder}/ca.pem", f"{folder}/key.pem")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        zone = "".join(f"mta-sts.{d}.example A 127.0.0.1\n_mta-sts.{d}.example TXT v=STSv1; id=1;\n" for d in DOMAINS)
        with Zone(zone) as dns:
            print(dns.port, server.server_port, f"{folder}/ca.pem", flush=True)
            sys.stdin.read()


main()
