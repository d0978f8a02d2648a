"""Events to log servers: UDP, TCP and a Unix socket, each with its form; a server that is away delays no mail; rsyslog reads
what we write, where it is installed."""
import json
import os
import re
import shutil
import socket
import subprocess
import time

from gateway import Gateway, free_port
from metrics import get, read
from peers import Client, Hop
from quarantine import GTUBE, wait_until

SUBJECT = b"=?utf-8?q?a=3Db_=7C_c=5Cd_act=3Ddelivered?="
HEAD = re.compile(rb"<(\d+)>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\S+) postern (\d+) (\w+) - ")


def extension(text):
    """The keys of a line of CEF, as a reader takes it apart."""
    parts = re.split(r"(?:^| )(\w+)=", text.split("|", 7)[7])
    return {k: re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), v) for k, v in zip(parts[1::2], parts[2::2])}


def counted(data):
    """The lines of RFC 6587's octet counting; None where it is none."""
    lines = []
    while data:
        count = re.match(rb"(\d+) ", data)
        if not count or len(data) < count.end() + int(count[1]):
            return None
        lines.append(data[count.end():count.end() + int(count[1])])
        data = data[count.end() + int(count[1]):]
    return lines


def send(g, body, n):
    with Client(g.port) as c:
        c.say("EHLO client.example.net")
        return c.mail(b"From: a@example.net\r\nTo: b@example.com\r\nSubject: %s\r\nMessage-ID: <%d@example.net>\r\n\r\n%s\r\n" % (SUBJECT, n, body))


def with_rsyslog(t, hop):
    place, port = t.place(), free_port()
    out, conf = os.path.join(place, "out"), os.path.join(place, "rsyslog.conf")
    with open(conf, "w") as f:
        f.write(f'''global(workDirectory="{place}")
module(load="imtcp")
input(type="imtcp" address="127.0.0.1" port="{port}")
template(name="t" type="string" string="%pri%\\t%hostname%\\t%app-name%\\t%msgid%\\t%protocol-version%\\t%msg%\\n")
*.* action(type="omfile" file="{out}" template="t")
''')
    daemon = subprocess.Popen(["rsyslogd", "-n", "-f", conf, "-i", os.path.join(place, "pid")], stderr=subprocess.DEVNULL)
    try:
        with Gateway(t.place(), hop.port, {"server": {"hostname": "gw.example.com"},
                                           "syslog siem": {"address": f"127.0.0.1:{port}", "transport": "tcp"}}) as g:
            send(g, GTUBE, 9)
            wait_until(lambda: os.path.exists(out) and b"CEF:0" in open(out, "rb").read())
            line = open(out, "rb").read().decode().splitlines()[-1].split("\t") if os.path.exists(out) else []
            t.check("rsyslog reads a line as we mean it", line[:5] == ["21", "gw.example.com", "postern", "quarantined", "1"] and
                    extension(line[5])["msg"] == "a=b | c\\d act=delivered", str(line)[:300])
    finally:
        daemon.terminate()
        daemon.wait(timeout=30)


def run(t):
    def check(what, good, figure=""):
        t.check(what, good, "" if good else figure)
    place = t.place()
    path, controller = os.path.join(place, "log"), free_port()
    udp, local, tcp = (socket.socket(f, k) for f, k in ((socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_UNIX, socket.SOCK_DGRAM),
                                                        (socket.AF_INET, socket.SOCK_STREAM)))
    udp.bind(("127.0.0.1", 0))
    local.bind(path)
    os.chmod(place, 0o755)
    os.chmod(path, 0o666)
    tcp.bind(("127.0.0.1", 0))
    tcp.listen(1)
    for s in (udp, local, tcp):
        s.settimeout(60)
    away = free_port()
    with Hop() as hop:
        with Gateway(t.place(), hop.port, {
                "server": {"hostname": "gw.example.com"},
                "listener controller": {"enabled": "yes", "address": f"127.0.0.1:{controller}"},
                "syslog a": {"address": "127.0.0.1:%d" % udp.getsockname()[1], "facility": "local0"},
                "syslog b": {"address": f"unix:{path}", "format": "json", "frame": "rfc3164", "events": "bad"},
                "syslog c": {"address": "127.0.0.1:%d" % tcp.getsockname()[1], "transport": "tcp", "format": "json"},
                "syslog away": {"address": f"127.0.0.1:{away}", "transport": "tcp", "wait_size": "16K"}}) as g:
            peer = tcp.accept()[0]
            peer.settimeout(60)
            send(g, b"the minutes of Tuesday", 1)
            send(g, GTUBE, 2)
            good, bad = udp.recv(9000), udp.recv(9000)
            head = HEAD.match(bad)
            check("RFC 5424 by UDP", head and HEAD.match(good) and head[1] == b"%d" % (16 * 8 + 5) and head[3] == b"gw.example.com" and
                    head[5] == b"quarantined" and HEAD.match(good)[5] == b"delivered", bad)
            got = extension(bad.decode())
            check("CEF tells what happened, and a subject is only a subject", got["msg"] == "a=b | c\\d act=delivered" and
                    got["act"] == "quarantined" and got["suser"] == "a@example.net", got)
            check("findings by name", "gtube" in got["cs1"].split(",") and got["cs1Label"] == "findings", got)
            line = local.recv(9000).decode()
            at = line.index("{")
            check("RFC 3164 and JSON to a Unix socket, of bad mail only", re.match(r"<21>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d postern\[\d+\]: ", line) and
                    json.loads(line[at:])["outcome"] == "quarantined", line)
            data = b""
            while len(counted(data) or []) < 2:
                data += peer.recv(65536)
            events = [json.loads(x[x.index(b"{"):]) for x in counted(data)]
            check("octets counted over TCP", [e["outcome"] for e in events] == ["delivered", "quarantined"] and
                    events[1]["subject"] == "a=b | c\\d act=delivered" and events[1]["id"] == got["externalId"], events)
            began = time.monotonic()
            for n in range(40):
                send(g, b"the minutes of Wednesday", 10 + n)
            took = time.monotonic() - began
            wait_until(lambda: read(get(controller)[1])["postern_syslog_sent_total", 'syslog="c"'] == 42)
            figures = read(get(controller)[1])
            check("a server that is away costs its room and no mail", len(hop.accepted) == 41 and took < 30, f"{took:.1f} s")
            check("what was dropped is counted", figures["postern_syslog_dropped_total", 'syslog="away"'] > 0 and
                    figures["postern_syslog_waiting_octets", 'syslog="away"'] <= 16384 and figures["postern_syslog_up", 'syslog="away"'] == 0 and
                    figures["postern_syslog_sent_total", 'syslog="c"'] == 42 and figures["postern_syslog_up", 'syslog="c"'] == 1,
                    {k: v for k, v in figures.items() if "syslog" in k[0]})
            log = g.log.read_text(errors="replace")
            check("and told in the log", "event=syslog-down syslog=away" in log and "event=syslog-dropped syslog=away" in log, log[-2000:])
            peer.close()
        if shutil.which("rsyslogd"):
            with_rsyslog(t, hop)
    for s in (udp, local, tcp):
        s.close()
