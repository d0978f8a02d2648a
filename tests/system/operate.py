"""Starting, stopping, mistakes: what an administrator meets."""
import subprocess

from gateway import POSTERN, Gateway, command
from peers import Client, Hop


def run(t):
    place = t.place()
    with Hop() as hop:
        g = Gateway(place, hop.port).start()
        try:
            second = Gateway(place / "second", hop.port, data=g.data)
            done = subprocess.run([POSTERN, "serve", "-c", str(second.file), f"--data={g.data}"], capture_output=True, text=True, timeout=20)
            t.check("a second one on the same data refuses", done.returncode != 0 and len(done.stderr) > 10, done.stderr.strip()[-120:])
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                t.check("and the first goes on", c.mail(b"Subject: x\r\n\r\nx")[0] == 250)
            roles = list(g.pids())
            took = g.stop()
            left = [command(p) for p in roles if command(p)]
            t.check("it ends when asked", took < 10 and not left, f"{took:.1f} s, {len(left)} processes left {left[:2]}")
        finally:
            g.stop()
    bad = place / "bad.conf"
    bad.write_text("[server]\nnext_hop = nowhere\n[listener smtp]\naddress = 127.0.0.1:99999\ncolour = blue\n[limits]\nmessage_size = lots\n")
    done = subprocess.run([POSTERN, "check-config", "-c", str(bad)], capture_output=True, text=True, timeout=20)
    said = done.stdout + done.stderr
    t.check("every mistake of a file, with its line", done.returncode == 2 and all(f"bad.conf:{n}:" in said for n in (4, 5, 7)),
            said.strip().replace("\n", " | ")[:200])
    done = subprocess.run([POSTERN, "serve", "-c", str(bad)], capture_output=True, text=True, timeout=20)
    t.check("and serve does not start with it", done.returncode == 2, f"status {done.returncode}")
