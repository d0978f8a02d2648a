#!/usr/bin/env python3
"""Write the sample messages and expected.tsv beside this script; the same octets every time.

Every message is of our own making: example domains, no real people, and attachments that do nothing."""
import base64
import pathlib
import quopri
import textwrap

import files
import qr

HERE = pathlib.Path(__file__).resolve().parent
DELIVER, HELD, CAUGHT = "deliver", "quarantine reject", "tag quarantine reject"
rows = []


def word(text, charset="utf-8"):
    """A header value: as it is when ASCII, else one encoded word for each run that fits a line."""
    if text.isascii():
        return text
    size = 13 if charset == "utf-8" else 20
    pieces = [text[i:i + size] for i in range(0, len(text), size)]
    return "\r\n ".join(f"=?{charset.upper()}?B?{base64.b64encode(p.encode(charset)).decode()}?=" for p in pieces)


def person(who, charset="utf-8"):
    """`Name <address>` with the name encoded; several separated by semicolons."""
    out = []
    for one in who.split("; "):
        name, _, address = one.rpartition(" <")
        out.append(f'"{name}" <{address}' if name.isascii() and name else
                   f"{word(name, charset)} <{address}" if name else one)
    return ",\r\n ".join(out)


def clean(text):
    return textwrap.dedent(text).strip("\n") + "\n"


def text(body, kind="plain", charset="utf-8", cte=None, extra=""):
    raw = clean(body).replace("\n", "\r\n").encode(charset)
    cte = cte or ("7bit" if raw.isascii() and max(map(len, raw.split(b"\r\n"))) < 900 else "base64")
    if cte == "base64":
        raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
    elif cte == "quoted-printable":
        raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset={charset}{extra}\r\nContent-Transfer-Encoding: {cte}\r\n"
    return head.encode() + b"\r\n" + raw


def html(body, **options):
    return text("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n" + clean(body) + "</body></html>",
                "html", **options)


def attached(name, data, kind="application/octet-stream", cid=None):
    name = word(name)
    head = f'Content-Type: {kind};\r\n name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
    head += f"Content-ID: <{cid}>\r\nContent-Disposition: inline" if cid else "Content-Disposition: attachment"
    head += f';\r\n filename="{name}"\r\n\r\n'
    return head.encode() + base64.encodebytes(data).replace(b"\n", b"\r\n")


def multipart(kind, *parts):
    mark = f"=_{kind}_{len(parts)}_{sum(map(len, parts))}"
    head = f'Content-Type: multipart/{kind};\r\n boundary="{mark}"\r\n\r\n'.encode()
    return head + b"".join(b"--" + mark.encode() + b"\r\n" + p + b"\r\n" for p in parts) + b"--" + mark.encode() + b"--\r\n"


def both(plain, rich, **options):
    return multipart("alternative", text(plain, **options), html(rich, **options))


def mail(name, expected, actions, sender, to, subject, date, body, *, envelope=None, charset="utf-8", relay=None,
         ip="192.0.2.25", more=(), cc=None, lf=False):
    """One message.  `envelope` is MAIL FROM where it is not the address of `sender`."""
    address = sender.rpartition("<")[2].rstrip(">")
    envelope = address if envelope is None else envelope
    host = relay or "mail." + address.rpartition("@")[2]
    site = to.rpartition("@")[2].rstrip(">")
    head = [f"Received: from {host} ({host} [{ip}])\r\n by mx.{site} with ESMTPS id s{name[:2]}; {date}",
            f"From: {person(sender, charset)}", f"To: {person(to, charset)}"]
    head += [f"Cc: {person(cc, charset)}"] if cc else []
    head += [f"Subject: {word(subject, charset)}", f"Date: {date}"]
    head += [] if any(m.startswith("Message-ID:") for m in more) else [f"Message-ID: <{name}@{address.rpartition('@')[2]}>"]
    head += [*more, "MIME-Version: 1.0"]
    raw = "\r\n".join(head).encode("ascii") + b"\r\n" + body
    (HERE / f"{name}.eml").write_bytes(raw.replace(b"\r\n", b"\n") if lf else raw)
    rcpt = " ".join(p.rpartition("<")[2].strip("<>") for p in (to + ("; " + cc if cc else "")).split("; "))
    rcpt = " ".join(r for r in rcpt.split() if r.rpartition("@")[2] in ("example.com", "example.cn"))
    rows.append((name + ".eml", expected, actions, envelope, rcpt))


# Good mail, the kinds that filters get wrong among it.

