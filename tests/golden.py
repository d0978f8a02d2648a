#!/usr/bin/env python3
"""Golden mails: what each detector must find, what it must leave alone, and everything that is found besides.

Goal: a change in any parser or detector shows as a change in a named finding of a named mail.

tests/mail/DETECTOR/hit*.eml must have the finding DETECTOR, miss*.eml must not.  tests/mail/DETECTOR/want.json holds
the type, action and all findings of each mail; tools/bless rewrites it, and a person reads what changed.

The DNS they are judged with is tests/mail/golden.zone, on loopback; a mail with Return-Path and Received lines was
delivered so.  tests/espoofer are published ways to pass for an address of gold-bank.example, each with a signature of
the attacker's own domain: none may be proven, and each is kept out.

usage: golden.py POSTERN [--bless]"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from dns_zone import Zone  # noqa: E402

root = pathlib.Path(__file__).resolve().parent / "mail"
postern, bless = pathlib.Path(sys.argv[1]), "--bless" in sys.argv[2:]
if not postern.exists():
    print(f"SKIP: {postern} is not built")
    sys.exit(77)

mails = sorted(root.glob("*/*.eml"))
spoofs = sorted((root.parent / "espoofer").glob("*.eml"))


def ask(*words):
    run = subprocess.run([postern, *words], capture_output=True, text=True, timeout=300)
    return run, [json.loads(line) for line in run.stdout.splitlines()]


with Zone((root / "golden.zone").read_text()) as zone, tempfile.NamedTemporaryFile("w", suffix=".conf") as conf:
    conf.write((root / "golden.conf").read_text() + f"[dns]\nservers = 127.0.0.1@{zone.port}\ndeadline = 30s\n")
    conf.flush()
    scan = ["scan", "--format=json", "--online", "-c", conf.name]
    run, lines = ask(*scan, *mails)
    _, texts_zh = ask(*scan, "--lang=zh", *mails)
    _, spoof_lines = ask(*scan, *spoofs)
    _, spoof_files = ask("explain", "--format=json", "--online", "-c", conf.name, *spoofs)
if run.returncode != 0 or len(lines) != len(mails) or len(texts_zh) != len(mails):
    sys.exit(f"scan: status {run.returncode}, {len(lines)} answers for {len(mails)} mails\n{run.stderr[-2000:]}")

faults, want, got = [], {}, {}
for path, answer, zh in zip(mails, lines, texts_zh):
    detector, where = path.parent.name, str(path.relative_to(root))
    ids = [f["id"] for f in answer["findings"]]
    if path.name.startswith("hit") != (detector in ids):
        faults.append(f"{where}: {'not found' if path.name.startswith('hit') else 'found, and must not be'}; {ids}")
    for f in answer["findings"] + zh["findings"]:
        if any("{%d}" % n in f["text"] for n in range(1, 5)):
            faults.append(f"{where}: {f['id']} lacks an argument: {f['text']}")
    got.setdefault(detector, {})[path.name] = {
        "type": answer["type"], "action": answer["action"],
        "findings": [f"{f['id']} {f['weight']:+.2f} {f.get('part') or '-'}" for f in answer["findings"]]}

if len(spoof_lines) != len(spoofs) or len(spoof_files) != len(spoofs):
    faults.append(f"{len(spoofs)} forgeries, {len(spoof_lines)} answers")
for path, answer, file in zip(spoofs, spoof_lines, spoof_files):
    identity = file["asked"]["identity"]
    if identity.get("domain") or identity.get("dmarc", "none") not in ("fail", "permerror"):
        faults.append(f"espoofer/{path.name}: proven {identity.get('domain')!r}, DMARC {identity.get('dmarc')}")
    if answer["action"] not in ("quarantine", "reject") and identity.get("from_domains"):
        faults.append(f"espoofer/{path.name}: {answer['action']}")

for detector, answers in got.items():
    file = root / detector / "want.json"
    text = json.dumps(answers, indent=1, ensure_ascii=False) + "\n"
    if bless:
        file.write_text(text)
        continue
    want = json.loads(file.read_text()) if file.exists() else {}
    for name, answer in answers.items():
        if want.get(name) != answer:
            faults.append(f"{detector}/{name}: got  {json.dumps(answer)}\n{' ' * len(detector + name)}   want {json.dumps(want.get(name))}")

if faults and not bless:
    faults.append("If the change is meant: tools/bless, then read `git diff tests/mail` and commit it.")
print("\n".join(faults) or f"{len(mails)} golden mails and {len(spoofs)} forgeries as wanted")
sys.exit(bool(faults))
