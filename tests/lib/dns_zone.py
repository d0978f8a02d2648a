"""A DNS server on loopback for tests, with zones from text; UDP and TCP, one thread each.

A zone is lines "NAME TYPE VALUE": A, AAAA, PTR, MX ("10 host"), CNAME, TXT (all of the rest of the line).
NAME may begin with "*.".  VALUE of type STATUS is what happens to every question for NAME and below: nxdomain,
servfail, refused, silent, or "slow MILLISECONDS".  What is not in the zone does not exist.  ";" begins a comment.

    with Zone("example.com TXT v=spf1 -all") as zone:
        conf = f"[dns]\\nservers = 127.0.0.1@{zone.port}\\n"
"""
import contextlib
import ipaddress
import socket
import struct
import sys
import threading
import time

TYPES = {"A": 1, "CNAME": 5, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}


def wire_name(name):
    return b"".join(bytes([len(l)]) + l.encode("latin-1") for l in name.rstrip(".").split(".") if l) + b"\0"


def wire_data(kind, value):
    if kind in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if kind == "MX":
        preference, host = value.split()
        return struct.pack(">H", int(preference)) + wire_name(host)
    if kind == "TXT":
        octets = value.encode()
        return b"".join(bytes([len(octets[i:i + 255])]) + octets[i:i + 255] for i in range(0, len(octets) or 1, 255))
    return wire_name(value)


class Zone:
    def __init__(self, text, port=0):
        self.records, self.statuses, self.asked = {}, {}, []
        for line in text.splitlines():
            words = line.split(";;")[0].strip().split(None, 2) if not line.lstrip().startswith(";") else []
            if len(words) < 3:
                continue
            name, kind, value = words[0].lower().rstrip("."), words[1].upper(), words[2]
            if kind == "STATUS":
                self.statuses[name] = value.split()
            else:
                self.records.setdefault(name, {}).setdefault(kind, []).append(wire_data(kind, value))
        self.names = set()
        for name in self.records:
            labels = name.split(".")
            self.names.update(".".join(labels[i:]) for i in range(len(labels)))
        self.tcp = socket.create_server(("127.0.0.1", port))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))

    def __enter__(self):
        for loop in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=loop, daemon=True).start()
        return self

    def __exit__(self, *_):
        for s in (self.udp, self.tcp):
            with contextlib.suppress(OSError):
                s.shutdown(socket.SHUT_RDWR)
            s.close()

    def status_of(self, name):
        labels = name.split(".")
        for i in range(len(labels)):
            if ".".join(labels[i:]) in self.statuses:
                return self.statuses[".".join(labels[i:])]
        return []

    def find(self, name):
        if name in self.names:
            return self.records.get(name, {})
        labels = name.split(".")
        for i in range(1, len(labels)):
            above = ".".join(labels[i:])
            if "*." + above in self.records:
                return self.records["*." + above]
            if above in self.names:
                break
        return None

    def answer(self, packet):
        """The reply, or None for silence."""
        ident, flags, count = struct.unpack(">HHH", packet[:6])
        labels, at = [], 12
        while packet[at]:
            labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1"))
            at += packet[at] + 1
        question, kind = packet[12:at + 5], struct.unpack(">H", packet[at + 1:at + 3])[0]
        name = ".".join(labels).lower()
        self.asked.append((name, kind))
        status = self.status_of(name)
        if status[:1] == ["silent"]:
            return None
        if status[:1] == ["slow"]:
            time.sleep(int(status[1]) / 1000)
        code = {"nxdomain": 3, "servfail": 2, "refused": 5}.get((status or [""])[0], 0)
        found, answers, owner = self.find(name) if not code else {}, [], name
        for _ in range(8):
            if found is None or "CNAME" not in found or kind == TYPES["CNAME"]:
                break
            answers.append((owner, "CNAME", found["CNAME"][0]))
            data, labels, i = found["CNAME"][0], [], 0
            while data[i]:
                labels.append(data[i + 1:i + 1 + data[i]].decode("latin-1"))
                i += data[i] + 1
            owner = ".".join(labels)
            found = self.find(owner)
        if found is None:
            code = 3
        for k, number in TYPES.items():
            if number == kind and k != "CNAME":
                answers += [(owner, k, d) for d in (found or {}).get(k, [])]
        body = b"".join(wire_name(o) + struct.pack(">HHIH", TYPES[k], 1, 300, len(d)) + d for o, k, d in answers)
        return struct.pack(">HHHHHH", ident, 0x8480 | (flags & 0x0110) | code, 1, len(answers), 0, 0) + question + body

    def serve_udp(self):
        def one(packet, peer):
            with contextlib.suppress(Exception):
                reply = self.answer(packet)
                if reply is not None and len(reply) > 1200:
                    reply = reply[:2] + bytes([reply[2] | 2]) + reply[3:6] + b"\0\0\0\0\0\0" + packet[12:12 + len(packet[12:].split(b"\0", 1)[0]) + 5]
                if reply is not None:
                    self.udp.sendto(reply, peer)
        while True:
            try:
                packet, peer = self.udp.recvfrom(4096)
            except OSError:
                return
            threading.Thread(target=one, args=(packet, peer), daemon=True).start() if self.statuses else one(packet, peer)

    def serve_tcp(self):
        def one(s):
            with contextlib.suppress(Exception), s:
                while True:
                    head = s.recv(2, socket.MSG_WAITALL)
                    if len(head) < 2:
                        return
                    reply = self.answer(s.recv(struct.unpack(">H", head)[0], socket.MSG_WAITALL))
                    if reply is not None:
                        s.sendall(struct.pack(">H", len(reply)) + reply)
        while True:
            try:
                s, _ = self.tcp.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(s,), daemon=True).start()


if __name__ == "__main__":
    with Zone(open(sys.argv[1], encoding="utf-8").read(), int(sys.argv[2]) if len(sys.argv) > 2 else 0) as zone:
        print(zone.port, flush=True)
        threading.Event().wait()
