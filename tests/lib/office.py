"""Office files as octets, written by hand: what the golden mails of documents hold.

Nothing here is a capture of anybody's file, and nothing does harm: commands are `calc`, addresses example.com."""
import io
import struct
import zipfile

END, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def compound(tree, clsid=bytes(16)):
    """A compound file of {name: octets, or {...} for a storage}; small streams in the mini stream, as Office does."""
    entries = []  # name, kind, octets, children, clsid

    def add(name, kind, value, own):
        index = len(entries)
        entries.append([name, kind, value if kind == 2 else b"", [], own])
        if kind != 2:
            for key in sorted(value, key=lambda k: (len(k), k.upper())):
                inner = value[key]
                entries[index][3].append(add(key, 1 if isinstance(inner, dict) else 2, inner, bytes(16)))
        return index

    add("Root Entry", 5, tree, clsid)
    sectors, fat, mini, minifat = [], [], b"", []

    def place(data):
        start = len(sectors)
        data = data.ljust(-(-len(data) // 512) * 512, b"\0")
        sectors.extend(data[i:i + 512] for i in range(0, len(data), 512))
        fat.extend(range(start + 1, len(sectors)))
        fat.append(END)
        return start

    starts = {}
    for index, (_, kind, data, _, _) in enumerate(entries):
        if kind != 2 or not data:
            continue
        if len(data) >= 4096:
            starts[index] = place(data)
        else:
            starts[index] = len(mini) // 64
            count = -(-len(data) // 64)
            minifat += list(range(len(minifat) + 1, len(minifat) + count)) + [END]
            mini += data.ljust(count * 64, b"\0")
    starts[0] = place(mini) if mini else END
    raw = b""
    for index, (name, kind, data, children, own) in enumerate(entries):
        siblings = {c: n for p in entries for c, n in zip(p[3], p[3][1:] + [FREE])}
        text = (name + "\0").encode("utf-16-le")
        raw += (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, siblings.get(index, FREE),
                                                    children[0] if children else FREE) + own + bytes(20) +
                struct.pack("<IQ", starts.get(index, END if kind != 1 else 0), len(mini) if index == 0 else len(data)))
    while len(raw) % 512:
        raw += bytes(64) + struct.pack("<HBBIII", 0, 0, 0, FREE, FREE, FREE) + bytes(48)
    directory = place(raw)
    minifat_at = place(struct.pack(f"<{len(minifat)}I", *minifat).ljust(-(-len(minifat) // 128) * 512, b"\xff")) if minifat else END
    fats = 1
    while (len(sectors) + fats) > fats * 128:
        fats += 1
    at = len(sectors)
    table = fat + [0xFFFFFFFD] * fats
    table += [FREE] * (fats * 128 - len(table))
    sectors.append(struct.pack(f"<{len(table)}I", *table))
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) +
              struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, directory, 0, 4096, minifat_at,
                          -(-len(minifat) // 128), END, 0) +
              struct.pack("<109I", *range(at, at + fats), *[FREE] * (109 - fats)))
    return header + b"".join(sectors)


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2026, 11, 2, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, data)
    return out.getvalue()


# Excel 97


def record(number, data=b""):
    return struct.pack("<HH", number, len(data)) + data


def bof(kind):
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0xDBB, 0x7CC, 0x41, 0x600))


def text_token(text):
    return b"\x17" + bytes([len(text), 0]) + text.encode("latin-1")


def call_token(number, count):
    return struct.pack("<BBH", 0x22, count, number)


def formula(row, tokens):
    return record(0x006, struct.pack("<HHHdHIH", row, 0, 0, 0.0, 0, 0, len(tokens)) + tokens)


def label(row, text):
    return record(0x204, struct.pack("<HHHHB", row, 0, 0, len(text), 1) + text.encode("utf-16-le"))


def workbook(sheets, auto=False, extra=b""):
    """SHEETS is (name, hidden 0..2, is_macro, records)."""
    def globals_(offsets):
        bounds = b"".join(record(0x85, struct.pack("<IBBBB", at, hidden, 1 if macro else 0, len(name), 0) + name.encode())
                          for at, (name, hidden, macro, _) in zip(offsets, sheets))
        entry = b"\x3a" + struct.pack("<HHH", 0, 0, 0)
        name = record(0x18, struct.pack("<HBBHHHBBBB", 0x21, 0, 1, len(entry), 0, 0, 0, 0, 0, 0) + b"\0\1" + entry)
        return bof(5) + record(0x42, b"\xb0\x04") + bounds + extra + (name if auto else b"") + record(0x0A)

    at, offsets = len(globals_([0] * len(sheets))), []
    bodies = [bof(0x40 if macro else 0x10) + body + record(0x0A) for _, _, macro, body in sheets]
    for body in bodies:
        offsets.append(at)
        at += len(body)
    return globals_(offsets) + b"".join(bodies)


def xls(*args, **named):
    return compound({"Workbook": workbook(*args, **named)}, bytes.fromhex("2008020000000000c000000000000046"))


# OOXML

TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/></Types>')
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relations(rows):
    """ROWS is (id, kind, target, is_external)."""
    return ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
            "".join(f'<Relationship Id="{i}" Type="{kind if ":" in kind else OFFICE + kind}" Target="{target}"' +
                    (' TargetMode="External"' if external else "") + "/>" for i, kind, target, external in rows) +
            "</Relationships>")


