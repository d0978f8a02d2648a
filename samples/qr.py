"""A QR code as a PNG picture: byte mode, error correction M, versions 1 to 6, which is all the samples need."""
import struct
import zlib

# version: (data and correction codewords, correction codewords per block, blocks, alignment centre)
VERSIONS = {1: (26, 10, 1, 0), 2: (44, 16, 1, 18), 3: (70, 26, 1, 22), 4: (100, 18, 2, 26),
            5: (134, 24, 2, 30), 6: (172, 16, 4, 34)}

EXP, LOG = [0] * 512, [0] * 256
value = 1
for exponent in range(255):
    EXP[exponent] = EXP[exponent + 255] = value
    LOG[value] = exponent
    value = value << 1 ^ (0x11D if value & 0x80 else 0)


def correction(data, n):
    generator = [1]
    for i in range(n):
        longer = generator + [0]
        for j, g in enumerate(generator):
            longer[j + 1] ^= EXP[(LOG[g] + i) % 255] if g else 0
        generator = longer
    rest = list(data) + [0] * n
    for i in range(len(data)):
        factor = rest[i]
        for j, g in enumerate(generator) if factor else ():
            rest[i + j] ^= EXP[LOG[g] + LOG[factor]] if g else 0
    return rest[len(data):]


def codewords(text):
    data = text.encode()
    for version, (total, ec, blocks, _) in VERSIONS.items():
        room = total - ec * blocks
        if len(data) + 2 <= room:
            break
    else:
        raise ValueError("text too long for these versions")
    bits = "0100" + format(len(data), "08b") + "".join(format(b, "08b") for b in data) + "0000"
    bits = bits[:room * 8].ljust(-(-len(bits) // 8) * 8, "0")
    body = [int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)]
    body = (body + [0xEC, 0x11] * room)[:room]
    size = room // blocks
    parts = [body[i * size:(i + 1) * size] for i in range(blocks)]
    checks = [correction(part, ec) for part in parts]
    return version, [b for row in zip(*parts) for b in row] + [b for row in zip(*checks) for b in row]


def matrix(text):
    """Rows of 0 and 1.  Mask 0 always: any mask may be read, only the best one is recommended."""
    version, words = codewords(text)
    n = 17 + 4 * version
    cell = [[None] * n for _ in range(n)]

    def finder(top, left):
        for y in range(-1, 8):
            for x in range(-1, 8):
                if 0 <= top + y < n and 0 <= left + x < n:
                    ring = max(abs(y - 3), abs(x - 3))
                    cell[top + y][left + x] = int(ring != 2 and ring != 4)

    finder(0, 0), finder(0, n - 7), finder(n - 7, 0)
    for i in range(8, n - 8):
        cell[6][i] = cell[i][6] = int(i % 2 == 0)
    centre = VERSIONS[version][3]
    for y in range(-2, 3) if centre else ():
        for x in range(-2, 3):
            cell[centre + y][centre + x] = int(max(abs(y), abs(x)) != 1)
    cell[n - 8][8] = 1
    form = rest = 0 << 10                 # level M is 00, mask 0 is 000
    for shift in range(14, 9, -1):
        rest ^= 0x537 << shift - 10 if rest >> shift & 1 else 0
    form = (form | rest) ^ 0x5412
    for i in range(15):
        bit = form >> i & 1
        cell[i if i < 6 else i + 1 if i < 8 else n - 15 + i][8] = bit
        cell[8][n - 1 - i if i < 8 else 15 - i if i < 9 else 14 - i] = bit
    stream = iter("".join(format(w, "08b") for w in words))
    column, up = n - 1, True
    while column > 0:
        column -= column == 6
        for y in range(n - 1, -1, -1) if up else range(n):
            for x in (column, column - 1):
                if cell[y][x] is None:
                    cell[y][x] = int(next(stream, "0")) ^ int((y + x) % 2 == 0)
        column, up = column - 2, not up
    return cell


def png(text, scale=5, margin=4):
    rows = matrix(text)
    n = (len(rows) + 2 * margin) * scale
    blank = b"\xff" * n
    lines = [blank] * (margin * scale)
    for row in rows:
        line = b"\xff" * (margin * scale)
        line += b"".join((b"\0" if dark else b"\xff") * scale for dark in row)
        lines += [line + b"\xff" * (margin * scale)] * scale
    lines += [blank] * (margin * scale)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", n, n, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"".join(b"\0" + line for line in lines), 9)) + chunk(b"IEND", b""))
