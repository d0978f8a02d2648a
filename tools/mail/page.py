"""A letter as a page of HTML, by one of several hands: those of mailing services, of applications and of people's programs.

A letter is a list of blocks: (mark, text), mark one of "" a paragraph, "#" a heading, "*" an item, "|" a row "name: value",
">" a button, "~" small print, "-" a rule."""
import html
import re

e = html.escape
FACES = ("Arial,Helvetica,sans-serif", "'Segoe UI',Tahoma,sans-serif", "Georgia,serif", "-apple-system,BlinkMacSystemFont,Roboto,sans-serif")
FACES_ZH = ("'Microsoft YaHei','微软雅黑',sans-serif", "PingFang SC,Helvetica,Arial", "SimSun,宋体", "Arial,sans-serif")
COLORS = ("#0b5cad", "#e4002b", "#1f7a4d", "#ff6a00", "#333366", "#111111", "#5c2d91", "#00857c")
PIXEL = {"bulk": 0.95, "notice": 0.4, "advert": 0.6, "lure": 0.2}
ONLINE = {"en": "{View in browser|Having trouble viewing this email?|View online}", "zh": "{在浏览器中查看|如无法正常显示请点击此处}", "tw": "{在瀏覽器中檢視|無法正常顯示請按此}", "ja": "{ブラウザで見る|画像が表示されない方はこちら}"}


def row(text):
    name, _, value = re.sub("：", ": ", text, count=1).partition(": ")
    return name, value


def plain(blocks, link, foot, tail=""):
    out = []
    for mark, text in blocks:
        if mark == ">":
            text = f"{text}: {link}" if len(link) < 60 else f"{text}:\r\n{link}"
        elif mark == "*":
            text = "* " + text
        elif mark == "-":
            text = "-" * 40
        elif mark == "|":
            text = ": ".join(row(text))
        out.append((mark, text))
    lines = ""
    for (mark, text), (follows, _) in zip(out, out[1:] + [("", "")]):
        lines += text + ("\r\n" if mark == follows and mark in "|*" and mark else "\r\n\r\n")
    return lines + foot + ("\r\n" if foot else "") + tail


class Page:
    """What a hand needs: the draws, the sender's looks, the addresses."""

    def __init__(self, d, kind, bad, title, blocks, links, foot, tail):
        self.d, self.kind, self.bad, self.title, self.blocks, self.links, self.foot, self.tail = d, kind, bad, title, blocks, links, foot, tail
        self.face = d.r.choice(FACES_ZH if d.lang == "zh" else FACES)
        self.color = d.r.choice(COLORS)
        self.site = d.values["stray"] if kind in ("lure", "writer") else d.values["dom"]
        first = next((t for m, t in blocks if m == ""), title)
        self.preheader = first[:d.r.randrange(40, 110)]

    def small(self):
        """The foot, with its links."""
        d = self.d
        words = {"en": "{Help|Privacy|Preferences|Contact us|Terms}", "zh": "{帮助中心|隐私政策|联系客服|关于我们}", "tw": "{服務中心|隱私權政策|聯絡我們}", "ja": "{ヘルプ|お問い合わせ|プライバシー}"}.get(d.script, "Info")
        second = f' <a href="{e(self.links[1])}" style="color:#888">{e(d.say(words))}</a>' if self.kind not in ("person", "writer") else ""
        if self.kind in ("bulk", "advert") and self.links[2]:
            leave = {"en": "{Unsubscribe|Manage preferences|Opt out}", "zh": "{退订|取消订阅}", "tw": "{取消訂閱|退訂}", "ja": "{配信停止|メール設定の変更}"}.get(d.script, "Unsubscribe")
            second += f' | <a href="{e(self.links[2])}">{e(d.say(leave))}</a>'
        return e(self.foot) + second

    def salt(self):
        return f'<div style="font-size:1px;color:#ffffff">{e(self.d.pick(SALT))} {self.d.token(8)}</div>\r\n' if self.bad == "spam" and self.d.chance(0.25) else ""

    def pixel(self):
        return f'<img src="https://{self.d.pick("open|track|r|pixel")}.{self.site}/o/{self.d.token(24)}.gif" width="1" height="1" alt="" style="display:block">\r\n'