mail("01-zh-business", "normal", DELIVER, "周晓岚 <zhou.xiaolan@shanshui.example>", "李宁远 <li.ningyuan@example.cn>",
     "关于三号泵房备件报价的回复", "Mon, 16 Nov 2026 09:12:33 +0800", text("""
     李工，您好：

     三号泵房机械密封和轴承的报价已经核对完毕，含税单价与上次框架合同一致，交货期四周。
     其中 6312 轴承目前有现货，可以先发一批，请确认是否分批到货。

     图纸上的配合公差我们建议改为 H7/k6，理由写在报价单的备注里，您看是否合适。
     如需现场勘查，我周三下午和周四全天都可以过去。

     顺祝
     商祺

     周晓岚
     山水机电 技术部
     """, charset="gb18030"), charset="gb18030", more=["X-Mailer: Foxmail 7.2.25.228[cn]"])

mail("02-en-business", "normal", DELIVER, "Ruth Okafor <r.okafor@northfield.example>", "Alice Brandt <alice@example.com>",
     "Re: Revised drawings for the loading bay", "Mon, 16 Nov 2026 10:41:07 +0000", text("""
     Hi Alice,

     Thanks, the revised drawings arrived this morning. Two remarks before we order the steel:

     1. Sheet 4 still shows the old door height (3.2 m). The meeting on Thursday settled on 3.6 m.
     2. The drain under ramp B runs across the foundation. Could Tom move it half a metre to the east?

     Everything else looks fine. If you can send sheet 4 again by Wednesday, we keep the delivery date.

     Best regards,
     Ruth

     On Fri, 13 Nov 2026 at 16:20, Alice Brandt wrote:
     > Dear Ruth,
     > please find the revised drawings in the project folder.
     > Regards, Alice
     """), lf=True, more=["In-Reply-To: <20261113162004.81@example.com>", "References: <20261113162004.81@example.com>",
                          "User-Agent: Mozilla Thunderbird"])

mail("03-zh-meeting", "normal", DELIVER, "陈思齐 <chen.siqi@shanshui.example>", "项目组 <project@example.cn>",
     "周四项目例会议程及上周纪要", "Tue, 17 Nov 2026 14:05:51 +0800", text("""
     各位好：

     周四（19 日）上午十点在 302 会议室开例会，议程如下：
     一、上周遗留问题（进度见附表）；
     二、联调环境的搭建安排；
     三、年底验收材料的分工。

     上周纪要：接口文档由王工负责补充第五章，测试用例评审改到下周一。
     不能到会的同事请提前告诉我，谢谢。

     陈思齐
     """), more=["X-Mailer: Coremail Webmail Server"])

mail("04-en-invite", "normal", DELIVER, "Ines Moreau <ines.moreau@northfield.example>", "Bob Lindqvist <bob@example.com>",
     "Invitation: Quarterly supplier review", "Tue, 17 Nov 2026 08:30:00 +0000", multipart("alternative", text("""
     Hello Bob,

     I would like to invite you to our quarterly supplier review on 24 November, 14:00 to 15:00, in room Elm.
     Topics: delivery times, complaint rate, plans for next year.

     Ines
     """), text("""
     BEGIN:VCALENDAR
     PRODID:-//northfield//calendar//EN
     VERSION:2.0
     METHOD:REQUEST
     BEGIN:VEVENT
     UID:review-2026-q4@northfield.example
     DTSTAMP:20261117T083000Z
     DTSTART:20261124T140000Z
     DTEND:20261124T150000Z
     SUMMARY:Quarterly supplier review
     LOCATION:Room Elm
     ORGANIZER;CN=Ines Moreau:mailto:ines.moreau@northfield.example
     ATTENDEE;CN=Bob Lindqvist;RSVP=TRUE:mailto:bob@example.com
     END:VEVENT
     END:VCALENDAR
     """, "calendar", extra="; method=REQUEST")))

mail("05-en-newsletter", "normal", DELIVER, "Garden Letter <news@letters.example.org>", "Alice Brandt <alice@example.com>",
     "November in the garden: what to plant before the frost", "Sat, 14 Nov 2026 06:00:12 +0000", both("""
     NOVEMBER IN THE GARDEN

     Tulip bulbs may still go into the ground until it freezes. Plant them three times as deep as they are tall.
     Read more: https://letters.example.org/2026/11/tulips

     Winter pruning of apple trees: a short guide with pictures.
     https://letters.example.org/2026/11/pruning

     You receive this letter because you subscribed at letters.example.org.
     Unsubscribe: https://letters.example.org/unsubscribe?u=81a2
     """, """
     <h1>November in the garden</h1>
     <p>Tulip bulbs may still go into the ground until it freezes. Plant them three times as deep as they are tall.
     <a href="https://letters.example.org/2026/11/tulips">Read more</a></p>
     <p>Winter pruning of apple trees: a short guide with pictures.
     <a href="https://letters.example.org/2026/11/pruning">Read the guide</a></p>
     <p style="font-size:11px">You receive this letter because you subscribed at letters.example.org.
     <a href="https://letters.example.org/unsubscribe?u=81a2">Unsubscribe</a></p>
     """), envelope="bounce-81a2@letters.example.org",
     more=["List-Id: Garden Letter <garden.letters.example.org>", "List-Unsubscribe: <https://letters.example.org/unsubscribe?u=81a2>",
           "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Precedence: bulk"])

