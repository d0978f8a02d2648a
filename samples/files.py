"""The attachments of the samples: each has the form that an attacker uses and does nothing when opened."""
import struct
import zlib


def zipped(members, password=None):
    """A ZIP of (name, data).  With a password: the old PKWARE cipher, as the campaigns of 2021 used it."""
    body, directory = b"", b""
    for name, data in members:
        raw = name.encode()
        crc = zlib.crc32(data)
        packed = zlib.compress(data, 9)[2:-4]
        flags = 0x800 | (1 if password else 0)
        if password:
            packed = encrypted(bytes(range(11)) + bytes([crc >> 24]) + packed, password)
        common = struct.pack("<HHHHHIIIHH", 20, flags, 8, 0x4A20, 0x5376, crc, len(packed), len(data), len(raw), 0)
        directory += (b"PK\1\2" + struct.pack("<H", 20) + common +
                      struct.pack("<HHHII", 0, 0, 0, 0x20, len(body)) + raw)
        body += b"PK\3\4" + common + raw + packed
    return body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members),
                                                      len(directory), len(body), 0)


def encrypted(data, password):
    table = []
    for i in range(256):
        for _ in range(8):
            i = i >> 1 ^ (0xEDB88320 if i & 1 else 0)
        table.append(i)
    k0, k1, k2 = 0x12345678, 0x23456789, 0x34567890
    out = bytearray()

    def update(byte):
        nonlocal k0, k1, k2
        k0 = table[(k0 ^ byte) & 255] ^ k0 >> 8
        k1 = ((k1 + (k0 & 255)) * 134775813 + 1) & 0xFFFFFFFF
        k2 = table[(k2 ^ k1 >> 24) & 255] ^ k2 >> 8

    for byte in password.encode():
        update(byte)
    for byte in data:
        t = (k2 | 2) & 0xFFFF
        out.append(byte ^ (t * (t ^ 1) >> 8 & 255))
        update(byte)
    return bytes(out)


def rar(name, data):
    """A RAR 4 archive with one stored member."""
    def block(kind, flags, rest):
        head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    raw = name.encode("ascii")
    member = struct.pack("<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 0x53764A20, 20, 0x30,
                         len(raw), 0x20) + raw
    return b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6)) + block(0x74, 0x8000, member) + data + block(0x7B, 0x4000, b"")


