"""Debian's nsd on loopback, an authority for zone files."""
import pathlib
import shutil
import subprocess


def start(folder, port, zones):
    """ZONES: name to the name of its file in FOLDER.  Returns the process, to be terminated; None where nsd is not installed."""
    program = shutil.which("nsd") or "/usr/sbin/nsd"
    if not pathlib.Path(program).exists():
        return None
    text = f"""server:
  ip-address: 127.0.0.1
  port: {port}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  pidfile: "{folder}/nsd.pid"
  database: ""
  xfrdfile: "{folder}/xfrd"
  zonelistfile: "{folder}/zone.list"
  logfile: "{folder}/nsd.log"
  server-count: 1
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
"""
    for name, file in zones.items():
        text += f'zone:\n  name: "{name}"\n  zonefile: "{file}"\n'
    (folder / "nsd.conf").write_text(text)
    return subprocess.Popen([program, "-d", "-c", str(folder / "nsd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
