"""A family and a number to a message: octets as they come from the wire, and its text."""
import base64
import binascii
import html
import re
import zlib

from . import draw, page, system
from .draw import MAILERS, STRAYS, Draw

FOOT = {
    "en": {"bulk": "{You receive this because you subscribed at $dom.|You are getting this mail as a customer of $org.|This email was sent to $me.|} {$org, 12 Mill Lane, $city|$org Ltd, registered in $city|© $year $org. All rights reserved.}",
           "notice": "{This is an automated message, please do not reply.|Sent by $org. Please do not answer this mail.|Questions? support@$dom|© $year $org|This mailbox is not monitored.|}",
           "other": "{$org|}", "advert": "{$org, $city|If this is not for you, reply STOP.|Sent from $org|}"},
    "zh": {"bulk": "{您收到此邮件是因为您订阅了$org的资讯。|本邮件发送给$org会员。|此邮件为系统自动发送。|}{$org $city|© $year $org 版权所有}",
           "notice": "{此邮件由系统自动发出，请勿直接回复。|系统邮件，请勿回复。客服邮箱 service@$dom|本邮件由系统发送，如有疑问请致电客服。|© $year $org|}",
           "other": "{$org|}", "advert": "{$org|如不需要此类信息请回复退订|}"},
    "tw": {"bulk": "{您收到此郵件是因為您訂閱了$org電子報。|本郵件發送給$org會員。|此為系統自動發送之郵件。|}{$org $city|© $year $org 版權所有}",
           "notice": "{此為系統自動寄出，請勿直接回覆。|如有疑問請洽客服專線。|© $year $org|}", "other": "{$org|}", "advert": "{$org|如不願再收到此類郵件請回覆取消|}"},
    "ja": {"bulk": "{このメールは$orgの会員の方にお送りしています。|本メールの送信アドレスには返信できません。}$org $city",
           "notice": "{このメールは自動送信です。返信はできません。|$org カスタマーサポート|※本メールに心当たりのない場合は破棄してください。|}", "other": "{$org|}", "advert": "{$org|}"},
}
BOXES = {"bulk": "news|info|noreply|hello|newsletter|marketing|email", "notice": "noreply|no-reply|service|billing|notifications|info|donotreply|support",
         "inside": "it-service|hr|admin|oa|helpdesk|postmaster|servicedesk|facilities", "lure": "info|admin|notice|support|account|noreply|service|security",
         "advert": "sales|info|hello|marketing|business"}
BAITS = "secure|login|mail-verify|webmail|doc|account-check|oa|portal|auth"
# who sends, and holds the pages, in the name of organisations that have no system of their own
PLATFORMS = "eventdesk.example|billhub-cloud.example|schoolpost.example|notify-center.example|fp-yun.example|memberlist.example"
# places where strangers put their pages: hosts of forms, of storage and of pages of anybody, short names
FREE_HOSTS = "forms-maker.example/f/|pages-hub.example/|storage-bucket.example/|ipfs-gate.example/ipfs/|lnk-s.example/|sites-free.example/view/"


def addresses(d, family, kind, sender_domain):
    """[address of the button, of a second link, of leaving or ""] as that kind of sender makes them."""
    v, r = d.values, d.r
    leave = f"https://{r.choice((sender_domain, 'email.' + sender_domain, d.pick(MAILERS)))}/{d.pick('u|unsubscribe|optout')}/{d.token(20)}"
    if kind == "bulk" or (kind == "notice" and d.chance(0.3)):
        host = r.choice((f"click.{v['dom']}", f"links.{v['dom']}", f"email.{v['dom']}", f"t.{d.pick(MAILERS)}"))
        return [f"https://{host}/{d.pick('c|ls/click|track|f/a|e3t')}/{d.token(r.randrange(16, 60))}" for _ in range(2)] + [leave]
    if kind in ("notice", "person", "inside"):
        host = v["dom"] if kind != "inside" else v["home"]
        host = r.choice(("www.", "my.", "app.", "account.", "portal.", "")) + host
        return [f"https://{host}/{d.pick('view|orders|account|d|invoice|e')}/{d.token(r.randrange(5, 14))}", f"https://{host}/{d.pick('help|settings|privacy|contact')}", leave]
    if kind == "advert":
        host = r.choice((sender_domain, "www." + sender_domain, v["stray"]))
        return [f"https://{host}/{d.pick('|go|lp|demo|s|r')}{d.token(r.randrange(0, 9))}", f"https://{host}/", leave if d.chance(0.4) else ""]
    bait = d.pick(family.get("bait", BAITS))
    host = r.choice((v["stray"], f"{bait}.{v['stray']}", f"{v['slug']}-{bait}.{v['stray']}", f"{bait}-{d.token(4)}.example", f"{bait}.{d.token(7)}.example", d.address()))
    path = host + "/" + r.choice(("wp-includes/x", "~tmp/m", "index.php", "cgi/auth", "view", "r", d.token(8), ""))
    if d.chance(0.2):
        path = d.pick(FREE_HOSTS) + d.token(14)
    tail = r.choice(("", "", "?e=" + v["me"], "#" + base64.b64encode(v["me"].encode()).decode(), "?id=" + d.token(12)))
    return [f"{r.choice(('http', 'https', 'https'))}://{path}{tail}", f"https://{v['dom']}/help", ""]


