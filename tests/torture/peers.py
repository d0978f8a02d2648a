"""The other sides of the gateway: a client that says what it is told, a mail system that misbehaves on demand,
and a wire that breaks at a chosen octet.  One thread a connection; made for a few hundred of them."""
import contextlib
import socket
import struct
import threading
import time


def listen(port=0):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", port))
    s.listen(512)
    return s


def reset(s):
    """Close with RST."""
    with contextlib.suppress(OSError):
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def shut(s):
    """Close S even while another thread reads it."""
    with contextlib.suppress(OSError):
        s.shutdown(socket.SHUT_RDWR)
    s.close()


class Closed(Exception):
    """The other side ended the connection."""


class Client:
    """SMTP from our side, octet for octet."""

    def __init__(self, port, timeout=20, greet=True):
        self.s = socket.create_connection(("127.0.0.1", port), timeout)
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.had = b""
        if greet:
            self.greeting = self.reply()

    def send(self, data):
        try:
            self.s.sendall(data)
        except OSError as e:
            raise Closed(str(e)) from None

    def line(self):
        while b"\n" not in self.had:
            try:
                more = self.s.recv(65536)
            except ConnectionError as e:
                raise Closed(str(e)) from None
            if not more:
                raise Closed("end of connection")
            self.had += more
        line, _, self.had = self.had.partition(b"\n")
        return line.rstrip(b"\r")

    def reply(self):
        """(code, every line)"""
        lines = []
        while True:
            line = self.line()
            lines.append(line.decode("utf-8", "replace"))
            if not line[:3].isdigit():
                raise Closed(f"not a reply: {line!r}")
            if line[3:4] != b"-":
                return int(line[:3]), lines

    def say(self, line):
        self.send(line + b"\r\n" if isinstance(line, bytes) else line.encode() + b"\r\n")
        return self.reply()

    def quiet(self, seconds):
        """What comes within SECONDS, b"" when nothing; None when the connection ended."""
        self.s.settimeout(seconds)
        try:
            return self.had or self.s.recv(65536) or None
        except TimeoutError:
            return b""
        except OSError:
            return None

    def mail(self, raw, sender="a@example.net", recipients=("b@example.com",)):
        """One transaction: the first reply that refuses, or that to the message."""
        for line in [f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{r}>" for r in recipients), "DATA"]:
            code, text = self.say(line)
            if code >= 400:
                return code, text
        self.send(raw.replace(b"\n.", b"\n..") + b"\r\n.\r\n")
        return self.reply()

    def close(self):
        self.s.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Server:
    """Accepts on a port of its own until closed; every connection has its thread in serve()."""

    def __init__(self, port=0):
        self.listener = listen(port)
        self.port = self.listener.getsockname()[1]
        self.open, self.connections = set(), 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                s, _ = self.listener.accept()
            except OSError:
                return
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self.open.add(s)
            threading.Thread(target=self._serve, args=(s, self.connections), daemon=True).start()

    def _serve(self, s, number):
        with contextlib.suppress(OSError, Closed, ValueError):
            self.serve(s, number)
        self.open.discard(s)
        s.close()

    def close(self):
        shut(self.listener)
        for s in list(self.open):
            shut(s)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Hop(Server):
    """A strict mail system that keeps what it accepted, and what stood on the wire.

    `script[stage]` makes it misbehave at greeting, ehlo, mail, rcpt, data, body (while the message comes) or end:
    a reply as octets, or drop, rst, hang, halfclose, slow (the proper reply, one octet a `pace`), or a function
    of (hop, socket) that gives octets.  `times` is how often; then it behaves."""

    keywords = ["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 100000000"]

    def __init__(self, script=None, times=10**9, keywords=None, pace=0.3, port=0):
        self.script, self.times, self.pace = script or {}, times, pace
        self.keywords = self.keywords if keywords is None else keywords
        self.accepted, self.wire, self.faults = [], [], []
        self.lock = threading.Lock()
        super().__init__(port)

    def answer(self, s, stage, proper):
        """Give PROPER, or what the script wants instead.  False when the connection is over."""
        with self.lock:
            action = self.script.get(stage) if self.times > 0 else None
            self.times -= action is not None
        if callable(action):
            action = action(self, s)
        if action is None:
            s.sendall(proper)
        elif isinstance(action, bytes):
            s.sendall(action)
            return not action.startswith(b"421")
        elif action == "rst":
            reset(s)
            return False
        elif action == "hang":
            while s.recv(65536):
                pass
            return False
        elif action == "halfclose":
            s.shutdown(socket.SHUT_WR)
            while s.recv(65536):
                pass
            return False
        elif action == "slow":
            for i in range(len(proper)):
                s.sendall(proper[i:i + 1])
                time.sleep(self.pace)
        else:
            return False
        return action is None or action == "slow" or isinstance(action, bytes)

    def serve(self, s, number):
        had, wire = b"", bytearray()
        self.wire.append(wire)
        sender, recipients = None, []

        def more():
            nonlocal had
            got = s.recv(65536)
            if not got:
                raise Closed()
            wire.extend(got)
            had += got

        if not self.answer(s, "greeting", b"220 hop.example.com ESMTP\r\n"):
            return
        while True:
            while b"\r\n" not in had:
                more()
            line, _, had = had.partition(b"\r\n")
            if b"\n" in line or b"\r" in line:
                self.faults.append(f"bare CR or LF in a command: {line!r}")
            verb = line[:4].upper()
            if verb == b"EHLO":
                reply = "".join(f"250-{k}\r\n" for k in ["hop.example.com", *self.keywords[:-1]]) + \
                        f"250 {self.keywords[-1]}\r\n" if self.keywords else "250 hop.example.com\r\n"
                sender, recipients = None, []
                if not self.answer(s, "ehlo", reply.encode()):
                    return
            elif verb == b"MAIL" and sender is None:
                if not self.answer(s, "mail", b"250 2.1.0 ok\r\n"):
                    return
                sender = line[10:].decode("utf-8", "replace")
            elif verb == b"RCPT" and sender is not None:
                with self.lock:
                    refused = isinstance(self.script.get("rcpt"), bytes) and self.times > 0
                if not self.answer(s, "rcpt", b"250 2.1.5 ok\r\n"):
                    return
                if not refused:
                    recipients.append(line[8:].decode("utf-8", "replace"))
            elif verb == b"DATA" and recipients:
                with self.lock:
                    refused = isinstance(self.script.get("data"), bytes) and self.times > 0
                if not self.answer(s, "data", b"354 go\r\n"):
                    return
                if refused:
                    continue
                if "body" in self.script and self.times > 0:
                    more()
                    if not self.answer(s, "body", b""):
                        return
                had = b"\r\n" + had
                while b"\r\n.\r\n" not in had:
                    more()
                body, _, had = had.partition(b"\r\n.\r\n")
                raw = (body[2:] + b"\r\n").replace(b"\r\n..", b"\r\n.")
                raw = raw[1:] if raw.startswith(b"..") else raw
                action = self.script.get("end") if self.times > 0 else None
                refused = isinstance(action, bytes) and not action.startswith(b"2")
                if not refused and action != "drop-before":
                    self.accepted.append((sender, tuple(recipients), raw))
                sender, recipients = None, []
                if not self.answer(s, "end", b"250 2.0.0 kept\r\n"):
                    return
            elif verb in (b"RSET", b"NOOP"):
                if verb == b"RSET":
                    sender, recipients = None, []
                s.sendall(b"250 2.0.0 ok\r\n")
            elif verb == b"QUIT":
                s.sendall(b"221 2.0.0 bye\r\n")
                return
            elif verb in (b"MAIL", b"RCPT", b"DATA"):
                s.sendall(b"503 5.5.1 not now\r\n")
            else:
                s.sendall(b"502 5.5.1 what?\r\n")

    def lenient_ends(self):
        """Places on the wire that a lenient server would take for the end of a message: dots alone between any
        line ends, the proper ones not counted."""
        import re
        found = []
        for wire in self.wire:
            for m in re.finditer(rb"(?:\r\n|\r|\n)\.(?:\r\n|\r|\n|\0)", bytes(wire)):
                if m.group() != b"\r\n.\r\n":
                    found.append(m.group())
        return found


class Wire(Server):
    """A TCP connection to 127.0.0.1:TARGET that breaks.

    `cut` = (direction "in" toward the target or "out" from it, octet, how: rst, close, stop); `rate` octets a
    second and `delay` seconds hold it up.  What it may do can be changed while it runs."""

    def __init__(self, target, cut=None, rate=None, delay=0.0):
        self.target, self.cut, self.rate, self.delay = target, cut, rate, delay
        self.counts = {"in": 0, "out": 0}
        super().__init__()

    def serve(self, s, number):
        far = socket.create_connection(("127.0.0.1", self.target), 20)
        far.settimeout(None)
        self.open.add(far)
        back = threading.Thread(target=self.carry, args=(far, s, "out"), daemon=True)
        back.start()
        self.carry(s, far, "in")
        back.join(60)
        self.open.discard(far)
        far.close()

    def carry(self, source, to, direction):
        passed, cut = 0, self.cut
        try:
            while True:
                data = source.recv(1 if self.rate and self.rate < 20 else 4096)
                if not data:
                    break
                self.counts[direction] += len(data)
                if self.delay:
                    time.sleep(self.delay)
                if self.rate:
                    time.sleep(len(data) / self.rate)
                if cut and cut[0] == direction and passed + len(data) >= cut[1]:
                    to.sendall(data[:cut[1] - passed])
                    if cut[2] == "stop":
                        while source.recv(65536):
                            pass
                        break
                    for one in (source, to):
                        with contextlib.suppress(OSError):
                            if cut[2] == "rst":
                                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                            one.shutdown(socket.SHUT_RDWR) if cut[2] != "rst" else None
                            one.close()
                    return
                passed += len(data)
                to.sendall(data)
        except OSError:
            pass
        with contextlib.suppress(OSError):
            to.shutdown(socket.SHUT_WR)