mail("06-zh-newsletter", "normal", DELIVER, "制造业观察 <weekly@letters.example.net>", "李宁远 <li.ningyuan@example.cn>",
     "制造业观察周刊第 214 期：工业相机标定实践", "Fri, 13 Nov 2026 07:30:00 +0800", html("""
     <h2>制造业观察 第 214 期</h2>
     <p>本期导读：工业相机标定的三种常见误差；老产线改造中的数据采集；读者来信。</p>
     <p><a href="https://letters.example.net/214/camera">工业相机标定实践</a>：作者用半年时间记录了温度变化对标定结果的影响。</p>
     <p><a href="https://letters.example.net/214/retrofit">老产线改造手记</a>：从一台八十年代的铣床说起。</p>
     <p style="color:#888">您订阅了本周刊。如不想继续收到，请<a href="https://letters.example.net/u/77">点此退订</a>。</p>
     """), envelope="bounce-77@letters.example.net",
     more=["List-Id: <weekly.letters.example.net>", "List-Unsubscribe: <https://letters.example.net/u/77>, <mailto:leave-77@letters.example.net>"])

mail("07-en-receipt", "normal", DELIVER, "Harbour Books <orders@harbourbooks.example>", "Bob Lindqvist <bob@example.com>",
     "Your receipt for order 4471", "Wed, 18 Nov 2026 19:22:40 +0000", both("""
     Thank you for your order, Bob.

     Order 4471, 18 November 2026
     1 x Tide Tables 2027          12.40
     1 x Sailing Charts, North     28.00
     Postage                        3.50
     Total                         43.90 EUR, paid by card

     Your order: https://harbourbooks.example/orders/4471
     Questions? Reply to this mail, a person reads it.
     """, """
     <p>Thank you for your order, Bob.</p>
     <table><tr><td>1 x Tide Tables 2027</td><td>12.40</td></tr><tr><td>1 x Sailing Charts, North</td><td>28.00</td></tr>
     <tr><td>Postage</td><td>3.50</td></tr><tr><td><b>Total</b></td><td><b>43.90 EUR</b>, paid by card</td></tr></table>
     <p><a href="https://harbourbooks.example/orders/4471">Your order</a>. Questions? Reply to this mail, a person reads it.</p>
     """), more=["Auto-Submitted: auto-generated"])

mail("08-en-list-post", "normal", DELIVER, "Mikko Saari <mikko@northfield.example>", "tools-devel <tools-devel@lists.example.org>",
     "[PATCH 2/3] parser: keep the line number when a section is empty", "Thu, 19 Nov 2026 21:14:02 +0200", text("""
     An empty section made the next error message point at line 0, because the counter was
     only stored when the first key was read. Store it when the section opens.

     Signed-off-by: Mikko Saari <mikko@northfield.example>
     ---
      parser.c | 3 ++-
      1 file changed, 2 insertions(+), 1 deletion(-)

     diff --git a/parser.c b/parser.c
     --- a/parser.c
     +++ b/parser.c
     @@ -88,5 +88,6 @@ static int section_open(struct parser *p)
     -	p->section = p->next;
     +	p->section = p->next;
     +	p->section_line = p->line;
      	return 0;
     _______________________________________________
     tools-devel mailing list
     https://lists.example.org/info/tools-devel
     """), envelope="tools-devel-bounces@lists.example.org", relay="lists.example.org", lf=True,
     more=["Sender: tools-devel-bounces@lists.example.org", "List-Id: <tools-devel.lists.example.org>",
           "List-Post: <mailto:tools-devel@lists.example.org>", "List-Unsubscribe: <https://lists.example.org/options/tools-devel>",
           "Precedence: list"])
rows[-1] = rows[-1][:4] + ("alice@example.com bob@example.com",)

