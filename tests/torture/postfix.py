"""A Postfix of our own: private configuration, queue and ports, ended with everything it started."""
import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time

import gateway


class Missing(Exception):
    """Postfix is not installed, or will not start here."""


MASTER = """\
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """Takes everything on `port`, hands it to 127.0.0.1:`sink`."""

    def __init__(self, folder, sink, more=()):
        if not shutil.which("postfix", path="/usr/sbin:/usr/bin:" + os.environ["PATH"]):
            raise Missing("Postfix is not installed")
        if os.geteuid():
            raise Missing("Postfix needs root")
        self.folder = pathlib.Path(folder) / "mta"
        self.port = gateway.free_port()
        for name in ("etc", "queue", "data"):
            (self.folder / name).mkdir(parents=True)
        owner = pwd.getpwnam("postfix")
        os.chown(self.folder / "data", owner.pw_uid, owner.pw_gid)
        for parent in self.folder.parents:
            if str(parent).startswith("/tmp/postern"):
                os.chmod(parent, 0o755)
        (self.folder / "etc/master.cf").write_text(MASTER.format(port=f"127.0.0.1:{self.port}"))
        settings = {
            "compatibility_level": "3.6", "queue_directory": self.folder / "queue", "data_directory": self.folder / "data",
            "maillog_file": self.folder / "log", "maillog_file_prefixes": "/tmp, /var, /root, /home, /work",
            "inet_interfaces": "loopback-only", "inet_protocols": "ipv4", "mydestination": "", "myhostname": "mta.example.com",
            "mynetworks": "127.0.0.0/8", "relayhost": f"[127.0.0.1]:{sink}", "smtp_dns_support_level": "disabled",
            "disable_dns_lookups": "yes", "smtpd_peername_lookup": "no", "alias_maps": "", "alias_database": "",
            "default_process_limit": "100", "smtpd_client_connection_count_limit": "0", "local_recipient_maps": "",
            "smtpd_recipient_restrictions": "permit_mynetworks, reject", "biff": "no", "multi_instance_enable": "no",
        }
        settings.update(dict(more))
        (self.folder / "etc/main.cf").write_text("".join(f"{k} = {v}\n" for k, v in settings.items()))
        self.call("postfix", "set-permissions", check=False)
        self.call("postfix", "start")
        end = time.monotonic() + 15
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 2).close()
                break
            if time.monotonic() > end:
                raise Missing("Postfix does not listen: " + self.tail())
            time.sleep(0.05)

    def call(self, *command, check=True):
        done = subprocess.run([f"/usr/sbin/{command[0]}", "-c", str(self.folder / "etc"), *command[1:]], capture_output=True,
                              text=True, env={**os.environ, "MAIL_CONFIG": str(self.folder / "etc")})
        if check and done.returncode:
            raise Missing(f"{' '.join(command)}: {(done.stderr + self.tail()).strip()[-300:]}")
        return done.stdout

    def tail(self):
        with contextlib.suppress(OSError):
            return (self.folder / "log").read_text(errors="replace")[-300:]
        return ""

    def pid(self):
        return int((self.folder / "queue/pid/master.pid").read_text())

    def drain(self, seconds=60):
        """Wait until its queue is empty."""
        end = time.monotonic() + seconds
        while any(p.is_file() for name in ("incoming", "active", "deferred", "maildrop")
                  for p in (self.folder / "queue" / name).rglob("*")):
            if time.monotonic() > end:
                raise RuntimeError("the queue of Postfix does not become empty: " + self.tail())
            time.sleep(0.05)

    def close(self):
        with contextlib.suppress(OSError, ValueError):
            pid = self.pid()
            self.call("postfix", "stop", check=False)
            for _ in range(100):
                os.kill(pid, 0)
                time.sleep(0.05)
            os.kill(pid, signal.SIGKILL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
