"""Types of files that a policy bars, told by content, each organisation its own."""
import struct

from gateway import Gateway
from peers import Client, Hop

# The headers of a Windows program with no section: it does nothing.
PROGRAM = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 0, 0, 0, 0, 240, 0x22) + b"\x0b\x02" + bytes(238)


def mail(number, name, content):
    return (b"From: Ann <a@example.net>\r\nTo: b@example.com\r\nSubject: the tool\r\nMessage-ID: <%d@example.net>\r\n"
            b"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            b"--b\r\n\r\nGood morning, here is what we talked about on Monday.\r\n"
            b"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=%s\r\n\r\n%s"
            b"--b--\r\n") % (number, name, content)


def run(t):
    import base64
    program = base64.encodebytes(PROGRAM).replace(b"\n", b"\r\n")
    settings = {"policy strict": {"files_program": "reject", "reject_text": "No programs by mail", "quarantine_at": "90", "tag_at": "90"},
                "policy lab": {"files_program": "deliver", "quarantine_at": "90", "tag_at": "90"},
                "domain strict.example.com": {"policy": "strict"}, "domain lab.example.com": {"policy": "lab"}}
    with Hop() as hop, Gateway(t.place(), hop.port, settings) as g:
        def send(to, message):
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                return c.mail(message, recipients=(to,))
        code, text = send("b@strict.example.com", mail(1, b"report.pdf", program))
        t.check("a program is refused under whatever name", code // 100 == 5 and "No programs by mail" in text[-1], f"{code} {text}")
        code, text = send("b@lab.example.com", mail(2, b"report.pdf", program))
        t.check("where the policy says deliver, the score alone decides", code == 250 and len(hop.accepted) == 1, f"{code} {text}")
        code, text = send("b@strict.example.com", mail(3, b"report.exe", base64.encodebytes(b"plain words, no program\n" * 9).replace(b"\n", b"\r\n")))
        t.check("a name alone bars nothing", code == 250 and len(hop.accepted) == 2, f"{code} {text}")
        code, text = send("b@example.com", mail(4, b"tool.bin", program))
        t.check("without a word programs are held", code == 250 and len(g.held()) == 1 and len(hop.accepted) == 2, f"{code} {text}")
