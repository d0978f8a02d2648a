"""Harmless programs and shortcuts for tests, made octet by octet: headers that say what a dropper's would, code that
is nothing but zeros."""
import hashlib
import struct


def noise(count, seed=b"noise"):
    out = b""
    while len(out) < count:
        seed = hashlib.sha256(seed).digest()
        out += seed
    return out[:count]


def imports(rva, libraries):
    """An import directory at RVA for {library: [function, ...]}."""
    head, tail = b"", b""
    base = rva + 20 * (len(libraries) + 1)
    for library, functions in libraries.items():
        thunk_at = base + len(tail)
        names_at = thunk_at + 4 * (len(functions) + 1)
        thunks, names = b"", b""
        for f in functions:
            thunks += struct.pack("<I", names_at + len(names))
            names += b"\0\0" + f.encode() + b"\0"
        tail += thunks + b"\0\0\0\0" + names
        head += struct.pack("<IIIII", thunk_at, 0, 0, base + len(tail), thunk_at)
        tail += library.encode() + b"\0"
        tail += b"\0" * (-len(tail) % 4)
    return head + b"\0" * 20 + tail


def version(**texts):
    out = b""
    for key, value in texts.items():
        block = key.encode("utf-16le") + b"\0\0"
        block += b"\0" * ((6 + len(block)) % 4 and 2)
        block += value.encode("utf-16le") + b"\0\0"
        out += struct.pack("<HHH", len(block) + 6, len(value), 1) + block + b"\0" * (-len(block) % 4)
    return out


def icon(field):
    """White paper with one field of a colour (blue, green, red octets)."""
    pixels = b"".join(bytes(field) + b"\xff" if 8 <= y < 16 else b"\xff\xff\xff\xff" for y in range(32) for _ in range(32))
    return struct.pack("<IiiHHIIiiII", 40, 32, 64, 1, 32, 0, len(pixels), 0, 0, 0, 0) + pixels


def resources(rva, entries):
    """A tree of {type: content}, one name and one language each."""
    count = len(entries)
    tables = 16 + 8 * count
    level1, rest, data = b"", b"", b""
    leaf_at = tables + count * (24 + 24)
    data_at = leaf_at + 16 * count
    leaves = b""
    for i, (kind, content) in enumerate(sorted(entries.items())):
        names_at = tables + i * 48
        level1 += struct.pack("<II", kind, 0x80000000 | names_at)
        rest += struct.pack("<12xHHII", 0, 1, 1, 0x80000000 | names_at + 24)
        rest += struct.pack("<12xHHII", 0, 1, 0x409, leaf_at + 16 * i)
        leaves += struct.pack("<IIII", rva + data_at + len(data), len(content), 0, 0)
        data += content + b"\0" * (-len(content) % 4)
    return struct.pack("<12xHH", 0, count) + level1 + rest + leaves + data


