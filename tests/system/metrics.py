"""Figures for Prometheus: its form, and that they count what happened; promtool reads them too where it is installed."""
import email.message
import email.utils
import io
import os
import re
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
import zipfile

from gateway import Gateway, free_port
from peers import Client, Hop
from quarantine import GTUBE, wait_until

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\.)*",?)*)\})? (\d+(?:\.\d+)?)$')


def read(text):
    """{(name, labels): value}; None where a line is no sample, or none of a family that was announced."""
    found, kinds = {}, {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            if name in kinds:
                return None
            kinds[name] = kind
        if line.startswith("#"):
            continue
        is_sample = SAMPLE.match(line)
        family = is_sample and (is_sample[1] if is_sample[1] in kinds else re.sub("_(bucket|sum|count)$", "", is_sample[1]))
        if not is_sample or family not in kinds or (is_sample[1], is_sample[2]) in found:
            return None
        found[is_sample[1], is_sample[2]] = float(is_sample[3])
    return found


def get(port, query=""):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics{query}", timeout=30) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def with_archive(n):
    """Two mails of one campaign: the letters differ, the file does not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as z:
        z.writestr(zipfile.ZipInfo("list.txt"), "one\ntwo\n")
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"], m["Message-ID"] = "a@example.net", "b@example.com", "x", f"<z{n}@example.net>"
    m["Date"] = email.utils.formatdate()
    m.set_content(f"Dear colleagues,\n\nhere is the list for the meeting of Tuesday that we spoke about, as of day {n}. Ben has the drawings.\n\nAnn\n")
    m.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="list.zip")
    return m.as_bytes().replace(b"\n", b"\r\n")


def run(t):
    port, closed = free_port(), free_port()
    with Hop() as hop, Gateway(t.place(), hop.port, {
            "listener controller": {"enabled": "yes", "address": f"127.0.0.1:{port}"},
            "listener closed": {"kind": "controller", "address": f"127.0.0.1:{closed}", "password": "a long one"}}) as g:
        for n, body in enumerate((b"the minutes of Tuesday", GTUBE, GTUBE)):
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                c.mail(b"From: a@example.net\r\nTo: b@example.com\r\nSubject: x\r\nMessage-ID: <%d@example.net>\r\n\r\n%s\r\n" % (n, body))
        delivered, held = ("postern_messages_total", 'outcome="delivered",type="normal"'), ("postern_messages_total", 'outcome="quarantined",type="spam"')
        got = {}

        def after(role):
            try:
                return (read(get(port)[1]) or {}).get(("postern_role_restarts_total", f'role="{role}"'))
            except OSError:
                return None

        def counted():
            got.clear()
            got.update(read(get(port)[1]) or {})
            return got.get(held) == 2
        wait_until(counted)
        kind, text = get(port)
        t.check("it is the text form", kind.startswith("text/plain; version=0.0.4") and read(text) is not None, text[:500])
        t.check("messages by outcome and type", got.get(delivered) == 1 and got.get(held) == 2, str({k: v for k, v in got.items() if v and "messages" in k[0]}))
        t.check("evidence by family", got.get(("postern_family_messages_total", 'family="content"')) == 2)
        steps = [got.get(("postern_stage_seconds_count", f'stage="{s}"')) for s in ("read", "ask", "judge", "whole", "next_hop")]
        t.check("the time of each step", steps == [3, 3, 3, 3, 1] and got.get(("postern_stage_seconds_bucket", 'stage="whole",le="+Inf"')) == 3, str(steps))
        t.check("a keeper, and workers that did not die", got.get(("postern_keeper_up", None)) == 1 and got.get(("postern_workers_ended_total", 'how="died"')) == 0)
        for n in range(2):
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                c.mail(with_archive(n))
        opened = {}

        def counted_openers():
            opened.update(read(get(port)[1]) or {})
            return opened.get(("postern_read_total", None)) == 5
        wait_until(counted_openers)
        opened = [opened.get((f"postern_openers_{what}_total", None)) for what in ("started", "spared")]
        t.check("one opener for two copies of an archive", opened == [1, 1], str(opened))
        wait_until(lambda: ("postern_outbox_messages", 'state="waiting"') in read(get(port)[1]))
        got.update(read(get(port)[1]))
        t.check("what the keeper has", got["postern_quarantine_messages", 'state="held"'] == 2 and got["postern_quarantine_octets", None] > 300 and
                got["postern_outbox_messages", 'state="waiting"'] == 0 and got["postern_keeper_sick", None] == 0, str({k: v for k, v in got.items() if "quarantine" in k[0]}))
        restarts = "postern_role_restarts_total"
        first = [got[restarts, f'role="{r}"'] for r in ("dissectors", "openers", "keeper", "gate")]
        for role in ("keeper", "openers", "gate"):
            os.kill(g.running(role)[0], signal.SIGKILL)
            wait_until(lambda: g.role(role) and after(role) == 1)
        t.check("a role that died and was started again", first == [0, 0, 0, 0] and [after(r) for r in ("dissectors", "openers", "keeper", "gate")] == [0, 1, 1, 1],
                str([after(r) for r in ("dissectors", "openers", "keeper", "gate")]))
        try:
            get(closed)
            code = 200
        except urllib.error.HTTPError as e:
            code = e.code
        t.check("with a password only for who says it", code == 401 and read(get(closed, "?password=a+long+one")[1]) is not None, code)
        if shutil.which("promtool"):
            done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=60)
            t.check("promtool has nothing to say", done.returncode == 0, done.stdout + done.stderr)
