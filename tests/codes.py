#!/usr/bin/env python3
"""Codes to scan as mail shows them: how many are read, of each kind, and at what cost.

Every mail holds one code, made with python3-qrcode: as a picture of many sizes and formats, turned, inverted, coloured, faint,
noisy; in a PDF; drawn with a table or block characters; cut into pieces.  Clean renderings must be read in 95 of 100
cases at least.

usage: codes.py POSTERN [NUMBER]     each kind NUMBER times (5; the bench takes 30)"""
import base64
import collections
import email.message
import io
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

postern, number = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5
try:
    import qrcode
    from PIL import Image, ImageChops, ImageFilter
except ImportError:
    print("SKIP: python3-qrcode or python3-pil is not installed")
    sys.exit(77)
if not postern.exists():
    print(f"SKIP: {postern} is not built")
    sys.exit(77)
rng = random.Random(15)


def code(text, box=None, border=4, dark="black", light="white"):
    q = qrcode.QRCode(border=border, box_size=box or rng.randint(2, 9), error_correction=rng.randint(0, 3))
    q.add_data(text)
    q.make()
    return q.make_image(fill_color=dark, back_color=light).convert("RGB")


def matrix(text, border=2):
    q = qrcode.QRCode(border=border)
    q.add_data(text)
    q.make()
    return q.get_matrix()