mail("09-zh-notification", "normal", DELIVER, "云梯物流 <notice@yunti.example>", "采购部 <purchase@example.cn>",
     "运单 YT20261118093 已签收", "Wed, 18 Nov 2026 16:48:20 +0800", text("""
     您好：

     运单 YT20261118093（收货方：例子公司一号仓库）已于 11 月 18 日 16:40 签收，签收人：仓库前台。
     货物两件，共 36.5 公斤，外包装完好。

     查询明细请登录客户平台，或拨打合同中的客服电话。此为系统通知，无需回复。

     云梯物流 客户服务部
     """, cte="quoted-printable"), more=["Auto-Submitted: auto-generated"])

mail("10-en-password-reset", "normal", DELIVER, "Harbour Books <accounts@harbourbooks.example>", "Alice Brandt <alice@example.com>",
     "You asked to reset your password", "Thu, 19 Nov 2026 12:03:55 +0000", text("""
     Hello Alice,

     you asked us to reset the password of your Harbour Books account. This link works for one hour:

     https://harbourbooks.example/reset/5f0c7d61

     If it was not you, do nothing: your password stays as it is.

     Harbour Books, 4 Quay Street
     """), more=["Auto-Submitted: auto-generated"])

# The two standard test patterns, in halves so that no scanner stumbles over this script.

mail("11-gtube", "spam", HELD, "Test <test@example.net>", "Alice Brandt <alice@example.com>", "Test of the spam filter",
     "Fri, 20 Nov 2026 08:00:00 +0000", text("""
     This is the GTUBE, the generic test for unsolicited bulk email. A spam filter must hold this message:

     XJS*C4JDBQADN1.NSBN3*2IDNEN*""" + """GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X
     """))

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
mail("12-eicar", "virus", HELD, "Test <test@example.net>", "Bob Lindqvist <bob@example.com>", "Test of the virus scanner",
     "Fri, 20 Nov 2026 08:01:00 +0000", multipart("mixed", text("The attached file is the standard test file of the antivirus makers.\n"),
     attached("eicar.com", EICAR)))

# The five incident cases.

WORM = b'// This script does nothing but show one line.\r\nWScript.Echo("This is a harmless sample.");\r\n'
mail("13-k1-worm-zh", "virus", HELD, "王建 <wang.jian@example.cn>",
     "李宁远 <li.ningyuan@example.cn>; 采购部 <purchase@example.cn>; 财务部 <finance@example.cn>; 项目组 <project@example.cn>",
     "你要的资料", "Mon, 22 Mar 2021 15:32:10 +0800", multipart("mixed", text("""
     你好，资料在附件里，请尽快查看，解压后双击打开即可。
     """), attached("readme.zip", files.zipped([("readme.js", WORM)]), "application/zip")),
     relay="pc-0412.dynamic.example.net", ip="198.51.100.77", more=["X-Mailer: Microsoft Outlook Express 6.00.2900.5512"])

mail("14-k2-apt-gov-zh", "virus phishing", HELD, "对外合作司 宋处 <song@mfa.example>", "项目组 <project@example.cn>",
     "关于报送境外项目人员名单的函（内部）", "Wed, 09 Jun 2021 11:26:44 +0800", multipart("mixed", text("""
     项目组负责同志：

     根据上级部署，请于 6 月 11 日前核对附件中的境外项目人员名单并反馈。附件为加密格式文档，
     请在 Windows 电脑上打开，如提示安全警告请选择"运行"。

     此件内部掌握，请勿转发，不必电话确认。

     对外合作司
     """), attached("name list 20210609.rar", files.rar("name list 20210609.chm", files.chm("名单")), "application/x-rar-compressed")),
     relay="vps31.example.net", ip="203.0.113.31")

SHEET = "This document is protected. Click Enable Editing and then Enable Content to view it."
BOOKS = [(f"report_{n}.xls", files.xls(SHEET, f"http://example.com/wp-content/{n}/a.dll")) for n in (1184, 1185, 1186)]
mail("15-k3-emotet-zip-xls", "virus", HELD, "Ines Moreau <accounts@pump-trade.example.net>", "Alice Brandt <alice@example.com>",
     "RE: Invoice 1184", "Tue, 07 Dec 2021 05:14:30 -0500", multipart("mixed", text("""
     Please see the attached reports.

     Ines Moreau
     """), attached("report_1184.zip", files.zipped(BOOKS), "application/zip")), ip="198.51.100.14",
     envelope="info@kiosk.example.org")

mail("16-k3-emotet-password-zip", "virus phishing", HELD, "财务部 刘敏 <liumin@pump-trade.example.net>", "财务部 <finance@example.cn>",
     "回复：十二月对账单", "Wed, 08 Dec 2021 17:40:02 +0800", multipart("mixed", text("""
     您好，

     附件为十二月对账单，请查收并尽快确认付款。
     解压密码：2021

     刘敏
     """), attached("对账单.zip", files.zipped([("对账单.xls", BOOKS[0][1])], "2021"), "application/zip")),
     ip="198.51.100.14", envelope="info@kiosk.example.org")

