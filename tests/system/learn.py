"""Learning: train makes a model from labelled mail, scan asks it, eval measures it on sources it has not seen."""
import json
import subprocess

import gateway

GOOD = ["the pump drawing {n} is approved, please order the bearings", "minutes of the meeting on valve {n} are attached below",
        "第{n}号图纸已审核，请安排采购轴承", "the test bench {n} will be free on Tuesday afternoon"]
BAD = ["you won lottery prize {n}, claim your money today", "cheap pills without prescription, offer {n}",
       "恭喜您中奖{n}万元，请立即点击领取奖金", "casino bonus {n} waits for you, play and win big"]


def write(folder, texts, count, sender):
    folder.mkdir(parents=True)
    for n in range(count):
        text = texts[n % len(texts)].format(n=n)
        (folder / f"{n:03}.eml").write_text(
            f"From: {sender}{n}@example.com\nTo: b@example.cn\nSubject: {text[:20]}\nDate: Mon, 02 Nov 2026 09:00:00 +0800\n"
            f"Message-ID: <{folder.name}{n}@example.com>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
            f"Content-Transfer-Encoding: 8bit\n\n{text}.\n")


def run(t):
    place = t.place()
    for source in ("one", "two", "three"):
        write(place / "mail" / source / "ham", GOOD, 40, source)
        write(place / "mail" / source / "spam", BAD, 40, source)
    model = place / "m.model"

    def postern(*arguments):
        return subprocess.run([gateway.POSTERN, *arguments], capture_output=True, text=True, timeout=240)

    trained = postern("train", "-o", model, place / "mail")
    t.check("train", trained.returncode == 0 and model.stat().st_size < 2 << 20, (trained.stdout + trained.stderr).strip())
    write(place / "new", BAD[:1], 1, "stranger")
    mail = place / "new" / "000.eml"
    found = {}
    for name, options in (("without", ["--model=none"]), ("with", [f"--model={model}"]), ("built in", [])):
        answer = json.loads(postern("scan", "--format=json", *options, mail).stdout)
        found[name] = [f["id"] for f in answer["findings"]]
    says = {name: any(i.startswith("learned_") and i != "learned_good" for i in ids) for name, ids in found.items()}
    t.check("scan asks the model that it is given, or the one that is built in, or none",
            says == {"with": True, "without": False, "built in": True}, str(found))
    measured = postern("eval", "--leave-one-out", "--format=json", place / "mail")
    rows = {(r["source"], r["kind"]): r for r in map(json.loads, measured.stdout.splitlines())}
    bad = rows.get(("all", "bad"), {})
    t.check("eval, each source left out", len(rows) == 8 and bad["n"] == 120 and bad["one_minus_auc"] < 0.05, str(bad))
    t.check("an interval holds its rate", all(r["low"] <= r["rate"] <= r["high"] for r in rows.values()))
    damaged = place / "damaged.model"
    damaged.write_bytes(model.read_bytes()[:-1])
    refused = postern("scan", f"--model={damaged}", mail)
    t.check("a damaged model is refused", refused.returncode == 2 and "cut" in refused.stderr, refused.stderr.strip())
    empty = postern("eval", place / "new")
    t.check("a folder that is no corpus is explained", empty.returncode == 2 and "LABEL" in empty.stderr, empty.stderr.strip())
