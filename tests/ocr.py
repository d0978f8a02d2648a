#!/usr/bin/env python3
"""Words in pictures and on pages that are pictures: read where the mail says little itself or holds a locked file, and only there.

The pictures are drawn here with two free fonts; the words, the links and the passwords in them must be found, and a
picture full of words must not cost more than it may.

usage: ocr.py POSTERN"""
import email.message
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from dns_zone import Zone  # noqa: E402

postern = pathlib.Path(sys.argv[1])
latin = pathlib.Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
han = pathlib.Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
models = pathlib.Path("/usr/share/tesseract-ocr/5/tessdata")
try:
    from PIL import Image, ImageDraw, ImageFont
except ImportError:
    print("SKIP: python3-pil is not installed")
    sys.exit(77)
if not all(p.exists() for p in (postern, latin, han, models / "eng.traineddata", models / "chi_sim.traineddata")):
    print("SKIP: postern is not built, or tesseract-ocr-chi-sim, fonts-dejavu-core or fonts-wqy-zenhei is not installed")
    sys.exit(77)
work = pathlib.Path(tempfile.mkdtemp(prefix="postern-ocr-"))
faults = []


def picture(lines, font=latin, size=22, dark="black", light="white", form="PNG", width=900):
    face = ImageFont.truetype(str(font), size)
    image = Image.new("RGB", (width, 40 + 2 * size * len(lines)), light)
    pen = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        pen.text((20, 20 + 2 * size * i), line, fill=dark, font=face)
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def scanned(lines, text=b"", size=34):
    """A PDF of one page that is nothing but a picture of LINES; TEXT is written over it."""
    face = ImageFont.truetype(str(latin), size)
    image = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        pen.text((90, 120 + 2 * size * i), line, fill=0, font=face)
    octets = zlib.compress(image.tobytes())
    content = b"q 595 0 0 842 0 0 cm /I Do Q BT /F 8 Tf 30 20 Td (" + text + b") Tj ET"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>/Font<</F 6 0 R>>>>/Contents 4 0 R>>",
               b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream",
               b"<</Type/XObject/Subtype/Image/Width 1240/Height 1754/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
               b"/Length %d>>stream\n" % len(octets) + octets + b"\nendstream",
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    return (b"%PDF-1.4\n" + b"".join(b"%d 0 obj" % (i + 1) + o + b"endobj\n" for i, o in enumerate(objects)) +
            b"trailer<</Root 1 0 R/Size 7>>\n%%EOF\n")


def locked(password):
    (work / "list.txt").write_text("what was locked")
    (work / "list.7z").unlink(missing_ok=True)
    subprocess.run(["7zz", "a", "-p" + password, "list.7z", "list.txt"], cwd=work, check=True, stdout=subprocess.DEVNULL)
    return (work / "list.7z").read_bytes()


def mail(name, text, pictures, files=(), head=b""):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = "Ann <ann@example.net>", "bo@example.com", "Notice"
    m["Date"], m["Message-ID"] = "Mon, 02 Nov 2026 09:00:00 +0800", f"<{name}@example.net>"
    m.set_content(text)
    for i, octets in enumerate(pictures):
        m.add_attachment(octets, maintype="image", subtype="png", filename=f"picture{i}.png")
    for n, octets in files:
        m.add_attachment(octets, maintype="application", subtype="octet-stream", filename=n)
    path = work / (name + ".eml")
    path.write_bytes(head + bytes(m))
    return path


def explain(path):
    run = subprocess.run([postern, "explain", "--format=json", path], capture_output=True, text=True, timeout=120)
    case = json.loads(run.stdout)
    return {"texts": [], "urls": [], "lures": [], "gaps": [], "archives": [], "parts": [], "dissect_us": 0} | case


def words(case):
    return " ".join(t.get("visible", "") for t in case["texts"] if t.get("is_picture"))


def check(name, is_good, case):
    if not is_good:
        faults.append(f"{name}: texts {[t.get('visible', '')[:200] for t in case['texts']]}, gaps {case['gaps']}")


english = ["Your mailbox will be suspended today.", "Sign in at http://login.example.org/verify to keep it."]
chinese = ["请立即扫描二维码领取补贴", "逾期视为自动放弃"]
for name, octets in {"plain": picture(english), "light-on-dark": picture(english, dark="white", light="navy"),
                     "small": picture(english, size=13, width=500), "jpeg": picture(english, form="JPEG")}.items():
    case = explain(mail(name, "see below\n", [octets]))
    check(name, "mailbox will be suspended" in words(case) and any(u.get("host") == "login.example.org" for u in case["urls"]), case)
case = explain(mail("chinese", "\n", [picture(chinese, font=han)]))
check("chinese", "扫描二维码领取补贴" in words(case) and any(l["theme"] == "subsidy" for l in case["lures"]), case)

