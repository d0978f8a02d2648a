"""Zones for every DNS list of data/dnsbl.tsv that may be asked: its control entries, and what a test adds.

    text = controls() + listing("203.0.113.7", "zen.spamhaus.org", "127.0.0.4")
"""
import pathlib

TABLE = pathlib.Path(__file__).resolve().parents[2] / "data/dnsbl.tsv"
IP6_TEST = "2.0.0.0.0.0.f.7.f.f.f.f." + "0." * 20


def rows(*uses):
    """Rows of the table, without the lists that want a key."""
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        row = text.split("\t")
        if len(row) == 7 and not text.startswith(("#", "$")) and row[3] in (uses or ("line", "lookup", "unproven")):
            yield dict(zip(("zone", "name", "asks", "use", "group", "codes", "more"), row))


def control(row):
    """The name that is always listed, "" where none is known."""
    words = row["more"].split()
    if "test=none" in words:
        return ""
    given = [w[5:] for w in words if w.startswith("test=")]
    asks = row["asks"].split("+")
    first = given[0] if given else "2.0.0.127" if "ip4" in asks else IP6_TEST.rstrip(".") if "ip6" in asks else "test" if "domain" in asks else ""
    return f"{first}.{row['zone']}" if first else ""


def controls(*uses):
    return "".join(f"{control(r)} A 127.0.0.2\n" for r in rows(*uses) if control(r))


def listing(what, zone, answer):
    """WHAT is an IPv4 address or a domain."""
    parts = what.split(".")
    if all(p.isdigit() for p in parts):
        what = ".".join(reversed(parts))
    return f"{what}.{zone} A {answer}\n"
