#!/usr/bin/env python3
"""Public YAML suites as lines of fields for our tests: yaml_suite.py spf|arc FILE.

Fields are separated by tabs, every one but the first in hexadecimal; keys that stand twice in one mapping are both
kept, which yaml.safe_load would not do."""
import sys
try:
    import yaml
except ImportError:
    sys.exit(77)
import ipaddress


def pairs(node):
    """The node as lists of pairs, lists and strings."""
    if isinstance(node, yaml.MappingNode):
        return [(pairs(k), pairs(v)) for k, v in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [pairs(n) for n in node.value]
    return node.value


def line(first, *fields):
    def octets(f):
        return f if isinstance(f, bytes) else str(f).encode("latin-1" if f.isascii() or max(f) < "\u0100" else "utf-8")
    print("\t".join([first] + [octets(f).hex() for f in fields]))


def one(mapping, key, default=""):
    return next((v for k, v in mapping if k == key), default)


def spf_records(name, records):
    kinds = [r[0][0] for r in records if isinstance(r, list)]
    for r in records:
        if isinstance(r, str):
            line("rr", name, "ELSE", r)
            continue
        kind, value = r[0]
        if kind == "SPF":
            if "TXT" in kinds:
                continue
            kind = "TXT"
        if kind == "TXT":
            if value == "NONE":
                line("rr", name, "NAME", "")
                continue
            value = "".join(value) if isinstance(value, list) else value
        elif kind == "A":
            value = ipaddress.IPv4Address(value).packed
        elif kind == "AAAA":
            value = ipaddress.IPv6Address(value).packed
        elif kind == "MX":
            value = value[1]
        line("rr", name, kind, value)


def spf(document):
    line("suite", one(document, "description"))
    for name, records in one(document, "zonedata"):
        spf_records(name, records)
    for name, case in one(document, "tests"):
        results = one(case, "result")
        line("case", name, one(case, "host"), one(case, "helo"), one(case, "mailfrom"),
             results if isinstance(results, str) else " ".join(results), one(case, "explanation"))


def arc(document):
    line("suite", one(document, "description"))
    for name, text in one(document, "txt-records"):
        line("rr", name, "TXT", text)
    for name, case in one(document, "tests"):
        line("case", name, one(case, "cv"), one(case, "message"))


with open(sys.argv[2], "rb") as f:
    for top in yaml.compose_all(f):
        {"spf": spf, "arc": arc}[sys.argv[1]](pairs(top))
