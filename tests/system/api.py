"""Our own HTTP interface: verdicts, idempotent requests, feedback, keys, and a description that names what is there."""
import json
import socket
import threading
import urllib.error
import urllib.request

from gateway import Gateway, free_port
from peers import Hop
from quarantine import GTUBE

HAM = b"From: a@example.net\r\nTo: b@example.com\r\nSubject: minutes\r\nMessage-ID: <1.4D2F@example.net>\r\n\r\nthe minutes of Tuesday\r\n"
SPAM = HAM.replace(b"the minutes of Tuesday", GTUBE)


def ask(port, path, data=None, **fields):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers={k.replace("_", "-"): v for k, v in fields.items()})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as e:
        text = e.read()
        return e.code, json.loads(text) if "json" in e.headers.get("Content-Type", "") else text


def announce(port, size):
    """The answer to a message of SIZE octets that never comes."""
    with socket.create_connection(("127.0.0.1", port), 30) as s:
        s.sendall(b"POST /v1/scan HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size)
        return int(s.recv(4096).split(b" ")[1])


def run(t):
    scan, closed, control = free_port(), free_port(), free_port()
    with Hop() as hop, Gateway(t.place(), hop.port, {
            "listener scan": {"enabled": "yes", "address": f"127.0.0.1:{scan}"},
            "listener closed": {"kind": "scan", "address": f"127.0.0.1:{closed}", "password": '"a key"'},
            "listener controller": {"enabled": "yes", "address": f"127.0.0.1:{control}", "enable_password": '"another key"'},
            "limits": {"message_size": "8M", "messages_per_session": 1000000, "connections_per_minute": 1000000, "free_disk": "1M"}}) as g:
        code, ham = ask(scan, "/v1/scan?mail_from=a@example.net&to=b@example.com&client_ip=192.0.2.1", HAM)
        t.check("good mail", code == 200 and ham["type"] == "normal" and ham["action"] == "deliver" and ham["direction"] == "inbound" and "casefile" not in ham, ham)
        code, spam = ask(scan, "/v1/scan?lang=zh&casefile=1&to=b@example.com", SPAM)
        t.check("bad mail, with its reasons and its case file", code == 200 and spam["type"] == "spam" and spam["action"] == "quarantine" and
                any(f["id"] == "gtube" and not f["text"].isascii() for f in spam["findings"]) and spam["casefile"]["subject"] == "minutes", str(spam)[:600])
        t.check("fields for who delivers it", any(h["name"] == "X-Postern-Verdict" and spam["id"] in h["value"] for h in spam["headers"]), spam["headers"])
        t.check("found again by its id", ask(scan, f"/v1/verdicts/{spam['id']}") == (200, spam) and ask(scan, "/v1/verdicts/none")[0] == 404)
        first = ask(scan, "/v1/scan", HAM, Idempotency_Key="k1")
        t.check("the same request is judged once", first[0] == 200 and ask(scan, "/v1/scan", HAM, Idempotency_Key="k1") == first and
                ask(scan, "/v1/scan", HAM, Idempotency_Key="k2")[1]["id"] != first[1]["id"])
        t.check("a key belongs to one message", ask(scan, "/v1/scan", SPAM, Idempotency_Key="k1")[0] == 422)
        got = []
        racers = [threading.Thread(target=lambda: got.append(ask(scan, "/v1/scan", HAM + b"x" * 4000000, Idempotency_Key="k3"))) for _ in range(4)]
        for r in racers:
            r.start()
        for r in racers:
            r.join()
        t.check("also when it comes at once", {c for c, _ in got} <= {200, 409} and len({a["id"] for c, a in got if c == 200}) == 1, str([c for c, _ in got]))
        t.check("what cannot be is said", [ask(scan, "/v1/scan", b"")[0], ask(scan, "/v1/scan?client_ip=x", HAM)[0], ask(scan, "/v1/scan")[0],
                announce(scan, 9000000)] == [400, 400, 405, 413])
        t.check("a key where there is one", ask(closed, "/v1/scan", HAM)[0] == 401 and ask(closed, "/v1/scan", HAM, Authorization="Bearer a key")[0] == 200 and
                ask(closed, "/v1/scan", HAM, Authorization="Bearer another")[0] == 401 and ask(closed, "/v1/health")[0] == 200)
        say = "/v1/feedback?by=ada@example.com&as="
        t.check("feedback needs the right", ask(scan, say + "spam", HAM)[0] in (401, 403) and ask(control, say + "spam", HAM)[0] == 401)
        told = [ask(control, say + word, HAM, Authorization="Bearer another key") for word in ("spam", "spam", "forget", "forget", "nonsense")]
        t.check("learned, known, forgotten", [c for c, _ in told] == [200, 200, 200, 404, 400] and [told[0][1]["learned"], told[1][1]["learned"]] == [True, False], told)
        code, api = ask(scan, "/v1/openapi.json")
        named = {p: list(m)[0] for p, m in api["paths"].items()}
        t.check("the description names what is there", api["openapi"].startswith("3.0") and named == {"/v1/scan": "post", "/v1/verdicts/{id}": "get",
                "/v1/feedback": "post", "/v1/health": "get", "/v1/openapi.json": "get"}, named)
        t.check("... and each has its answers and arguments", all(m["responses"] and {"name", "in", "schema"} <= set().union(*m["parameters"], {"name", "in", "schema"})
                for p in api["paths"].values() for m in p.values()))
        t.check("nothing died", "level=error" not in g.log.read_text(errors="replace"), g.log.read_text(errors="replace")[-500:])