def pe(sections=((b".text", 0x60000020, b"\0" * 512),), libraries=None, kinds=None, entry=0x1000, overlay=b"",
       signature=b"", characteristics=0x102):
    """A 32-bit PE file; sections are (name, flags, content), one section a page."""
    sections = list(sections)
    dirs = [(0, 0)] * 16
    if libraries is not None:
        rva = 0x1000 * (len(sections) + 1)
        content = imports(rva, libraries)
        dirs[1] = (rva, len(content))
        sections.append((b".idata", 0xC0000040, content))
    if kinds is not None:
        rva = 0x1000 * (len(sections) + 1)
        content = resources(rva, kinds)
        dirs[2] = (rva, len(content))
        sections.append((b".rsrc", 0x40000040, content))
    headers = 0x400
    at, table, body = headers, b"", b""
    for i, (name, flags, content) in enumerate(sections):
        padded = content + b"\0" * (-len(content) % 512)
        table += struct.pack("<8sIIIIIIHHI", name, len(content), 0x1000 * (i + 1), len(padded), at, 0, 0, 0, 0, flags)
        body += padded
        at += len(padded)
    if signature:
        dirs[4] = (at + len(overlay), len(signature))
    optional = struct.pack("<HBBIIIIIIIIIHHHHHHIIIIHHIIIIII", 0x10b, 14, 0, 512, 0, 0, entry, 0x1000, 0x2000, 0x400000,
                           0x1000, 512, 6, 0, 0, 0, 6, 0, 0, 0x1000 * (len(sections) + 1), headers, 0, 2, 0,
                           0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    optional += b"".join(struct.pack("<II", *d) for d in dirs)
    coff = struct.pack("<4sHHIIIHH", b"PE\0\0", 0x14c, len(sections), 1700000000, 0, 0, len(optional), characteristics)
    dos = b"MZ" + b"\0" * 58 + struct.pack("<I", 64)
    return (dos + coff + optional + table).ljust(headers, b"\0") + body + overlay + signature


def counted(text):
    return struct.pack("<H", len(text)) + text.encode("utf-16le")


def lnk(target, arguments="", icon_at="", machine=b"lab-machine", show=1, trailer=b""):
    flags = 0x2 | 0x80 | (0x20 if arguments else 0) | (0x40 if icon_at else 0)
    head = struct.pack("<I16sIIQQQIIIHHII", 0x4c, bytes.fromhex("0114020000000000c000000000000046"), flags, 0x20, 0, 0, 0,
                       0, 0, show, 0, 0, 0, 0)
    path = target.encode() + b"\0"
    info = struct.pack("<IIIIIII", 28 + 17 + len(path), 28, 1, 28, 45, 0, 45 + len(path) - 1)
    info += struct.pack("<IIII", 17, 3, 0, 16) + b"\0" + path
    tracker = struct.pack("<IIII", 96, 0xA0000003, 88, 0) + machine.ljust(16, b"\0") + b"\0" * 64
    return (head + info + (counted(arguments) if arguments else b"") + (counted(icon_at) if icon_at else b"") + tracker +
            b"\0\0\0\0" + trailer)


def elf(functions=()):
    """A 64-bit ELF file with a code section and undefined symbols."""
    texts = b"\0" + b"".join(f.encode() + b"\0" for f in functions)
    names = b"\0.text\0.dynsym\0.dynstr\0.shstrtab\0"
    symbols, at = b"\0" * 24, 1
    for f in functions:
        symbols += struct.pack("<IBBHQQ", at, 0x12, 0, 0, 0, 0)
        at += len(f) + 1
    parts = [(1, 1, 6, b"\0" * 64, 0), (7, 11, 2, symbols, 3), (15, 3, 2, texts, 0), (23, 3, 0, names, 0)]
    body, table, at = b"", b"\0" * 64, 64
    for name, kind, flags, content, link in parts:
        table += struct.pack("<IIQQQQIIQQ", name, kind, flags, 0, at + len(body), len(content), link, 0, 1, 0)
        body += content
    head = b"\x7fELF\x02\x01\x01" + b"\0" * 9
    head += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x1000, 0, 64 + len(body), 0, 64, 56, 0, 64, 5, 4)
    return head + body + table


def macho():
    segment = struct.pack("<II16sQQQQIIII", 0x19, 72, b"__TEXT", 0, 4096, 0, 64, 7, 5, 0, 0)
    sign = struct.pack("<IIII", 0x1d, 16, 64, 16)
    return struct.pack("<IIIIIIII", 0xFEEDFACF, 0x0100000C, 0, 2, 2, len(segment) + len(sign), 0, 0) + segment + sign


INJECTS = {"KERNEL32.dll": ["VirtualAllocEx", "WriteProcessMemory", "CreateRemoteThread", "ExitProcess"]}
PLAIN = {"KERNEL32.dll": ["ExitProcess", "GetStdHandle", "WriteFile"], "USER32.dll": ["MessageBoxA"]}
