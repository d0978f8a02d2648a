"""The ledger: who said what about every message, and whether that agrees."""
import collections
import contextlib
import json
import pathlib
import subprocess

import gateway

HERE = pathlib.Path(__file__).resolve().parent


def compiled(name):
    """Path of our C program NAME, compiled when its source is newer."""
    source, program = HERE / f"{name}.c", gateway.BUILD / f"torture-{name}"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        gateway.BUILD.mkdir(exist_ok=True)
        subprocess.run(["cc", "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source],
                       check=True)
    return str(program)


class Sink:
    """The C mail system on a port of its own."""

    def __init__(self, folder):
        self.record = pathlib.Path(folder) / "sink.record"
        self.port = gateway.free_port()
        self.process = subprocess.Popen([compiled("sink"), f"--port={self.port}", f"--record={self.record}"])
        import socket
        import time
        for _ in range(500):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.01)
        raise RuntimeError("the sink does not listen")

    def close(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Load:
    """The C client, running."""

    def __init__(self, folder, port, **options):
        self.ledger = pathlib.Path(folder) / f"{options.get('run', 't')}.ledger"
        arguments = [f"--{k.replace('_', '-')}={v}" for k, v in options.items()]
        self.process = subprocess.Popen([compiled("load"), f"--to=127.0.0.1:{port}", f"--ledger={self.ledger}", *arguments],
                                        stdout=subprocess.PIPE, text=True)

    def running(self):
        return self.process.poll() is None

    def result(self):
        out, _ = self.process.communicate()
        return json.loads(out)


class Account:
    """What the ledger, the sink and the quarantine say together."""

    def __init__(self, ledgers, record, held=()):
        self.lost, self.unexplained, self.explained, self.wrong, self.faults = [], [], [], [], []
        said, bodies, sizes = collections.defaultdict(list), {}, {}
        for path in ledgers:
            for line in pathlib.Path(path).read_text().splitlines():
                identity, recipients, body, result, code, _ = line.split()
                said[identity].append(result)
                bodies[identity], sizes[identity] = body, int(recipients)
        kept = collections.Counter()
        for line in pathlib.Path(record).read_text().splitlines() if pathlib.Path(record).exists() else []:
            if line.startswith("!"):
                self.faults.append(line[2:])
                continue
            identity, recipients, body, _ = line.split()
            if identity not in bodies:
                continue  # of another load
            kept[identity] += 1
            if body != bodies[identity]:
                self.wrong.append(f"{identity}: another body")
            wanted = {f"r{i}.{identity}" for i in range(sizes[identity])}
            if {r.split("@")[0] for r in recipients.split(",")} != wanted:
                self.wrong.append(f"{identity}: recipients {recipients}")
        quarantined = collections.Counter(subject.split()[1] for subject in held if subject.startswith("ledger "))
        for identity, results in said.items():
            copies = kept[identity] + quarantined[identity]
            answered, unknown = results.count("2xx"), results.count("lost-after")
            if answered and not copies:
                self.lost.append(identity)
            if answered > 1:
                self.wrong.append(f"{identity}: accepted twice")
            if copies > answered:
                if kept[identity] > answered + unknown:
                    self.unexplained.append(f"{identity} ({' '.join(results)}: {kept[identity]} delivered)")
                else:
                    self.explained.append(identity)
        self.accepted = sum("2xx" in results for results in said.values())
        self.quarantined, self.delivered, self.messages = sum(quarantined.values()), sum(kept.values()), len(said)
        self.unknown = sum(results.count("lost-after") for results in said.values())

    def good(self):
        return not (self.lost or self.unexplained or self.wrong or self.faults)

    def figure(self):
        text = (f"{self.messages} messages, lost {len(self.lost)}, duplicates {len(self.unexplained)}"
                f" (and {len(self.explained)} explained by {self.unknown} replies that never came),"
                f" {self.delivered} delivered, {self.quarantined} quarantined")
        for name, what in (("lost", self.lost), ("duplicate", self.unexplained), ("wrong", self.wrong), ("fault", self.faults)):
            if what:
                text += f"; {name}: {', '.join(what[:3])}{' ...' if len(what) > 3 else ''}"
        return text
