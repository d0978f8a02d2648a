"""Another implementation of the server's side of the milter protocol, Debian's miltertest, drives each action."""
import shutil
import subprocess

from gateway import Gateway, free_port
from peers import Hop

SCRIPT = r"""
local function main()
c = mt.connect("inet:%(port)d@127.0.0.1")
if c == nil then error "connect" end
if mt.negotiate(c, nil, nil, nil) ~= nil then error "negotiate" end
if not mt.test_action(c, SMFIF_ADDHDRS) then error "does not ask to add headers" end
if mt.test_action(c, SMFIF_ADDRCPT) then error "asks for what it does not do" end
if mt.conninfo(c, "mail.example.net", "198.51.100.7") ~= nil then error "conninfo" end
mt.macro(c, SMFIC_HELO, "{tls_version}", "TLSv1.3")
if mt.helo(c, "mail.example.net") ~= nil then error "helo" end
local function message(to, body, name)
  mt.macro(c, SMFIC_MAIL, "i", name)
  if mt.mailfrom(c, "<anna@partner.example>", "SIZE=1000") ~= nil then error "mailfrom" end
  if mt.rcptto(c, "<" .. to .. ">") ~= nil then error "rcptto" end
  if mt.getreply(c) ~= SMFIR_CONTINUE then error("rcpt: " .. mt.getreply(c)) end
  mt.header(c, "From", "anna@partner.example")
  mt.header(c, "To", to)
  mt.header(c, "Subject", name)
  mt.header(c, "Message-ID", "<" .. name .. "@partner.example>")
  mt.header(c, "Date", "Sat, 28 Nov 2026 05:00:00 +0000")
  mt.header(c, "X-Postern-Verdict", "forged")
  if mt.eoh(c) ~= nil then error "eoh" end
  if mt.bodystring(c, body .. "\r\n") ~= nil then error "body" end
  if mt.eom(c) ~= nil then error "eom" end
end
message("b@example.com", "Hello Bob, thank you for the notes of our meeting. I have put them into the project folder and corrected two numbers in the table.", "good")
if mt.getreply(c) ~= SMFIR_ACCEPT then error("good: " .. mt.getreply(c)) end
if not mt.eom_check(c, MT_HDRINSERT, "X-Postern-Verdict") then error "no verdict" end
if not mt.eom_check(c, MT_HDRDELETE, "X-Postern-Verdict") then error "the forged one stays" end
mt.echo("PASS accepted")
message("b@example.com", "%(gtube)s", "held")
if mt.getreply(c) ~= SMFIR_DISCARD then error("held: " .. mt.getreply(c)) end
mt.echo("PASS discarded")
message("b@reject.example", "%(gtube)s", "refused")
if mt.getreply(c) ~= SMFIR_REPLYCODE then error("refused: " .. mt.getreply(c)) end
mt.echo("PASS refused")
message("b@tag.example", "%(gtube)s", "tagged")
if not mt.eom_check(c, MT_HDRCHANGE, "Subject", " [spam] tagged") and
   not mt.eom_check(c, MT_HDRCHANGE, "Subject", "[spam] tagged") then error "subject" end
mt.echo("PASS tagged")
mt.mailfrom(c, "<anna@partner.example>")
mt.abort(c)
message("b@example.com", "Hello Bob, thank you for the notes of our meeting. I have put them into the project folder.", "again")
if mt.getreply(c) ~= SMFIR_ACCEPT then error "after abort" end
mt.echo("PASS aborted")
mt.disconnect(c)
c = mt.connect("inet:%(redirect)d@127.0.0.1")
if c == nil then error "connect again" end
if mt.negotiate(c, nil, nil, nil) ~= nil then error "negotiate again" end
if not mt.test_action(c, SMFIF_ADDRCPT) or not mt.test_action(c, SMFIF_DELRCPT) then error "does not ask to change recipients" end
if mt.conninfo(c, "mail.example.net", "198.51.100.7") ~= nil then error "conninfo again" end
if mt.helo(c, "mail.example.net") ~= nil then error "helo again" end
message("b@example.com", "%(gtube)s", "redirected")
if mt.getreply(c) ~= SMFIR_ACCEPT then error("redirected: " .. mt.getreply(c)) end
if not mt.eom_check(c, MT_RCPTDELETE, "<b@example.com>") then error "its recipient stays" end
if not mt.eom_check(c, MT_RCPTADD, "<q@example.com>") then error "the mailbox is not added" end
mt.echo("PASS redirected")
mt.disconnect(c)
end
local ok, why = pcall(main)
if not ok then mt.echo("FAIL " .. tostring(why)) end
"""


def run(t):
    if not shutil.which("miltertest"):
        t.skip("miltertest is not installed")
        return
    port, redirect, place = free_port(), free_port(), t.place()
    with Hop() as hop, Gateway(place, hop.port, {
            "listener milter": {"enabled": "yes", "address": f"127.0.0.1:{port}"}, "network": {"own": "192.0.2.0/24"},
            "listener redirect": {"kind": "milter", "address": f"127.0.0.1:{redirect}", "quarantine": "redirect", "quarantine_to": "q@example.com"},
            "policy tags": {"spam": "tag", "subject_tag": '"[spam] "'}, "policy rejects": {"spam": "reject"},
            "domain tag.example": {"policy": "tags"}, "domain reject.example": {"policy": "rejects"}}) as g:
        (place / "script.lua").write_text(SCRIPT % {"port": port, "redirect": redirect, "gtube":
                                          "XJS*C4JDBQADN1.NSBN3*2IDNEN*" "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"})
        done = subprocess.run(["miltertest", "-s", str(place / "script.lua")], capture_output=True, text=True, timeout=60)
        for what in ("accepted", "discarded", "refused", "tagged", "aborted", "redirected"):
            t.check(f"a message is {what}", f"PASS {what}" in done.stdout, "" if f"PASS {what}" in done.stdout else done.stderr[-300:] + done.stdout)
        t.check("the discarded one is held here", len(g.held()) == 1)
