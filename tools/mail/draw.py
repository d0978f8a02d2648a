"""One message's choices.  A name stands for the same value throughout a message; the same key draws the same values."""
import base64
import datetime
import random
import re

# names; LATIN: mailbox names; ORGS "Name:domain below .example"; all invented
NAMES = {
    "en": "Alan Reed|Grace Holt|Peter Lamb|Nora Field|Simon Marsh|Ellen Ward|Victor Stone|Ruth Dale|Omar Nasser|Ines Duarte|"
          "Priya Raman|Tom Okafor|Hanna Lind|Leo Marchetti|Chloe Barnes|Dmitri Volk|Mei Tan|Jonas Weber|Aisha Karim|Colin Frost",
    "zh": "林晓|周启明|何雨桐|高志远|罗文静|谢安|宋佳|潘立新|韩梅|邓子轩|方思远|蒋雪|顾一鸣|沈丽华|田博|鲁敏|覃海燕|尹国强",
    "ja": "佐伯 真|小野寺 薫|三浦 直樹|西田 遥|大塚 健|松井 美咲|黒川 亮|浜田 由紀|石井 悠斗",
    "tw": "林怡君|陳柏翰|張雅婷|黃志豪|許淑芬|鄭文傑|蘇佩珊|葉國華|羅詠詩|梁家輝",
    "pt": "Marta Leal|Rui Pacheco|Clara Neves|Tiago Moura", "es": "Lucía Varela|Andrés Pinto|Elena Soto|Pablo Rivas",
    "de": "Katrin Vogt|Jens Albers|Miriam Kunz|Uwe Brandt", "fr": "Claire Morel|Hugo Lambert|Sophie Perrin|Marc Delorme",
}
LATIN = "alan.reed|grace.holt|p.lamb|nora|smarsh|linxiao|zhouqm|heyt|gaozy|saeki|onodera|n.miura|ines|omar.n|ruth|" \
        "j.weber|sales02|priya.r|tanmei|fangsy|jiangxue|l.marchetti|accounts|finance|hr.team|chloeb"
ORGS = {
    "en": "Brightcrate:brightcrate|Nordlake Supplies:nordlake|Parcelwing:parcelwing|Quillbase:quillbase|Harbourline Travel:harbourline|"
          "Tessel Cloud:tessel|Mapleford Bank:maplefordbank|Oakridge Utilities:oakridge-utilities|Fernway Foods:fernway|"
          "Copperfield Tools:copperfield-tools|Lumen Yard:lumenyard|Signetry:signetry|Kestrel Air:kestrelair",
    "zh": "锦程商城:jincheng-mall|云栈科技:yunzhan|海岳银行:haiyuebank|顺途快运:shuntu-express|知行网校:zhixing-edu|青禾办公:qinghe-oa|"
          "百川云:baichuancloud|星野旅行:xingye-travel|和润电器:herun|远帆物流:yuanfan-log|德信人寿:dexin-life|汇览电子:huilan",
    "ja": "みなと商店:minato-shop|あおば銀行:aobabank|さくら便:sakurabin|つばめ旅行:tsubame-travel|ひかり通信:hikari-tel",
    "tw": "禾豐百貨:hefeng-mall|宏遠銀行:hongyuanbank|順達物流:shunda-tw|雲頂數位:yunding|康健生技:kangjian-bio|聯亞保險:lianya-life",
    "pt": "Banco Atlante:bancoatlante|Correio Vivo:correiovivo", "es": "Banco Sierra:bancosierra|Paquetería Sol:paqueteria-sol",
    "de": "Lindenbank:lindenbank|Paketwerk:paketwerk", "fr": "Banque Rivage:banque-rivage|Colis Direct:colis-direct",
}
CITIES = {"en": "Lisbon|Leeds|Boston|Oslo|Dublin|Denver|Bristol|Ghent|Perth", "zh": "杭州|成都|青岛|武汉|厦门|苏州|长沙|西安|合肥",
          "tw": "台北|高雄|台中|新竹|九龍|沙田", "ja": "大阪|札幌|福岡|仙台|名古屋", "pt": "Porto|Recife|Curitiba", "es": "Sevilla|Bogotá|Valencia", "de": "Kassel|Bremen|Ulm",
          "fr": "Nantes|Lyon|Lille"}
