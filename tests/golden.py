#!/usr/bin/env python3
"""Golden mails: what each detector must find, what it must leave alone, and everything that is found besides.

Goal: a change in any parser or detector shows as a change in a named finding of a named mail.

tests/mail/DETECTOR/hit*.eml must have the finding DETECTOR, miss*.eml must not.  tests/mail/DETECTOR/want.json holds
the type, action and all findings of each mail; tools/bless rewrites it, and a person reads what changed.

usage: golden.py POSTERN [--bless]"""
import json
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent / "mail"
postern, bless = pathlib.Path(sys.argv[1]), "--bless" in sys.argv[2:]
if not postern.exists():
    print(f"SKIP: {postern} is not built")
    sys.exit(77)

mails = sorted(root.glob("*/*.eml"))
scan = [postern, "scan", "--format=json", "-c", root / "golden.conf"]
run = subprocess.run([*scan, *mails], capture_output=True, text=True, timeout=300)
lines = [json.loads(line) for line in run.stdout.splitlines()]
chinese = subprocess.run([*scan, "--lang=zh", *mails], capture_output=True, text=True, timeout=300)
texts_zh = [json.loads(line) for line in chinese.stdout.splitlines()]
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
print("\n".join(faults) or f"{len(mails)} golden mails as wanted")
sys.exit(bool(faults))
