"""The checker itself: it must find what is wrong with a ledger, or every PASS of the others says nothing."""
from ledger import Account, Load, Sink


def account(t, ledger, record, held=()):
    place = t.place()
    (place / "ledger").write_text("".join(line + "\n" for line in ledger))
    (place / "record").write_text("".join(line + "\n" for line in record))
    return Account([place / "ledger"], place / "record", held)


def run(t):
    sent, kept = "t-1 2 00aa 2xx 250 5", "t-1 r0.t-1@example.com,r1.t-1@example.com 00aa 100"
    cases = [
        ("delivered", [sent], [kept], (), ""),
        ("quarantined", [sent], [], ("ledger t-1",), ""),
        ("lost", [sent], [], (), "lost"),
        ("twice without reason", [sent], [kept, kept], (), "unexplained"),
        ("twice because a reply was lost", ["t-1 2 00aa lost-after 0 5", sent], [kept, kept], (), ""),
        ("kept though put off", ["t-1 2 00aa 4xx 451 5"], [kept], (), "unexplained"),
        ("kept though cut before the dot", ["t-1 2 00aa lost-before 0 5"], [kept], (), "unexplained"),
        ("another body", [sent], [kept.replace("00aa", "00ab")], (), "wrong"),
        ("a recipient short", [sent], [kept.replace(",r1.t-1@example.com", "")], (), "wrong"),
        ("a bare line feed", [sent], [kept, "! bare CR or LF in t-1"], (), "faults"),
    ]
    wrong = []
    for name, ledger, record, held, expected in cases:
        a = account(t, ledger, record, held)
        found = [k for k in ("lost", "unexplained", "wrong", "faults") if getattr(a, k)]
        if found != ([expected] if expected else []):
            wrong.append(f"{name}: found {found}")
    t.check("finds what is wrong in a ledger", not wrong, "; ".join(wrong) or f"{len(cases)} ledgers")
    place = t.place()
    with Sink(place) as sink:
        load = Load(place, sink.port, messages=2000, sessions=50, seed=t.seed)
        result = load.result()
        a = Account([load.ledger], sink.record)
        t.check("client and mail system without a gateway", a.good() and result["2xx"] == 2000,
                f"{a.figure()}; {2000 / result['seconds']:.0f} messages/s")
