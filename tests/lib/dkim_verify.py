# dkim_verify: is every DKIM signature (or the ARC chain) of a message good?  Asked of dkimpy, which is not ours.
# Usage: dkim_verify.py dkim|arc MESSAGE ZONE; ZONE has lines "NAME. TEXT".  Prints "good N", or what is wrong.
# Exit: 0 good, 1 bad, 77 dkimpy is not there.
import sys
try:
    import dkim
except ImportError:
    sys.exit(77)
kind, path, zone_path = sys.argv[1:4]
message = open(path, 'rb').read()
zone = dict(line.rstrip('\n').split(' ', 1) for line in open(zone_path))


def look(name, timeout=5):
    text = zone.get(name.decode() if isinstance(name, bytes) else name)
    return text.encode() if text is not None else None


if kind == 'arc':
    status, results, why = dkim.arc_verify(message, dnsfunc=look)
    print(status.decode() if isinstance(status, bytes) else status, why)
    sys.exit(0 if status == b'pass' else 1)
count = sum(line.lower().startswith(b'dkim-signature:') for line in message.split(b'\r\n\r\n')[0].split(b'\r\n'))
verifier = dkim.DKIM(message)
good = 0
for i in range(count):
    try:
        good += verifier.verify(idx=i, dnsfunc=look)
    except dkim.DKIMException as why:
        print(why)
print('good', good, 'of', count)
sys.exit(0 if good == count and count > 0 else 1)
