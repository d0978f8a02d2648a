"""Words in pictures: left where a message is held in any case, and read when good signs from the DNS have made them count."""
import email.message
import io
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lib"))
from dns_zone import Zone  # noqa: E402
from gateway import POSTERN, Gateway  # noqa: E402
from peers import Client, Hop  # noqa: E402
from run import Skip  # noqa: E402

FONT = pathlib.Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
ZONE = """example.net TXT v=spf1 ip4:192.0.2.10 -all
_dmarc.example.net TXT v=DMARC1; p=none
out.example.net A 192.0.2.10
10.2.0.192.in-addr.arpa PTR out.example.net
out.example.org A 192.0.2.66
66.2.0.192.in-addr.arpa PTR out.example.org
"""
TEXT = "see below http://192.0.2.77/verify?user=b@example.com\n"


def picture(lines):
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError:
        raise Skip("python3-pil is not installed")
    if not FONT.exists():
        raise Skip("fonts-dejavu-core is not installed")
    image = Image.new("RGB", (900, 40 + 44 * len(lines)), "white")
    for i, line in enumerate(lines):
        ImageDraw.Draw(image).text((20, 20 + 44 * i), line, fill="black", font=ImageFont.truetype(str(FONT), 22))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def mail(name):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = "Ann <ann@example.net>", "b@example.com", name
    m["Date"], m["Message-ID"] = "Mon, 02 Nov 2026 09:00:00 +0800", f"<{name}@example.net>"
    m.set_content(TEXT)
    m.add_attachment(picture(["Your mailbox is full and will be closed.", "Verify your password today or it expires."]),
                     maintype="image", subtype="png", filename="notice.png")
    return bytes(m).replace(b"\n", b"\r\n")


def send(g, name, ip, helo):
    """Gives: what was found in the mail NAME, which is held; nothing where it is not."""
    with Client(g.port) as c:
        c.say("EHLO balancer.example.com")
        code, text = c.say(f"XCLIENT ADDR={ip} NAME={helo} HELO={helo}")
        assert code == 220, text
        c.say(f"EHLO {helo}")
        c.mail(mail(name), sender="ann@example.net")

    def postern(*words):
        done = subprocess.run([POSTERN, "quarantine", *words, "--format=json", f"--data={g.data}"], capture_output=True, text=True, timeout=60)
        return [json.loads(line) for line in done.stdout.splitlines()]

    rows = [row for row in postern("list") if row["subject"] == name]
    event = postern("show", rows[0]["id"])[0]["event"] if rows else {"score": 0, "findings": []}
    return event["score"], [f["id"] for f in event["findings"]]


def run(t):
    # Its age, its link and its sender give it 0.59; what its client proves or fails to prove comes later.
    settings = {"server": {"model": "none"}, "listener smtp": {"xclient_peers": "127.0.0.0/8"}, "network": {"own": "10.0.0.0/8"},
                "policy default": {"quarantine_at": "0.4"}, "lists": {"enabled": "no"}}
    with Hop() as hop, Zone(ZONE) as zone:
        settings["dns"] = {"enabled": "yes", "servers": f"127.0.0.1@{zone.port}"}
        with Gateway(t.place(), hop.port, settings) as g:
            score, found = send(g, "forged", "192.0.2.66", "out.example.org")
            t.check("held in any case: the words are left", "link_ip" in found and "lure_mailbox" not in found, f"{score} {found}")
            score, found = send(g, "proven", "192.0.2.10", "out.example.net")
            t.check("proven, the words decide: they are read", "relief_proven" in found and "lure_mailbox" in found, f"{score} {found}")
        settings["dissect"] = {"picture_words": "always"}
        with Gateway(t.place("always"), hop.port, settings) as g:
            score, found = send(g, "always", "192.0.2.66", "out.example.org")
            t.check("picture_words = always", "lure_mailbox" in found, f"{score} {found}")
