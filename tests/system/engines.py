"""Other scanners beside us: what they find is told engine by engine; without them mail goes on, as the policy says."""
import json
import pathlib
import shutil
import subprocess
import sys
import time

from gateway import POSTERN, Gateway
from passwords import letter, locked
from peers import Client, Hop
from quarantine import tool, wait_until

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import clamd  # noqa: E402

MAIL = b"From: a@example.net\r\nTo: b@example.com\r\nSubject: report\r\nMessage-ID: <%d@example.net>\r\n" \
    b"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\nGood morning, here are the figures. %s\r\n"


def send(g, number, word=b"", to="b@example.com"):
    """The reply's code, and the seconds that it took."""
    with Client(g.port) as c:
        c.say("EHLO client.example.net")
        begin = time.monotonic()
        code, _ = c.mail(MAIL % (number, word), recipients=(to,))
        return code, time.monotonic() - begin


def said(g, what, seconds=20):
    """Does the log say it, in time?"""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what in g.log.read_text(errors="replace"):
            return True
        time.sleep(0.1)
    return False


def asked(folder, conf, mail):
    """What `postern scan --online` says of the message."""
    file = folder / "message.eml"
    file.write_bytes(mail)
    done = subprocess.run([POSTERN, "scan", "--online", "--format=json", "-c", str(conf), str(file)], capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout), file


def opened_files(t, place, signature, signature_name="Postern.Test.Virus"):
    """What a word opens is given to the engine: it cannot open that itself, and finds nothing in the message."""
    if shutil.which("7zz") is None:
        t.skip("7zip is not installed")
        return
    text = "Dear Bo, here is the list of parts for the house that we spoke about on the telephone yesterday afternoon. "
    bad = locked(place, "Kx7482", b"the list: " + signature)
    engine = clamd.Clamd(place / "three")
    settings = {"server": {"model": "none"}, "engine one": {"address": f"unix:{engine.socket}"}, "policy strict": {"tag_at": "-1.5", "quarantine_at": "-1"},
                "domain example.com": {"policy": "strict"}}
    with engine, Hop() as hop, Gateway(place / "opened", hop.port, settings) as g:
        answer, _ = asked(place, g.file, letter("ann@example.net", "the parts", text + "The password is Kx7482.", bad))
        found = [(e["status"], e["part"]) for e in answer["engines"]]
        t.check("what a word in the mail opens is scanned", found == [("found", "2/1")] and answer["type"] == "virus" and
                ["2/1"] == [f["part"] for f in answer["findings"] if f["id"] == "engine_virus"], str(found))
        answer, _ = asked(place, g.file, letter("ann@example.net", "the parts", text + "The password is Kx7482.", locked(place, "Kx7482", b"good")))
        t.check("and what is good is clean", [(e["status"], e["part"]) for e in answer["engines"]] == [("clean", "")], str(answer["engines"]))

        def send_letter(*about):
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                c.mail(letter("ann@example.net", *about)[:-2], sender="ann@example.net")
        shown = ""
        send_letter("the parts", text, bad)
        t.check("without the word it is held as locked", wait_until(lambda: [r["subject"] for r in g.held()] == ["the parts"]), str(g.held()))
        send_letter("the key", "Dear Bo, the password for the list is Kx7482 and nothing else.")
        t.check("the word of a later mail has it scanned and held as a virus",
                wait_until(lambda: any(r["id"].endswith("-opened") for r in g.held())) and
                signature_name in (shown := tool(g, "show", g.held()[0]["id"]).stdout), f"{g.held()} {g.tail()} {shown}")


def run(t):
    found, why = clamd.program()
    if not found:
        t.skip(why)
        return
    place = t.place()
    first, second = clamd.Clamd(place / "one"), clamd.Clamd(place / "two", {"Other.Test.Virus": clamd.SIGNATURES["Postern.Test.Virus"]})
    settings = {"engine one": {"address": f"unix:{first.socket}", "deadline": "3s"},
                "engine two": {"address": f"unix:{second.socket}", "deadline": "3s"},
                "policy strict": {"engine_silent": "defer"}, "domain strict.example.com": {"policy": "strict"}}
    with first, second, Hop() as hop, Gateway(place / "gate", hop.port, settings) as g:
        answer, file = asked(place, g.file, MAIL % (1, clamd.SIGNATURES["Postern.Test.Virus"]))
        engines = {e["name"]: e for e in answer["engines"]}
        t.check("each engine is told apart", engines["one"]["signature"].startswith("Postern.Test.Virus") and
                engines["two"]["signature"].startswith("Other.Test.Virus"), str(engines))
        t.check("what one finds is a virus", answer["type"] == "virus" and answer["action"] == "quarantine" and
                "engine_virus" in [f["id"] for f in answer["findings"]])
        answer, _ = asked(place, g.file, MAIL % (2, clamd.SIGNATURES["PUA.Postern.Test"]))
        t.check("what it only doubts is none", answer["type"] != "virus" and "engine_doubt" in [f["id"] for f in answer["findings"]])
        text = subprocess.run([POSTERN, "explain", "--online", "--lang=zh", "-c", str(g.file), str(file)], capture_output=True, text=True, timeout=60).stdout
        t.check("explain shows them", "扫描引擎" in text and "PUA.Postern.Test" in text and "ClamAV" in text)
        offline = subprocess.run([POSTERN, "scan", "--format=json", "-c", str(g.file), str(file)], capture_output=True, text=True, timeout=60).stdout
        t.check("without --online nobody is asked", "engines" not in json.loads(offline))

        t.check("good mail is delivered", send(g, 3)[0] == 250 and len(hop.accepted) == 1)
        code, _ = send(g, 4, clamd.SIGNATURES["Postern.Test.Virus"])
        t.check("a virus is held", code == 250 and len(hop.accepted) == 1 and len(g.held()) == 1)

        first.freeze()
        code, took = send(g, 5)
        t.check("one that hangs delays a message no longer than its deadline", code == 250 and took < 30 and len(hop.accepted) == 2, f"{took:.1f} s")
        t.check("then it is down, and the log says so", said(g, "engine-down"))
        code, took = send(g, 6)
        t.check("the next message does not wait for it", code == 250 and took < 3, f"{took:.2f} s")
        code, _ = send(g, 7, clamd.SIGNATURES["Postern.Test.Virus"])
        t.check("the other one still finds viruses", code == 250 and len(g.held()) == 2)
        t.check("where the policy says defer, mail waits for it", send(g, 8, to="b@strict.example.com")[0] == 451)
        t.check("it is refused nothing that is bad anyway", send(g, 9, clamd.SIGNATURES["Postern.Test.Virus"], "b@strict.example.com")[0] == 250)
        first.thaw()
        t.check("when it is back, the log says so", said(g, "engine-up"))
        t.check("and mail is taken again", send(g, 10, to="b@strict.example.com")[0] == 250)

        second.process.kill()
        second.process.wait()
        answer, _ = asked(place, g.file, MAIL % (11, b""))
        t.check("one that is dead is a gap with its name", [e["status"] for e in answer["engines"]] == ["clean", "absent"] and
                any("an engine" in gap["text"] for gap in answer["gaps"]), str(answer["engines"]))
        large = MAIL % (12, b"x" * 70 + b"\r\n") + b"y" * 70 + b"\r\n"
        answer, _ = asked(place, g.file, large + (b"z" * 70 + b"\r\n") * 40000)
        t.check("what is too large for it is a gap", answer["engines"][0]["status"] == "too large", str(answer["engines"]))
        opened_files(t, place, clamd.SIGNATURES["Postern.Test.Virus"])