SALT = "the kettle was warm and nobody had asked for the second cup|minutes of the allotment society are kept in the blue binder|" \
       "a long path led past the mill to the old orchard|昨天的会议纪要已经整理好放在书架上|小区门口的银杏叶落了一地|the choir meets in the small hall this week"


def runs(blocks):
    """Neighbours of one mark together: (mark, [texts])."""
    out = []
    for mark, text in blocks:
        if out and out[-1][0] == mark and mark in ("|", "*"):
            out[-1][1].append(text)
        else:
            out.append((mark, [text]))
    return out


def service(p):
    """A box of tables with a head, a preheader and a button that all mail programs draw."""
    d, site = p.d, p.site
    cell = f'style="padding:{d.r.choice((8, 10, 12))}px 24px;font-family:{p.face};font-size:{d.r.choice((14, 15, 16))}px;line-height:1.5;color:#333333"'
    rows = ""
    for mark, texts in runs(p.blocks):
        if mark == "#":
            rows += f'<tr><td {cell}><h2 style="margin:0;font-size:22px;color:{p.color}">{e(texts[0])}</h2></td></tr>\r\n'
        elif mark == "|":
            inner = "".join(f'<tr><td style="padding:6px 8px;border-bottom:1px solid #eeeeee;color:#777777">{e(row(t)[0])}</td>'
                            f'<td align="right" style="padding:6px 8px;border-bottom:1px solid #eeeeee"><strong>{e(row(t)[1])}</strong></td></tr>\r\n' for t in texts)
            rows += f'<tr><td {cell}><table width="100%" cellpadding="0" cellspacing="0" border="0">{inner}</table></td></tr>\r\n'
        elif mark == "*":
            rows += f'<tr><td {cell}><ul>' + "".join(f"<li>{e(t)}</li>\r\n" for t in texts) + "</ul></td></tr>\r\n"
        elif mark == ">":
            rows += (f'<tr><td align="{d.pick("center|left")}" {cell}><table border="0" cellpadding="0" cellspacing="0"><tr><td bgcolor="{p.color}" style="border-radius:{d.r.randrange(0, 9)}px">'
                     f'<a href="{e(p.links[0])}" target="_blank" style="display:inline-block;padding:12px 26px;color:#ffffff;text-decoration:none;font-weight:bold">{e(texts[0])}</a></td></tr></table></td></tr>\r\n')
        elif mark == "-":
            rows += '<tr><td style="padding:8px 24px"><hr style="border:0;border-top:1px solid #dddddd"></td></tr>\r\n'
        else:
            size = ' style="font-size:12px;color:#888888"' if mark == "~" else ""
            rows += f"<tr><td {cell}><span{size}>{e(texts[0])}</span></td></tr>\r\n"
    hidden = ""
    if d.chance(0.7):
        hidden = (f'<div style="display:none;font-size:1px;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;mso-hide:all">{e(p.preheader)}'
                  + ("&#847;&zwnj;&nbsp;" * d.r.randrange(0, 30)) + "</div>\r\n")
    logo = d.pick("img|img|text|band")
    head = {"img": f'<img src="https://{d.pick("static|img|cdn|assets")}.{site}/{d.pick("logo|mail/header|brand")}.png" width="{d.r.randrange(90, 180)}" alt="{e(d.values["org"])}">',
            "text": f'<span style="font-size:20px;font-weight:bold;color:{p.color}">{e(d.values["org"])}</span>',
            "band": f'<div style="background:{p.color};color:#ffffff;padding:14px;font-size:18px">{e(d.values["org"])}</div>'}[logo]
    online = f'<tr><td align="center" style="font-size:11px"><a href="{e(p.links[1])}">{e(d.say(ONLINE.get(d.script, ONLINE["en"])))}</a></td></tr>' if p.kind in ("bulk", "advert") and d.chance(0.5) else ""
    mso = "<!--[if mso]><style>td,a{font-family:Arial,sans-serif!important}</style><![endif]-->" if d.chance(0.5) else ""
    media = "<style>@media only screen and (max-width:620px){.wrap{width:100%!important}.btn a{display:block!important}}</style>" if d.chance(0.6) else ""
    return (f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\r\n<html xmlns="http://www.w3.org/1999/xhtml" lang="{d.lang}">'
            f'<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><meta name="viewport" content="width=device-width"><title>{e(p.title)}</title>{mso}{media}</head>\r\n'
            f'<body style="margin:0;background:{d.pick("#f4f4f4|#ffffff|#eef1f5")}">{hidden}<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">\r\n'
            f'<table class="wrap" role="presentation" width="{d.r.choice((580, 600, 640))}" cellpadding="0" cellspacing="0" bgcolor="#ffffff">{online}<tr><td style="padding:20px 24px">{head}</td></tr>\r\n'
            f'{rows}<tr><td style="padding:18px 24px;font-size:11px;color:#888888;font-family:{p.face}">{p.small()}{p.salt()}{p.pixel() if d.chance(PIXEL.get(p.kind, 0)) else ""}</td></tr>\r\n'
            f"</table></td></tr></table></body></html>\r\n")


