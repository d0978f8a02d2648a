"""Learning: train makes a model from labelled mail, scan asks it, eval measures it on sources it has not seen."""
import json
import re
import subprocess
import time

import gateway
from peers import Client, Hop

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
    campaigns(t, postern)
    damaged = place / "damaged.model"
    damaged.write_bytes(model.read_bytes()[:-1])
    refused = postern("scan", f"--model={damaged}", mail)
    t.check("a damaged model is refused", refused.returncode == 2 and "cut" in refused.stderr, refused.stderr.strip())
    empty = postern("eval", place / "new")
    t.check("a folder that is no corpus is explained", empty.returncode == 2 and "LABEL" in empty.stderr, empty.stderr.strip())
    versions(t, postern, model, mail)


def campaigns(t, postern):
    """Copies count once; what is newer never teaches; and each family of evidence is taken away in turn."""
    place = t.place("campaigns")
    letter = ["dear customer {n}, your parcel could not be delivered because the address is incomplete, please confirm street and house "
              "number on our page within two days or it returns to the sender in Rotterdam, order {n}, yours, the parcel service of the port"]
    for source in ("one", "two"):
        write(place / "mail" / source / "ham", GOOD, 40, source)
        write(place / "mail" / source / "spam", letter, 20, source)
        write(place / "mail" / source / "phishing", BAD, 10, source)
    once = postern("eval", "--leave-one-out", "--once", "--ablation", "--format=json", place / "mail")
    rows = [json.loads(line) for line in once.stdout.splitlines()]
    counted = {(r["source"], r["kind"]): r["n"] for r in rows if "source" in r}
    t.check("of a mailing of twenty one is counted, in each source", counted.get(("one", "bad")) == 11 and counted.get(("all", "bad")) == 22,
            str(counted) + once.stderr[-200:])
    without = {r["without"]: r for r in rows if "without" in r}
    t.check("ablation: every family", len(without) == 9 and all(r["bad"] == 22 for r in without.values()), str(sorted(without)))
    cut = place / "cut.model"
    postern("train", "--thresholds", "--once", "-o", cut, place / "mail")
    told = postern("model", "info", cut).stdout
    t.check("thresholds are written with the good mail behind them, and not where eighty cannot prove them",
            "above" not in told and "80 good" in told, told[-200:])
    newest = postern("eval", "--newest=25", "--format=json", place / "mail")
    counted = {(r["source"], r["kind"]): r["n"] for r in map(json.loads, newest.stdout.splitlines())}
    t.check("the newest quarter is judged by what the rest taught, without copies of it",
            counted.get(("one", "good")) == 10 and counted.get(("one", "bad"), 0) <= 7, str(counted) + newest.stderr[-200:])


def versions(t, postern, model, mail):
    """Who may say what a gateway reads texts with: signed, taken, and given back."""
    place = t.place("versions")
    key, other = place / "our.key", place / "other.key"
    made = postern("model", "key", key)
    ours = made.stdout.split("model_keys = ")[-1].strip()
    t.check("model key: a private key, and its public part for the configuration",
            made.returncode == 0 and re.fullmatch("[0-9a-f]{64}", ours) and key.stat().st_mode & 0o77 == 0, made.stderr.strip())
    t.check("and never over one that is there", postern("model", "key", key).returncode == 1)
    postern("model", "key", other)
    with Hop() as hop:
        g = gateway.Gateway(place / "gateway", hop.port, {"server": {"model_keys": ours}}).start()
        here = ["-c", g.file, f"--data={g.data}"]
        letter = mail.read_bytes().replace(b"\n", b"\r\n")

        def asked():
            """The digest of what the dissectors say that they ask, and how often they said so."""
            found = re.findall(r"event=model digest=([0-9a-f]{16})", g.log.read_text())
            return found[-1] if found else "", len(found)

        def reloaded():
            before, end = asked()[1], time.monotonic() + 20
            g.reload()
            while asked()[1] == before and time.monotonic() < end:
                time.sleep(0.05)
            with Client(g.port) as c:
                c.say("EHLO client.example.net")
                return c.mail(letter)[0] == 250
        try:
            carried = asked()[0]
            plain = postern("model", "use", model, *here)
            t.check("a model that nobody signed is not taken", plain.returncode == 1 and "not signed" in plain.stderr, plain.stderr.strip())
            theirs = place / "theirs.model"
            theirs.write_bytes(model.read_bytes())
            postern("model", "sign", theirs, f"--key={other}")
            refused = postern("model", "use", theirs, *here)
            t.check("nor one that somebody else signed", refused.returncode == 1 and "does not name" in refused.stderr, refused.stderr.strip())
            postern("model", "sign", model, f"--key={key}")
            octets = bytearray(model.read_bytes())
            octets[-1] ^= 1
            theirs.write_bytes(octets)
            bent = postern("model", "use", theirs, *here)
            t.check("nor one whose signature is wrong", bent.returncode == 1 and "signature is wrong" in bent.stderr, bent.stderr.strip())
            taken = postern("model", "use", model, *here)
            listed = postern("model", "list", *here).stdout
            digest = re.search(r"^\* +1  ([0-9a-f]{16})", listed, re.M)
            t.check("ours is, and has a number", taken.returncode == 0 and digest, taken.stderr.strip() + listed)
            t.check("the gateway asks it after a reload", reloaded() and asked()[0] == digest[1] != carried, asked()[0])
            in_use = g.data / "models" / "in-use.model"
            whole = in_use.read_bytes()
            in_use.write_bytes(whole[:-500])
            t.check("changed in the data directory it is refused, mail flows on, and the built-in one is asked",
                    reloaded() and asked()[0] == carried and "in-use.model: its size" in g.log.read_text(), asked()[0])
            in_use.write_bytes(whole)
            back = postern("model", "rollback", *here)
            t.check("rollback", back.returncode == 0 and reloaded() and asked()[0] == carried and not in_use.exists(), back.stdout.strip())
            again = postern("model", "use", "1", *here)
            t.check("and to a number", again.returncode == 0 and reloaded() and asked()[0] == digest[1], again.stdout.strip())
            told = postern("model", "info", *here).stdout
            t.check("info says from what, and by whom", ours in told and "taken      yes" in told and "messages of" in told, told[:120])
        finally:
            g.stop()
