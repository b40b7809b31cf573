#!/usr/bin/env python3
"""A second reader of `rdz/1`, written from FORMAT.md alone; it shares no line with the program.

    stranger.py X.rdz SENDER.pub            checks the outside
    stranger.py X.rdz SENDER.pub TO.key     opens it too; prints how many of what it holds

Exit code 1: it does not hold, and why stands on stderr. Needs minisign, age and zstd. A bundle
lies in memory here, and one key is trusted: a real reader streams, and asks a roster.
"""
import base64, datetime, hashlib, json, pathlib, re, subprocess, sys, tempfile

sha256 = lambda data: hashlib.sha256(data).hexdigest()
MIB = 1 << 20
OUTER = {"ENVELOPE.txt": 4096, "SHA256SUMS": 4096, "SHA256SUMS.minisig": 1024, "payload.tar.zst.age": 4293918720, "VERIFY.txt": 16384}
INNER = {"MANIFEST.json": 16 * MIB, "records.jsonl": 1024 * MIB, "SHA256SUMS": 16 * MIB, "SHA256SUMS.minisig": 1024}
CODE, HEX, COUNT = "[A-Z0-9][A-Z0-9-]{2,19}", "[0-9a-f]{64}", "(0|[1-9][0-9]{0,9})"
ENVELOPE = {
    "format": "rdz/1", "from": CODE, "to": CODE, "epoch": "[0-9a-f]{4}", "seq": COUNT, "prev": HEX + "|none", "kind": "full|update|answer",
    "acked-through": COUNT, "payload-sha256": HEX, "payload-size": COUNT, "signer": "[A-Za-z0-9+/]{56}",
    "recipients": "age1[0-9a-z]{58}( age1[0-9a-z]{58}){2}", "roster": COUNT, "made-at": "[0-9-]{10}T[0-9:]{8}[+-][0-9]{2}:[0-9]{2}",
}
MANIFEST = ["format", "from", "to", "epoch", "seq", "prev", "kind", "schema", "program", "unfinished", "rows", "blobs", "total-size"]


def hold(true, otherwise):
    if not true:
        sys.exit(otherwise)


def run(*command, given=None):
    done = subprocess.run(command, input=given, capture_output=True)
    hold(done.returncode == 0, f"{command[0]}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


def header(name, size):
    fields = {0: name.encode(), 100: b"0000644\0", 108: b"0000000\0", 116: b"0000000\0", 124: b"%011o\0" % size, 136: b"0" * 11 + b"\0",
              148: b" " * 8, 156: b"0", 257: b"ustar\0" + b"00", 329: b"0000000\0" * 2}
    head = bytearray(512)
    for at, field in fields.items():
        head[at:at + len(field)] = field
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def untar(data, limit):
    """The members in their order; `limit` answers how long one may be, or None when it has no place here."""
    members, at = {}, 0
    while data[at:at + 512].strip(b"\0"):
        head = data[at:at + 512]
        name = head[:100].rstrip(b"\0").decode("ascii", "replace")
        hold(name not in members and limit(name) is not None, f"tar: {name!r} has no place here")
        hold(re.fullmatch(rb"[0-7]{11}\0", head[124:136]), f"tar: the size of {name}")
        size = int(head[124:135], 8)
        hold(head == header(name, size) and size <= limit(name), f"tar: the header of {name}")
        start, end, at = at + 512, at + 512 + size, at + 512 + size + -size % 512
        hold(at <= len(data) and not data[end:at].strip(b"\0"), f"tar: {name} is cut short, or its padding holds something")
        members[name] = data[start:end]
    rest = data[at:]
    hold(1024 <= len(rest) < 1024 + 10240 and len(rest) % 512 == 0 and not rest.strip(b"\0"), "tar: the end")
    return members


def signed(sums, signature, key):
    """The trusted comment, once minisign said that the signature holds."""
    lines = re.fullmatch(rb"untrusted comment: [^\r\n]*\n([A-Za-z0-9+/]{99}=)\ntrusted comment: ([ -~]*)\n([A-Za-z0-9+/]{86}==)\n", signature)
    hold(lines, "signature: its four lines")
    hold(all(base64.b64encode(base64.b64decode(line)) == line for line in lines.group(1, 3)), "signature: base64")
    hold(base64.b64decode(lines[1])[:2] == b"ED", "signature: not prehashed")
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "sums").write_bytes(sums)
        pathlib.Path(folder, "sums.minisig").write_bytes(signature)
        run("minisign", "-VHqm", f"{folder}/sums", "-P", key)
    return lines[2].decode()


def envelope(data):
    text = data.decode("ascii", "replace")
    hold(not re.match("format: rdz/(?!1\n)", text), "envelope: newer than this reader")
    shape = "".join(f"{key}: (?:{value})\n" for key, value in ENVELOPE.items())
    hold(re.fullmatch(shape, text), "envelope: its lines")
    e = dict(line.split(": ", 1) for line in text.splitlines())
    made = datetime.datetime.fromisoformat(e["made-at"])
    hold(e["from"] != e["to"] and (e["prev"] == "none") == (e["seq"] == "1"), "envelope: from, to, prev")
    hold(1 <= int(e["seq"]) and all(int(e[key]) <= 999999 for key in ("seq", "acked-through", "roster")), "envelope: numbers")
    hold(len(set(e["recipients"].split(" "))) == 3, "envelope: recipients")
    comment = "rdz/1 from={from} to={to} epoch={epoch} seq={seq}".format(**e)
    to = f"_{e['to']}" if e["kind"] == "answer" else ""
    name = f"{e['from']}{to}_{e['epoch']}_{int(e['seq']):06}.rdz"
    words = {"name": name, "from": e["from"], "to": e["to"], "made": f"{made.year}年{made.month}月{made.day}日", "comment": comment}
    template = pathlib.Path(__file__).resolve().parents[2].joinpath("src/bundle/verify.txt").read_text("utf-8")
    return e, comment, re.sub(r"{(\w+)}", lambda word: words[word[1]], template).encode()


