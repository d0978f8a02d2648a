#!/usr/bin/env python3
"""Write the named character references of HTML as a C table.  Usage: gen_entities.py out.c

The names come from Python's standard library (html.entities.html5: the WHATWG list of 2,231 names, those
that browsers take without a semicolon included), so that no copy of the list lives in this repository."""
import html.entities
import sys

names = sorted(html.entities.html5.items(), key=lambda item: item[0].encode())
assert len(names) > 2000 and max(len(n) for n, _ in names) <= 32
with open(sys.argv[1], "w", encoding="ascii") as out:
    out.write('/* Written by tools/gen_entities.py. */\n#include "html/entity.h"\n\n')
    out.write("const struct html_entity html_entities[] = {\n")
    for name, text in names:
        octets = text.encode()
        escaped = "".join(f"\\{b:03o}" for b in octets)
        out.write(f'\t{{ "{name}", "{escaped}", {len(name)}, {len(octets)} }},\n')
    out.write(f"}};\n\nconst size_t html_entities_count = {len(names)};\n")