def octets(image, form="PNG", **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def noisy(image):
    noise = Image.frombytes("L", image.size, rng.randbytes(image.size[0] * image.size[1]))
    return ImageChops.add(image.convert("L"), noise.point(lambda v: v // 4), 1, -32)


def half_blocks(m):
    m = m + [[False] * len(m[0])] * (len(m) % 2)
    return "\n".join("".join(" ▀▄█"[a + 2 * b] for a, b in zip(*rows)) for rows in zip(m[::2], m[1::2]))


def table(m):
    return "<table cellspacing=0 cellpadding=0>" + "".join(
        "<tr>" + "".join(f'<td width=4 height=4 bgcolor="{"#000" if a else "#fff"}"></td>' for a in row) + "</tr>" for row in m) + "</table>"


def pieces(text):
    image = code(text, box=6)
    n = rng.randint(2, 4)
    w, h = image.size
    return [octets(image.crop((i * w // n, 0, (i + 1) * w // n, h))) for i in range(n)]


def tiles(text):
    """Rows of pieces of which none has room for a code."""
    image = code(text, box=3, border=2)
    n = 8
    w, h = image.size
    return [[octets(image.crop((x * w // n, y * h // n, (x + 1) * w // n, (y + 1) * h // n))) for x in range(n)] for y in range(n)]


picture = {
    "PNG": lambda u: octets(code(u)), "JPEG": lambda u: octets(code(u, rng.randint(3, 9)), "JPEG", quality=rng.randint(40, 95)),
    "GIF": lambda u: octets(code(u), "GIF"), "WebP": lambda u: octets(code(u), "WEBP"), "BMP": lambda u: octets(code(u), "BMP"),
    "no margin": lambda u: octets(code(u, border=0)), "one pixel a module": lambda u: octets(code(u, 1)),
    "large": lambda u: octets(code(u, 30)), "on a page": lambda u: octets(on_page(code(u, 4))),
    "inverted": lambda u: octets(code(u, dark="white", light="black")),
    "two colours as bright": lambda u: octets(code(u, dark="#ff0000", light="#00b04c")),
    "coloured": lambda u: octets(code(u, dark="#1a3d7c", light="#ffe9b0")),
    "faint": lambda u: octets(code(u, dark="#b8b8b8", light="#dcdcdc")),
    "turned": lambda u: octets(code(u, 6).rotate(rng.randint(0, 359), expand=True, fillcolor="white")),
    "noisy": lambda u: octets(noisy(code(u, rng.randint(4, 9)))),
    "blurred": lambda u: octets(code(u, 6).filter(ImageFilter.GaussianBlur(2))),
    "scaled oddly": lambda u: octets((lambda i: i.resize((int(i.width * 0.73), int(i.height * 0.73)), Image.BILINEAR))(code(u, 6))),
}
CLEAN = {"PNG", "JPEG", "GIF", "WebP", "BMP", "on a page", "large", "coloured", "PDF", "data:", "table", "half blocks", "full blocks"}


def on_page(image):
    page = Image.new("RGB", (1240, 1754), "white")
    page.paste(image, (rng.randint(0, 900), rng.randint(0, 1400)))
    return page


def write(path, kind, url):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = "a@example.com", "b@example.cn", "code"
    m["Date"], m["Message-ID"] = "Mon, 02 Nov 2026 09:00:00 +0800", f"<{path.name}@example.com>"
    if kind == "half blocks":
        m.set_content("Scan:\n" + half_blocks(matrix(url)), cte="base64")
    elif kind == "full blocks":
        m.set_content("Scan:\n" + "\n".join("".join("██" if a else "  " for a in row) for row in matrix(url)), cte="base64")
    elif kind == "table":
        m.set_content("<p>Scan</p>" + table(matrix(url)), subtype="html", cte="base64")
    elif kind == "data:":
        m.set_content(f'<img src="data:image/png;base64,{base64.b64encode(octets(code(url))).decode()}">', subtype="html", cte="base64")
    elif kind == "pieces":
        parts = pieces(url)
        m.set_content("<p>Scan</p>" + "".join(f'<img src="cid:{i}">' for i in range(len(parts))), subtype="html")
        for i, part in enumerate(parts):
            m.add_related(part, "image", "png", cid=f"<{i}>")
    elif kind == "small tiles":
        rows = tiles(url)
        m.set_content("<p>Scan</p><table cellspacing=0 cellpadding=0>" + "".join("<tr>" + "".join(
            f'<td><img src="data:image/png;base64,{base64.b64encode(part).decode()}"></td>' for part in row) + "</tr>" for row in rows) + "</table>",
            subtype="html", cte="base64")
    else:
        m.set_content("Scan")
        content = octets(on_page(code(url, 5)), "PDF") if kind == "PDF" else picture[kind](url)
        m.add_attachment(content, maintype="application" if kind == "PDF" else "image", subtype="pdf" if kind == "PDF" else "png", filename="a")
    path.write_bytes(bytes(m))


kinds = [*picture, "PDF", "data:", "table", "half blocks", "full blocks", "pieces", "small tiles"]
work = pathlib.Path(tempfile.mkdtemp(prefix="postern-codes-"))
try:
    cases = [(kind, f"https://{rng.randrange(10 ** 6)}.example.net/{'x' * rng.randint(0, 40)}") for kind in kinds for _ in range(number)]
    for i, (kind, url) in enumerate(cases):
        write(work / f"{i:04}.eml", kind, url)
    run = subprocess.run([postern, "scan", "--format=json", "--jobs=2", work], capture_output=True, text=True, timeout=1200)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if run.returncode != 0 or len(answers) != len(cases):
        sys.exit(f"scan: status {run.returncode}, {len(answers)} answers for {len(cases)} mails\n{run.stderr[-2000:]}")
    read, cpu = collections.Counter(), collections.defaultdict(list)
    for (kind, url), answer in zip(cases, answers):
        read[kind] += any(u["where"] == "qr" and u["url"] == url for u in answer["urls"])
        cpu[kind].append(answer["cpu_us"] / 1000)
    for kind in kinds:
        print(f"{kind:22} {read[kind]:3} of {number}, CPU p50 {sorted(cpu[kind])[number // 2]:6.1f} ms{'' if kind in CLEAN else '  (not clean)'}")
    clean = sum(read[k] for k in CLEAN)
    print(f"clean renderings: {clean} of {len(CLEAN) * number}; all: {sum(read.values())} of {len(cases)}")
    sys.exit(clean < 0.95 * len(CLEAN) * number)
finally:
    shutil.rmtree(work)
