"""Trouble is told to a person by mail, once."""
import base64
import os
import signal
import time

from gateway import Gateway
from peers import Hop


def kill_nursery(g):
    for pid in g.running("dissectors"):
        os.kill(pid, signal.SIGKILL)


def arrived(hop, count, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(hop.accepted) < count:
        time.sleep(0.1)
    return len(hop.accepted)


def run(t):
    settings = {"dns": {"enabled": "no"}, "alarms": {"to": "ops@example.com", "from": "postern@example.com", "gather": "200ms"}}
    with Hop() as hop, Gateway(t.place(), hop.port, settings) as g:
        kill_nursery(g)
        t.check("a person is told", arrived(hop, 1, 30) == 1, str(len(hop.accepted)))
        mail = hop.accepted[0][2] if hop.accepted else b""
        head, _, body = mail.partition(b"\r\n\r\n")
        text = base64.b64decode(body).decode()
        t.check("by a mail that says what, in both languages", b"nursery-lost" in head and b"<ops@example.com>" in head and "being started again" in text
                and "正在重新启动" in text, repr(head[:200]))
        time.sleep(2)
        kill_nursery(g)
        t.check("the same trouble is not mailed again", arrived(hop, 2, 4) == 1, str(len(hop.accepted)))
