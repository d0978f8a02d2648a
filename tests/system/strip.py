"""Files that a policy takes out of mail: the rest arrives octet for octet with a note, the whole can be released; what is
signed is held as it is."""
import base64
import email
import email.policy
import io
import json
import shutil
import subprocess
import time
import zipfile

import milter
import passwords
import postfix
from file_policy import PROGRAM
from gateway import POSTERN, ROOT, Gateway, free_port
from peers import Client, Hop


def encoded(octets):
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")


def archive(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in members.items():
            z.writestr(name, text)
    return out.getvalue()


DOCX = archive({
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
                           'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
                           '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document'
                           '.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
                   'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
                   'Target="word/document.xml"/></Relationships>',
    "word/document.xml": '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
                         '<w:p><w:r><w:t>The minutes of Monday (all) agreed</w:t></w:r></w:p><w:p><w:r><w:t>会议纪要已经通过，请查收</w:t></w:r></w:p></w:body></w:document>'})


def head(n, subject=b"the tool"):
    return (b"From: Ann <a@example.net>\r\nTo: b@example.com\r\nSubject: %s\r\nMessage-ID: <s%d@example.net>\r\n"
            b"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n") % (subject, n)


def file(name, octets, kind=b"application/octet-stream"):
    return (b"Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"%s\"\r\n\r\n%s"
            % (kind, name, encoded(octets)))


def parts(*each, kind=b"mixed", boundary=b"b"):
    return (b"Content-Type: multipart/%s; boundary=%s\r\n\r\n" % (kind, boundary) +
            b"".join(b"--%s\r\n%s\r\n" % (boundary, e) for e in each) + b"--%s--\r\n" % boundary)


LETTER = b"Content-Type: text/plain\r\n\r\nGood morning, here is what we talked about on Monday."


def rest(raw):
    """Behind what the gateway and the mail system put on top."""
    return raw[raw.index(b"From: Ann"):]


def through_postfix(t):
    """As a milter: Postfix takes the body from us, and the header stays."""
    port = free_port()
    settings = {"listener milter": {"enabled": "yes", "kind": "milter", "address": f"127.0.0.1:{port}"},
                "policy default": {"files_program": "strip", "quarantine_at": "90", "tag_at": "90"}}
    with Hop() as hop, Gateway(t.place(), hop.port, settings) as g:
        try:
            mta = postfix.Postfix(t.place("mta"), hop.port, milter.milters(port))
        except postfix.Missing as e:
            t.skip(f"as a milter: {e}")
            return
        with mta:
            program, large = file(b"tool.exe", PROGRAM), file(b"notes.bin", b"plain words for a large file\n" * 20000)
            code, text = milter.send(mta.port, head(60) + parts(LETTER, program, large), ["b@example.com"])[1]
            milter.wait_for(lambda: hop.accepted)
            raw = hop.accepted[0][2] if hop.accepted else b""
            came = email.message_from_bytes(raw, policy=email.policy.default)
            each = list(came.iter_parts())
            t.check("as a milter: the body is replaced, in pieces", code == 250 and len(each) == 3 and encoded(PROGRAM)[:40] not in raw and
                    "tool.exe" in each[1].get_content() and raw.endswith((head(60) + parts(LETTER, program, large)).partition(program)[2]) and
                    len(g.held()) == 1, f"{code} {text} {len(each)} {raw[:1500]}")
            code, text = milter.send(mta.port, head(61) + program, ["b@example.com"])[1]
            t.check("as a milter: a mail that is nothing but the file is held", code == 250 and len(g.held()) == 2 and len(hop.accepted) == 1,
                    f"{code} {text}")


def converted(t):
    """The text of an office document in its place, as a PDF that we read back."""
    settings = {"policy default": {"files_document": "convert", "quarantine_at": "90", "tag_at": "90"},
                "policy holds": {"files_document": "convert", "convert_else": "quarantine", "quarantine_at": "90", "tag_at": "90"},
                "domain holds.example.com": {"policy": "holds"}}
    with Hop() as hop, Gateway(t.place(), hop.port, settings) as g:
        def send(n, body, to="b@example.com"):
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                before = len(hop.accepted)
                code, text = c.mail((head(n) + body)[:-2], recipients=(to,))
                return code, [a[2] for a in hop.accepted[before:]]

        document = file("会议 minutes.docx".encode(), DOCX)
        code, got = send(70, parts(LETTER, document, LETTER))
        raw = got[0] if got else b""
        each = list(email.message_from_bytes(raw, policy=email.policy.default).iter_parts())
        inside = list(each[1].iter_parts()) if len(each) == 3 and each[1].is_multipart() else [None, None]
        t.check("a document becomes a note and a PDF", code == 250 and len(g.held()) == 1 and encoded(DOCX)[:60] not in raw and
                inside[1] is not None and inside[1].get_content_type() == "application/pdf" and
                inside[1].get_filename() == "会议 minutes.docx.pdf" and g.held()[0]["id"] in inside[0].get_content(), f"{code} {raw[:3000]}")
        if inside[1] is None:
            return
        whole, came = head(70) + parts(LETTER, document, LETTER), rest(raw)
        t.check("with every other octet as it was", came.startswith(whole[:whole.index(document)]) and
                came.endswith(whole[whole.index(document) + len(document):]))
        seen = t.place("again") / "mail.eml"
        seen.write_bytes(raw)
        told = json.loads(subprocess.run([POSTERN, "explain", "--format=json", str(seen)], capture_output=True, text=True).stdout)
        words = "\n".join(x.get("visible", "") for x in told["texts"])
        pdf = told.get("pdfs", [{}])[0]
        t.check("which holds its words, and does nothing", "The minutes of Monday (all) agreed" in words and "会议纪要已经通过，请查收".replace("，", ",") in
                words.replace("，", ",") and pdf.get("pages") == 1 and not pdf.get("actions") and not pdf.get("links") and
                not pdf.get("is_repaired") and not told.get("ambiguities"), f"{pdf} {words}")
        code, got = send(71, parts(LETTER, file(b"all.zip", archive({"minutes.docx": DOCX}), b"application/zip")))
        t.check("what has no place of its own is stripped", code == 250 and len(got) == 1 and b"application/zip" not in got[0] and
                b"removed-file.txt" in got[0], f"{code} {got}")
        code, got = send(72, parts(LETTER, file(b"all.zip", archive({"minutes.docx": DOCX}), b"application/zip")), "b@holds.example.com")
        t.check("or held, as the policy says", code == 250 and not got and len(g.held()) == 3, f"{code} {got}")


def going_out(t):
    """Our own people's mail, by a policy of that direction: what is signed is what is sent, also of a large mail."""
    settings = {"listener smtp": {"direction": "outbound"}, "network": {"own": "127.0.0.0/8", "outbound_policy": "out"},
                "policy out": {"files_program": "strip", "quarantine_at": "90", "tag_at": "90"},
                "policy default": {"files_program": "deliver"}}
    place = t.place("out")
    with Hop() as hop, Gateway(place, hop.port, settings) as g:
        def tool(*words):
            return subprocess.run([POSTERN, *words, "-c", str(g.file), f"--data={g.data}"], capture_output=True, text=True, timeout=60)

        tool("keys", "new", "example.com")
        shown = tool("keys", "show", "example.com").stdout
        tool("keys", "publish", "example.com", "--unchecked")
        lines = []
        for line in shown.splitlines():
            name, found, text = line.partition(" IN TXT ")
            if found:
                lines.append(f"{name.split()[0].rstrip('.')}. " + "".join(text.split('"')[1::2]))
        (place / "zone").write_text("\n".join(lines) + "\n")
        g.reload()
        milter.wait_for(lambda: g.log.read_text().count("event=serving") >= 2)
        large = file(b"notes.bin", b"plain words for a large file\n" * 60000)
        raw = (head(80) + parts(LETTER, large, file(b"tool.exe", PROGRAM))).replace(b"From: Ann <a@example.net>", b"From: Ann <a@example.com>")
        with Client(g.port, timeout=60) as c:
            c.say("EHLO client.example.net")
            code, text = c.mail(raw[:-2], sender="a@example.com", recipients=("x@elsewhere.example",))
        got = hop.accepted[0][2] if hop.accepted else b""
        t.check("what goes out follows the policy of its direction, also when it is large", code == 250 and len(got) > 2_000_000 and
                large in got and encoded(PROGRAM)[:40] not in got and b"removed-file.txt" in got, f"{code} {text} {len(got)} {g.tail()}")
        (place / "signed.eml").write_bytes(got)
        done = subprocess.run(["/usr/bin/python3", str(ROOT / "tests/lib/dkim_verify.py"), "dkim", str(place / "signed.eml"),
                               str(place / "zone")], capture_output=True, text=True)
        if done.returncode == 77:
            t.skip("dkimpy is not installed")
        else:
            t.check("and our signature is over what is sent", done.returncode == 0, f"{done.stdout} {done.stderr[-300:]} {lines} {got[:600]}")


def opened_later(t):
    """A locked file was taken out; a later mail has its password."""
    if shutil.which("7zz") is None:
        t.skip("7zip is not installed")
        return
    settings = {"policy default": {"files_locked": "strip", "files_program": "strip", "quarantine_at": "90", "tag_at": "90"}}
    good, bad = passwords.locked(t.place(), "Kx7482", b"twelve windows, two doors"), passwords.locked(t.place(), "Qw9351", PROGRAM, "tool.exe")
    with Hop() as hop, Gateway(t.place(), hop.port, settings) as g:
        def send(subject, text, octets=None):
            before = len(hop.accepted)
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                raw = passwords.letter("ann@example.net", subject, text, octets)
                c.mail(raw[:-2], sender="ann@example.net")
            return raw, [a[2] for a in hop.accepted[before:]]

        raw, got = send("the parts", "Dear Bo, here is the list of parts for the house that we spoke about yesterday.", good)
        t.check("a locked file goes", len(got) == 1 and b"removed-file.txt" in got[0] and len(g.held()) == 1, f"{got}")
        send("the key", "Dear Bo, the password for the list is Kx7482 and nothing else.")
        came = milter.wait_for(lambda: any(a[2].endswith(raw) for a in hop.accepted))
        t.check("and the original comes when a later mail opens it, and it is good", bool(came), f"{len(hop.accepted)} {g.tail()}")
        send("the tool", "Dear Bo, here is the list of tools for the house that we spoke about yesterday.", bad)
        send("the key again", "Dear Bo, the password for the list is Qw9351 and nothing else.")
        again = milter.wait_for(lambda: any(r["id"].endswith("-opened") for r in g.held()))
        t.check("but not when what is inside goes, too", bool(again) and not any(encoded(bad)[:60] in a[2] for a in hop.accepted),
                f"{g.held()} {g.tail()}")


def run(t):
    opened_later(t)
    through_postfix(t)
    converted(t)
    going_out(t)
    settings = {"policy strip": {"files_program": "strip", "quarantine_at": "90", "tag_at": "90"},
                "domain strip.example.com": {"policy": "strip"}}
    with Hop() as hop, Gateway(t.place(), hop.port, settings) as g:
        def send(n, body, to="b@strip.example.com"):
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                before = len(hop.accepted)
                code, text = c.mail((head(n) + body)[:-2], recipients=(to,))
                return code, text, [a[2] for a in hop.accepted[before:]]

        def tool(*words):
            return subprocess.run([POSTERN, *words, "-c", str(g.file), f"--data={g.data}"], capture_output=True, text=True, timeout=60)

        program, document = file(b"tool.exe", PROGRAM), file(b"minutes.docx", DOCX)
        body = parts(LETTER, program, document)
        code, text, got = send(1, body)
        held = g.held()
        t.check("the mail arrives", code == 250 and len(got) == 1 and len(held) == 1, f"{code} {text} {g.tail()}")
        if len(got) != 1 or len(held) != 1:
            return
        whole, came = head(1) + body, rest(got[0])
        left, right = whole.index(program), whole.index(b"\r\n--b\r\n" + document)
        t.check("with every octet but the program's", came.startswith(whole[:left]) and came.endswith(whole[right:]) and
                encoded(PROGRAM)[:40] not in got[0], came.decode(errors="replace")[:2000])
        message = email.message_from_bytes(got[0], policy=email.policy.default)
        note = list(message.iter_parts())[1]
        words = note.get_content() if note.get_content_type() == "text/plain" else ""
        t.check("and a note that says what went and how to have it", "tool.exe" in words and held[0]["id"] in words and
                "隔离区" in words and "a program" in words, words)
        released = tool("quarantine", "release", held[0]["id"])
        end = time.monotonic() + 15
        while len(hop.accepted) < 2 and time.monotonic() < end:
            time.sleep(0.05)
        t.check("released, the original comes as it was", released.returncode == 0 and len(hop.accepted) == 2 and
                rest(hop.accepted[1][2]) == whole, released.stderr)
        events = tool("events", "--format=json")
        rows = [json.loads(l) for l in events.stdout.splitlines()]
        row = next((r for r in rows if r.get("id") == held[0]["id"] and r.get("findings")), {})
        t.check("the log of messages says that it was delivered, and what was taken out", row.get("outcome", "delivered") == "delivered" and
                "strip" in json.dumps(row), events.stdout[:1500] + events.stderr)

        code, text, got = send(2, parts(parts(LETTER, program, kind=b"signed; protocol=\"application/pgp-signature\"", boundary=b"s"), LETTER))
        t.check("what is signed is held as it is", code == 250 and not got and len(g.held()) == 2, f"{code} {text} {len(g.held())}")
        shown = tool("quarantine", "show", g.held()[0]["id"]).stdout + tool("quarantine", "show", g.held()[-1]["id"]).stdout
        t.check("and the reason is told", "never altered" in shown, shown[:1500])

        code, text, got = send(3, parts(LETTER, file(b"tools.zip", archive({"read.txt": "hello", "tool.exe": PROGRAM}), b"application/zip")))
        came = email.message_from_bytes(got[0], policy=email.policy.default) if got else None
        t.check("an archive goes as a whole", code == 250 and came is not None and
                [p.get_content_type() for p in came.iter_parts()] == ["text/plain", "text/plain"] and
                "tools.zip" in list(came.iter_parts())[1].get_content(), f"{code} {text}")

        code, text, got = send(4, file(b"tool.exe", PROGRAM))
        came = email.message_from_bytes(got[0], policy=email.policy.default) if got else None
        t.check("of a mail that is the file the header stays", code == 250 and came is not None and came["Subject"] == "the tool" and
                came.get_content_type() == "text/plain" and "tool.exe" in came.get_content(), f"{code} {text} {got}")

        inner = head(50, b"forwarded") + parts(LETTER, program, boundary=b"c")
        code, text, got = send(5, parts(LETTER, b"Content-Type: message/rfc822\r\n\r\n" + inner))
        came = email.message_from_bytes(got[0], policy=email.policy.default) if got else None
        inside = list(came.iter_parts())[1].get_content() if came is not None else None
        t.check("out of a forwarded mail, too", code == 250 and inside is not None and inside["Subject"] == "forwarded" and
                "tool.exe" in list(inside.iter_parts())[1].get_content(), f"{code} {text}")

        code, text, got = send(6, parts(LETTER, document))
        t.check("what the policy does not name is untouched", code == 250 and got and rest(got[0]) == head(6) + parts(LETTER, document), f"{code}")
