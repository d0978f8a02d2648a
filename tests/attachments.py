#!/usr/bin/env python3
"""Generated attachments: formats x nesting x locks, and every file that went in must come out.

Each mail carries one container made with Debian's tools or octet by octet, one to three of them in each other, some
locked with a password that the mail names in English or Chinese.  The SHA-256 of the file in the innermost one must
stand among the attachments that `postern scan` lists.

usage: attachments.py POSTERN [NUMBER]     60 mails, or NUMBER (500 in the bench)"""
import collections
import email.message
import gzip
import hashlib
import io
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

postern = pathlib.Path(sys.argv[1])
number = int(sys.argv[2]) if len(sys.argv) > 2 else 60
if not postern.exists():
    print(f"SKIP: {postern} is not built")
    sys.exit(77)
rng = random.Random(20261122)
work = pathlib.Path(tempfile.mkdtemp(prefix="postern-attachments-"))


def tool(name, content, suffix, *command):
    """Have a program pack CONTENT under NAME; {a} is the archive, {f} the file."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    (folder / name).write_bytes(content)
    archive = folder / ("a" + suffix)
    subprocess.run([c.format(a=archive.name, f=name) for c in command], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    octets = archive.read_bytes()
    shutil.rmtree(folder)
    return octets


def zip_of(method):
    def pack(name, content, password):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as z:
            z.writestr("read me.txt", "nothing to see")
            z.writestr(name, content)
        return out.getvalue()
    return pack


def tar_of(mode):
    def pack(name, content, password):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode=mode) as t:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            t.addfile(info, io.BytesIO(content))
        return out.getvalue()
    return pack


def cpio(name, content, password):
    def entry(n, c):
        n = n.encode() + b"\0"
        head = b"070701" + b"".join(b"%08X" % v for v in (1, 0o100644, 0, 0, 1, 0, len(c), 0, 0, 0, 0, len(n), 0))
        return head + n + b"\0" * (-(len(head) + len(n)) % 4) + c + b"\0" * (-len(c) % 4)
    return entry(name, content) + entry("TRAILER!!!", b"")


def pdf(name, content, password):
    """A page with CONTENT as an embedded file."""
    def stream(octets, more=b""):
        return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(octets), more, octets)
    title = b"<FEFF" + name.encode("utf-16-be").hex().encode() + b">"
    objects = [b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >> >>",
               b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>", stream(b"0 0 m"),
               b"<< /Type /Filespec /F %s /UF %s /EF << /F 6 0 R >> >>" % (title, title), stream(content)]
    out, at = b"%PDF-1.5\n", []
    for i, o in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, o)
    table = b"".join(b"%010d 00000 n \n" % a for a in at)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, len(out))


def mail(name, content, password):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = "a@example.com", "b@example.com", "inner"
    m.set_content("inner")
    m.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(m)


def seven(suffix, *options, locked=False):
    return lambda name, content, password: tool(name, content, suffix, "7zz", "a", *options,
                                                *(["-p" + password] if locked else []), "{a}", "{f}")


# name: suffix, takes a password, packer
formats = {
    "zip": (".zip", False, zip_of(zipfile.ZIP_DEFLATED)), "zip-stored": (".zip", False, zip_of(zipfile.ZIP_STORED)),
    "zip-bzip2": (".zip", False, zip_of(zipfile.ZIP_BZIP2)), "zip-lzma": (".zip", False, zip_of(zipfile.ZIP_LZMA)),
    "tar": (".tar", False, tar_of("w")), "tar.gz": (".tar.gz", False, tar_of("w:gz")),
    "tar.bz2": (".tar.bz2", False, tar_of("w:bz2")), "tar.xz": (".tar.xz", False, tar_of("w:xz")),
    "gz": (".gz", False, lambda name, content, password: gzip.compress(content)),
    "cpio": (".cpio", False, cpio), "pdf": (".pdf", False, pdf), "eml": (".eml", False, mail),
}
if shutil.which("7zz"):
    formats |= {
        "7z": (".7z", False, seven(".7z")), "7z-ppmd": (".7z", False, seven(".7z", "-m0=PPMd")),
        "zip-deflate64": (".zip", False, seven(".zip", "-mm=Deflate64")), "wim": (".wim", False, seven(".wim")),
        "zip-crypto": (".zip", True, seven(".zip", "-mem=ZipCrypto", locked=True)),
        "zip-aes": (".zip", True, seven(".zip", "-mem=AES256", locked=True)),
        "7z-locked": (".7z", True, seven(".7z", locked=True)),
        "7z-hidden": (".7z", True, seven(".7z", "-mhe=on", locked=True)),
    }
else:
    print("SKIP: 7zz is not installed; without 7z, WIM and what is locked")

phrases = ["The password is {}.", "Password: {}", "解压密码：{}", "附件密码为 {} ，请查收。", "Please open it with {} as the password"]


def password():
    return "".join(rng.choice("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789#-_") for _ in range(rng.randint(4, 14))) + "7"


def make(i):
    names = list(formats)
    # Every format is outermost equally often; what is inside is drawn.
    chain = [names[i % len(names)]] + [rng.choice(names) for _ in range(rng.choice([0, 0, 1, 1, 2]))]
    content = b"%d: " % i + rng.randbytes(rng.randint(10, 4000)).hex().encode()
    want, word = hashlib.sha256(content).hexdigest(), password()
    name = rng.choice(["figures %d.csv", "Bericht-ü-%d.csv", "报表%d.csv", "a-%d.csv"]) % i
    if any(n == "wim" for n in chain):
        name = f"a-{i}.csv"
    locked = any(formats[n][1] for n in chain)
    for n in reversed(chain):
        suffix, _, pack = formats[n]
        content, name = pack(name, content, word), (name if n == "gz" else "part") + suffix
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = "Ann <ann@example.com>", "bo@example.cn", "Figures"
    m["Date"], m["Message-ID"] = "Mon, 02 Nov 2026 09:00:00 +0800", f"<{i}@example.com>"
    m.set_content("Hello,\nthe figures are attached.\n" + (rng.choice(phrases).format(word) if locked else "") + "\nAnn\n")
    m.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    (work / f"{i:04}.eml").write_bytes(bytes(m))
    return "/".join(chain), want


try:
    cases = [make(i) for i in range(number)]
    start = time.monotonic()
    run = subprocess.run([postern, "scan", "--format=json", "--jobs=2", work], capture_output=True, text=True, timeout=1800)
    took = time.monotonic() - start
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if run.returncode != 0 or len(answers) != number:
        sys.exit(f"scan: status {run.returncode}, {len(answers)} answers for {number} mails\n{run.stderr[-2000:]}")
    missing, cpu = [], collections.defaultdict(list)
    for (chain, want), answer in zip(cases, answers):
        cpu[chain.split("/")[0]].append(answer["cpu_us"] / 1000)
        if all(a.get("sha256") != want for a in answer["attachments"]):
            missing.append(f"{pathlib.Path(answer['path']).name} {chain}: not found; gaps {[g['text'] for g in answer['gaps']]}")
    for name in sorted(cpu) if number >= 200 else []:
        times = sorted(cpu[name])
        print(f"{name:14} {len(times):4} mails, CPU p50 {times[len(times) // 2]:7.2f} ms, p99 {times[len(times) * 99 // 100]:7.2f} ms")
    print("\n".join(missing) or f"{number} attachments of {len(formats)} formats: every file found, {took:.1f} s")
    sys.exit(bool(missing))
finally:
    shutil.rmtree(work)
