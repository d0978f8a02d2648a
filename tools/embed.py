#!/usr/bin/env python3
"""Make a C constant of a text file: embed.py IN OUT HEADER NAME.  HEADER declares `extern const struct bytes NAME;`."""
import sys

source, out, header, name = sys.argv[1:]
data = open(source, "rb").read()
rows = [", ".join(str(c) for c in data[i:i + 32]) for i in range(0, len(data), 32)]
with open(out, "w", encoding="ascii") as f:
    f.write(f'/* Made by tools/embed.py of {source.split("/")[-1]}. */\n#include "{header}"\n\n')
    f.write("static const uint8_t octets[] = {\n\t" + ",\n\t".join(rows) + "\n};\n")
    f.write(f"const struct bytes {name} = {{ octets, sizeof octets }};\n")