def columns(p):
    """A shop's or a paper's page: a picture on top, goods or stories side by side."""
    d = p.d
    if d.chance(0.15):  # a poster: all words are in the picture
        return (f'<html><body><a href="{e(p.links[0])}"><img src="https://img.{p.site}/{d.hex(12)}.jpg" width="600" alt="{e(p.title)}"></a>'
                f'<p style="font-size:11px">{p.small()}</p></body></html>\r\n')
    items = [t for m, t in p.blocks if m == "*"]
    rest = [b for b in p.blocks if b[0] != "*"]
    cells = ""
    for i, t in enumerate(items):
        cells += ("<tr>" if i % 2 == 0 else "") + \
            (f'<td width="50%" valign="top" style="padding:8px"><a href="https://{p.links[0].split("/")[2]}/p/{d.token(10)}"><img src="https://img.{p.site}/{d.hex(12)}.jpg" width="280" alt="" border="0"></a>'
             f'<p style="margin:6px 0;font-family:{p.face};font-size:14px">{e(t)}</p></td>') + ("</tr>\r\n" if i % 2 or i == len(items) - 1 else "")
    page = service(Page(d, p.kind, p.bad, p.title, rest, p.links, p.foot, p.tail))
    hero = f'<tr><td><img src="https://img.{p.site}/hero-{d.hex(8)}.jpg" width="600" alt="{e(p.title)}" style="width:100%"></td></tr>\r\n'
    at = page.index('<tr><td style="padding:18px 24px;font-size:11px')
    return page[:at] + hero * d.chance(0.7) + (f'<tr><td><table width="100%" cellpadding="0" cellspacing="0">{cells}</table></td></tr>\r\n' if cells else "") + page[at:]


def application(p):
    """What a program's template writes: a few tags, perhaps a table with borders."""
    d = p.d
    out = ""
    for mark, texts in runs(p.blocks):
        if mark == "|":
            out += f'<table border="{d.pick("0|1")}" cellspacing="0" cellpadding="4">' + "".join(f"<tr><td>{e(row(t)[0])}</td><td>{e(row(t)[1])}</td></tr>\r\n" for t in texts) + "</table>\r\n"
        elif mark == "*":
            out += "<ul>" + "".join(f"<li>{e(t)}</li>" for t in texts) + "</ul>\r\n"
        elif mark == ">":
            out += f'<p><a href="{e(p.links[0])}">{e(texts[0])}</a></p>\r\n' if d.chance(0.7) else f'<p>{e(texts[0])}:<br><a href="{e(p.links[0])}">{e(p.links[0])}</a></p>\r\n'
        elif mark == "-":
            out += "<hr>\r\n"
        else:
            tag = {"#": "h3", "~": "small"}.get(mark, "p")
            out += f"<{tag}>{e(texts[0])}</{tag}>\r\n"
    return f'<html><head><meta charset="utf-8"></head><body style="font-family:{p.face};font-size:14px">\r\n{out}{p.salt()}<p style="color:#888;font-size:12px">{p.small()}</p>\r\n</body></html>\r\n'


