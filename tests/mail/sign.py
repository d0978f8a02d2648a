#!/usr/bin/env python3
"""Put a DKIM-Signature on top of a golden mail, with the key that golden.zone publishes.

usage: sign.py FILE DOMAIN SELECTOR [--short] [--fields=from:to:subject] [--cover=OCTETS] [--at=T] [--until=T]

Relaxed/relaxed, rsa-sha256 by the openssl program.  --cover is l=, --at and --until are t= and x=; --short takes the key of
512 bits, which nobody may use any more.  The keys are for tests and known to everybody.  `sign.py --records` prints the
TXT values for golden.zone."""
import argparse
import base64
import hashlib
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def openssl(*words, octets=b""):
    return subprocess.run(["openssl", *words], input=octets, capture_output=True, check=True).stdout


def field(raw):
    name, _, value = raw.partition(b":")
    return name.strip().lower() + b":" + re.sub(rb"[ \t]+", b" ", re.sub(rb"\r?\n", b"", value)).strip() + b"\r\n"


def body(raw):
    lines = [re.sub(rb"[ \t]+", b" ", l).rstrip(b" ") for l in raw.replace(b"\r\n", b"\n").split(b"\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(l + b"\r\n" for l in lines)


if sys.argv[1:] == ["--records"]:
    for key in ("golden.key", "short.key"):
        der = openssl("pkey", "-in", str(HERE / key), "-pubout", "-outform", "DER")
        print(f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}")
    sys.exit()
parser = argparse.ArgumentParser()
parser.add_argument("file", type=pathlib.Path)
parser.add_argument("domain")
parser.add_argument("selector")
parser.add_argument("--short", action="store_true")
parser.add_argument("--fields", default="from:to:subject:date:message-id")
parser.add_argument("--cover", type=int)
parser.add_argument("--at")
parser.add_argument("--until")
a = parser.parse_args()
mail = a.file.read_bytes()
head, _, text = mail.partition(b"\n\n")
fields = re.split(rb"\n(?![ \t])", head)
octets = body(text)
options = "".join(f"; {n}={v}" for n, v in (("l", a.cover), ("t", a.at), ("x", a.until)) if v is not None)
digest = base64.b64encode(hashlib.sha256(octets[:a.cover] if a.cover is not None else octets).digest()).decode()
line = (f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={a.domain}; s={a.selector}{options};\n"
        f"\th={a.fields};\n\tbh={digest};\n\tb=").encode()
left, signed = list(fields), b""
for name in a.fields.encode().split(b":"):
    for i in range(len(left) - 1, -1, -1):
        if left[i].partition(b":")[0].strip().lower() == name.lower():
            signed += field(left.pop(i))
            break
signed += field(line)[:-2]
key = HERE / ("short.key" if a.short else "golden.key")
b = base64.b64encode(openssl("dgst", "-sha256", "-sign", str(key), octets=signed)).decode()
line += "\n\t ".join(b[i:i + 70] for i in range(0, len(b), 70)).encode() + b"\n"
a.file.write_bytes(line + mail)