def identity(d, family, kind, way, shown):
    """(name shown, address in From, domain of the system that signs, host that delivers)"""
    v, r = d.values, d.r
    service = way in system.SERVICES
    named, shown = shown, d.say(shown or "$org")
    box = d.pick(family.get("box", BOXES.get(kind, draw.LATIN)))
    if kind in ("bulk", "notice"):
        if not named:
            shown = d.say(r.choice(("$org", "$org", {"en": "$org Team", "zh": "$org客服", "tw": "$org客服"}.get(d.script, "$org"))))
        domain = r.choice(("", "", "mail.", "e.", "notify.")) + v["dom"]
    elif kind == "inside":
        shown = d.say(named or "{IT service|HR|OA}")
        domain = v["home"]
    elif kind == "person":
        shown, box, domain = v["name"], d.pick(draw.LATIN), v["dom"]
    elif kind == "advert":
        domain = r.choice((v["dom"], v["dom"], v["slug"] + d.pick("-team.example|-global.example|-mail.example"), v["stray"]))
        box = r.choice((box, d.pick(draw.LATIN)))
    else:
        domain = r.choice((v["stray"], v["stray"], f"{d.pick(family.get('bait', BAITS))}-{d.token(4)}.example", f"{v['slug']}-notice.example", d.token(9) + ".example"))
        if kind == "writer" or d.chance(0.3):
            box = r.choice((d.pick(draw.LATIN), d.token(7), d.pick(draw.LATIN) + d.digits(3)))
    if way in ("gmail", "foxmail", "apple") and kind not in ("person", "inside") and d.chance(0.8):
        domain = d.pick("freemail.example|webpost.example|mail-free.example")
        box = r.choice((d.pick(draw.LATIN) + d.digits(r.randrange(2, 4)), d.token(9)))
    if kind == "lure" and way in ("exchange", "outlook", "gmail"):
        box = d.pick(draw.LATIN)  # somebody's real mailbox, in strange hands
    if service:
        host = r.choice((f"o{r.randrange(1, 99)}.ptr{d.digits(4)}.{d.pick(MAILERS)}", f"mta{r.randrange(1, 30)}.{domain}", f"a{r.randrange(1, 60)}-{r.randrange(1, 99)}.smtp-out.{d.pick(MAILERS)}"))
    elif way == "exchange":
        host = f"mail-{d.token(4)}0{r.randrange(1, 9)}.outbound.protection.outlook-cloud.example"
    elif way == "gmail":
        host = f"mail-{d.token(2)}1-f{r.randrange(40, 200)}.webmail-out.example"
    elif kind in ("lure", "writer", "advert") and way in ("vps", "bulker"):
        host = r.choice((f"vps{r.randrange(100, 999)}.hosting.example", f"server{r.randrange(1, 99)}.{domain}", f"mail.{domain}", "localhost", "WIN-" + d.token(11).upper()))
    elif way == "phpstray":
        host = f"{d.pick('server|web|host|cpanel')}{r.randrange(1, 99)}.{v['stray']}"
    else:
        host = r.choice((f"mail.{domain}", f"smtp{r.randrange(1, 9)}.{domain}", f"mx{r.randrange(1, 4)}.{domain}", f"out-{r.randrange(1, 40)}.{domain}"))
    return shown, f"{box}@{domain}", domain, host


