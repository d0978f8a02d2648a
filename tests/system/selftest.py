"""`postern selftest`: what works, in one line each, and an exit status that a script can use."""
import os
import pathlib
import subprocess
import time

from gateway import POSTERN, Gateway
from peers import Hop, listen


def selftest(*words):
    begin = time.monotonic()
    done = subprocess.run([POSTERN, "selftest", *words], capture_output=True, text=True, timeout=120)
    return done, time.monotonic() - begin


def lines(done, what):
    return [l for l in done.stdout.splitlines() if l[9:].split("  ")[0].strip() == what or l[9:].startswith(what + " ")]


def result(done, what):
    return [l.split()[0] for l in lines(done, what)]


def run(t):
    place = t.place()
    with Hop() as hop:
        g = Gateway(place, hop.port)
        done, took = selftest("-c", str(g.file))
        t.check("a machine that works: no FAILED, status 0", done.returncode == 0 and "FAILED" not in done.stdout, done.stdout.replace("\n", " | "))
        for what in ("configuration", "jail", "GTUBE", "EICAR", "archive", "data", "key", "listener", "next hop", "processor", "phrases"):
            t.check(what, result(done, what) in (["OK"], ["warning"] if what == "jail" else ["OK"]), str(lines(done, what)))
        t.check("it leaves nothing behind", not list(g.data.iterdir()), str(list(g.data.iterdir())))
        t.check("and ends soon", took < 60, f"{took:.1f} s")
        with g:
            done, _ = selftest("-c", str(g.file))
            t.check("beside a running gateway", done.returncode == 0 and result(done, "service") == ["OK"] and result(done, "listener") == ["OK"],
                    done.stdout.replace("\n", " | "))
        taken = listen(g.port)
        done, _ = selftest("-c", str(g.file))
        t.check("a port that another program has", done.returncode == 1 and result(done, "listener") == ["FAILED"], str(lines(done, "listener")))
        taken.close()
        key = g.data / "quarantine.key"
        key.chmod(0o644)
        done, _ = selftest("-c", str(g.file))
        t.check("a key that others may read", done.returncode == 1 and result(done, "key") == ["FAILED"] and "chmod 600" in done.stdout,
                str(lines(done, "key")))
        secure = Gateway(place / "secure", "wanted", {"next_hop wanted": {"urls": f"smtp://127.0.0.1:{hop.port}", "tls": "require"}})
        done, _ = selftest("-c", str(secure.file))
        t.check("a next hop without the TLS that is required", done.returncode == 1 and "STARTTLS" in str(lines(done, "next hop")),
                str(lines(done, "next hop")))
        port = hop.port
    gone = Gateway(place / "gone", port, {"limits": {"free_disk": "1000G"}})
    done, _ = selftest("-c", str(gone.file))
    t.check("a next hop that is not there", done.returncode == 1 and result(done, "next hop") == ["FAILED"], str(lines(done, "next hop")))
    t.check("a full disk", result(done, "disk") == ["FAILED"], str(lines(done, "disk")))
    gone.data.rmdir()
    pathlib.Path(gone.data).write_text("a file")
    done, _ = selftest("-c", str(gone.file))
    t.check("a data directory that is none", result(done, "data") == ["FAILED"], str(lines(done, "data")))
    bad = place / "bad.conf"
    bad.write_text("[server]\ncolour = blue\n")
    done, _ = selftest("-c", str(bad))
    t.check("a configuration that cannot be used", done.returncode == 2 and "bad.conf:2:" in done.stderr, done.stderr.strip())
    done, _ = selftest("--help")
    t.check("--help", done.returncode == 0 and "Exit status" in done.stdout)
    t.check("no leftovers of its own", not [p for p in os.listdir("/proc") if p.isdigit() and "selftest" in cmdline(p)])


def cmdline(pid):
    try:
        words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return words[1].decode(errors="replace") if words[0].endswith(b"postern") and len(words) > 1 else ""
    except OSError:
        return ""