MARKS = {"en": ("$", "€", "£", "USD "), "zh": ("￥", "¥", "人民币"), "tw": ("NT$", "HK$", "新台幣"), "ja": ("¥",), "pt": ("R$ ", "€ "), "es": ("€ ", "US$ "),
         "de": ("EUR ", "€ "), "fr": ("EUR ", "€ ")}
HOMES = "corp-north.example|meadow-tech.example|bluebay.example|huaxin-group.example|tianlan.example|lakeside-univ.example"
FIRMS = {"zh": "华信集团|天岚科技有限公司|北辰机械|湖滨大学|蓝湾实业", "tw": "華信集團|天嵐科技股份有限公司|北辰機械|湖濱大學|藍灣實業", "ja": "北洋製作所|メドウ技研|株式会社青湾",
         "": "Corp North|Meadow Tech|Blue Bay Ltd|Huaxin Group|Lakeside University"}
MAILERS = "mailwing.example|sendharbor.example|postrelay.example|letterjet.example|duoyou-edm.example"
STRAYS = "garden-club-photos.example|rivasport.example|olivehotel.example|auto-teile-kern.example|studio-mira.example|" \
         "xn--fsq.example|dental-sol.example|kids-yoga.example|bakery-lune.example|hongfa-metal.example|casa-verde-imoveis.example|" \
         "tecnofrio.example|maison-du-velo.example|weiye-plastic.example|nt-logistics.example|clinicavida.example"
NETS = ("192.0.2", "198.51.100", "203.0.113")
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
WEEKDAYS = {"zh": "周一|周二|周三|周四|周五", "tw": "週一|週二|週三|週四|週五", "ja": "月曜|火曜|水曜|木曜|金曜", "": "Monday|Tuesday|Wednesday|Thursday|Friday"}


FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")


def numbers(r, lang):
    """Telephone numbers as people write them, in ranges of nobody (0000): mobile, tel, fax; and the n-th of things: k."""
    def four():
        return f"{r.randrange(10000):04}"
    mobile = (r.choice(("09", "6", "9")) if lang == "tw" else "1" + r.choice("3578")) + str(r.randrange(10)) + "0000" + four()
    area = r.choice(("02", "04", "07", "852") if lang == "tw" else ("010", "020", "021", "0755", "0571", "028", "0532"))
    parted = f"{mobile[:-8]}-{mobile[-8:-4]}-{mobile[-4:]}"
    own = {"phone": f"{area}-0000{four()}"} if lang == "tw" else {}
    return own | {"mobile": r.choice((mobile, mobile, parted, parted.replace("-", " "), mobile.translate(FULL), " ".join(mobile), mobile.translate(SPOKEN) if r.random() < 0.4 else mobile)),
            "tel": r.choice((f"{area}-0000{four()}", f"（{area}）0000{four()}", f"{area}-0000{four()}".translate(FULL), f"{area} 0000 {four()}")),
            "fax": f"{area}-0000{four()}", "k": str(r.randrange(2, 10)), "old": str(r.randrange(2002, 2010))}