def encoded(text, charset="utf-8", quoted=False):
    """A field's text, in the words of RFC 2047 where it must be."""
    if text.isascii():
        return text
    out, piece = [], ""
    for ch in text + "\0":
        if ch == "\0" or len((piece + ch).encode(charset)) > (18 if quoted else 42):
            octets = piece.encode(charset)
            word = "Q?" + "".join(chr(o) if chr(o).isalnum() and o < 128 else "_" if o == 32 else f"={o:02X}" for o in octets) if quoted else "B?" + base64.b64encode(octets).decode()
            out.append(f"=?{charset}?{word}?=")
            piece = ""
        piece += ch
    return "\r\n ".join(out)


def spoiled(d, text):
    """What spammers do to words: look-alike letters, marks between letters, invisible ones."""
    tricks = d.r.choice(("none", "none", "confusable", "zero", "spaced", "mixed"))
    swap = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "i": "і"}
    words = text.split(" ")
    for i, word in enumerate(words):
        if tricks == "none" or not d.chance(0.3) or "$" in word or "http" in word:
            continue
        if tricks in ("confusable", "mixed"):
            word = "".join(swap.get(c, c) if d.chance(0.5) else c for c in word)
        if tricks == "zero" and len(word) > 3:
            word = word[:2] + "\u200b" + word[2:]
        if tricks == "spaced" and 4 < len(word) < 10 and word.isalpha():
            word = ".".join(word)
        words[i] = word
    return " ".join(words)


HIDDEN = {"发票": "发漂|fa票|發票|発票|发*票", "代开": "代kai|玳开|代 开|代;开", "微信": "薇信|V信|威信|weixin|微;信", "贷款": "贷kuan|袋款|貸款|贷-款",
          "彩": "采|菜|彩 ", "赌": "堵|du", "兼职": "兼织|jian职|兼.职", "电话": "電话|电;话|電話", "扣扣": "QQ", "办证": "办zheng|办.證", "刷单": "刷dan|s单",
          "增值税": "增 值 税|增值稅", "客服": "客 服|客f", "优惠": "优恵|优 惠", "股票": "股piao|古票", "加群": "加裙|伽群"}


def spoiled_zh(d, text):
    """The same in Chinese: characters set apart, digits of full width, words by their sound or in other characters."""
    trick = d.r.choice(("none", "none", "spaced", "full", "sound", "sound", "parted"))
    if trick == "sound":
        for word, ways in HIDDEN.items():
            if word in text and d.chance(0.8):
                text = text.replace(word, d.pick(ways))
    if trick == "full":
        text = text.translate(draw.FULL)
    if trick in ("spaced", "parted"):
        between = " " if trick == "spaced" else d.pick("·|-|.|/|_")
        clauses = re.split("([，。！：；、])", text)
        text = "".join(between.join(c) if len(c) > 2 and d.chance(0.3) and "http" not in c else c for c in clauses)
    return text


def png(d):
    """A small picture that is nobody's: noise in a few colours."""
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    w = d.r.choice((240, 320, 480))
    rows = b"".join(b"\0" + bytes(d.r.choice((0, 200, 255)) if x % 7 == 0 else 255 for x in range(w)) for _ in range(60))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", w.to_bytes(4, "big") + (60).to_bytes(4, "big") + b"\x08\0\0\0\0")
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def attachment(d, what):
    """(file name, type, octets): harmless, only shaped like what the family is about."""
    v = d.values
    if what == "htm":
        name = d.say("{Invoice|Remittance|Voicemail|Statement|对账单|付款通知}_$no.{htm|html|shtml}")
        return name, "text/html", (f'<html><body><form action="https://{v["stray"]}/post.php" method="post"><input name="u" value="{v["me"]}">'
                                   f'<input type="password" name="p"><button>Open</button></form></body></html>').encode()
    if what == "pdf":
        return d.say("{Invoice|Statement|Order|Document|$org}_$no.pdf" if d.lang != "zh" else "{发票|电子发票|对账单|$org}_$no.pdf"), "application/pdf", \
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    if what == "xml":
        return d.say("dzfp_$long.xml"), "application/xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<EInvoice><Number>{v["long"]}</Number></EInvoice>\n'.encode()
    if what == "exe":
        return d.say("{Invoice|Purchase Order|Swift copy|电子发票|报价单|DHL-label} {$no|}.{pdf.exe|scr|exe|doc.exe|com}"), "application/octet-stream", \
            b"MZ" + b"\0" * 58 + b"\x40\0\0\0" + b"PE\0\0" + b"\0" * 200
    if what == "js":
        return d.say("{Scan|Invoice|运单|Payment_advice}_$no.{js|vbs|wsf|hta}"), "application/octet-stream", \
            b"// a harmless stand-in\r\nvar a = 'nothing';\r\n"
    if what == "ics":
        return "invite.ics", "text/calendar", (f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:{d.token(12)}@{v['home']}\r\n"
                                               f"SUMMARY:Meeting\r\nDTSTART:{d.when:%Y%m%dT%H%M%SZ}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").encode()
    if what == "png":
        return d.token(8) + ".png", "image/png", png(d)
    raise KeyError(what)