def docx(body, rels=(), more=None):
    """BODY is the inside of w:body."""
    members = {"[Content_Types].xml": TYPES,
               "_rels/.rels": relations([("rId1", "officeDocument", "word/document.xml", False)]),
               "word/document.xml": '<?xml version="1.0"?><w:document xmlns:w="urn:w" xmlns:r="urn:r"><w:body>' + body +
                                    "</w:body></w:document>"}
    if rels:
        members["word/_rels/document.xml.rels"] = relations(rels)
    members.update(more or {})
    return zipped(members)


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def field(*runs):
    """A field whose instruction is split over RUNS."""
    return ('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>' +
            "".join(f'<w:r><w:instrText xml:space="preserve">{r}</w:instrText></w:r>' for r in runs) +
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>error</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')


def xlsx(cells, rels=(), more=None, names=""):
    """CELLS is the inside of sheetData of the one sheet."""
    members = {"[Content_Types].xml": TYPES,
               "_rels/.rels": relations([("rId1", "officeDocument", "xl/workbook.xml", False)]),
               "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="urn:x" xmlns:r="urn:r"><sheets>'
                                  f'<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>{names}</workbook>',
               "xl/_rels/workbook.xml.rels": relations([("rId1", "worksheet", "worksheets/sheet1.xml", False), *rels]),
               "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="urn:x"><sheetData>{cells}'
                                           "</sheetData></worksheet>"}
    members.update(more or {})
    return zipped(members)


# Visual Basic projects ([MS-OVBA])


def compressed(data):
    """A compressed container of nothing but plain octets."""
    out = b"\1"
    for i in range(0, len(data), 3600):
        piece = data[i:i + 3600]
        tokens = b"".join(b"\0" + piece[k:k + 8] for k in range(0, len(piece), 8))
        out += struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens
    return out


def vba_project(modules, unlisted=()):
    """The tree of a project's storage; MODULES is {name: (source, compiled form)}."""
    def row(number, data):
        return struct.pack("<HI", number, len(data)) + data

    rows = row(1, struct.pack("<I", 1)) + row(2, struct.pack("<I", 0x409)) + row(0x14, struct.pack("<I", 0x409))
    rows += row(3, struct.pack("<H", 1252)) + row(4, b"Project") + row(5, b"") + row(0x40, b"") + row(6, b"") + row(0x3D, b"")
    rows += row(7, bytes(4)) + row(8, bytes(4)) + struct.pack("<HIIH", 9, 4, 1, 1) + row(0x0C, b"") + row(0x3C, b"")
    rows += row(0x0F, struct.pack("<H", len(modules))) + row(0x13, b"\xff\xff")
    storage = {}
    for name, (source, compiled) in modules.items():
        wide = name.encode("utf-16-le")
        rows += row(0x19, name.encode()) + row(0x47, wide) + row(0x1A, name.encode()) + row(0x32, wide)
        rows += row(0x1C, b"") + row(0x48, b"") + row(0x31, struct.pack("<I", len(compiled))) + row(0x1E, bytes(4))
        rows += row(0x2C, b"\xff\xff") + row(0x21, b"") + row(0x2B, b"")
        text = f'Attribute VB_Name = "{name}"\r\n{source}'.replace("\r\n", "\n").replace("\n", "\r\n")
        storage[name] = compiled + compressed(text.encode())
    storage["dir"] = compressed(rows + row(0x10, b""))
    storage["_VBA_PROJECT"] = b"\xcc\x61\xff\xff\0\0\0"
    listed = "".join(f"Module={n}\r\n" for n in modules if n not in unlisted)
    return {"PROJECT": ('ID="{00000000-0000-0000-0000-000000000000}"\r\n' + listed + 'Name="Project"\r\n').encode(),
            "VBA": storage}


def word97(text, more=None):
    """A Word 97 document; MORE are further streams and storages."""
    raw = (text.replace("\n", "\r") + "\r").encode("utf-16-le")
    pieces = struct.pack("<II", 0, len(raw) // 2) + struct.pack("<HIH", 0, 1024, 0)
    clx = b"\2" + struct.pack("<I", len(pieces)) + pieces
    pairs = [(0, 0)] * 93
    pairs[33] = (0, len(clx))
    fib = struct.pack("<HHHHHHHIBBHHII", 0xA5EC, 0xC1, 0, 0x804, 0, 0x1200, 0xBF, 0, 0, 0, 0, 0, 1024, 1024 + len(raw))
    fib += struct.pack("<H", 14) + bytes(28) + struct.pack("<H", 22) + bytes(88)
    fib += struct.pack("<H", len(pairs)) + b"".join(struct.pack("<II", *p) for p in pairs) + b"\0\0"
    tree = {"WordDocument": (fib.ljust(1024, b"\0") + raw).ljust(4096, b"\0"), "1Table": clx.ljust(4096, b"\0")}
    tree.update(more or {})
    return compound(tree, bytes.fromhex("0609020000000000c000000000000046"))


# Objects, Rich Text, OneNote


def package_native(name, data):
    """The stream of an embedded file that a double click starts."""
    body = (struct.pack("<H", 2) + name + b"\0" + b"C:\\x\\" + name + b"\0" + struct.pack("<HH", 3, 0) +
            struct.pack("<I", len(name) + 1) + name + b"\0" + struct.pack("<I", len(data)) + data)
    return struct.pack("<I", len(body)) + body


def ole1(name, data):
    """An object as Rich Text carries it."""
    def text(s):
        return struct.pack("<I", len(s) + 1) + s + b"\0"

    return (struct.pack("<II", 0x501, 2) + text(name) + struct.pack("<II", 0, 0) + struct.pack("<I", len(data)) + data)


def rtf(text, objects=""):
    return ("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\f0 " + text + "\\par " + objects + "}").encode()


def rtf_object(octets, word="\\objemb", noise=""):
    digits = octets.hex()
    lines = "\n".join(digits[i:i + 128] for i in range(0, len(digits), 128))
    if noise:
        lines = "".join(digits[i:i + 16] + noise for i in range(0, len(digits), 16))
    return "{\\object" + word + "{\\*\\objdata " + lines + "}}"


def onenote(data, text):
    """A section as far as it matters: its id, text, one embedded file."""
    head = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(1008)
    stored = bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac") + struct.pack("<QIQ", len(data), 0, 0) + data
    return head + text.encode("utf-16-le") + bytes(4) + stored


def rc4(key, data):
    s, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) % 256
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for octet in data:
        i = (i + 1) % 256
        j = (j + s[i]) % 256
        s[i], s[j] = s[j], s[i]
        out.append(octet ^ s[(s[i] + s[j]) % 256])
    return bytes(out)


def locked_workbook(sheets, password):
    """An Excel 97 workbook under RC4 ([MS-OFFCRYPTO] 2.3.6), with fixed salt."""
    import hashlib
    salt = bytes(range(16))
    first = hashlib.md5(password.encode("utf-16-le")).digest()
    base = hashlib.md5((first[:5] + salt) * 16).digest()[:5]

    def key(block):
        return hashlib.md5(base + struct.pack("<I", block)).digest()

    verifier = bytes(range(16, 32))
    pair = rc4(key(0), verifier + hashlib.md5(verifier).digest())
    stream = workbook(sheets, extra=record(0x2F, struct.pack("<HHH", 1, 1, 1) + salt + pair))
    clear = bytearray(b"".join(rc4(key(i // 1024), stream[i:i + 1024]) for i in range(0, len(stream), 1024)))
    at = 0
    while at < len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        clear[at:at + 4] = stream[at:at + 4]
        plain = length if number in (0x809, 0x2F) else 4 if number == 0x85 else 0
        clear[at + 4:at + 4 + plain] = stream[at + 4:at + 4 + plain]
        at += 4 + length
    return compound({"Workbook": bytes(clear)})
