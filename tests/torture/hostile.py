#!/usr/bin/env python3
"""Messages made to hurt whoever reads them: each must end in a verdict, soon, and hurt no other message.

  hostile.py            small editions of all, one scan between ordinary mail (part of the suite)
  hostile.py --full     the real sizes, one after the other, with time and memory
  hostile.py --full html_big zip_zero     only these
"""
import argparse
import base64
import bz2
import json
import lzma
import os
import pathlib
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
POSTERN = os.environ.get("POSTERN", str(pathlib.Path(os.environ.get("POSTERN_BUILD", ROOT / "build")) / "postern"))
SECONDS_MAX = 120   # of one hostile message: the reader's own limit is 60
QUICK = 20          # the small editions are this much smaller
QUICK_SECONDS = 400

HEAD = b"From: a@example.com\r\nTo: b@example.org\r\nSubject: %s\r\nDate: Sun, 22 Nov 2026 05:00:00 +0000\r\n" \
       b"Message-ID: <%s@example.com>\r\nMIME-Version: 1.0\r\n"
CASES = []


def case(size):
    """A generator of one message from a size; the size of the full edition."""
    def take(make):
        CASES.append((make.__name__, make, size))
        return make
    return take


def head(name):
    return HEAD % (name.encode(), name.encode())


def mail(name, kind, body, more=b""):
    return head(name) + more + b"Content-Type: " + kind + b"\r\n\r\n" + body


def page(name, body):
    return mail(name, b"text/html; charset=utf-8", body)