def outside(bundle, key):
    members = untar(bundle, OUTER.get)
    hold(list(members) == list(OUTER), "outside: not the five members in their order")
    text, sums, signature, payload, told = members.values()
    comment = signed(sums, signature, key)
    hold(sums == f"{sha256(text)}  ENVELOPE.txt\n{sha256(payload)}  payload.tar.zst.age\n".encode(), "outside: SHA256SUMS")
    e, expected, instructions = envelope(text)
    hold(comment == expected and told == instructions and e["signer"] == key, "outside: trusted comment, VERIFY.txt or signer")
    hold(len(payload) == int(e["payload-size"]) and sha256(payload) == e["payload-sha256"], "outside: size or digest of the payload")
    head = re.match(rb"age-encryption\.org/v1\n(-> [!-~]+[^\n]*\n([A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)+--- [A-Za-z0-9+/]{43}\n", payload[:4096])
    kinds = re.findall(rb"^-> (\S+)", head[0] if head else b"", re.M)
    hold([kind for kind in kinds if not kind.endswith(b"-grease")] == [b"X25519"] * 3, "outside: for whom it is encrypted")
    return e, comment, payload


def depth(value):
    inner = value.values() if type(value) is dict else value if type(value) is list else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def once(pairs):
    hold(len(dict(pairs)) == len(pairs), "manifest: a key stands twice")
    return dict(pairs)


def inside(e, comment, payload, identity):
    data = run("zstd", "-dcq", "--memory=8MB", given=run("age", "-d", "-i", identity, given=payload))
    members = untar(data, lambda name: 20 * MIB if re.fullmatch("blobs/" + HEX, name) else INNER.get(name))
    blobs = sorted(name for name in members if name.startswith("blobs/"))
    listed = ["MANIFEST.json", "records.jsonl", *blobs]
    hold(list(members) == [*listed, "SHA256SUMS", "SHA256SUMS.minisig"] and len(blobs) <= 50000, "inside: members")
    hold(signed(members["SHA256SUMS"], members["SHA256SUMS.minisig"], e["signer"]) == comment, "inside: trusted comment")
    hold(members["SHA256SUMS"] == "".join(f"{sha256(members[name])}  {name}\n" for name in listed).encode(), "inside: SHA256SUMS")
    m = json.loads(members["MANIFEST.json"], object_pairs_hook=once, parse_float=int)
    whole = "part" not in m
    part = m.pop("part", {"first": m.get("seq"), "more": False})
    hold(sorted(part) == ["first", "more"] and type(part["first"]) is int and type(part["more"]) is bool, "manifest: part")
    hold(sorted(m) == sorted(MANIFEST) and m["schema"] in (3, 4, 5), "manifest: keys or schema")
    hold(all(m[key] == e[key] for key in ("format", "from", "to", "epoch", "kind")), "manifest: not the envelope's")
    hold(m["seq"] == int(e["seq"]) and (m["prev"] or "none") == e["prev"], "manifest: seq, prev")
    hold(0 < part["first"] <= m["seq"] and (whole or part["more"] or part["first"] < m["seq"]), "manifest: part")
    hold(m["unfinished"] == sorted(set(m["unfinished"])) and all(0 < n < m["seq"] for n in m["unfinished"]), "manifest: unfinished")
    hold(m["blobs"] == [{"sha256": name[6:], "size": len(members[name])} for name in blobs], "manifest: blobs")
    hold(all(name[6:] == sha256(members[name]) for name in blobs), "manifest: a blob's name")
    hold(m["total-size"] == sum(len(members[name]) for name in listed[1:]), "manifest: total-size")
    *lines, after = members["records.jsonl"].split(b"\n")
    hold(after == b"" and all(len(line) < 4 * MIB for line in lines), "records: a line too long or without its end")
    counts = {}
    for line in lines:
        try:
            row = json.loads(line)
            reads = sorted(row) == ["is", "row"] and type(row["is"]) is str and type(row["row"]) is dict and depth(row) <= 16
            kind = row["is"] if reads else "?"
        except (ValueError, TypeError, KeyError, RecursionError):
            kind = "?"  # a reader tells it to a person and goes on
        counts[kind] = counts.get(kind, 0) + 1
    unread, said = counts.pop("?", 0), m["rows"]
    hold(all(type(n) is int and n >= 0 for n in said.values()), "manifest: rows")
    hold(all(n <= said.get(kind, 0) for kind, n in counts.items()) and sum(said.values()) == sum(counts.values()) + unread, "records: their number")
    return {"rows": counts, "blobs": len(blobs), "lines that do not read": unread}


bundle, pub, *identity = sys.argv[1:]
try:
    read = outside(pathlib.Path(bundle).read_bytes(), pathlib.Path(pub).read_text().splitlines()[1])
    print(read[1])
    if identity:
        print(json.dumps(inside(*read, identity[0])))
except (ValueError, TypeError, KeyError, RecursionError) as broken:
    sys.exit(f"does not read: {broken}")