def boundary(d, way):
    return {"java": f"----=_Part_{d.digits(5)}_{d.digits(9)}.{d.digits(13)}", "exchange": f"_000_{d.token(8).upper()}PR01MB{d.digits(4)}{d.hex(16).upper()}_",
            "gmail": "000000000000" + d.hex(16), "foxmail": f"----=_001_NextPart{d.digits(12)}_=----", "outlook": f"----=_NextPart_000_{d.hex(4).upper()}_01D9{d.hex(4).upper()}.{d.hex(8).upper()}",
            "apple": f"Apple-Mail-{d.hex(8).upper()}-{d.hex(4).upper()}", "phpown": "b1_" + d.token(42), "phpstray": "b1_" + d.hex(32), "django": f"==============={d.digits(19)}==",
            "campaign": f"_----------=_MCPart_{d.digits(9)}", "exact": d.token(12) + "_.REFERENCE", "thunderbird": "------------" + d.token(24)}.get(way, d.hex(28))


def part(d, way, type_, body, charset="utf-8", extra=""):
    """A leaf: its fields and its content, encoded as that system does."""
    if isinstance(body, bytes):
        return f"Content-Type: {type_}{extra}\r\nContent-Transfer-Encoding: base64\r\n", base64.encodebytes(body).decode().replace("\n", "\r\n")
    octets = body.replace("charset=utf-8", "charset=" + charset).encode(charset)
    type_ = f'{type_}; charset={d.pick(charset + "|" + charset.upper())}{extra}' if way != "foxmail" else f'{type_};\r\n\tcharset="{charset}"{extra}'
    if octets.isascii() and max(map(len, octets.split(b"\r\n"))) < 900 and b"\x1b" not in octets or charset == "iso-2022-jp":
        return f"Content-Type: {type_}\r\nContent-Transfer-Encoding: 7bit\r\n", octets.decode("latin-1")
    if way not in ("foxmail", "java", "edm", "net") and (d.lang not in ("zh", "ja") or d.chance(0.25)):
        return f"Content-Type: {type_}\r\nContent-Transfer-Encoding: quoted-printable\r\n", binascii.b2a_qp(octets, istext=True).decode()
    return f"Content-Type: {type_}\r\nContent-Transfer-Encoding: base64\r\n", base64.encodebytes(octets).decode().replace("\n", "\r\n")


def multi(subtype, mark, parts, more=""):
    return f'Content-Type: multipart/{subtype}; boundary="{mark}"{more}\r\n', \
        "".join(f"--{mark}\r\n{head}\r\n{body}\r\n" for head, body in parts) + f"--{mark}--\r\n"


QUOTES = {"en": "\r\n\r\nOn $earlier, $other wrote:\r\n> {Thanks, could you send me the figures?|Please find our question below.|When can you deliver?}\r\n",
          "zh": "\r\n\r\n-----原始邮件-----\r\n发件人: $other\r\n日期: $earlier\r\n> {请把报价发我一下。|这批货什么时候能到？|附件已收到。}\r\n",
          "tw": "\r\n\r\n-----原始郵件-----\r\n寄件者: $other\r\n日期: $earlier\r\n> {請把報價傳給我。|這批貨什麼時候到？|附件收到了。}\r\n",
          "ja": "\r\n\r\n$earlier $other さんは書きました:\r\n> {資料をお送りいただけますか。}\r\n"}


