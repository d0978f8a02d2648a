#!/usr/bin/env python3
"""Turn brands.txt into a C table.  Usage: gen_brands.py brands.txt out.c

Lines: "name, name: text text", "~" before a name that is an ordinary word too, "#" begins a comment line."""
import sys


def brands(source):
    """[(name, is a word, [what a domain of theirs holds])]; a mistake ends the program with its line."""
    found, seen = [], set()
    for number, line in enumerate(open(source, encoding="utf-8"), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        names, colon, texts = line.rpartition(": ")
        if not colon or not names or not 1 <= len(texts.split()) <= 4:
            sys.exit(f"{source}:{number}: want \"name, name: text text\", one to four texts")
        for name in names.split(", "):
            if name.lstrip("~") in seen:
                sys.exit(f"{source}:{number}: \"{name}\" stands here twice")
            seen.add(name.lstrip("~"))
            found.append((name.lstrip("~"), name.startswith("~"), texts.split()))
    return found


def quoted(text):
    return '"' + "".join(c if " " <= c <= "~" and c not in '"\\?' else "".join(f"\\{b:03o}" for b in c.encode()) for c in text) + '"'


def main():
    source, target = sys.argv[1:]
    with open(target, "w", encoding="ascii") as out:
        out.write('/* Written by tools/gen_brands.py from src/detect/brands.txt. */\n#include "detect/brand.h"\n\nconst struct sender_brand sender_brands[] = {\n')
        table = brands(source)
        for name, is_word, texts in table:
            out.write(f"\t{{ BYTES_INIT({quoted(name)}), {'true' if is_word else 'false'}, {{ {', '.join(f'BYTES_INIT({quoted(t)})' for t in texts)} }} }},\n")
        out.write(f"}};\nconst size_t sender_brands_count = {len(table)};\n")


if __name__ == "__main__":
    main()
