#!/usr/bin/env python3
"""Words in pictures: read where the mail says little itself or holds a locked file, and only there.

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


def locked(password):
    (work / "list.txt").write_text("what was locked")
    (work / "list.7z").unlink(missing_ok=True)
    subprocess.run(["7zz", "a", "-p" + password, "list.7z", "list.txt"], cwd=work, check=True, stdout=subprocess.DEVNULL)
    return (work / "list.7z").read_bytes()


def mail(name, text, pictures, files=()):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = "Ann <ann@example.net>", "bo@example.com", "Notice"
    m["Date"], m["Message-ID"] = "Mon, 02 Nov 2026 09:00:00 +0800", f"<{name}@example.net>"
    m.set_content(text)
    for i, octets in enumerate(pictures):
        m.add_attachment(octets, maintype="image", subtype="png", filename=f"picture{i}.png")
    for n, octets in files:
        m.add_attachment(octets, maintype="application", subtype="octet-stream", filename=n)
    path = work / (name + ".eml")
    path.write_bytes(bytes(m))
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

# Ten thousand words: read in part, in bounded time, and that is said.
page = picture(["the quick brown fox jumps over the lazy dog " * 4] * 60, size=20, width=2200)
case = explain(mail("page", "see below\n", [page, picture(english)]))
check("page", case["dissect_us"] < 6_500_000 and case["gaps"] and case["gaps"][0].get("reason", "limit") == "limit", case)

shutil.rmtree(work)
if faults:
    sys.exit("\n".join(faults))
print("words in pictures are read where they count, and only there")
