"""The keeper at every system call: killed there, killed again while it starts, or refused by the disk; every
acknowledged hold, release and deletion must be there afterwards (build/test-keeper_crash; --quick takes a sample)."""
import os
import pathlib
import re
import subprocess

from gateway import BUILD
from run import Skip


def run(t):
    test = BUILD / "test-keeper_crash"
    if not test.exists():
        raise Skip(f"{test} is not built")
    env = dict(os.environ, POSTERN_CRASH="" if t.quick else "all")
    done = subprocess.run([test], env=env, capture_output=True, text=True, cwd=pathlib.Path(t.folder), timeout=1800)
    out = done.stdout + done.stderr
    if "SKIPPED:" in out:
        raise Skip(re.search("SKIPPED: (.*)", out)[1])
    figure = re.search(r"\d+ crash points.*", out) or re.search("ERROR.*", out)
    t.check("quarantine, call by call", done.returncode == 0, figure[0] if figure else out[-200:])
