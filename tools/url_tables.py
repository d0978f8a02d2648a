#!/usr/bin/env python3
"""Make C tables of src/url/hosts.txt, wrappers.txt and brands.txt: url_tables.py HOSTS WRAPPERS BRANDS OUT."""
import sys

KINDS = "shortener hosting builder form storage tunnel ipfs worker risky-tld".split()
WRAPS = ["gateway", "redirect", "view"]
RULES = ("param bing proofpoint2 proofpoint3 underscores path prefix query domain translate segment json none").split()


def lines(path):
    for number, line in enumerate(open(path, encoding="ascii"), 1):
        line = line.split("#")[0].strip()
        if line:
            yield f"{path}:{number}", line


def text(s):
    return "BYTES_INIT(\"%s\")" % s.replace("\\", "\\\\").replace('"', '\\"')


def hosts(path, out):
    kinds = {}
    for where, line in lines(path):
        kind, _, names = line.partition(":")
        if kind not in KINDS:
            sys.exit(f"{where}: unknown kind {kind}")
        for name in names.split():
            if name != name.lower():
                sys.exit(f"{where}: {name} is not in lower case")
            kinds[name] = kinds.get(name, 0) | 1 << KINDS.index(kind)
    out.append("const struct host_entry host_table[] = {")
    out += [f"\t{{ {text(name)}, {kinds[name]} }}," for name in sorted(kinds, key=str.encode)]
    out += ["};", "const size_t host_table_count = sizeof host_table / sizeof *host_table;", ""]


def wrappers(path, out):
    out.append("const struct wrapper wrapper_table[] = {")
    for where, line in lines(path):
        words = line.split()
        if len(words) != 6 or words[0] not in WRAPS or words[4] not in RULES:
            sys.exit(f"{where}: not 'kind name host path rule argument'")
        kind, name, host, prefix, rule, argument = words
        any_suffix = "true" if host.endswith(".*") else "false"
        host = "" if host == "*" else host.removesuffix(".*")
        out.append(f"\t{{ URL_WRAP_{kind.upper()}, \"{name}\", {text(host)}, {any_suffix}, "
                   f"{text('' if prefix == '*' else prefix.lower())}, RULE_{rule.upper()}, "
                   f"{text('' if argument == '-' else argument)} }},")
    out += ["};", "const size_t wrapper_table_count = sizeof wrapper_table / sizeof *wrapper_table;", ""]


def brands(path, out):
    rows = []
    for where, line in lines(path):
        name, _, domains = line.partition(":")
        domains = domains.split()
        if not domains:
            sys.exit(f"{where}: {name} has no domain")
        out.append(f"static const struct bytes brand_{len(rows)}[] = {{ {', '.join(map(text, domains))} }};")
        rows.append(f"\t{{ {text(name)}, brand_{len(rows)}, {len(domains)} }},")
    out += ["const struct brand brand_table[] = {", *rows, "};"]
    out += ["const size_t brand_table_count = sizeof brand_table / sizeof *brand_table;"]


result = ["/* Made by tools/url_tables.py: change the tables it reads. */", '#include "url/tables.h"', ""]
hosts(sys.argv[1], result)
wrappers(sys.argv[2], result)
brands(sys.argv[3], result)
open(sys.argv[4], "w", encoding="ascii").write("\n".join(result) + "\n")