def attached(name, file, data):
    body = b"\r\n".join(base64.b64encode(data)[i:i + 76] for i in range(0, (len(data) + 2) // 3 * 4, 76)) \
        if len(data) < 1 << 20 else base64.encodebytes(data)
    return mail(name, b'multipart/mixed; boundary="b"',
                b"--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/octet-stream\r\n"
                b'Content-Disposition: attachment; filename="' + file.encode() + b'"\r\n'
                b"Content-Transfer-Encoding: base64\r\n\r\n" + body + b"\r\n--b--\r\n")


# -- pages --

@case(10 << 20)
def html_big(n):
    row = b"<tr><td style='color:#333'>An <b>ordinary</b> row of a <a href='http://example.com/x'>table</a></td></tr>\n"
    return page("html_big", b"<table>" + row * (n // len(row)) + b"</table>")


@case(1_000_000)
def html_deep(n):
    return page("html_deep", b"<div>" * n + b"x" + b"</div>" * n)


@case(500_000)
def html_unclosed(n):
    return page("html_unclosed", b"<b><i><font><a href=x><p>" * n)


@case(500_000)
def html_attributes(n):
    return page("html_attributes", b"<p " + b" ".join(b"a%d=1" % i for i in range(n)) + b">x</p>")


@case(5 << 20)
def html_attribute_long(n):
    return page("html_attribute_long", b'<a href="http://example.com/' + b"a" * n + b'">x</a>')


@case(3_000_000)
def html_open_brackets(n):
    return page("html_open_brackets", b"<" * n)


@case(2_000_000)
def html_comments(n):
    return page("html_comments", b"<!--" * n)


@case(2_000_000)
def html_entities(n):
    return page("html_entities", b"&amp;&#x41;&notit;&#99999999;" * (n // 4))


@case(5000)
def links(n):
    return page("links", b"".join(b'<p><a href="http://h%d.example.com/p?q=%d">www.bank%d.example</a>' % (i, i, i)
                                  for i in range(n)))


@case(200_000)
def css_rules(n):
    return page("css_rules", b"<style>" + b"".join(b".c%d{display:none;color:#fff}" % i for i in range(n)) + b"</style>" +
                b"".join(b"<p class='c%d c1 c2 c3'>x</p>" % i for i in range(n // 4)))


@case(2_000_000)
def css_braces(n):
    return page("css_braces", b"<style>" + b"@media{" * n + b"</style>x")


@case(500_000)
def css_inline(n):
    return page("css_inline", b"<p style='" + b"color:#fff;" * n + b"'>x</p>")


@case(100_000)
def iframes(n):
    return page("iframes", b"<iframe src='http://example.com/f' srcdoc='&lt;p&gt;x'></iframe>" * n)


@case(300_000)
def forms(n):
    return page("forms", b"<form action='http://example.com/'><input type=password>" * n)


@case(100_000)
def scripts(n):
    return page("scripts", b"<script>document.write(unescape('%3Cp%3E'));eval(atob('eA=='));</script>" * n)


# -- headers --

@case(1_000_000)
def headers_many(n):
    return mail("headers_many", b"text/plain", b"x", b"".join(b"X-%d: y\r\n" % i for i in range(n)))


@case(1 << 20)
def subject_long(n):
    return b"Subject: " + b"a" * n + b"\r\n" + mail("subject_long", b"text/plain", b"x")


@case(1_000_000)
def words_encoded(n):
    return b"Subject: " + b"=?utf-8?B?5L2g?= " * n + b"\r\n" + mail("words_encoded", b"text/plain", b"x")


@case(500_000)
def words_unfinished(n):
    return b"Subject: " + b"=?utf-8?Q?" * n + b"\r\n" + mail("words_unfinished", b"text/plain", b"x")


@case(500_000)
def addresses(n):
    return b"Cc: " + b",\r\n ".join(b"N%d <u%d@example.com>" % (i, i) for i in range(n)) + b"\r\n" + \
        mail("addresses", b"text/plain", b"x")


@case(2_000_000)
def comments_deep(n):
    return b"Cc: " + b"(" * n + b" a@example.com\r\n" + mail("comments_deep", b"text/plain", b"x")


@case(1_000_000)
def groups_open(n):
    return b"Cc: " + b"g:<" * n + b"\r\n" + mail("groups_open", b"text/plain", b"x")


@case(100_000)
def parameters(n):
    return mail("parameters", b"text/plain" + b"".join(b";\r\n name*%d*=%%41%%42" % i for i in range(n)), b"x")


@case(200_000)
def received(n):
    return b"Received: from a (b [192.0.2.1]) by c; Sun, 22 Nov 2026 05:00:00 +0000\r\n" * n + \
        mail("received", b"text/plain", b"x")


@case(10_000_000)
def header_folded(n):
    return b"X-Fold: a" + b"\r\n " * (n // 3) + b"\r\n" + mail("header_folded", b"text/plain", b"x")


# -- structure --

@case(50_000)
def parts_many(n):
    return mail("parts_many", b"multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n" * n + b"--b--\r\n")


@case(200)
def parts_deep(n):
    n = max(n, 60)
    out = b""
    for i in range(n):
        out += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i)
    return head("parts_deep") + out + b"\r\nx\r\n" + b"".join(b"--b%d--\r\n" % i for i in reversed(range(n)))


@case(2000)
def messages_deep(n):
    return head("messages_deep") + b"Content-Type: message/rfc822\r\n\r\n" * n + b"x"


@case(500_000)
def boundaries_alike(n):
    out = b"".join(b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n" % (b"b" * i, b"b" * i) for i in range(1, 60))
    return head("boundaries_alike") + out + b"\r\nx\r\n" + (b"--" + b"b" * 70 + b"\r\n") * n


@case(500_000)
def boundary_none(n):
    return mail("boundary_none", b"multipart/mixed", b"--\r\n-- \r\n--x--\r\n" * n)


@case(100 << 20)
def line_long(n):
    return mail("line_long", b"text/plain", b"a" * n)


@case(30_000_000)
def lines_empty(n):
    return mail("lines_empty", b"text/plain", b"\r\n" * (n // 2))


# -- encodings and texts --

@case(20 << 20)
def base64_padding(n):
    return mail("base64_padding", b"text/plain", b"=" * n, b"Content-Transfer-Encoding: base64\r\n")


@case(10_000_000)
def quoted_breaks(n):
    return mail("quoted_breaks", b"text/plain", b"=\r\n" * (n // 3), b"Content-Transfer-Encoding: quoted-printable\r\n")


@case(200_000)
def uu_begins(n):
    return mail("uu_begins", b"text/plain", b"begin 644 a.zip\r\n" * n)


@case(5 << 20)
def charset_escapes(n):
    return mail("charset_escapes", b"text/plain; charset=iso-2022-jp", b"\x1b$B\x1b(B" * (n // 6))


@case(5 << 20)
def charset_utf7(n):
    return mail("charset_utf7", b"text/plain; charset=utf-7", b"+AGE-+" * (n // 6))


@case(5 << 20)
def charset_gb18030(n):
    return mail("charset_gb18030", b"text/plain; charset=gb18030", b"\x81\x30\x81\x30\xfe\xff" * (n // 6))


@case(500_000)
def text_ligatures(n):
    return mail("text_ligatures", b"text/plain; charset=utf-8", "\ufdfa".encode() * n)


@case(1_000_000)
def text_marks(n):
    return mail("text_marks", b"text/plain; charset=utf-8", b"a" + "\u0301\u0327\u0300".encode() * n)


@case(1_000_000)
def text_bidi(n):
    return mail("text_bidi", b"text/plain; charset=utf-8", "\u202e\u2067a\u2069\u202c".encode() * n)


@case(2_000_000)
def urls_begun(n):
    return mail("urls_begun", b"text/plain", b"http://" * n)


@case(1_000_000)
def urls_at(n):
    return mail("urls_at", b"text/plain", b"http://a" + b"@a" * n + b" " + b"www." * n)


@case(300_000)
def url_percent(n):
    return mail("url_percent", b"text/plain", b"http://example.com/?u=http%3A" + b"%25" * n + b"2F%2Fexample.org")


@case(200_000)
def urls_redirect(n):
    return mail("urls_redirect", b"text/plain", b"https://www.google.com/url?q=" * n)


@case(300_000)
def urls_many(n):
    return mail("urls_many", b"text/plain", b"".join(b"http://h%d.example.com/%d\r\n" % (i, i) for i in range(n)))


# -- containers --

def zeros_deflated(size):
    """Raw deflate of SIZE zeros, by repeating one flushed block: no need to deflate gigabytes here."""
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = c.compress(bytes(1 << 20)) + c.flush(zlib.Z_FULL_FLUSH)
    again = c.compress(bytes(1 << 20)) + c.flush(zlib.Z_FULL_FLUSH)
    return first + again * (max(size >> 20, 1) - 1) + b"\x03\x00"


def zip_of(members, overlapping=False):
    """(name, deflated, size) to a zip; overlapping: every name shows the first member's octets."""
    out, index, sums = [], [], {}
    offset = 0
    for name, data, size in members:
        if data not in sums:
            sums[data] = zlib.crc32(zlib.decompress(data, -15)) if size <= 20 << 20 else 0
        crc = sums[data]
        name = name.encode()
        size = min(size, 0xFFFFFFFE)
        if not overlapping or not out:
            local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(data), size, len(name), 0) + name + data
            out.append(local)
            start, offset = offset, offset + len(local)
        index.append(struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(data), size, len(name), 0,
                                 0, 0, 0, 0, start) + name)
    central = b"".join(index)
    count = min(len(members), 0xFFFF)
    return b"".join(out) + central + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(central), offset, 0)


def deflated(data):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data) + c.flush()


@case(10 << 30)
def zip_zero(n):
    return attached("zip_zero", "zero.zip", zip_of([("zero", zeros_deflated(n), n)]))


@case(5)
def zip_nested(n):
    data = zip_of([("0.dll", zeros_deflated(1 << 30), 1 << 30)])
    for _ in range(5):
        data = zip_of([("lib %x.zip" % i, deflated(data), len(data)) for i in range(16)])
    return attached("zip_nested", "42.zip", data)


@case(30_000)
def zip_overlapping(n):
    data = zeros_deflated(20 << 20)
    return attached("zip_overlapping", "overlap.zip",
                    zip_of([("%d.txt" % i, data, 20 << 20) for i in range(n)], overlapping=True))


@case(60_000)
def zip_members(n):
    data = deflated(b"x")
    return attached("zip_members", "many.zip", zip_of([("d/%d.exe" % i, data, 1) for i in range(n)]))


@case(100)
def zip_deep(n):
    data = b"x"
    for i in range(max(n, 30)):
        data = zip_of([("n.zip" if i else "x.txt", deflated(data), len(data))])
    return attached("zip_deep", "deep.zip", data)


@case(100)
def zips_attached(n):
    data = base64.encodebytes(zip_of([("zero", zeros_deflated(100 << 20), 100 << 20)]))
    return mail("zips_attached", b"multipart/mixed; boundary=b", b"".join(
        b"--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + data for _ in range(n)))


@case(100_000)
def tar_members(n):
    member = bytearray(512)
    member[0:5] = b"a.txt"
    member[100:107], member[124:135], member[136:147] = b"0000644", b"0" * 11, b"0" * 11
    member[156:157], member[257:263] = b"0", b"ustar\0"
    member[148:156] = b" " * 8
    member[148:155] = b"%06o\0" % sum(member)
    return attached("tar_members", "many.tar.gz", zlib.compress(bytes(member) * n + bytes(1024), 9, 31))


@case(2000 << 20)
def gzip_zero(n):
    raw = zeros_deflated(n)
    return attached("gzip_zero", "zero.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\3" + raw + struct.pack("<II", 0, n & 0xFFFFFFFF))


@case(400 << 20)
def bzip2_zero(n):
    return attached("bzip2_zero", "zero.bz2", bz2.compress(bytes(n)))


@case(400 << 20)
def xz_zero(n):
    return attached("xz_zero", "zero.xz", lzma.compress(bytes(n), preset=0))


# -- the run --

def ordinary(number):
    return mail("ordinary %d" % number, b"text/plain; charset=utf-8", b"Dear colleague,\r\n\r\nthe minutes are below.\r\n")


def scan(paths, jobs, seconds):
    """Run one scan; gives its lines, its complaints and the seconds it took."""
    begun = time.monotonic()
    run = subprocess.run([POSTERN, "scan", "--format=json", f"--jobs={jobs}"] + [str(p) for p in paths],
                         capture_output=True, timeout=seconds, check=False)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return run.returncode, lines, run.stderr.decode(errors="replace"), time.monotonic() - begun


def faults_of(paths, status, lines, complaints):
    """What is wrong with this answer, as sentences."""
    faults = []
    if status != 0:
        faults.append(f"exit status {status}")
    if [line.get("path") for line in lines] != [str(p) for p in paths]:
        faults.append("not every message has its line, in order")
    for line in lines:
        name = pathlib.Path(line.get("path", "?")).stem
        reasons = {gap.get("reason") for gap in line.get("gaps", [])}
        if not line.get("type") or not line.get("action"):
            faults.append(f"{name}: no verdict")
        if "crashed" in reasons:
            faults.append(f"{name}: a reader crashed")
        if name.startswith("ordinary") and line.get("gaps"):
            faults.append(f"{name}: suffered from its neighbours: {line['gaps']}")
    faults += [c for c in complaints.splitlines() if "worker-ended" in c or "nursery" in c]
    return faults


def quick(place):
    paths = []
    for number, (name, make, size) in enumerate(CASES):
        for stem, text in ((name, make(max(size // QUICK, 1))), (f"ordinary-{number}", ordinary(number))):
            paths.append(place / f"{stem}.eml")
            paths[-1].write_bytes(text)
    status, lines, complaints, seconds = scan(paths, 2, QUICK_SECONDS)
    faults = faults_of(paths, status, lines, complaints)
    print(f"{len(CASES)} hostile messages between ordinary ones in {seconds:.1f} s, {len(faults)} faults")
    return faults


def full(place, wanted):
    faults = []
    before = place / "ordinary-0.eml"
    before.write_bytes(ordinary(0))
    for name, make, size in CASES:
        if wanted and name not in wanted:
            continue
        path = place / f"{name}.eml"
        path.write_bytes(make(size))
        others = [place / f"ordinary-{i}.eml" for i in (1, 2)]
        for i, other in enumerate(others):
            other.write_bytes(ordinary(i + 1))
        paths = [before, path] + others
        try:
            status, lines, complaints, seconds = scan(paths, 2, 3 * SECONDS_MAX)
        except subprocess.TimeoutExpired:
            faults.append(f"{name}: no end")
            continue
        found = faults_of(paths, status, lines, complaints)
        if seconds > SECONDS_MAX:
            found.append(f"{name}: {seconds:.0f} s")
        mine = next((line for line in lines if line.get("path") == str(path)), {})
        gaps = sorted({f"{g.get('reason')}: {g.get('text', '')}"[:60] for g in mine.get("gaps", [])})
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        print(f"{name:22} {path.stat().st_size >> 10:7} KiB {seconds:6.1f} s  cpu {mine.get('cpu_us', 0) / 1e6:6.2f} s  "
              f"most {most} MiB  {mine.get('action')} {'; '.join(gaps)} {'FAULT' if found else ''}", flush=True)
        faults += found
        path.unlink()
    return faults


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--full", action="store_true", help="the real sizes: 15 minutes, 3 GB of memory")
    arguments.add_argument("names", nargs="*")
    given = arguments.parse_args()
    if not os.path.exists(POSTERN):
        print(f"skipped: no {POSTERN}")
        return 77
    with tempfile.TemporaryDirectory(prefix="postern-hostile-") as place:
        faults = full(pathlib.Path(place), given.names) if given.full else quick(pathlib.Path(place))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
