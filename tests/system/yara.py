"""The operator's YARA rules: over what was decoded and unpacked, in the jail; a mistake in them stops no mail."""
import base64
import io
import json
import subprocess
import time
import zipfile

from gateway import POSTERN, Gateway
from peers import Client, Hop

RULES = """import "math"
rule marble { meta: description = "the marble word" hard = true strings: $a = "marble-word" condition: $a and part != "" }
rule named { meta: weight = 2 condition: file_name == "minutes.txt" and math.entropy(0, filesize) < 8 }
rule raw { meta: weight = 1 strings: $a = "X-Odd-Field: 1" condition: $a and part == "" and from_domain == "example.net" and direction == "inbound" }
"""


def mail(number, word):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("minutes.txt", b"a line\n" * 50 + word + b"\n")
    return (b"From: Ann <a@example.net>\r\nTo: b@example.com\r\nSubject: minutes\r\nX-Odd-Field: 1\r\nMessage-ID: <%d@example.net>\r\n"
            b"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            b"--b\r\n\r\nGood morning, here are the minutes of Monday.\r\n--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Disposition: attachment; filename=minutes.zip\r\n\r\n%s--b--\r\n") % (
                number, base64.encodebytes(packed.getvalue()).replace(b"\n", b"\r\n"))


def send(g, message):
    with Client(g.port) as c:
        c.say("EHLO client.example.net")
        return c.mail(message, recipients=("b@example.com",))[0]


def run(t):
    place = t.place()
    rules = place / "rules.yar"
    rules.write_text(RULES)
    with Hop() as hop, Gateway(place / "gate", hop.port, {"yara": {"files": rules}}) as g:
        file = place / "m.eml"
        file.write_bytes(mail(1, b"marble-word"))
        said = json.loads(subprocess.run([POSTERN, "scan", "--format=json", "-c", str(g.file), str(file)], capture_output=True, text=True, timeout=60).stdout)
        found = {f["text"]: f for f in said["findings"] if f["id"].startswith("rule_")}
        t.check("each rule is told with its weight", sorted((f["id"], f["weight"]) for f in found.values()) ==
                [("rule_hard", 10.0), ("rule_match", 1.0), ("rule_match", 2.0)], str(found))
        t.check("and its part, also inside an archive", all(f["part"] == "2/1" for f in found.values() if f["weight"] > 1), str(found))
        t.check("its description is shown", any("the marble word" in text for text in found))
        labelled = place / "mail/one/ham"
        labelled.mkdir(parents=True)
        (labelled / "m.eml").write_bytes(file.read_bytes())
        blocked = []
        for more in ((), ("-c", str(g.file))):
            out = subprocess.run([POSTERN, "eval", "--model=none", "--format=json", *more, str(place / "mail")], capture_output=True, text=True, timeout=60).stdout
            blocked += [row["blocked"] for row in map(json.loads, out.splitlines()) if row["source"] == "one"]
        t.check("eval asks them where it is told the configuration", blocked == [0, 1], str(blocked))
        t.check("a hit in an archive is held", send(g, mail(2, b"marble-word")) == 250 and len(g.held()) == 1 and len(hop.accepted) == 0)
        t.check("what no hard rule matches is delivered", send(g, mail(3, b"nothing")) == 250 and len(hop.accepted) == 1)
        rules.write_text(RULES.replace("marble-word", "granite-word"))
        g.reload()
        end = time.monotonic() + 30
        while time.monotonic() < end and len(g.held()) < 2:
            send(g, mail(4, b"granite-word"))
        t.check("a reload takes new rules", len(g.held()) == 2)
        rules.write_text("rule broken {\n condition: tru }\n")
        done = subprocess.run([POSTERN, "check-config", "-c", str(g.file)], capture_output=True, text=True, timeout=60)
        t.check("check-config names the line of a mistake", done.returncode == 2 and f"{rules}:2: " in done.stderr, done.stderr)
        g.reload()
        end = time.monotonic() + 30
        while time.monotonic() < end and "yara-rule" not in g.log.read_text(errors="replace"):
            time.sleep(0.05)
        t.check("with a mistake in them mail goes on, and the log has it", send(g, mail(5, b"nothing")) == 250 and
                "yara-rule" in g.log.read_text(errors="replace"))