class Draw:
    def __init__(self, key, lang):
        """lang "tw": Chinese in traditional characters, in names and in the words around a letter; else as "zh"."""
        self.r = r = random.Random(key)
        self.lang, self.script = "zh" if lang == "tw" else lang, lang
        home, local = r.choice(HOMES.split("|")), r.choice(LATIN.split("|"))
        name = r.choice(NAMES[lang].split("|"))
        other, third = r.sample([n for n in NAMES[lang].split("|") if n != name], 2)
        self.when = datetime.datetime(2023, 1, 2, 8) + datetime.timedelta(minutes=r.randrange(60 * 24 * 1400), seconds=r.randrange(60))
        later = self.when + datetime.timedelta(days=r.randrange(1, 20))
        earlier = self.when - datetime.timedelta(days=r.randrange(1, 9))
        self.values = {
            "home": home, "local": local, "me": f"{local}@{home}", "name": name, "other": other, "third": third,
            "first": name.split()[0] if lang not in ("zh", "tw", "ja") else name,
            "amount": self.money(), "fee": self.money(((1, 9), (9, 40))), "price": self.money(((8, 90), (90, 600))),
            "big": self.money(((9000, 90000), (90000, 900000))),
            "no": r.choice(("", "A", "INV-", "SO", "2024")) + self.digits(r.randrange(6, 10)),
            "code": self.digits(6), "n": str(r.randrange(2, 48)), "m": str(r.randrange(2, 15)), "pct": str(r.randrange(5, 70)),
            "date": self.day(self.when), "later": self.day(later), "earlier": self.day(earlier), "year": str(self.when.year),
            "month": f"{self.when.month}月" if lang in ("zh", "tw", "ja") else MONTHS[lang].split()[self.when.month - 1],
            "weekday": r.choice(WEEKDAYS.get(lang, WEEKDAYS[""]).split("|")),
            "hour": f"{r.randrange(8, 20)}:{r.choice(('00', '15', '30', '45'))}", "clock": f"{r.randrange(24):02}:{r.randrange(60):02}",
            "city": r.choice(CITIES[lang].split("|")), "firm": r.choice(FIRMS.get(lang, FIRMS[""]).split("|")),
            "ip": self.address(), "stray": r.choice(STRAYS.split("|")), "last": self.digits(4), "long": self.digits(20),
            "phone": {"zh": f"0571-5550{self.digits(4)}", "ja": f"03-0000-{self.digits(4)}"}.get(lang, f"+1 555 01{r.randrange(10, 100)}"),
            "masked": f"1{r.choice('3578')}{r.randrange(10)}****{self.digits(4)}",
            "wechat": "wx" + self.token(6), "qq": self.digits(r.randrange(9, 11)), "wallet": "bc1q" + self.token(30),
            "track": r.choice(("1Z", "JT", "SF", "PW", "YT")) + self.digits(12), "hex": self.hex(7), "plate": self.token(3).upper() + self.digits(4),
        }
        # draws of their own, so that the others stay what they were
        self.values |= numbers(random.Random(f"{key}/numbers"), lang)
        self.be(r.choice(ORGS[lang].split("|")))

    def be(self, org):
        """The organisation that writes, "Name:domain below .example"."""
        name, slug = org.split(":")
        self.values |= {"org": name, "slug": slug, "dom": slug + ".example"}

    def money(self, ranges=((3, 60), (60, 900), (900, 80000))):
        places = 0 if self.lang == "ja" else 2
        return self.r.choice(MARKS[self.script]) + f"{self.r.uniform(*self.r.choice(ranges)) * (100 if places == 0 else 1):,.{places}f}"

    def day(self, d):
        if self.lang in ("zh", "ja"):
            return f"{d.year}年{d.month}月{d.day}日"
        month = MONTHS[self.lang].split()[d.month - 1]
        if self.lang == "en":
            return self.r.choice((f"{d.day} {month} {d.year}", f"{month} {d.day}", d.strftime("%Y-%m-%d"), f"{month[:3]} {d.day}, {d.year}"))
        return self.r.choice((d.strftime("%d/%m/%Y"), f"{d.day}{'.' if self.lang == 'de' else ''} {month} {d.year}"))

    def of(self, alphabet, n):
        return "".join(self.r.choice(alphabet) for _ in range(n))

    def token(self, n):
        return self.of("abcdefghjkmnpqrstuvwxyz23456789", n)

    def digits(self, n):
        return self.of("123456789", 1) + self.of("0123456789", n - 1)

    def hex(self, n):
        return self.of("0123456789abcdef", n)

    def base64(self, n):
        return base64.b64encode(self.r.randbytes(n)).decode()

    def address(self):
        return f"{self.r.choice(NETS)}.{self.r.randrange(1, 255)}"

    def chance(self, p):
        return self.r.random() < p

    def pick(self, text):
        return self.r.choice(text.split("|"))

    def say(self, text):
        """{a|b|c} is one of them, nested; $word is a value of the message."""
        while m := re.search(r"\{([^{}]*)\}", text):
            text = text[:m.start()] + self.pick(m.group(1)) + text[m.end():]
        return re.sub(r"\$([a-z]+)", lambda m: self.values[m.group(1)], text)