CODE = qr.png("https://subsidy.example.net/claim?d=finance")
mail("17-k4-subsidy-qr-zh", "phishing", HELD, "财务部 <chen.lei@example.cn>",
     "全体员工 <all@example.cn>", "【财务部】关于发放 2022 年 5 月份工资补贴的通知", "Wed, 18 May 2022 08:55:19 +0800",
     multipart("related", html("""
     <p><b>2022 年财政补贴说明</b></p>
     <p>一、根据财政部、市场监督管理总局联合下发的《2022 年劳动工资补贴》文件精神，现予立即执行。</p>
     <p>二、本次补贴仅限签订劳动合同的在职人员领取，收到通知后请使用微信扫描下方二维码登记认证，填写银行卡信息。逾期未办理视为自动放弃。</p>
     <p>三、（五月份）额外补贴不计入工资及奖金。</p>
     <p><img src="cid:code" alt=""></p>
     <p>微信扫码领取个人工资补贴</p>
     <p>通知单位：财务部</p>
     """), attached("扫码领取补贴.png", CODE, "image/png", cid="code")), relay="dsl-77.example.net", ip="203.0.113.77")

mail("18-k4-subsidy-doc-zh", "phishing", HELD, "人力资源部 <hr-notice@example.net>", "李宁远 <li.ningyuan@example.cn>",
     "关于最新补贴的通知", "Mon, 06 Jun 2022 09:20:00 +0800", multipart("mixed", text("请各位同事查看附件。\n"),
     attached("工资补贴通知.doc", files.doc("""集团财务部 最新补贴通知
     一、根据人力资源和社会保障部、财政部通知，向在职员工发放六月份工资补贴。
     二、请收到通知后立即用微信扫描二维码，填写姓名、身份证号、银行卡号和手机验证码办理领取。
     三、请于当日办理完毕，逾期视为自动放弃。
     """.replace("\n     ", "\n")), "application/msword"),
     attached("扫码领取补贴.png", CODE, "image/png")), ip="203.0.113.80")

mail("19-k5-bec-bank-account", "phishing", CAUGHT, "Ruth Okafor <r.okafor@northfieid.example>", "Accounts <finance@example.com>",
     "Re: Outstanding invoice NF-2214 - updated bank details", "Mon, 15 Nov 2021 09:12:00 +0000", text("""
     Dear Accounts team,

     Thank you for confirming the transfer sheet last week.

     Please note that our account at the bank is under annual audit and cannot receive payments this month.
     Kindly remit the balance of invoice NF-2214 (EUR 84,300.00) to our new bank account:

     Beneficiary: Northfield Trading Ltd
     IBAN: GB33 BUKB 2020 1555 5555 55
     SWIFT: BUKBGB22

     The old account must not be used any more. As the shipment is waiting, please pay today and send us the
     remittance slip. Please keep this between us and the colleagues in copy.

     Kind regards,
     Ruth Okafor
     Northfield
     """), cc="Daniel Reyes <d.reyes@northfieid.example>; Finance Desk <finance@northfieid.example>; "
             "Lena Hart <l.hart@northfieid.example>; Sales Admin <admin@northfieid.example>; Peter Voss <p.voss@northfieid.example>",
     more=["In-Reply-To: <NF-2214.7@northfield.example>", "Reply-To: r.okafor.northfield@example.net"], ip="203.0.113.90")

# The e-invoice Trojan of the laboratory report, and its sister.

mail("20-einvoice-trojan-zh", "phishing virus", HELD, "财务 <kaipiao@mail-notice.example.net>", "采购部 <purchase@example.cn>",
     "您收到一张新的电子发票【发票号码：04417702】", "Wed, 12 Jul 2023 10:02:47 +0800", html("""
     <p>尊敬的客户，您好：</p>
     <p>您有一张新的电子发票，发票金额：￥8,640.00，请及时下载查收，链接 24 小时内有效。</p>
     <p><a href="http://mail.example.com:81/download/attachment/7f3a9c/电子发票.exe">下载电子发票（PDF）</a></p>
     <p>如无法打开，请复制链接到浏览器：http://mail.example.com:81/download/attachment/7f3a9c</p>
     """, charset="gb18030"), charset="gb18030", ip="203.0.113.25", more=["X-Mailer: Supmailer 38.1.2"])

