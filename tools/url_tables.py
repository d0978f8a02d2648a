#!/usr/bin/env python3
"""Make C tables of src/url/hosts.txt, wrappers.txt and brands.txt: url_tables.py HOSTS WRAPPERS BRANDS OUT."""
import sys

KINDS = "shortener hosting builder form storage tunnel ipfs worker risky-tld".split()
WRAPS_LINKS, IS_BRAND = 1 << 9, 1 << 10  # enum host_kind
WRAPS = ["gateway", "redirect", "view"]
RULES = ("param bing proofpoint2 proofpoint3 underscores path prefix query domain translate segment json none").split()


def lines(path):
    for number, line in enumerate(open(path, encoding="ascii"), 1):
        line = line.split("#")[0].strip()
        if line:
            yield f"{path}:{number}", line


def text(s):
    return "BYTES_INIT(\"%s\")" % s.replace("\\", "\\\\").replace('"', '\\"')


def hosts(path, kinds):
    for where, line in lines(path):
        kind, _, names = line.partition(":")
        if kind not in KINDS:
            sys.exit(f"{where}: unknown kind {kind}")
        for name in names.split():
            if name != name.lower():
                sys.exit(f"{where}: {name} is not in lower case")
            kinds[name] = kinds.get(name, 0) | 1 << KINDS.index(kind)


def fnv_of_reversed(name):
    """As host_kinds does while it walks a host from its end."""
    h = 0x811C9DC5
    for octet in reversed(name.encode()):
        h = (h ^ octet) * 0x01000193 & 0xFFFFFFFF
    return h


def host_table(kinds, out):
    names = sorted(kinds, key=str.encode)
    size = 1 << (2 * len(names)).bit_length()
    slots = [0] * size
    for index, name in enumerate(names, 1):
        if name != name.lower():
            sys.exit(f"{name} is not in lower case")
        slot = fnv_of_reversed(name) % size
        while slots[slot] != 0:
            slot = (slot + 1) % size
        slots[slot] = index
    out.append("const struct host_entry host_table[] = {")
    out += [f"\t{{ {text(name)}, {kinds[name]} }}," for name in names]
    out += ["};", "const uint16_t host_slots[] = {", *[f"\t{index}," for index in slots], "};"]
    out += [f"const size_t host_slots_count = {size};", ""]


def wrappers(path, kinds, out):
    any_host, count = [], 0
    out.append("const struct wrapper wrapper_table[] = {")
    for where, line in lines(path):
        words = line.split()
        if len(words) != 6 or words[0] not in WRAPS or words[4] not in RULES:
            sys.exit(f"{where}: not 'kind name host path rule argument'")
        kind, name, host, prefix, rule, argument = words
        any_suffix = "true" if host.endswith(".*") else "false"
        host = "" if host == "*" else host.removesuffix(".*")
        if host:
            kinds[host] = kinds.get(host, 0) | WRAPS_LINKS
        else:
            any_host.append(count)
        count += 1
        out.append(f"\t{{ URL_WRAP_{kind.upper()}, \"{name}\", {text(host)}, {any_suffix}, "
                   f"{text('' if prefix == '*' else prefix.lower())}, RULE_{rule.upper()}, "
                   f"{text('' if argument == '-' else argument)} }},")
    out += ["};", "const size_t wrapper_table_count = sizeof wrapper_table / sizeof *wrapper_table;"]
    out += [f"const uint16_t wrappers_any_host[] = {{ {', '.join(map(str, any_host))} }};"]
    out += [f"const size_t wrappers_any_host_count = {len(any_host)};", ""]


def brands(path, kinds, out):
    rows = []
    for where, line in lines(path):
        name, _, domains = line.partition(":")
        domains = domains.split()
        if not domains:
            sys.exit(f"{where}: {name} has no domain")
        for domain in domains:
            kinds[domain] = kinds.get(domain, 0) | IS_BRAND
        out.append(f"static const struct bytes brand_{len(rows)}[] = {{ {', '.join(map(text, domains))} }};")
        rows.append(f"\t{{ {text(name)}, brand_{len(rows)}, {len(domains)} }},")
    out += ["const struct brand brand_table[] = {", *rows, "};"]
    out += ["const size_t brand_table_count = sizeof brand_table / sizeof *brand_table;"]


result = ["/* Made by tools/url_tables.py: change the tables it reads. */", '#include "url/tables.h"', ""]
kinds = {}
hosts(sys.argv[1], kinds)
wrappers(sys.argv[2], kinds, result)
brands(sys.argv[3], kinds, result)
host_table(kinds, result)
open(sys.argv[4], "w", encoding="ascii").write("\n".join(result) + "\n")
