"""The families: our own words, a file a topic.

family(): name; label; lang (tw: Chinese in traditional characters); kind: who writes, one of bulk (a mailing), notice (one of a
system's own messages), inside (the recipient's own organisation), person (a partner), lure (a stranger who poses as a system),
writer (a stranger who poses as a person), advert (who offers something unasked); subject and body, or letters(): several letters of
one purpose, written apart, each "S: subject", perhaps "F: shown" for a name of its own in From, and its body, with a line of =
between them.

A body is a paragraph a line; ? before it: left out in half of them; then a mark may say what else it is: # heading, * item,
| row of a table "name: value", > button, ~ small print, --- a rule.  {a|b} is one of them, $word a value (draw.py).

More: org "Name:domain|..." where the sender must fit; shown: the name in From; box: mailboxes it is sent from; bait: words of
its false host names; files; form; thread; spoil; reply; sign; ways: the systems (system.py) that send it; list: the names of the
mailing lists that it comes from (with ways="list"; a line with > is then a quoted one).

Order matters: a family's place among those of its label says in which source it stands, so new ones go to the end."""
FAMILIES = []


def letters(name, label, lang, kind, text, **more):
    own = []
    for letter in text.strip().split("\n====\n"):
        subject, _, body = letter.strip().partition("\n")
        assert subject.startswith("S: "), (name, subject)
        lines = [line.strip() for line in body.strip().split("\n")]
        shown = lines.pop(0)[3:] if lines[0].startswith("F: ") else more.get("shown")
        own.append((subject[3:], shown, lines))
    FAMILIES.append({"name": name, "label": label, "lang": lang, "kind": kind, "letters": own, **more})


def family(name, label, lang, kind, subject, body, button="", **more):
    letters(name, label, lang, kind, f"S: {subject}\n{body.strip()}" + (f"\n> {button}" if button else ""), **more)


from . import early, official, commerce, work, press, fraud, adverts, near, adverts_zh, fraud_zh, good_zh, modern_en, good_en, trade_zh, good_long, good_trade, fraud_more  # noqa: E402, F401