# A letter that speaks for itself is not looked for words in its pictures, unless it holds a locked file.
letter = "Dear Bo, here is the drawing of the flat that we spoke about on the telephone yesterday. " * 4 + "\n"
case = explain(mail("letter", letter, [picture(english)]))
check("letter", words(case) == "" and not case["gaps"], case)
case = explain(mail("logo", "Thanks!\n", [picture(["Example Ltd"], size=12, width=160)]))
check("logo", words(case) == "", case)
logo = picture(["Example Ltd"], size=40, width=420)
case = explain(mail("large-logo", "Thanks!\n", [logo]))
check("large-logo", words(case) == "" and not case["gaps"], case)
noise = Image.effect_noise((900, 700), 90).convert("RGB")
out = io.BytesIO()
noise.save(out, "PNG")
case = explain(mail("photograph", "from the holidays\n", [out.getvalue()]))
check("photograph", words(case) == "" and not case["gaps"], case)
case = explain(mail("many", "see below\n", [picture([f"This is page number {i} of the offer"] * 2, width=700 + i) for i in range(6)]))
check("many", "page number 5" in words(case) and any("more pictures with words" in g["text"] for g in case["gaps"]), case)
if shutil.which("7zz"):
    case = explain(mail("password", letter, [picture(["The password of the archive is Kx7482"])], [("list.7z", locked("Kx7482"))]))
    check("password", case["archives"] and case["archives"][0].get("password") == "Kx7482" and
          any(p.get("name") == "list.txt" for p in case["parts"]), case)
    case = explain(mail("no-password", letter, [picture(["Nothing to see here at all"])], [("list.7z", locked("Kx7482"))]))
    check("no-password", case["gaps"] and case["gaps"][0]["reason"] == "encrypted" and
          not any("what was locked" in t.get("visible", "") for t in case["texts"]), case)

# A page of a PDF that is nothing but a picture, under the same conditions.
case = explain(mail("scan", "see attached\n", [], [("notice.pdf", scanned(english))]))
check("scan", "mailbox will be suspended" in words(case) and any(u.get("host") == "login.example.org" for u in case["urls"]), case)
case = explain(mail("scan-letter", letter, [], [("notice.pdf", scanned(english))]))
check("scan-letter", words(case) == "" and not case["gaps"], case)
case = explain(mail("scan-with-text", "see attached\n", [], [("notice.pdf", scanned(english, b"This page has words of its own that anybody can read."))]))
check("scan-with-text", words(case) == "" and not case["gaps"], case)
case = explain(mail("scan-empty", "see attached\n", [], [("notice.pdf", scanned([]))]))
check("scan-empty", words(case) == "" and not case["gaps"], case)
case = explain(mail("scan-full", "see attached\n", [], [("notice.pdf", scanned([f"line {i} of a long letter that somebody put on a scanner" for i in range(45)], size=17))]))
check("scan-full", "put on a scanner" in words(case) and case["dissect_us"] < 6_500_000, case)

# Ten thousand words: their first lines are read and those of the picture behind them, in bounded time; such a page speaks for itself and is no gap.
page = picture(["the quick brown fox jumps over the lazy dog " * 4] * 60, size=20, width=2200)
path = mail("page", "see below\n", [page, picture(english)])
for _ in range(5):  # the budget is CPU time, which a busy machine or a sanitizer spends on less
    case = explain(path)
    if "Your mailbox" in words(case):
        break
check("page", "quick brown fox" in words(case) and "Your mailbox" in words(case) and not case["gaps"], case)


# Words that can change nothing are not read: it is held already.
def shown(name, text, *options, conf=""):
    """Is it held, are the words read, and its score."""
    (work / "conf").write_text(conf)
    run = subprocess.run([postern, "scan", "--format=json", "-c", work / "conf", *options, mail(name, text, [picture(english)], head=delivered)],
                         capture_output=True, text=True, timeout=120)
    answer = json.loads(run.stdout)
    return answer["action"] == "quarantine", any(u["host"] == "login.example.org" for u in answer["urls"]), answer["score"]


delivered = (b"Return-Path: <ann@example.net>\r\nReceived: from out.example.net (out.example.net [192.0.2.10])\r\n"
             b"\tby mx.example.com with ESMTPS id 4D1x; Mon, 02 Nov 2026 09:01:00 +0800\r\n")
gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n"
for what, want, got in (
        ("held", (True, False), shown("held", gtube)),
        ("held, but the words are wanted", (True, True), shown("wanted", gtube, conf="[dissect]\npicture_words = always\n")),
        ("held, but types are not alike", (True, True), shown("unlike", gtube, conf="[policy default]\nphishing = reject\n")),
        ("held, but it may be refused", (True, True), shown("refused", gtube, conf="[policy default]\nreject_at = 8\n"))):
    if got[:2] != want:
        faults.append(f"{what}: held and words read {got[:2]}, not {want}")
if not shown("open", "see below\n")[1]:
    faults.append("open: the words were not read")
if "login.example.org" not in json.dumps(explain(mail("held-explained", gtube, [picture(english)]))):
    faults.append("explain: the words were not read")

# Good signs from the DNS take the score below the threshold again: now the words count, and the mail is read once more.
bad = "Dear user, your mailbox is full. Verify your password today or it expires: http://192.0.2.77/verify?user=bo@example.com\n"
with Zone("example.net TXT v=spf1 ip4:192.0.2.10 -all\n_dmarc.example.net TXT v=DMARC1; p=reject\n"
          "out.example.net A 192.0.2.10\n10.2.0.192.in-addr.arpa PTR out.example.net") as zone:
    online = f"[server]\nmodel = none\n[dns]\nservers = 127.0.0.1@{zone.port}\ndeadline = 30s\n[policy default]\nquarantine_at = 0.3\n"
    alone, proven = shown("alone", bad, conf=online), shown("proven", bad, "--online", conf=online)
if alone[:2] != (True, False) or not proven[1]:
    faults.append(f"good signs: held, words read, score without {alone}, with them {proven}")

shutil.rmtree(work)
if faults:
    sys.exit("\n".join(faults))
print("words in pictures are read where they count, and only there")
