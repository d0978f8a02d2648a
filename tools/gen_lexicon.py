#!/usr/bin/env python3
"""Turn lexicon.txt into a C table.  Usage: gen_lexicon.py lexicon.txt brands.txt out.c

Lines: "@ NUMBER NAME" declares a theme, "NAME<TAB>PHRASE" adds a phrase, "#" begins a comment line.
A theme that is unknown, or a phrase given twice in one theme, stops the build with its line number.  The phrases of
the theme "brand" are the names of brands.txt that are no ordinary words.

Folding keeps accents, and people leave them out: a phrase of Latin letters with accents gets a second spelling without
them, one with German umlauts a third (ae, oe, ue), one with a Russian io a second with ie."""
import sys
import unicodedata

from gen_brands import brands, quoted

source, names, target = sys.argv[1:]
themes, phrases, seen = {}, [], set()
PLAIN = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ё": "е"})
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def unaccented(text):
    """TEXT without the accents of its Latin letters; kana and Cyrillic keep theirs."""
    parts = (unicodedata.normalize("NFD", c) if unicodedata.name(c, "").startswith("LATIN") else c for c in text)
    return "".join(c for part in parts for c in (part if len(part) == 1 else part[0])).translate(PLAIN)


def spellings(text):
    """The ways to write TEXT, which is lower case where it has accents; folding makes one of the Turkish i."""
    text = text.replace("ı", "i")
    return dict.fromkeys((text, unaccented(text), text.translate(UMLAUTS)))


for number, line in enumerate(open(source, encoding="utf-8"), 1):
    line = line.rstrip("\n")
    if not line or line.startswith("#"):
        continue
    if line.startswith("@"):
        _, index, name = line.split()
        themes[name] = int(index)
        continue
    name, tab, phrase = line.partition("\t")
    if not tab or name not in themes or not phrase.strip():
        sys.exit(f"{source}:{number}: want THEME<TAB>PHRASE with a declared theme")
    if (name, phrase) in seen:
        sys.exit(f"{source}:{number}: {name} has \"{phrase}\" already")
    seen.add((name, phrase))
    phrases.append((name, phrase))
spelled = dict.fromkeys((name, spelling) for name, phrase in phrases for spelling in spellings(phrase))
spelled = [*spelled, *(("brand", name) for name, is_word, _ in brands(names) if not is_word)]


with open(target, "w", encoding="ascii") as out:
    out.write(f'/* Written by tools/gen_lexicon.py from src/text/lexicon.txt. */\n#include "text/lexicon.h"\n\n')
    out.write(f'_Static_assert(THEME_COUNT == {max(themes.values()) + 1}, "lexicon.h has the themes of lexicon.txt");\n')
    for name, index in themes.items():
        out.write(f'_Static_assert(THEME_{name.upper()} == {index}, "{name}");\n')
    out.write("\nconst char *const lexicon_theme_names[THEME_COUNT] = {\n\t[THEME_NONE] = \"none\",\n")
    for name in themes:
        out.write(f"\t[THEME_{name.upper()}] = \"{name}\",\n")
    out.write("};\n\nconst struct lexicon_phrase lexicon_phrases[] = {\n")
    at = 0
    for name, phrase in spelled:
        out.write(f"\t{{ THEME_{name.upper()}, {at} }},\n")
        at += len(phrase.encode()) + 1
    out.write(f"}};\n\nconst size_t lexicon_phrases_count = {len(spelled)};\n\nconst char lexicon_texts[] =\n")
    for name, phrase in spelled:
        out.write(f"\t{quoted(phrase)} \"\\0\"\n")
    out.write(f"\t;\n_Static_assert(sizeof lexicon_texts <= 1 << 24, \"a place in them has 24 bits\");\n")