mail("21-salary-adjust-zh", "phishing", HELD, "财务 <service@al-mail.example.net>", "李宁远 <li.ningyuan@example.cn>",
     "关于 2023 年度薪资调整的通知，请本人查收", "Tue, 04 Jul 2023 09:31:16 +0800", html("""
     <p>li.ningyuan 您好：</p>
     <p>根据公司年度考核结果，您的薪资已做调整，自本月起执行。请登录邮箱系统验证身份后查看调整明细并确认，今日 18:00 前未确认将按原标准发放。</p>
     <p><a href="https://al-mail.example.net/#li.ningyuan@example.cn">点击查看薪资调整明细</a></p>
     <p>财务部</p>
     """), ip="203.0.113.26", more=["X-Mailer: Supmailer 38.1.2"])

# Phishing of every day.

mail("22-mailbox-expiry-zh", "phishing", HELD, "邮件系统管理员 <admin@webmail-verify.example.net>", "李宁远 <li.ningyuan@example.cn>",
     "您的邮箱密码即将过期，请立即验证", "Thu, 12 Nov 2026 08:11:03 +0800", html("""
     <p>尊敬的用户 li.ningyuan@example.cn：</p>
     <p>系统检测到您的邮箱密码将于今日过期，邮箱将被停用，所有来信将被退回。请在 12 小时内点击下面的链接登录验证，保留原密码：</p>
     <p><a href="http://webmail-verify.example.net/login.php?email=li.ningyuan@example.cn">https://mail.example.cn/login</a></p>
     <p>邮件系统管理中心</p>
     """), ip="203.0.113.40")

mail("23-mailbox-expiry-en", "phishing", HELD, "IT Help Desk <no-reply@account-security.example.net>", "Alice Brandt <alice@example.com>",
     "Action required: your password expires today", "Thu, 12 Nov 2026 07:40:51 +0000", html("""
     <p>Dear alice@example.com,</p>
     <p>Your mailbox password expires today and your account will be suspended within 24 hours. You have 7 undelivered messages.
     To keep your current password and avoid losing mail, verify your account now:</p>
     <p><a href="http://account-security.example.net/owa/auth.html?u=alice@example.com">https://webmail.example.com/owa</a></p>
     <p>Failure to verify will result in permanent deactivation.</p>
     <p>IT Help Desk, example.com</p>
     """), ip="203.0.113.41")

mail("24-oa-notice-zh", "phishing", HELD, "OA系统 <oa@oa-office.example.net>", "项目组 <project@example.cn>",
     "【OA通知】您有一条待办流程即将超时", "Thu, 12 Nov 2026 09:05:00 +0800", html("""
     <p>您好，您在 OA 办公系统中有一条待审批流程（员工信息备案）将于今天 17:30 超时。</p>
     <p>因系统升级，请重新登录 OA 验证账号和密码后处理：</p>
     <p><a href="http://oa-office.example.net/oa/login.html">http://oa.example.cn/workflow/todo</a></p>
     <p>未按时处理将影响您的账号使用。——信息中心</p>
     """), ip="203.0.113.42")

mail("25-ceo-task", "phishing", CAUGHT, "Margaret Holm, CEO <ceo.office.desk@example.net>", "Bob Lindqvist <bob@example.com>",
     "Quick task", "Fri, 13 Nov 2026 13:26:09 +0000", text("""
     Bob,

     Are you at your desk? I am in a meeting and cannot take calls. I need you to make an urgent wire transfer
     to a new vendor before the end of the day. Keep it confidential until the deal is announced.

     Reply with your mobile number and I will send you the bank details.

     Margaret Holm
     Chief Executive Officer
     Sent from my phone
     """), more=["Reply-To: margaret.holm.private@example.org"], ip="203.0.113.43")

mail("26-gift-card", "phishing spam", CAUGHT, "Margaret Holm <mholm.ceo@example.net>", "Alice Brandt <alice@example.com>",
     "Are you available?", "Fri, 13 Nov 2026 14:02:33 +0000", text("""
     Hi Alice,

     I want to surprise some of the staff with gift cards today and I need your help. Please buy 10 gift cards
     of 100 each from the nearest shop, scratch the back and email me pictures of the codes. You will be
     reimbursed by the end of the day. I am in a conference, so please don't call, just email me.

     Let me know how soon you can get it done.

     Margaret
     """), more=["Reply-To: office.of.the.ceo@example.org"], ip="203.0.113.44")

