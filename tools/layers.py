#!/usr/bin/env python3
"""Check that every #include follows src/LAYERS; print file:line of each that does not."""
import pathlib
import re
import sys

src = pathlib.Path(__file__).resolve().parent.parent / "src"
allowed = {}
for line in (src / "LAYERS").read_text().splitlines():
    line = line.split("#")[0].strip()
    if not line:
        continue
    folder, _, rest = line.partition(":")
    for below in rest.split():
        if below not in allowed:
            sys.exit(f"LAYERS: {folder} names {below}, which does not stand above it")
    allowed[folder] = set(rest.split()) | {folder}

faults = []
for folder in sorted(p.name for p in src.iterdir() if p.is_dir()):
    if folder not in allowed:
        faults.append(f"src/{folder}: not in LAYERS")
for path in sorted(src.glob("*/*.[ch]")):
    folder = path.parent.name
    for number, line in enumerate(path.read_text().splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not m:
            continue
        target = m.group(1).split("/")[0] if "/" in m.group(1) else None
        is_test = path.stem.endswith(("_test", "_fuzz"))
        if target == "lib" and is_test:
            continue
        if target not in allowed.get(folder, ()):
            faults.append(f"src/{folder}/{path.name}:{number}: {folder} may not include {m.group(1)}")
print("\n".join(faults) or f"layers: {len(allowed)} folders in order")
sys.exit(bool(faults))
