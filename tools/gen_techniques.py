#!/usr/bin/env python3
"""src/program/techniques.txt as a C table: sorted function names, and the sets of them as bits."""
import sys

sets = []
for line in open(sys.argv[1], encoding="utf-8"):
    line = line.split("#", 1)[0].strip()
    if line:
        title, words = line.split(": ")
        sets.append((title, words.split()))
names = sorted({w for _, words in sets for w in words})
if len(names) > 512:
    sys.exit("more names than struct techniques has bits")
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write('#include "program/techniques.h"\n\nconst struct bytes technique_names[] = {\n')
    out.writelines(f'\tBYTES_INIT("{n}"),\n' for n in names)
    out.write(f"}};\nconst size_t technique_name_count = {len(names)};\n\nconst struct technique techniques[] = {{\n")
    for title, words in sets:
        numbers = ", ".join(str(names.index(w)) for w in words)
        out.write(f'\t{{ BYTES_INIT("{title}"), {len(words)}, {{ {numbers} }} }},\n')
    out.write(f"}};\nconst size_t technique_count = {len(sets)};\n")