def compound(streams, clsid=bytes(16)):
    """An OLE compound file of (name, data); streams are padded past 4,096 octets, so there is no mini stream."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    sectors, chains, fat = [], [], []
    for _, data in streams:
        data = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
        start = len(sectors)
        sectors += [data[i:i + 512] for i in range(0, len(data), 512)]
        fat += list(range(start + 1, len(sectors))) + [end]
        chains.append((start, len(data)))

    def entry(name, kind, child, left, right, start, size):
        raw = (name + "\0").encode("utf-16-le")
        return (raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, left, right, child) +
                (clsid if kind == 5 else bytes(16)) + bytes(20) + struct.pack("<IQ", start, size))

    entries = [entry("Root Entry", 5, 1, free, free, end, 0)]
    for i, ((name, _), (start, size)) in enumerate(zip(streams, chains), 1):
        entries.append(entry(name, 2, free, free, i + 1 if i < len(streams) else free, start, size))
    while len(entries) % 4:
        entries.append(bytes(64) + struct.pack("<HBBIII", 0, 0, 0, free, free, free) + bytes(48))
    directory = len(sectors)
    raw = b"".join(entries)
    sectors += [raw[i:i + 512] for i in range(0, len(raw), 512)]
    fat += list(range(directory + 1, len(sectors))) + [end]
    fat_at = len(sectors)
    fat.append(0xFFFFFFFD)
    sectors.append(struct.pack("<128I", *(fat + [free] * (128 - len(fat)))))
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) +
              struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, 4096, end, 0, end, 0) +
              struct.pack("<109I", fat_at, *[free] * 108))
    return header + b"".join(sectors)


def xls(sheet_text, url):
    """A BIFF8 workbook: one visible sheet, one very hidden Excel 4.0 macro sheet that Auto_Open enters.
    The macro shows a message box that names the URL, and stops."""
    def record(number, data):
        return struct.pack("<HH", number, len(data)) + data

    def bof(kind):
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0xDBB, 0x7CC, 0x41, 0x600))

    def string(text):
        return b"\x17" + bytes([len(text), 0]) + text.encode("ascii")

    def formula(row, code):
        return record(0x006, struct.pack("<HHHdHIH", row, 0, 0, 0.0, 0, 0, len(code)) + code)

    half = len(url) // 2
    alert = string(url[:half]) + string(url[half:]) + b"\x08" + b"\x1e\x02\0" + b"\x22\x02\x76\x80"
    macro = bof(0x40) + formula(0, alert) + formula(1, b"\x22\0\x36\0") + record(0x00A, b"")
    text = sheet_text.encode("utf-16-le")
    sheet = bof(0x10) + record(0x204, struct.pack("<HHHHB", 0, 0, 0, len(sheet_text), 1) + text) + record(0x00A, b"")

    def bound(at, hidden, kind, name):
        return record(0x085, struct.pack("<IBBBB", at, hidden, kind, len(name), 0) + name.encode("ascii"))

    def globals_(sheet_at, macro_at):
        entry = b"\x3a" + struct.pack("<HHH", 0, 0, 0)
        return (bof(0x05) + record(0x042, b"\xb0\x04") + bound(sheet_at, 0, 0, "Sheet1") +
                bound(macro_at, 2, 1, "Macro1") + record(0x1AE, struct.pack("<HH", 2, 0x401)) +
                record(0x017, struct.pack("<HHHH", 1, 0, 1, 1)) +
                record(0x018, struct.pack("<HBBHHHBBBB", 0x21, 0, 1, len(entry), 0, 0, 0, 0, 0, 0) +
                       b"\0\1" + entry) + record(0x00A, b""))

    size = len(globals_(0, 0))
    return compound([("Workbook", globals_(size, size + len(sheet)) + sheet + macro)],
                    bytes.fromhex("2008020000000000c000000000000046"))


def doc(text):
    """A Word 97 document that holds nothing but text."""
    text = text.replace("\n", "\r") + "\r"
    raw = text.encode("utf-16-le")
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, 1024, 0)
    clx = b"\2" + struct.pack("<I", len(pieces)) + pieces
    pairs = [(0, 0)] * 93
    pairs[33] = (0, len(clx))
    fib = struct.pack("<HHHHHHHIBBHHII", 0xA5EC, 0xC1, 0, 0x804, 0, 0x1200, 0xBF, 0, 0, 0, 0, 0, 1024, 1024 + len(raw))
    fib += struct.pack("<H", 14) + bytes(28) + struct.pack("<H", 22)
    fib += struct.pack("<22I", 1024 + len(raw), 0, 0, len(text), *[0] * 18)
    fib += struct.pack("<H", 93) + b"".join(struct.pack("<II", *p) for p in pairs) + struct.pack("<H", 0)
    return compound([("WordDocument", fib.ljust(1024, b"\0") + raw), ("1Table", clx)],
                    bytes.fromhex("0609020000000000c000000000000046"))


def chm(title):
    """The header of a compiled help file, and nothing that could run."""
    guid = bytes.fromhex("10fd017caa7bd0119e0c00a0c922e6ec") + bytes.fromhex("11fd017caa7bd0119e0c00a0c922e6ec")
    return (b"ITSF" + struct.pack("<IIIII", 3, 0x60, 1, 0x20210601, 0x804) + guid +
            struct.pack("<QQQQQ", 0x60, 0x18, 0x78, 0x54, 0xCC) + title.encode("utf-8").ljust(4096, b"\0"))


def lnk(name, arguments):
    """A Windows shortcut with a description and arguments."""
    def string(text):
        return struct.pack("<H", len(text)) + text.encode("utf-16-le")

    return (struct.pack("<I", 0x4C) + bytes.fromhex("0114020000000000c000000000000046") +
            struct.pack("<II", 0x04 | 0x08 | 0x20 | 0x80, 0x20) + bytes(24) + struct.pack("<IIIHHII", 0, 0, 7, 0, 0, 0, 0) +
            string(name) + string("cmd.exe") + string(arguments) + bytes(4))
