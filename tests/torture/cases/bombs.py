"""Messages made to cost: each at sizes n and 2n.  The time must be linear, bounded, and what was not read must be
said (a gap), never passed over.  By `postern scan`, whose dissectors and openers are those of the gateway."""
import base64
import bz2
import contextlib
import gzip
import io
import json
import lzma
import os
import pathlib
import struct
import subprocess
import tarfile
import tempfile
import threading
import time
import zipfile
import zlib

from gateway import POSTERN, Gateway
from ledger import Load, Sink
from peers import Client, Closed

MB = 1 << 20
HEAD = b"From: a@example.net\r\nTo: b@example.com\r\nSubject: cost\r\nMIME-Version: 1.0\r\n"
PLAIN = b"Content-Type: text/plain\r\n\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"


def times(unit, n):
    """UNIT again and again, about N octets."""
    return unit * max(1, n // len(unit))


def nested(n):
    depth = n // 120
    head = HEAD
    for i in range(depth):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i)
    return head + PLAIN + b"deep\r\n" + b"".join(b"--b%d--\r\n" % i for i in range(depth - 1, -1, -1))


def rfc822(n):
    return HEAD + times(b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n", n) + PLAIN + b"deep\r\n"


def parts(n):
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + times(b"--b\r\n" + PLAIN + b"x\r\n", n) + b"--b--\r\n"


def long_boundary(n):
    mark = b"x" * 60
    return HEAD + b"Content-Type: multipart/mixed; boundary=" + mark + b"y\r\n\r\n" + times(b"--" + mark + b"\r\n", n)


SHAPES = {
    "parts inside parts": nested,
    "messages inside messages": rfc822,
    "parts": parts,
    "lines that are almost a boundary": long_boundary,
    "header fields": lambda n: HEAD + times(b"X-Field: value\r\n", n) + PLAIN + b"x\r\n",
    "one header field": lambda n: HEAD + b"X-Long: " + times(b"word ", n) + b"\r\n" + PLAIN + b"x\r\n",
    "a folded field": lambda n: HEAD + b"X-Fold: a\r\n" + times(b" b\r\n", n) + PLAIN + b"x\r\n",
    "recipients": lambda n: b"From: a@example.net\r\nTo: " + times(b"x@example.com,\r\n ", n) + b"b@example.com\r\n" + PLAIN + b"x\r\n",
    "comments in an address": lambda n: b"From: " + times(b"(", n // 2) + times(b")", n // 2) + b"a@example.net\r\n" + PLAIN + b"x\r\n",
    "encoded words": lambda n: b"Subject: " + times(b"=?utf-8?B?5L2g5aW9?=\r\n ", n) + b"x\r\n" + PLAIN + b"x\r\n",
    "file name pieces": lambda n: HEAD + b"Content-Type: text/plain;\r\n" + b";\r\n".join(
        b" name*%d=a" % i for i in range(n // 14)) + b"\r\n\r\nx\r\n",
    "one line": lambda n: HEAD + PLAIN + b"x" * n + b"\r\n",
    "empty lines": lambda n: HEAD + PLAIN + b"\r\n" * (n // 2),
    "bare carriage returns": lambda n: HEAD + PLAIN + b"\r" * n + b"\r\n",
    "base64": lambda n: HEAD + b"Content-Transfer-Encoding: base64\r\n" + PLAIN + times(b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlq\r\n", n),
    "base64 with junk": lambda n: HEAD + b"Content-Transfer-Encoding: base64\r\n" + PLAIN + times(b"Q=.U J#", n),
    "quoted-printable": lambda n: HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n" + PLAIN + times(b"=41=\r\n", n),
    "links in text": lambda n: HEAD + PLAIN + times(b"http://a.example.com/ ", n),
    "dots and ats": lambda n: HEAD + PLAIN + times(b"a.b@c.d:", n) + b"\r\n",
    "nested link wrappers": lambda n: HEAD + PLAIN + times(b"http://r.example.com/?u=http%3A%2F%2F", n) + b"\r\n",
    "tags": lambda n: HEAD + HTML + times(b"<div>", n),
    "tags inside a link": lambda n: HEAD + HTML + b"<a href='http://example.com/'>" + times(b"<b>x", n) + b"</a>",
    "open tags": lambda n: HEAD + HTML + times(b"<", n),
    "attributes": lambda n: HEAD + HTML + b"<a " + times(b"x=1 ", n) + b">",
    "styles": lambda n: HEAD + HTML + b"<style>" + times(b".a{display:none}", n) + b"</style><p class=a>x",
    "comments": lambda n: HEAD + HTML + times(b"<!--", n),
    "entities": lambda n: HEAD + HTML + times(b"&amp;&#65;", n),
    "forms": lambda n: HEAD + HTML + times(b"<form><input type=password>", n),
    "Chinese": lambda n: HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + times("扫码领取补贴".encode(), n) + b"\r\n",
    "combining marks": lambda n: HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + times("é́́́".encode(), n) + b"\r\n",
    "uuencoded": lambda n: HEAD + PLAIN + times(b"begin 644 a.exe\r\n#0V%T\r\n`\r\nend\r\n", n),
    "broken UTF-16": lambda n: HEAD + b"Content-Type: text/plain; charset=utf-16le\r\n\r\n" + times(b"\x00\xd8a", n) + b"\r\n",
}


def zip_of(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        for name, data in members:
            z.writestr(name, data)
    return out.getvalue()


def overlapping(files, octets):
    """A ZIP whose FILES entries all point at one kernel of OCTETS letters."""
    kernel = zlib.compress(b"A" * octets, 9)[2:-4]
    crc = zlib.crc32(b"A" * octets)
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, crc, len(kernel), octets, 1, 0) + b"a"
    entry = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 0, crc, len(kernel), octets, 1, 0, 0, 0, 0, 0, 0) + b"a"
    return local + kernel + entry * files + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, files, files, len(entry) * files,
                                                                    len(local) + len(kernel), 0)


def deep_zip(depth):
    data = b"A" * (4 * MB)
    for i in range(depth):
        data = zip_of([("%d.zip" % i, data)])
    return data


def fan_zip():
    data = zip_of([("0", b"A" * (8 * MB))])
    for i in range(3):
        data = zip_of([(f"{i}.{j}.zip", data) for j in range(16)])
    return data


def tar_of(count):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for i in range(count):
            tar.addfile(tarfile.TarInfo(f"{i}"), io.BytesIO())
    return gzip.compress(out.getvalue())


BOMBS = {
    "100 MB of one letter in a zip": lambda: zip_of([("letters", b"A" * (100 * MB))]),
    "zips in zips, 12 deep": lambda: deep_zip(12),
    "16 zips in each of 16 in each of 16": fan_zip,
    "one kernel, 20,000 overlapping files": lambda: overlapping(20000, 64 * 1024),
    "one kernel of 100 MB, 1,000 times": lambda: overlapping(1000, 100 * MB),
    "gzip of gzip": lambda: gzip.compress(gzip.compress(b"A" * (100 * MB), 9), 9),
    "xz": lambda: lzma.compress(b"A" * (100 * MB), preset=1),
    "bzip2": lambda: bz2.compress(b"A" * (100 * MB), 9),
    "100,000 files in a tar.gz": lambda: tar_of(100000),
    "a zip cut in half": lambda: zip_of([("a", os.urandom(MB))])[:MB // 2],
}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def flat(width, height):
    return png(width, height, zlib.compress(bytes((width + 1) * height), 9))


def drawn(width, height, row):
    return png(width, height, zlib.compress(b"".join(b"\0" + row(y) for y in range(height)), 1))


def stream(octets, more=b""):
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(octets), more, octets)


def pdf(page=b"", content=b"", more=(), catalog=b"", pages=b"/Kids [3 0 R] /Count 1"):
    objects = [b"<< /Type /Catalog /Pages 2 0 R %s>>" % catalog, b"<< /Type /Pages %s >>" % pages,
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R %s>>" % page,
               content if content.startswith(b"<<") else stream(content), *more]
    return b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (i, o) for i, o in enumerate(objects, 1)) + \
        b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def flate(octets):
    return stream(zlib.compress(octets, 9), b"/Filter /FlateDecode ")


def forms(depth, times):
    """Drawings that draw each other: TIMES to the power of DEPTH."""
    return [stream(b"/X Do " * times, b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X %d 0 R >> >> " %
                   (min(i + 1, depth - 1) + 5)) for i in range(depth)]


def seven(data, *options):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "a").write_bytes(data)
        subprocess.run(["7zz", "a", "-mx1", *options, "b.7z", "a"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        return pathlib.Path(folder, "b.7z").read_bytes()


MARK = [b"\0\0\0\0\0\0\0\xff", b"\0\xff\xff\xff\xff\xff\0\xff", b"\0\xff\0\0\0\xff\0\xff"]
MARKS = [MARK[0], MARK[1], MARK[2], MARK[2], MARK[2], MARK[1], MARK[0], b"\xff" * 8]
NOISE = os.urandom(1 << 16)

# What costs the openers and need not be a gap: it must only be bounded.
COSTLY = {
    "a picture of 900 megapixels": lambda: flat(30000, 30000),
    "a picture of 36 megapixels": lambda: flat(6000, 6000),
    "a picture one pixel high": lambda: flat(20000, 1),
    "a picture without its data": lambda: png(5000, 5000, b""),
    "a picture of noise": lambda: drawn(2000, 2000, lambda y: NOISE[y * 16:y * 16 + 2000]),
    "a picture of corner marks": lambda: drawn(2000, 2000, lambda y: MARKS[y % 8] * 250),
    "a picture of large corner marks": lambda: drawn(2400, 2400, lambda y: b"".join(bytes([c]) * 3 for c in MARKS[y // 3 % 8]) * 100),
    "a picture of stripes": lambda: drawn(2400, 2400, lambda y: b"\0\xff" * 1200),
    "a GIF with the largest canvas": lambda: b"GIF89a\xff\xff\xff\xff\xf0\0\0" + b"\0\0\0\xff\xff\xff" + b",\0\0\0\0\xff\xff\xff\xff\0\2\1\0;",
    "a BMP of 400 megapixels": lambda: b"BM" + struct.pack("<IIIIIIHHIIIIII", 54, 0, 54, 40, 20000, 20000, 1, 1, 0, 0, 0, 0, 0, 0),
    "a JPEG that ends after its header": lambda: b"\xff\xd8\xff\xc0\0\x11\x08\x1f\xff\x1f\xff\3\1\x22\0\2\x11\1\3\x11\1" + b"\0" * 100,
    "a PDF with a stream of 100 MB": lambda: pdf(content=flate(b"0 0 m 9 9 l S " * (7 * MB))),
    "a PDF with a file of 100 MB": lambda: pdf(more=[b"<< /Type /Filespec /F (a) /EF << /F 6 0 R >> >>", flate(b"A" * (100 * MB))]),
    "a PDF whose drawings draw each other": lambda: pdf(b"/Resources << /XObject << /X 5 0 R >> >> ", b"/X Do", forms(12, 10)),
    "a PDF that draws itself": lambda: pdf(b"/Resources << /XObject << /X 5 0 R >> >> ", b"/X Do", forms(1, 1000)),
    "a PDF of 100,000 objects": lambda: pdf(more=[b"<< /S /URI /URI (http://%d.example.com/) >>" % i for i in range(100000)]),
    "a PDF of 100,000 pages": lambda: pdf(pages=b"/Kids [" + b"3 0 R " * 100000 + b"] /Count 100000"),
    "a PDF whose pages are their own parents": lambda: pdf(pages=b"/Kids [2 0 R 2 0 R] /Count 1000000000"),
    "a PDF of brackets": lambda: pdf(catalog=b"/A " + b"[" * 200000 + b"]" * 200000),
    "a PDF of dictionaries": lambda: pdf(catalog=b"/A " + b"<</A " * 100000 + b">>" * 100000),
    "a PDF with an endless page": lambda: pdf().replace(b"[0 0 600 800]", b"[0 0 1e30 1e30]"),
    "a PDF of text": lambda: pdf(b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> ",
                                 flate(b"BT /F 1 Tf " + b"(aaaaaaaaaaaaaaaa) Tj " * 500000 + b"ET")),
    "a PDF of scripts": lambda: pdf(more=[b"<< /S /JavaScript /JS (a%d) >>" % i for i in range(10000)]),
    "a PDF without an end": lambda: b"%PDF-1.5\n" + b"1 0 obj\n<< /Length 9 >>\nstream\n" * 50000,
    "a 7z of 300 MB": lambda: seven(b"A" * (300 * MB)),
    "a locked 7z of 300 MB": lambda: seven(b"A" * (300 * MB), "-pinfected"),
    "a locked 7z without a key": lambda: seven(b"A" * MB, "-pnever guessed by anyone", "-mhe=on"),
    "a Deflate64 zip of 100 MB": lambda: seven(b"A" * (100 * MB), "-tzip", "-mm=Deflate64"),
    "65,535 names in a zip": lambda: zip_of([("%d" % i, b"") for i in range(65535)]),
    "a picture that is a zip that is a picture": lambda: flat(500, 500) + zip_of([("a.png", flat(500, 500) + zip_of([("b", b"A" * (20 * MB))]))]),
}


def scan(*paths):
    """(rows in order, wall seconds)"""
    begin = time.monotonic()
    done = subprocess.run([POSTERN, "scan", "--format=json", "--jobs=1", *map(str, paths)], capture_output=True, text=True, timeout=600)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode not in (0, 1) or len(rows) != len(paths):
        raise RuntimeError(f"status {done.returncode}, {len(rows)} answers of {len(paths)}: {done.stderr.strip()[-150:]}")
    return rows, time.monotonic() - begin


def seconds(path):
    return scan(path)[0][0]["cpu_us"] / 1e6


def shapes(t, place):
    n = MB if t.quick else 5 * MB
    paths = {}
    for name, make in SHAPES.items():
        for size in (n, 2 * n):
            paths[name, size] = place / f"{name.replace(' ', '-')}-{size >> 10}.eml"
            paths[name, size].write_bytes(make(size))
    rows, _ = scan(*paths.values())
    rows = dict(zip(paths, rows))
    crashed = [f"{name}, {size >> 10} KB" for (name, size), row in rows.items() if any(g["reason"] == "crashed" for g in row["gaps"])]
    t.check("shapes of text: nothing dies", not crashed, "; ".join(crashed[:4]) or f"{len(SHAPES)} shapes of {n / MB:g} and {2 * n / MB:g} MB")
    slow, slowest = [], (0.0, "")
    for name in SHAPES:
        one, two = (rows[name, size]["cpu_us"] / 1e6 for size in (n, 2 * n))
        # Below 100 ms it is noise; and a machine that does something else as well is asked three times.
        if two > 0.1 and two > 2.6 * one or two > 2 * (2 * n / (10 * MB)) + 0.1:
            one, two = (min(seconds(paths[name, size]) for _ in range(3)) for size in (n, 2 * n))
        slowest = max(slowest, (two / (2 * n / MB), name))
        if two > 0.1 and two > 2.6 * one or two > 2 * (2 * n / (10 * MB)) + 0.1:
            slow.append(f"{name}: {one:.2f} s, then {two:.2f} s")
    t.check("shapes of text: linear, and 10 MB within 2 s", not slow, "; ".join(slow[:6]) or
            f"slowest: {slowest[1]}, {slowest[0] * 1000:.0f} ms for each MB")


def feed(port, bombs, stop):
    """Bombs by SMTP, one after the other, until it is enough."""
    while not stop.is_set():
        for bomb in bombs:
            with contextlib.suppress(Closed, OSError), Client(port, timeout=60) as c:
                c.say("EHLO bombs.example.net")
                c.mail(bomb)
            if stop.is_set():
                return


def beside(t):
    """Other mail while two clients send nothing but bombs."""
    names = ["a picture of noise", "a PDF whose drawings draw each other", "a PDF of text", "a 7z of 300 MB"]
    bombs = [wrap((COSTLY[name])()) for name in names] + [wrap(fan_zip()), wrap(overlapping(20000, 64 * 1024))]
    place = t.place("beside")
    with Sink(place) as sink, Gateway(place, sink.port) as g:
        results, stop = [], threading.Event()
        for during in (False, True):
            threads = [threading.Thread(target=feed, args=(g.port, bombs, stop), daemon=True) for _ in range(2 * during)]
            for thread in threads:
                thread.start()
            load = Load(t.place(f"beside-{during}"), g.port, messages=400 if t.quick else 4000, sessions=4, rate=40,
                        seed=t.seed, seconds=240, run="during" if during else "before")
            results.append(load.result())
        stop.set()
        for thread in threads:
            thread.join(60)
        before, during = results
        t.check("other mail beside bombs", during["2xx"] == during["messages"] and during["p99_ms"] < 2000,
                f"p50 {before['p50_ms']} ms and p99 {before['p99_ms']} ms before, {during['p50_ms']} and {during['p99_ms']} during")


def wrap(octets):
    return (HEAD + b'Content-Type: application/octet-stream; name="a.bin"\r\nContent-Transfer-Encoding: base64\r\n'
            b'Content-Disposition: attachment; filename="a.bin"\r\n\r\n' + base64.encodebytes(octets).replace(b"\n", b"\r\n"))


def run(t):
    place = t.place()
    beside(t)
    shapes(t, place)
    wrong, most = [], (0.0, "")
    for name, make in (BOMBS | COSTLY).items():
        path = place / "bomb.eml"
        path.write_bytes(wrap(make()))
        try:
            (row,), wall = scan(path)
        except (RuntimeError, subprocess.TimeoutExpired) as e:
            wrong.append(f"{name}: {str(e)[:200]}")
            continue
        most = max(most, (row["cpu_us"] / 1e6, name))
        # Of overlapping files all have the same octets, so that nothing is hidden when they are read once.
        if not row["gaps"] and "one kernel" not in name and name not in COSTLY:
            wrong.append(f"{name}: no gap")
        if row["cpu_us"] > 10e6 or wall > 30:
            wrong.append(f"{name}: {row['cpu_us'] / 1e6:.1f} s CPU, {wall:.1f} s")
    t.check("bombs are gaps, within bounds", not wrong, "; ".join(wrong[:5]) or f"{len(BOMBS | COSTLY)} bombs; most: {most[1]}, {most[0]:.1f} s CPU")
