"""The key sent apart from the lock: in an earlier mail, the file is opened when it comes; in a later one, the mail that was
held is read once more and delivered, or held with what was in it.  Words of strangers open nothing."""
import base64
import pathlib
import shutil
import subprocess
import time

from gateway import Gateway
from peers import Client, Hop
from quarantine import GTUBE


def locked(place, password, content, name="list.txt"):
    folder = pathlib.Path(place)
    (folder / name).write_bytes(content)
    (folder / "list.7z").unlink(missing_ok=True)
    subprocess.run(["7zz", "a", "-mhe=on", "-p" + password, "list.7z", name], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return (folder / "list.7z").read_bytes()


def letter(sender, subject, text, octets=None, n=[0]):
    n[0] += 1
    head = f"From: {sender}\r\nTo: b@example.com\r\nSubject: {subject}\r\nDate: Mon, 02 Nov 2026 09:00:00 +0800\r\nMessage-ID: <{n[0]}@example.net>\r\nMIME-Version: 1.0\r\n"
    if octets is None:
        return (head + f"Content-Type: text/plain\r\n\r\n{text}\r\n").encode()
    body = base64.encodebytes(octets).decode().replace("\n", "\r\n")
    return (head + 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n' + text +
            '\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="list.7z"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n" + body + "--b--\r\n").encode()


def run(t):
    if shutil.which("7zz") is None:
        t.skip("7zip is not installed")
        return
    place = t.place()
    # So strict that a locked file alone is held, as where a policy holds what could not be looked into; whatever the words read like.
    settings = {"server": {"model": "none"}, "policy strict": {"tag_at": "-1.5", "quarantine_at": "-1"},
                "domain example.com": {"policy": "strict"}}
    list_of_parts = locked(place, "Kx7482", b"twelve windows, two doors")

    def send(g, sender, *rest):
        with Client(g.port) as c:
            c.say("EHLO client.example.net")
            return c.mail(letter(sender, *rest)[:-2], sender=sender)

    def until(what, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not what():
            time.sleep(0.05)
        return what()

    text = "Dear Bo, here is the list of parts for the house that we spoke about on the telephone yesterday afternoon."
    with Hop() as hop, Gateway(t.place(), hop.port, settings) as g:
        send(g, "ann@example.net", "the parts", text, list_of_parts)
        t.check("a locked file is held", until(lambda: [r["subject"] for r in g.held()] == ["the parts"]), f"{g.held()}")
        send(g, "eve@example.net", "the key", "Dear Bo, the password for the list is Kx7482 and nothing else.")
        time.sleep(1)
        t.check("the word of a stranger opens nothing", "the parts" in [r["subject"] for r in g.held()])
        send(g, "ann@example.net", "the key", "Dear Bo, the password for the list is Kx7482 and nothing else.")
        t.check("the word in a later mail does: it is delivered", until(lambda: any(b"Subject: the parts" in m[2] for m in hop.accepted)),
                f"{len(hop.accepted)} delivered; {g.tail()}")
        t.check("and held no longer", until(lambda: "the parts" not in [r["subject"] for r in g.held() if r.get("state", "held") == "held"]),
                f"{g.held()}")
        before = len(hop.accepted)
        code, _ = send(g, "ann@example.net", "more parts", text, locked(place, "Kx7482", b"nine windows"))
        t.check("the word of an earlier mail opens the next file", code == 250 and len(hop.accepted) > before and
                b"Subject: more parts" in hop.accepted[-1][2], f"{len(hop.accepted) - before} delivered")
        send(g, "dan@example.net", "other parts", text, locked(place, "Zw9911", GTUBE))
        t.check("another locked file is held", until(lambda: "other parts" in [r["subject"] for r in g.held()]))
        old = [r["id"] for r in g.held() if r["subject"] == "other parts"]
        send(g, "dan@example.net", "the key", "Dear Bo, the password for the list is Zw9911 and nothing else.")
        t.check("what it holds is bad: held again with that, and not delivered", until(
            lambda: [r["id"] for r in g.held() if r["subject"] == "other parts"] == [i + "-opened" for i in old]) and
            not any(b"Subject: other parts" in m[2] for m in hop.accepted), f"{[(r['id'], r['subject']) for r in g.held()]}; {g.tail()}")
