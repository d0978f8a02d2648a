"""DANE to the next hop, all of it: a signed zone served by nsd, its key as trust anchor, the certificate of the mail system."""
import hashlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time

import gateway
from gateway import ROOT, Gateway, free_port
from mta_sts import TlsHop, believing, pair, send
from run import Skip

sys.path.insert(0, str(ROOT / "tests/lib"))
import nsd  # noqa: E402

# host: whose certificate its TLSA record has, and may mail go out
CASES = {
    "mx.good.example": ("ours", True),
    "mx.other.example": ("another's", False),
    "mx.bare.example": (None, True),  # signed, and no record: as "may"
    "mx.forged.example": ("ours", False),  # the record was changed after signing
    "mx.unsigned.example": ("another's", True),  # a record that nobody signed says nothing
}


def digest(chain):
    """The public key of a certificate as a record "3 1 1" has it."""
    der = subprocess.run(f"openssl x509 -in {chain} -noout -pubkey | openssl pkey -pubin -outform DER", shell=True, check=True,
                         capture_output=True).stdout
    return hashlib.sha256(der).hexdigest()


def zone(folder, host, record, port):
    """The zone file of HOST's domain, signed unless its name says that it is not; the anchor, or nothing."""
    name = host.partition(".")[2]
    file = folder / f"{name}.zone"
    tlsa = f"_{port}._tcp.{host}. 60 IN TLSA 3 1 1 {record}\n" if record else ""
    file.write_text(f"{name}. 60 IN SOA ns.{name}. hostmaster.{name}. 1 3600 600 604800 60\n{name}. 60 IN NS ns.{name}.\n"
                    f"ns.{name}. 60 IN A 127.0.0.1\n{host}. 60 IN A 127.0.0.1\n{tlsa}")
    if "unsigned" in name:
        return file.name, ""
    key = subprocess.run(["ldns-keygen", "-a", "ECDSAP256SHA256", "-k", name], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["ldns-signzone", file.name, key], cwd=folder, check=True, capture_output=True)
    signed = folder / f"{name}.zone.signed"
    if "forged" in name:
        text = signed.read_text()
        changed = re.sub(r"(TLSA\s+3 1 1 )([0-9a-f])", lambda m: m[1] + ("0" if m[2] != "0" else "1"), text)
        assert changed != text
        signed.write_text(changed)
    return signed.name, (folder / f"{key}.key").read_text()


def wait_for(port):
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nsd does not answer")


def run(t):
    if not shutil.which("ldns-signzone"):
        raise Skip("ldnsutils is not installed")
    place = t.place("zones")
    chain, tls = pair(place, "ours", "some.other.name")  # a usage of 3 looks at the key alone
    another, _ = pair(place, "another", "some.other.name")
    records = {"ours": digest(chain), "another's": digest(another), None: None}
    real = gateway.POSTERN
    gateway.POSTERN = believing(place, chain, real, *CASES)
    server = None
    try:
        with TlsHop(tls) as hop:
            zones, anchors = {}, ""
            for host, (record, _) in CASES.items():
                zones[host.partition(".")[2]], anchor = zone(place, host, records[record], hop.port)
                anchors += anchor
            (place / "anchors").write_text(anchors)
            (place / "anchors").chmod(0o644)
            dns = free_port()
            server = nsd.start(place, dns, zones)
            if server is None:
                raise Skip("nsd is not installed")
            wait_for(dns)
            for host, (_, may_go) in CASES.items():
                before = len(hop.accepted)
                hop.clear = b""
                settings = {"server": {"next_hop": "mail"}, "lists": {"enabled": "no"},
                            "dns": {"enabled": "yes", "servers": f"127.0.0.1@{dns}", "trust_anchors": str(place / "anchors")},
                            "next_hop mail": {"urls": f"smtp://{host}:{hop.port}", "tls": "dane", "retry_after": "0s"}}
                with Gateway(t.place(host), hop.port, settings) as g:
                    code = send(g.port)
                    gone = len(hop.accepted) - before
                    good = code == 250 and gone == 1 if may_go else code // 100 == 4 and gone == 0
                    t.check(f"{host}: mail {'goes out, encrypted' if may_go else 'waits'}", good and b"MAIL" not in hop.clear,
                            "" if good else f"{code} {g.tail()}")
    finally:
        gateway.POSTERN = real
        if server is not None:
            server.terminate()
            server.wait()
