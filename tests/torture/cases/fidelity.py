"""Real mail through the gateway: what comes out is what went in, but for the fields that the gateway adds."""
import os
import pathlib
import subprocess

from gateway import ROOT, Gateway
from peers import Client, Hop
from run import Skip

import sys
sys.path.insert(0, str(ROOT / "tests/system"))
from deliver import ALL_PASS, stripped  # noqa: E402


def run(t):
    shared = pathlib.Path(os.environ.get("POSTERN_SHARED", ROOT.parent / "shared")) / "corpora"
    if not (shared / "erofs.tar.zst").exists():
        raise Skip(f"no corpora in {shared} (POSTERN_SHARED)")
    place = t.place()
    for source in ("spamassassin",) if t.quick else ("spamassassin", "business", "erofs"):
        subprocess.run(["tar", "--zstd", "-xf", shared / f"{source}.tar.zst", "-C", place], check=True)
    paths = sorted(place.rglob("*.eml"))
    paths = paths[::max(1, len(paths) // (300 if t.quick else 10000))]
    wrong, same, refused = [], 0, 0
    with Hop() as hop, Gateway(place / "gate", hop.port, {**ALL_PASS, "listener smtp": {"bare_cr": "space"}}) as g:
        c = Client(g.port, timeout=120)
        c.say("EHLO client.example.net")
        for path in paths:
            raw = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").rstrip(b"\r\n")
            if b"\0" in raw or b"\r" in raw.replace(b"\r\n", b""):
                continue  # changed by policy, and tested elsewhere
            hop.accepted.clear()
            code, text = c.mail(raw)
            if code != 250 or not hop.accepted:
                refused += 1
                wrong.append(f"{path.name}: {text[-1]}")
            elif _names(stripped(hop.accepted[0][2])) != _names(raw + b"\r\n"):
                wrong.append(f"{path.name}: changed")
            else:
                same += 1
        c.close()
    t.check("real mail comes out as it went in", not wrong, "; ".join(wrong[:3]) or f"{same} messages, every octet")


def _names(raw):
    return raw if b"\r\n\r\n" in raw else raw + b"\r\n"
