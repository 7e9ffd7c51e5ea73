"""Plays one scenario against a server, as a client that hides nothing: every frame, every close, every answer."""

import asyncio
import base64
import hashlib
import json
import os
import struct
import time

from messagepack import LONG, pack, shortened, unpack

# The headers that are compared.
KEPT = (
    "allow",
    "content-type",
    "sec-websocket-extensions",
    "sec-websocket-protocol",
    "sec-websocket-version",
    "x-fal-billable-units",
    "x-fal-runner-hints",
)
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
BY_NAME = {"continuation": CONTINUATION, "text": TEXT, "binary": BINARY, "close": CLOSE, "ping": PING, "pong": PONG}
# What may answer a handshake must come within so many seconds.
PATIENCE = 10


def frame(opcode, data=b"", fin=True, rsv=0, masked=True):
    bits = 0x80 if masked else 0
    first = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    if len(data) < 126:
        size = bytes([bits | len(data)])
    elif len(data) < 1 << 16:
        size = bytes([bits | 126]) + struct.pack(">H", len(data))
    else:
        size = bytes([bits | 127]) + struct.pack(">Q", len(data))
    if not masked:
        return first + size + data
    mask = os.urandom(4)
    key = int.from_bytes((mask * (len(data) // 4 + 1))[: len(data)], "big")
    return first + size + mask + (int.from_bytes(data, "big") ^ key).to_bytes(len(data), "big")


def written(step):
    """The bytes that a step sends."""
    ((kind, told),) = ((k, v) for k, v in step.items() if k in SENDS)
    return SENDS[kind](told, step)


def any_frame(told, _):
    data = bytes.fromhex(told.get("hex", "")) + told.get("text", "").encode()
    data += pack(told["value"]) if "value" in told else b""
    opcode = BY_NAME.get(told["opcode"], told["opcode"])
    return frame(opcode, data, told.get("fin", True), told.get("rsv", 0), told.get("masked", True))


def fragments(told, step):
    data, count = pack(told), step["parts"]
    size = -(-len(data) // count)
    parts = [data[at : at + size] for at in range(0, size * count, size)]
    between = written(step["between"]) if "between" in step else b""
    frames = [frame(CONTINUATION if n else BINARY, part, fin=n == count - 1) for n, part in enumerate(parts)]
    return between.join(frames)


SENDS = {
    "send": lambda told, _: frame(BINARY, pack(told)),
    "hex": lambda told, _: frame(BINARY, bytes.fromhex(told)),
    "text": lambda told, _: frame(TEXT, told.encode()),
    "ping": lambda told, _: frame(PING, bytes.fromhex(told)),
    "pong": lambda told, _: frame(PONG, bytes.fromhex(told)),
    "raw": lambda told, _: bytes.fromhex(told),
    "frame": any_frame,
    "fragments": fragments,
    "together": lambda told, _: b"".join(map(written, told)),
}


def close_payload(told):
    if told is None:
        return b""
    code, reason = told if isinstance(told, list) else (told, "")
    return struct.pack(">H", code) + reason.encode()


class Session:
    """One WebSocket: what was received, in order, and how it ended."""

    def __init__(self, address, told):
        self.address, self.told = address, told
        self.handshake, self.got, self.end = None, [], None
        self.awaited, self.closes = 0, False
        self.changed = asyncio.Event()
        self.reading = self.writer = None

    async def open(self):
        host, port = self.address
        path = self.told.get("path", "/realtime")
        path += "?" + self.told["query"] if "query" in self.told else ""
        self.reader, self.writer = await asyncio.open_connection(host, port, limit=1 << 26)
        key = base64.b64encode(os.urandom(16)).decode()
        headers = {
            "Host": f"{host}:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            **self.told.get("headers", {}),
        }
        lines = [f"{self.told.get('method', 'GET')} {path} HTTP/{self.told.get('version', '1.1')}"]
        lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
        self.writer.write("\r\n".join([*lines, "", ""]).encode())
        try:
            status, sent = await asyncio.wait_for(read_head(self.reader), PATIENCE)
        except (asyncio.TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            self.handshake, self.end = {"status": None}, {"lost": True}
            return
        self.handshake = {"status": status, "headers": kept(sent)}
        if status != 101:
            body, _ = await read_body(self.reader, sent, 3)
            self.handshake["body"] = as_json(body)
            self.end = {"refused": True}
            self.writer.close()
            return
        proof = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        if sent.get("sec-websocket-accept") != base64.b64encode(proof).decode():
            self.handshake["accept"] = "wrong"
        self.reading = asyncio.create_task(self.read())

    async def read(self):
        kind, parts = None, b""
        try:
            while True:
                first, size = await self.reader.readexactly(2)
                size &= 127
                if size > 125:
                    size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
                data = await self.reader.readexactly(size)
                opcode = first & 15
                if opcode == CLOSE:
                    await self.closed(data)
                    return
                if opcode == PING:
                    self.note({"ping": True})
                    self.writer.write(frame(PONG, data))
                elif opcode == PONG:
                    self.note({"pong": data.hex()})
                else:
                    kind, parts = (kind, parts + data) if opcode == CONTINUATION else (opcode, data)
                    if first & 0x80:
                        self.note(message(kind, parts))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.ends({"lost": True})

    async def closed(self, data):
        code = int.from_bytes(data[:2], "big") if data else None
        end = {"close": code, "reason": data[2:].decode(errors="replace")}
        if not self.closes and not self.told.get("no_reply"):
            self.writer.write(frame(CLOSE, data[:2]))
        self.ends(end)
        try:
            rest = await asyncio.wait_for(self.reader.read(), self.told.get("linger", 2000) / 1000)
            end["then"] = f"{len(rest)} bytes more" if rest else "closed"
        except asyncio.TimeoutError:
            end["then"] = "still open"
        except ConnectionError:
            end["then"] = "closed"

    def note(self, event):
        self.got.append(event)
        self.changed.set()

    def ends(self, end):
        self.end = self.end or end
        self.changed.set()

    async def wait(self, done, milliseconds):
        """Waits until something is done, for so long at most."""
        until = time.monotonic() + milliseconds / 1000
        while not done() and (left := until - time.monotonic()) > 0:
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), left)
            except asyncio.TimeoutError:
                return

    def messages(self):
        return sum("binary" in event or "text" in event for event in self.got)

    async def step(self, step):
        """Does a step. How long it waited for the end, where that is asked."""
        if "read" in step:
            self.awaited += step["read"]
            await self.wait(lambda: self.end or self.messages() >= self.awaited, step.get("ms", 6000))
        elif "until" in step:
            began = time.monotonic()
            await self.wait(lambda: self.end, step.get("ms", 12000))
            return time.monotonic() - began if step.get("time") else None
        elif "drop" in step:
            self.ends({"dropped": True})
            self.reading.cancel()
            self.writer.transport.abort()
        elif "shutdown" in step:
            self.writer.write_eof()
        elif "close" in step:
            self.closes = True
            await self.write(frame(CLOSE, close_payload(step["close"])))
            await self.wait(lambda: self.end, step.get("ms", 3000))
        else:
            await self.write(written(step))
        return None

    async def write(self, data):
        try:
            self.writer.write(data)
            await asyncio.wait_for(self.writer.drain(), PATIENCE)
        except (ConnectionError, RuntimeError, asyncio.TimeoutError):
            pass

    async def finish(self):
        if self.reading:
            if not self.end:
                await self.wait(lambda: self.end, self.told.get("settle", 400))
                self.ends({"open": True})
            if "close" in self.end:
                await asyncio.wait([self.reading], timeout=15)
            self.reading.cancel()
        self.writer.transport.abort()
        return {"handshake": self.handshake, "got": self.got, "end": self.end}


def message(kind, data):
    if kind == TEXT:
        told = as_json(data)
        if isinstance(told, dict):
            if told.get("action") == "timings" and told["timing"]:
                told["timing"] = {"about": told["timing"]}
            if len(data) > 10 * LONG:
                told = {key: shortened(value) if isinstance(value, str) else value for key, value in told.items()}
        return {"text": told}
    try:
        return {"binary": unpack(data)}
    except (ValueError, KeyError, IndexError) as error:
        return {"binary": {"$broken": str(error)}}


def as_json(data):
    text = data.decode(errors="replace")
    try:
        return json.loads(text)
    except ValueError:
        return shortened(text)


def kept(headers):
    return {name: value for name, value in headers.items() if name in KEPT}


async def read_head(reader):
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines if line)
    return int(first.split()[1]), {name.strip().lower(): value.strip() for name, _, value in fields}


async def read_body(reader, headers, seconds, is_enough=None):
    """A body, and whether it came whole. `is_enough` may end the reading before."""
    body, is_whole = b"", False

    async def read():
        nonlocal body, is_whole
        if "chunked" in headers.get("transfer-encoding", ""):
            while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
                body += (await reader.readexactly(size + 2))[:-2]
                if is_enough and is_enough(body):
                    return
        else:
            length = headers.get("content-length")
            body = await (reader.readexactly(int(length)) if length else reader.read())
        is_whole = True

    try:
        await asyncio.wait_for(read(), seconds)
    except (asyncio.TimeoutError, asyncio.IncompleteReadError, ConnectionError):
        pass
    return body, is_whole


async def ask(address, told):
    """One request over HTTP. `events`: the client leaves after so many server-sent events."""
    host, port = address
    reader, writer = await asyncio.open_connection(host, port)
    body = json.dumps(told["json"]).encode() if "json" in told else b""
    headers = {"Host": f"{host}:{port}", "Connection": "close", "Content-Length": len(body)}
    headers |= {"Content-Type": "application/json"} if "json" in told else {}
    lines = [f"{told.get('method', 'POST')} {told['path']} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in (headers | told.get("headers", {})).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    status, sent = await asyncio.wait_for(read_head(reader), PATIENCE)
    most = told.get("events")
    if told.get("method") == "HEAD":
        body, is_whole = b"", True
    else:
        enough = (lambda body: body.count(b"\n\n") >= most) if most else None
        body, is_whole = await read_body(reader, sent, PATIENCE, enough)
    writer.transport.abort()
    answer = {"status": status, "headers": kept(sent)}
    if sent.get("content-type", "").startswith("text/event-stream"):
        answer["events"] = [event for event in body.decode().split("\n\n") if event]
        answer["complete"] = "hung up" if most else is_whole
    else:
        answer["body"] = as_json(body)
    return answer


async def play(address, scenario):
    """What was seen of a scenario."""
    sessions, http, waited = {}, [], []

    async def begin(name, told):
        sessions[name] = Session(address, told)
        await sessions[name].open()

    if "path" in scenario:
        await begin("a", scenario)
    for step in scenario["steps"]:
        name = step.get("in", "a")
        if "sleep" in step:
            await asyncio.sleep(step["sleep"] / 1000)
        elif "open" in step:
            await begin(name, step["open"])
        elif "http" in step:
            http.append(await ask(address, step["http"]))
        elif sessions[name].handshake["status"] == 101:
            seconds = await sessions[name].step(step)
            if seconds is not None:
                waited.append({"about": seconds})
    seen = {name: await session.finish() for name, session in sessions.items()}
    answer = seen.pop("a", {})
    parts = {"others": seen, "http": http, "waited": waited}
    return answer | {name: part for name, part in parts.items() if part}