def message(family, number, seed):
    d = Draw(f"{seed}/{family['name']}/{number}", family["lang"])
    v, r, kind, label = d.values, d.r, family["kind"], family["label"]
    if "org" in family:
        d.be(d.pick(family["org"]))
    if kind == "inside":
        v["dom"] = v["home"]
    elif kind in ("bulk", "notice") and d.chance(0.12):
        v["dom"] = d.pick(PLATFORMS)
    ways = (system.WAYS_ZH if d.lang == "zh" and d.chance(0.75) else system.WAYS)
    hand = "writer" if kind == "lure" and family.get("reply") else kind
    way = r.choice(family.get("ways", ways[hand]).split())
    # each of its letters in its turn
    subject, shown, lines = family["letters"][number % len(family["letters"])]
    shown, sender, domain, host = identity(d, family, hand, way, shown)
    link, second, leave = addresses(d, family, kind, domain)
    v["link"] = link

    # the letter
    subject, blocks = d.say(subject), []
    for line in lines:
        optional = line.startswith("?")
        if optional and d.chance(0.5):
            continue
        text = d.say(line.removeprefix("?").strip())
        mark = "-" if text.startswith("---") else text[0] if text[:1] in "#*|>~" and text else ""
        if mark == ">" and "list" in family:  # on a mailing list it is a quoted line
            mark = ""
        text = text.removeprefix(mark).strip()
        if not text:
            continue
        if family.get("spoil") and d.lang in ("en", "zh") and not mark:
            text = (spoiled if d.lang == "en" else spoiled_zh)(d, text)
        blocks.append((mark, text))
    foot = d.say(FOOT.get(d.script, {"other": "{$org|}"}).get(kind) or FOOT.get(d.script, FOOT["en"])["other"])
    if kind in ("person", "lure", "writer", "advert", "inside") and "sign" in family:
        foot = d.say(family["sign"])
    quote = d.say(QUOTES[d.script]) if family.get("thread") else ""
    form = family.get("form") or r.choice({"person": ("plain", "alternative"), "bulk": ("alternative", "alternative", "html"), "notice": ("alternative", "html", "plain", "html"),
                                           "writer": ("plain", "plain", "alternative"), "advert": ("alternative", "html", "plain")}.get(kind, ("html", "alternative", "plain")))

    # the content
    charset = "utf-8"
    if d.lang == "zh" and way in ("java", "edm", "foxmail", "mainframe", "net", "bulker", "vps") and d.chance(0.3):
        charset = d.pick("gbk|gb18030|gb2312" if d.script == "zh" else "big5|big5|big5hkscs")
    if d.lang == "ja" and d.chance(0.3):
        charset = "iso-2022-jp"
    plain = page.plain(blocks, link, foot, quote)
    body = page.page(d, hand, label if label not in ("ham", "bulk") else "", subject, blocks, (link, second, leave), foot, quote)
    try:
        (plain + body + subject + shown).encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    mark = boundary(d, way)
    files = [attachment(d, a) for a in family.get("files", ())]
    picture = form == "image"
    if picture:
        files.append(("image001.png", "image/png", png(d)))
        body = f'<html><body><a href="{html.escape(link)}"><img src="cid:{mark[-8:]}"></a></body></html>\r\n'
    if form == "plain":
        inner = part(d, way, "text/plain", plain, charset)
    elif form == "alternative":
        inner = multi("alternative", "a" + mark, (part(d, way, "text/plain", plain, charset), part(d, way, "text/html", body, charset)))
    else:
        inner = part(d, way, "text/html", body, charset)
    if files:
        parts = [inner]
        for name, type_, octets in files:
            name = name if name.isascii() else encoded(name)
            parts.append(part(d, way, type_, octets, extra=f'; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"' + f"\r\nContent-ID: <{mark[-8:]}>" * picture))
        inner = multi("mixed", mark, parts)

    # the header
    quoted = not (d.lang in ("zh", "ja")) or d.chance(0.1)
    zone = d.pick("+0000|+0100|-0500|-0800|+0200") if d.lang not in ("zh", "ja") else "+0800" if d.lang == "zh" else "+0900"
    stamp = d.when.strftime("%a, %d %b %Y %H:%M:%S ")
    person_name = encoded(v["other"], charset, quoted)
    to = f"<{v['me']}>" if d.chance(0.5) else f"{person_name} <{v['me']}>" if d.chance(0.6) else v["me"]
    if hand in ("lure", "advert") and way in ("vps", "bulker", "outlook") and d.chance(0.25):
        to = r.choice(("undisclosed-recipients:;", "Recipients <" + sender + ">"))
    listed = leave and (kind == "bulk" or way in system.SERVICES and d.chance({"notice": 0.15, "advert": 0.6, "lure": 0.3}.get(kind, 0)))
    reply = f"Reply-To: <{d.token(8)}@{d.pick('freemail.example|mailbox-desk.example|webpost.example')}>" if family.get("reply") and label not in ("ham", "bulk") and d.chance(0.8) else \
        f"Reply-To: {encoded(shown, charset, quoted)} <{d.pick('support|service|care')}@{v['dom']}>" if kind == "bulk" and d.chance(0.3) else ""
    signs = "%dkim%" in system.SYSTEMS[way] and d.chance(0.95 if kind in ("bulk", "notice") else 0.7)
    fields = {
        "host": host, "ip": d.address(), "me": v["me"], "home": v["home"], "dom": v["dom"], "mydom": domain, "stray": v["stray"], "mailer": d.pick(MAILERS),
        "strayid": r.choice((domain, host, d.token(8))), "sender": sender, "verp": v["me"].replace("@", "="), "bouncedom": r.choice(("bounces." + domain, "mail." + domain)),
        "bounceown": r.choice((sender, "bounce@" + domain, f"bounce-{d.token(10)}@{domain}")), "bouncestray": r.choice((sender, f"www-data@{d.pick(STRAYS)}", f"apache@{host}")),
        "from": f"{encoded(shown, charset, quoted)} <{sender}>" if shown.isascii() is False or d.chance(0.6) else f'"{shown}" <{sender}>', "to": to, "subject": encoded(subject, charset, quoted),
        "mime": "MIME-Version: 1.0", "utc": stamp + "+0000", "local": stamp + zone, "date": stamp + zone, "epoch": str(int(d.when.timestamp())), "ymd": d.when.strftime("%Y%m%d"),
        "has": "yes" if files else "", "replyto": reply, "xmailer": d.pick("X-Mailer: PHPMailer 5.2.9|X-Mailer: Microsoft Outlook 16.0|X-Priority: 1|X-Mailer: Leaf PHPMailer 2.7||"),
        "auto": "Auto-Submitted: auto-generated" if label != "ham" and kind in ("notice", "inside") and d.chance(0.45) else "Precedence: bulk" if kind == "bulk" and d.chance(0.4) else "",
        "thread": f"In-Reply-To: <{d.token(18)}@{v['home']}>" + f"\r\nReferences: <{d.token(18)}@{v['home']}>" * d.chance(0.6) if family.get("thread") else "",
        "listname": d.pick(family["list"]) if "list" in family else "",
        "leave": f"List-Unsubscribe: <mailto:unsub-{d.token(8)}@{domain}>, <{leave}>" + "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click" * d.chance(0.7) if listed else "",
        "dkim": f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/{d.pick('relaxed|simple')}; d={domain}; s={d.pick('s1|k1|mail|selector1|default|dkim2022')};\r\n"
                f"\th={d.pick('from:to:subject:date:message-id:mime-version|From:Date:Subject:Message-ID:Content-Type:MIME-Version|Date:From:To:Subject')}; bh={d.base64(32)};\r\n"
                f"\tb={d.base64(48)}\r\n\t {d.base64(48)}" if signs else "",
    }
    # the same home always writes its line in the same hand
    fields["bounce"] = fields["sender"]
    taker = system.TAKERS[zlib.crc32(v["home"].encode()) % len(system.TAKERS)]
    text = system.SYSTEMS[way].replace("%in%", taker)
    fields["type"] = inner[0].removesuffix("\r\n")
    return (system.fill(d, text, fields) + "\r\n\r\n").encode("latin-1") + inner[1].encode("latin-1"), subject + "\n" + "\n".join(t for _, t in blocks)
