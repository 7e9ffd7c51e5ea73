"""Speaks to the example `robot` with fal's own Python client, through a stand-in of the platform on loopback.

The stand-in gives a token for a key, and passes on who brings it: `/you/robot/realtime?fal_jwt_token=…` is `/realtime` of the
app. `realtime_client.py PORT_OF_THE_APP`
"""

import asyncio
import math
import struct
import sys
import threading

import fal_client
from fal_client.client import RealtimeError

KEY, TOKEN = "id:secret", "one.two.three"
APP = "/you/robot"


async def answer(app_port, reader, writer):
    """Answers one connection to the platform."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.split("\r\n")
    method, path, _ = first.split()
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if method == "POST" and path == "/tokens/":
        asked = await reader.readexactly(int(headers["content-length"]))
        assert headers["authorization"] == f"Key {KEY}" and b"robot" in asked, (headers, asked)
        body = f'"{TOKEN}"'.encode()
        writer.write(b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()
        return
    place, _, query = path.partition("?")
    assert method == "GET" and place == APP + "/realtime" and f"fal_jwt_token={TOKEN}" in query, path
    from_app, to_app = await asyncio.open_connection("127.0.0.1", app_port)
    to_app.write(head.replace(path, "/realtime", 1).encode())
    await asyncio.gather(pass_on(reader, to_app), pass_on(from_app, writer))


async def pass_on(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


def serve(app_port):
    """Serves the stand-in in a thread. Its port."""
    loop, ports = asyncio.new_event_loop(), []
    started = threading.Event()

    async def start():
        server = await asyncio.start_server(lambda r, w: answer(app_port, r, w), "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        started.set()

    loop.create_task(start())
    threading.Thread(target=loop.run_forever, daemon=True).start()
    started.wait()
    return ports[0]


def tone(start, samples):
    """A part of a tone of 440 hertz."""
    return [round(9000 * math.sin(2 * math.pi * 440 * (start + n) / 16000)) for n in range(samples)]


def robot(heard, turn, pitch):
    """What the robot says, as `voice.rs` computes it."""
    said = []
    for sample in heard:
        said.append(math.tanh(2 * sample / 32767 * math.sin(2 * math.pi * turn)) * 32767)
        turn = (turn + pitch / 16000) % 1
    return said, turn


def main():
    port = serve(int(sys.argv[1]))
    fal_client.client.REST_URL = f"http://127.0.0.1:{port}"
    fal_client.client.REALTIME_URL_FORMAT = f"ws://127.0.0.1:{port}/"
    client = fal_client.SyncClient(key=KEY)
    with client.realtime(APP.removeprefix("/")) as session:
        turn = 0
        for piece in range(5):
            heard = tone(piece * 800, 800)
            session.send({"samples": struct.pack("<800h", *heard), "pitch": 60})
            answered = session.recv()["samples"]
            assert isinstance(answered, bytes) and len(answered) == 1600, answered
            said, turn = robot(heard, turn, 60)
            for one, other in zip(struct.unpack("<800h", answered), said):
                assert abs(one - other) <= 1.5, (piece, one, other)
        session.send({"samples": b"\0\0", "pitch": 500})
        try:
            session.recv()
            raise AssertionError("a pitch of 500 hertz was not refused")
        except RealtimeError as error:
            assert error.error == "INTERNAL_ERROR" and "less than or equal to 400" in error.reason, error
    print("robot: five pieces of a voice, and a refusal, by fal_client", fal_client.__version__)


main()