mail("27-tax-refund", "phishing", HELD, "Tax Office <refund@tax-service.example.net>", "Bob Lindqvist <bob@example.com>",
     "You are eligible for a tax refund of 612.40", "Sat, 14 Nov 2026 03:50:44 +0000", html("""
     <p>Dear taxpayer,</p>
     <p>After the last annual calculation of your fiscal activity we have determined that you are eligible to receive a tax refund
     of <b>612.40</b>. Submit the refund request and allow us 3 days to process it.</p>
     <p><a href="http://203.0.113.45/refund/form.php">Click here to claim your refund</a></p>
     <p>You will need your card number, expiry date and security code. This offer expires on 16 November.</p>
     """), ip="203.0.113.45")

mail("28-delivery-fee", "phishing", HELD, "Parcel Service <track@parcel-redelivery.example.net>", "Alice Brandt <alice@example.com>",
     "Your parcel could not be delivered - pay 1.99 to reschedule", "Sun, 15 Nov 2026 11:17:29 +0000", html("""
     <p>Dear customer,</p>
     <p>Your parcel 88-40213 is on hold because of an unpaid customs fee of 1.99. Pay within 48 hours or it will be returned to the sender.</p>
     <p><a href="http://parcel-redelivery.example.net/pay/?id=8840213">Confirm your address and pay the fee by card</a></p>
     """), ip="203.0.113.46")

mail("29-advance-fee", "spam phishing", HELD, "Barrister James Adeyemi <james.adeyemi@example.org>", "Bob Lindqvist <bob@example.com>",
     "CONFIDENTIAL BUSINESS PROPOSAL", "Sun, 15 Nov 2026 23:31:00 +0000", text("""
     Dear Friend,

     I am the personal attorney to a late client who died with his family without a next of kin, leaving the sum of
     US$18,500,000.00 (Eighteen Million Five Hundred Thousand United States Dollars) in a bank here. I seek your consent
     to present you as the next of kin so that the funds can be transferred to your account. 40% will be for you and
     60% for me. This transaction is 100% risk free and strictly confidential.

     Please send me your full name, address, telephone number, bank account number and a copy of your passport.

     Yours faithfully,
     Barrister James Adeyemi
     """), more=["Reply-To: barrister.adeyemi@example.net"], ip="203.0.113.47")

mail("30-extortion", "phishing spam", CAUGHT, "alice@example.com", "alice@example.com",
     "Your account has been hacked. Your password is known", "Mon, 16 Nov 2026 02:44:18 +0000", text("""
     Hello!

     As you may have noticed, I sent this email from your own account. I hacked your device some months ago and have
     full access. I recorded you through your webcam while you were watching adult sites. If you do not want me to send
     this video to all your contacts, transfer 950 USD in bitcoin to this wallet within 48 hours:

     1BitcoinEaterAddressDontSendf59kuE

     Do not try to answer or contact the police. After payment I will delete everything.
     """), relay="host-19.example.net", ip="203.0.113.48")

mail("35-html-form-attachment", "phishing", HELD, "Scan to Mail <scanner@copier.example.net>", "Alice Brandt <alice@example.com>",
     "Scanned document from MFP-4", "Tue, 17 Nov 2026 10:15:15 +0000", multipart("mixed",
     text("You have received a scanned document. Open the attachment and sign in with your email password to view it.\n"),
     attached("Scan_4471.html", b"""<html><head><title>Sign in to view the document</title></head><body>
<h3>Session expired</h3><p>Sign in with your email account to view Scan_4471.pdf</p>
<form method="post" action="http://collect.example.net/post.php">
<input type="text" name="email" value="alice@example.com"><input type="password" name="password" placeholder="Email password">
<input type="submit" value="View document"></form>
<script>document.title = unescape("%53%69%67%6e%20%69%6e");</script></body></html>
""", "text/html")), ip="203.0.113.53")

mail("37-lookalike-link", "phishing", HELD, "Northfield Portal <portal@northfie1d.example>", "Bob Lindqvist <bob@example.com>",
     "New purchase order waiting for your signature", "Wed, 18 Nov 2026 09:44:40 +0000", html("""
     <p>Hello Bob,</p>
     <p>Northfield has shared a purchase order with you. Sign in to review and sign it before it expires today.</p>
     <p><a href="https://portal.northfie1d.example/signin?u=bob@example.com">https://portal.northfield.example/orders/2231</a></p>
     """), ip="203.0.113.55")

mail("39-double-extension", "virus", HELD, "Blue Courier <label@courier.example.net>", "采购部 <purchase@example.cn>",
     "货物清单及提单，请核对", "Thu, 19 Nov 2026 15:01:01 +0800", multipart("mixed", text("""
     您好，货物清单及提单见附件，请核对后回复，谢谢。
     """), attached("提单.zip", files.zipped([("提单.pdf.lnk", files.lnk("提单", "/c start http://example.com/"))]), "application/zip")),
     ip="203.0.113.57")