def bank(p):
    """The page of an old house: fixed width, font tags, its name in a coloured bar, warnings in red."""
    d = p.d
    out = ""
    for mark, texts in runs(p.blocks):
        if mark == "|":
            out += '<table width="660" border="1" bordercolor="#cccccc" cellspacing="0" cellpadding="6" style="border-collapse:collapse">' + \
                "".join(f'<tr><td bgcolor="#f5f5f5" width="180">{e(row(t)[0])}</td><td>{e(row(t)[1])}</td></tr>\r\n' for t in texts) + "</table><br>\r\n"
        elif mark == ">":
            out += f'<a href="{e(p.links[0])}" target="_blank"><font color="{p.color}"><b>{e(texts[0])}</b></font></a><br><br>\r\n'
        elif mark == "-":
            out += "<hr size=1>\r\n"
        else:
            for t in texts:
                out += {"#": f'<font size="4" color="{p.color}"><b>{e(t)}</b></font>', "~": f'<font size="1" color="#999999">{e(t)}</font>', "*": f"&#9679; {e(t)}"}.get(mark, f"&nbsp;&nbsp;&nbsp;&nbsp;{e(t)}") + "<br><br>\r\n"
    return (f'<HTML><HEAD><TITLE>{e(p.title)}</TITLE></HEAD><BODY><TABLE width="720" align="center" border="0" cellpadding="0" cellspacing="0">\r\n'
            f'<TR><TD bgcolor="{p.color}" height="56"><font color="#ffffff" size="5">&nbsp;{e(d.values["org"])}</font></TD></TR>\r\n<TR><TD style="padding:20px;line-height:24px;font-size:14px">{out}</TD></TR>\r\n'
            f'<TR><TD bgcolor="#f0f0f0" style="padding:10px"><font size="2" color="#666666">{p.small()}</font>{p.pixel() if d.chance(PIXEL.get(p.kind, 0)) else ""}</TD></TR></TABLE></BODY></HTML>\r\n')


def office(p):
    out = ""
    for mark, texts in runs(p.blocks):
        if mark == "|":
            out += '<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0">' + "".join(
                f'<tr><td style="padding:0cm 5.4pt"><p class="MsoNormal">{e(row(t)[0])}<o:p></o:p></p></td><td style="padding:0cm 5.4pt"><p class="MsoNormal">{e(row(t)[1])}<o:p></o:p></p></td></tr>\r\n' for t in texts) + "</table>\r\n"
        elif mark == ">":
            out += f'<p class="MsoNormal"><a href="{e(p.links[0])}">{e(texts[0])}</a><o:p></o:p></p>\r\n'
        else:
            out += "".join(f'<p class="Mso{"ListParagraph" if mark == "*" else "Normal"}"><span lang="{"ZH-CN" if p.d.lang == "zh" else "EN-US"}" style="font-size:10.5pt">{"<b>" if mark == "#" else ""}{e(t)}{"</b>" if mark == "#" else ""}<o:p></o:p></span></p>\r\n'
                           "<p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>\r\n" for t in texts)
    foot = f'<p class="MsoNormal">{p.small()}<o:p></o:p></p>\r\n'
    quote = f'<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{e(p.tail.strip())}</p></div>\r\n' if p.tail else ""
    return (f'<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n'
            f'<style><!-- p.MsoNormal, li.MsoNormal {{margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif;}} --></style></head>\r\n<body lang="EN-US" link="#0563C1" vlink="#954F72"><div class="WordSection1">\r\n{out}{foot}{quote}</div></body></html>\r\n')


def person(p):
    """What web mail and telephones write."""
    out = ""
    for mark, text in p.blocks:
        if mark == ">":
            out += f'<div><a href="{e(p.links[0])}">{e(text)}</a></div>'
        else:
            out += f"<div>{'- ' if mark == '*' else ''}{e(': '.join(row(text)) if mark == '|' else text)}</div><div><br></div>\r\n"
    quote = f'<blockquote style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">{e(p.tail.strip())}</blockquote>' if p.tail else ""
    outer = '<div dir="ltr">' if p.d.lang != "zh" else f'<div style="line-height:1.7;color:#000000;font-size:14px;font-family:{p.face}">'
    return f"{outer}{out}<div>{p.small()}</div>{p.salt()}</div>{quote}\r\n"


HANDS = {
    "bulk": (service, service, columns, columns, bank), "notice": (service, service, application, bank), "inside": (office, application, service, application),
    "person": (office, person), "writer": (person, office), "lure": (service, application, bank, person, office), "advert": (service, columns, application, person, office),
}


def page(d, kind, bad, title, blocks, links, foot, tail):
    return d.r.choice(HANDS[kind])(Page(d, kind, bad, title, blocks, links, foot, tail))
