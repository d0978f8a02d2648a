"""A bare Debian 12 in a folder, made once by debootstrap, with Postfix and systemd's tools; and copies of it to spoil."""
import contextlib
import fcntl
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE = pathlib.Path(os.environ.get("POSTERN_BASE_ROOT", ROOT / "build/debian-root"))


def skip(why):
    print(f"SKIPPED {why}")
    sys.exit(77)


def need(*tools):
    if os.geteuid():
        skip("needs root")
    for tool in ("debootstrap", "unshare", *tools):
        if not shutil.which(tool):
            skip(f"{tool} is not installed")


def loopback():
    """In a network namespace of our own: lo is up."""
    with socket.socket() as s:
        fcntl.ioctl(s, 0x8914, struct.pack("16sh22x", b"lo", 1))  # SIOCSIFFLAGS


def apart(script, root):
    """SCRIPT --inside=ROOT in namespaces of its own; whatever it leaves running ends with it."""
    return subprocess.run(["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", sys.executable, script, f"--inside={root}"],
                          capture_output=True, text=True, timeout=300)


def install(root, *packages):
    """With apt; the base may know older packages only."""
    # A root that is thrown away need not survive a crash.
    command = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Options::=--force-unsafe-io", *packages)
    done = inside(root, *command)
    if done.returncode:
        inside(root, "apt-get", "update", "-qq")
        done = inside(root, *command)
    if done.returncode and "Unable to fetch" in done.stderr + done.stdout:
        skip("no mirror: " + done.stderr[-200:])
    return done


def package(may_be_old=False):
    """(the file that tools/deb makes, or None; what went wrong)"""
    made = sorted((ROOT / "build").glob("postern_*.deb"), key=lambda p: p.stat().st_mtime)
    if may_be_old and made and made[-1].stat().st_mtime > (ROOT / "build/postern").stat().st_mtime:
        return made[-1], ""
    done = subprocess.run([ROOT / "tools/deb"], capture_output=True, text=True, cwd=ROOT)
    return (ROOT / done.stdout.split()[-1] if done.returncode == 0 else None), done.stderr


def inside(root, *command, **more):
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", "HOME": "/root"}
    return subprocess.run(["chroot", str(root), *command], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, **more)


def make_base():
    """A minimal Debian with systemd's tools and Postfix; made once."""
    if (BASE / ".done").exists():
        return
    shutil.rmtree(BASE, ignore_errors=True)
    BASE.parent.mkdir(exist_ok=True)
    sources = ""
    for p in [pathlib.Path("/etc/apt/sources.list"), *pathlib.Path("/etc/apt/sources.list.d").glob("*")]:
        with contextlib.suppress(OSError):
            sources += p.read_text()
    mirror = re.search(r"https?://\S+/debian(?=\s|$)", sources)
    done = subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates,systemd,postfix", "bookworm", str(BASE),
                           *([mirror[0]] if mirror else [])], capture_output=True, text=True)
    if done.returncode:
        skip("debootstrap: " + (done.stdout + done.stderr).strip()[-200:])
    (BASE / "etc/apt/sources.list").unlink(missing_ok=True)
    for name in ("sources.list", "sources.list.d/debian.sources"):
        with contextlib.suppress(OSError):
            shutil.copy(f"/etc/apt/{name}", BASE / "etc/apt" / name)
    for p in pathlib.Path("/etc/apt/apt.conf.d").glob("*"):
        if not (BASE / "etc/apt/apt.conf.d" / p.name).exists():
            shutil.copy(p, BASE / "etc/apt/apt.conf.d")
    policy = BASE / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    inside(BASE, "apt-get", "update", "-qq")
    (BASE / ".done").touch()


def kept(name, *packages, architecture=None):
    """The base with PACKAGES, in a folder NAME beside it; made once, since setting packages up takes longer than most tests.
    With ARCHITECTURE, packages may be of that one too ("libpng-dev:arm64")."""
    root = BASE.parent / name
    if (root / ".done").exists():
        return root
    make_base()
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", BASE, root], check=True)
    (root / ".done").unlink()
    with throw_away(root, in_place=True) as there:
        if architecture:
            inside(there, "dpkg", "--add-architecture", architecture)
            inside(there, "apt-get", "update", "-qq")
        done = install(there, *packages)
    if done.returncode:
        skip(f"{' '.join(packages)}: " + done.stderr[-300:])
    (root / ".done").touch()
    return root


@contextlib.contextmanager
def throw_away(base=BASE, in_place=False):
    """A copy of BASE that may be changed, with what programs expect to find mounted; or BASE itself."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="package-", dir=BASE.parent))
    root = place / "root"
    for name in ("root", "up", "work"):
        (place / name).mkdir()
    layers = f"lowerdir={base},upperdir={place}/up,workdir={place}/work"
    if in_place:
        subprocess.run(["mount", "--bind", base, root], check=True)
    elif subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, root], capture_output=True).returncode:
        subprocess.run(["cp", "-a", f"{base}/.", root], check=True)
    try:
        subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
        subprocess.run(["mount", "--bind", "/dev", root / "dev"], check=True)
        subprocess.run(["mount", "--make-private", root / "dev"], check=True)
        # What one run has fetched the next need not fetch.
        archives = BASE.parent / "debian-archives"
        (archives / "partial").mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "--bind", archives, root / "var/cache/apt/archives"], check=True)
        for name in ("resolv.conf", "hosts"):
            shutil.copy(f"/etc/{name}", root / "etc" / name)
        yield root
    finally:
        for name in ("var/cache/apt/archives", "dev", "proc", "."):
            subprocess.run(["umount", "-l", root / name], capture_output=True)
        if not os.path.ismount(root):
            shutil.rmtree(place, ignore_errors=True)