# Spam, illegal content, rumour.

mail("31-gambling-zh", "illegal", HELD, "澳门娱乐城 <vip@bet-88.example.net>", "li.ningyuan@example.cn",
     "注册即送 8888 元彩金，百家乐真人荷官", "Mon, 16 Nov 2026 04:20:00 +0800", html("""
     <p><font color="red" size="6">注册即送 8888 元彩金！</font></p>
     <p>百家乐、老虎机、时时彩、体育投注，真人荷官在线发牌，首存 100 送 100，提款秒到账，日返水无上限。</p>
     <p><a href="http://bet-88.example.net/reg?agent=6606">立即注册 开户投注</a> 客服微信：bet88vip</p>
     """), ip="203.0.113.49")

mail("32-adult", "illegal", HELD, "Lonely girls <hot@adult-dates.example.net>", "bob@example.com",
     "Hot singles near you want to meet tonight", "Mon, 16 Nov 2026 01:10:10 +0000", html("""
     <p>Naughty XXX webcams and hot horny singles in your area want adult sex dating tonight. 18+ only, no registration.</p>
     <p><a href="http://adult-dates.example.net/?a=xxx">Watch free porn videos now</a></p>
     """), ip="203.0.113.50")

mail("33-fake-invoice-zh", "spam", HELD, "张经理 <zhang88@piao.example.net>", "finance@example.cn",
     "代开发票 优惠", "Mon, 16 Nov 2026 08:08:08 +0800", text("""
     贵公司负责人（经理/财务）您好：

     我司实力雄厚，长期代开各行业增值税专用发票、普通发票，点数优惠，可先验证后付款，保证真票，绝对保密。
     如贵司有需要，欢迎来电洽谈。

     联系人：张经理  手机：138-0000-0000  微信同号  QQ：10000000
     """, charset="gb18030"), charset="gb18030", ip="203.0.113.51")

mail("34-rumor-zh", "rumor", CAUGHT, "热心群众 <forward@share.example.net>", "li.ningyuan@example.cn; project@example.cn",
     "紧急扩散！！明天起自来水有毒，千万别喝", "Mon, 16 Nov 2026 21:30:00 +0800", text("""
     刚刚得到的内部消息，绝对可靠！！本市自来水已经被污染，喝了会致癌，已经有几百人住院，官方封锁消息不让报道！！
     专家说只要连续三天喝绿豆汤就能排毒。明天起全市停水一周，赶快囤水囤粮！
     为了家人的健康，请马上转发给所有的亲朋好友，转发一次救一家人，不转不是中国人！！！
     """), ip="203.0.113.52")

SALT = " ".join(f"<span style=\"font-size:0;color:#ffffff\">{w}</span>" for w in
                "meeting minutes garden committee regards schedule library weather thesis agenda".split())
mail("36-salted-spam", "spam", HELD, "Pharmacy Online <offers@cheap-meds.example.net>", "bob@example.com",
     "V1AGRA and C1ALIS at 80% 0FF", "Tue, 17 Nov 2026 05:05:05 +0000", html(f"""
     <p>Ch{SALT}eap me<span style="display:none">agenda</span>ds on{SALT}line: V<b></b>i<i></i>agra, Ci<u></u>alis, no pre&shy;scription needed!</p>
     <p><a href="http://cheap-meds.example.net/buy?x=91">ORDER NOW - 80% off today only</a></p>
     """), ip="203.0.113.54")

mail("38-training-spam-zh", "spam", CAUGHT, "企业管理培训 <peixun@course.example.net>", "purchase@example.cn",
     "【课程】采购成本控制与谈判技巧（上海/深圳）AD", "Wed, 18 Nov 2026 06:06:06 +0800", html("""
     <p><b>采购成本控制与供应商谈判技巧 高级研修班</b></p>
     <p>时间地点：12 月 5-6 日 上海；12 月 12-13 日 深圳。费用：3980 元/人（含授课、资料、午餐、证书），三人以上团购八折优惠！</p>
     <p>主讲：资深讲师，二十年采购管理经验。报名热线：021-0000-0000，QQ：20000000。名额有限，报满即止！</p>
     <p>如不需要，请回复"退订"。</p>
     """), ip="203.0.113.56")

rows.sort()
head = "# file\ttype (one of)\taction (one of)\tMAIL FROM\tRCPT TO\n"
(HERE / "expected.tsv").write_text(head + "".join("\t".join(r) + "\n" for r in rows))
print(f"{len(rows)} messages")
