"""fal's own client for Python against the local marketplace: direct calls, the queue, streams, cancels, uploads, webhooks,
sessions, and what all of it cost.

`python market.py COMMAND_OF_THE_APP…` starts `COMMAND dev` on a free port and a new ledger. The app is the one of the
tests of `dev`: `market-app`.
"""

import asyncio
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import fal_client
from fal_client.client import Completed, FalClientHTTPError, InProgress, Queued

APP = "owner/market"
# Seconds: longer than any of it takes, and than the script waits for a state.
LONG = 600_000
PATIENCE = 60


class Marketplace:
    """`dev`, and the lines that it prints."""

    def __init__(self, command, folder):
        self.process = subprocess.Popen(
            [*command, "dev", "--json", "--port", "0", "--unit-price", "0.025"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines, self.more = [], threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        said = json.loads(self.line(lambda line: line.startswith('{"url":')))
        assert said["app"] == APP, said
        self.url, self.keys = said["url"], said["keys"]

    def read(self):
        for line in self.process.stdout:
            with self.more:
                self.lines.append(line.rstrip("\n"))
                self.more.notify_all()

    def line(self, matches):
        """Waits for a line."""

        def found():
            return next((line for line in self.lines if matches(line)), None)

        with self.more:
            assert self.more.wait_for(found, timeout=PATIENCE), self.lines
            return found()

    def settled(self, endpoint, number):
        """Waits for the lines of so many sessions. A caller who closes does not wait for the bill."""

        def ended():
            lines = (json.loads(line) for line in self.lines if line.startswith("{"))
            return sum(line.get("endpoint", "").startswith(endpoint) for line in lines) >= number

        with self.more:
            assert self.more.wait_for(ended, timeout=PATIENCE), self.lines

    def used(self, user):
        """What the platform's API says of a user: units and money by endpoint."""
        url = f"{self.url}/v1/models/usage?expand=summary"
        request = urllib.request.Request(url, headers={"authorization": f"Key {self.keys[user]}"})
        with urllib.request.urlopen(request) as answer:
            rows = json.load(answer)["summary"]
        return {row["endpoint_id"].removeprefix(APP): (row["quantity"], row["cost"]) for row in rows}

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=PATIENCE) == 0, self.lines


def fails(status, error_type, call):
    """The error of a call that must fail so."""
    try:
        returned = call()
    except FalClientHTTPError as error:
        assert (error.status_code, error.error_type) == (status, error_type), (error.status_code, error.error_type)
        return error
    raise AssertionError(f"{returned} where {status} was expected")


def direct(alice):
    assert alice.run(f"{APP}/film", {"seconds": 2})["duration"] == 2.0
    assert alice.run(APP, {"units": 1.5}, path="/") is None
    refused = fails(422, None, lambda: alice.run(f"{APP}/film", {"seconds": "long"}))
    assert refused.response_headers["x-fal-billable-units"] == "0", refused.response_headers
    events = list(alice.stream(APP, {"items": 3}))
    assert [event["number"] for event in events] == [0, 1, 2], events


def queue(alice, bob):
    handle = alice.submit(f"{APP}/film", {"seconds": 3}, priority="low")
    assert handle.get() == {"duration": 3.0}
    status = alice.status(APP, handle.request_id, with_logs=True)
    assert isinstance(status, Completed) and status.error is None and status.metrics["inference_time"] >= 0, status
    assert alice.result(f"{APP}/film", handle.request_id) == {"duration": 3.0}
    # Nobody else sees it.
    for ask in (bob.status, bob.result, bob.cancel):
        fails(404, None, lambda ask=ask: ask(APP, handle.request_id))


def subscribe(alice):
    seen, ids = [], []
    arguments = {"name": "subscribed", "milliseconds": 1500}
    answer = alice.subscribe(f"{APP}/sleep", arguments, with_logs=True, on_enqueue=ids.append, on_queue_update=seen.append)
    assert answer is None and len(ids) == 1, (answer, ids)
    assert any(isinstance(status, InProgress) for status in seen), seen
    last = seen[-1]
    assert isinstance(last, Completed) and last.metrics["inference_time"] >= 1.5, last
    assert [entry["message"] for entry in last.logs] == ["began subscribed", "ended subscribed"], last.logs
    # What fails is completed, and its result raises the app's own answer.
    errors = []
    failed = fails(500, None, lambda: alice.subscribe(f"{APP}/fail", {"status": 500}, on_queue_update=errors.append))
    assert failed.message == errors[-1].error == "it failed", (failed, errors)
    # The queue tries again until it succeeds.
    assert alice.subscribe(f"{APP}/flaky", {"name": "client", "failures": 2}) == {"attempt": 3}


def cancels(market, alice):
    held = [alice.submit(f"{APP}/sleep", {"name": name, "milliseconds": LONG}) for name in ("one", "two")]
    for name in ("one", "two"):
        market.line(lambda line, name=name: line == f"began {name}")
    waits = alice.submit(f"{APP}/flat", {})
    behind = alice.submit(f"{APP}/flat", {}, start_timeout=1.5)
    assert waits.status() == Queued(position=0) and isinstance(behind.status(), (Queued, Completed)), behind.status()
    waits.cancel()
    fails(499, "client_cancelled", waits.get)
    # Who did not start in time did not start: the client does not try again.
    fails(504, "startup_timeout", behind.get)
    for handle in held:
        handle.cancel()
        fails(499, None, handle.get)
    fails(400, None, held[0].cancel)


def uploads(alice, folder):
    # Each way alone: the client would try the other one.
    for repository in ("fal_v3", "fal"):
        url = alice.upload("a fox", "text/plain", "fox.txt", repository=repository, fallback_repository=[])
        assert get(url) == b"a fox", url
        read = alice.subscribe(f"{APP}/read", {"letter_url": url})
        assert read["text"] == "a fox" and read["content_type"].startswith("text/plain"), read
    # Above 100 MiB it comes in parts.
    large = Path(folder, "large.bin")
    large.write_bytes(bytes(range(256)) * (101 * 4096))
    url = alice.upload_file(large)
    assert hashlib.sha256(get(url)).digest() == hashlib.sha256(large.read_bytes()).digest(), url
    # What the app makes is there too.
    drawing = alice.run(f"{APP}/draw", {})["drawing"]
    assert get(drawing["url"]) == b"a fox", drawing


def sessions(alice):
    """With a token, as a browser would, and with the key."""
    for use_jwt in (True, False):
        for path in ("/realtime", "/realtime/flat"):
            with alice.realtime(APP, path=path, use_jwt=use_jwt) as session:
                for text in ("one", "two"):
                    session.send({"text": text, "milliseconds": 1100 if use_jwt else 0})
                    said = session.recv()
                    assert said["text"] == text and said["endpoint"] == APP + path, said


def get(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def webhooks(market, alice):
    """The receiver of the page about webhooks gets results of the queue, and takes nothing else."""
    page = Path(__file__).parent.parent / "docs/webhooks.md"
    code = re.search(r"```python\n(.*?)```", page.read_text(), re.S).group(1)
    os.environ["FAL_KEYS"] = f"{market.url}/rest/.well-known/jwks.json"
    receiver = {"__name__": "receiver"}
    exec(compile(code, str(page), "exec"), receiver)
    seen, Receiver = [], receiver["Receiver"]

    class Seen(Receiver):
        def do_POST(self):
            super().do_POST()
            seen.append(dict(self.headers))

        def log_message(self, *_):
            pass

    server = receiver["HTTPServer"](("127.0.0.1", 0), Seen)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/done"
    film, failed = (
        alice.submit(f"{APP}/film", {"seconds": seconds}, webhook_url=url).request_id for seconds in (2, "long")
    )
    deadline = time.monotonic() + PATIENCE
    while not {film, failed} <= Receiver.done.keys():
        assert time.monotonic() < deadline, (Receiver.done, market.lines)
        time.sleep(0.01)
    told = Receiver.done[film]
    assert (told["status"], told["payload"]) == ("OK", {"duration": 2.0}), told
    told = Receiver.done[failed]
    assert (told["status"], told["error"]) == ("ERROR", "Invalid status code: 422"), told
    assert told["payload"]["detail"][0]["loc"] == ["body", "seconds"], told

    def post(headers, body):
        headers = {name: value for name, value in headers.items() if name.lower().startswith("x-fal-")}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    headers = next(headers for headers in seen if film in headers.values())
    # Without a signature, with one of another body, and of another time.
    assert post({}, b"{}") == 401
    assert post(headers, b"{}") == 401
    assert post({**headers, "x-fal-webhook-timestamp": "1700000000"}, b"{}") == 401
    server.shutdown()


async def asynchronous(key):
    client = fal_client.AsyncClient(key=key)
    film, handle = await asyncio.gather(
        client.run(f"{APP}/film", {"seconds": 4}), client.submit(f"{APP}/film", {"seconds": 5})
    )
    assert film == {"duration": 4.0} and await handle.get() == {"duration": 5.0}
    status = await client.status(APP, handle.request_id, with_logs=True)
    assert isinstance(status, Completed), status
    seen = []
    assert await client.subscribe(f"{APP}/film", {"seconds": 6}, on_queue_update=seen.append) == {"duration": 6.0}
    assert isinstance(seen[-1], Completed), seen
    assert [event["number"] async for event in client.stream(APP, {"items": 2})] == [0, 1]
    url = await client.upload(b"a fox", "text/plain", fallback_repository=[])
    assert (await client.run(f"{APP}/read", {"letter_url": url}))["text"] == "a fox"
    async with client.realtime(APP, path="/realtime/flat") as session:
        await session.send({"text": "three"})
        assert (await session.recv())["text"] == "three"
    sleeping = await client.submit(f"{APP}/sleep", {"name": "asynchronous", "milliseconds": LONG})
    await sleeping.cancel()
    try:
        raise AssertionError(await sleeping.get())
    except FalClientHTTPError as error:
        assert error.status_code == 499, error


def main(*command):
    os.environ["NO_PROXY"] = "127.0.0.1"
    with tempfile.TemporaryDirectory() as folder:
        market = Marketplace(command, folder)
        try:
            fal_client.client.RUN_URL_FORMAT = f"{market.url}/run/"
            fal_client.client.QUEUE_URL_FORMAT = f"{market.url}/queue/"
            fal_client.client.REALTIME_URL_FORMAT = f"ws{market.url.removeprefix('http')}/run/"
            fal_client.client.REST_URL = f"{market.url}/rest"
            fal_client.client.CDN_URL = f"{market.url}/cdn"
            alice, bob = (fal_client.SyncClient(key=market.keys[name]) for name in ("alice", "bob"))
            direct(alice)
            queue(alice, bob)
            subscribe(alice)
            cancels(market, alice)
            uploads(alice, folder)
            webhooks(market, alice)
            sessions(alice)
            market.settled("/realtime", 4)
            used = market.used("alice")
            expected = {"": (1.5, 0.0375), "/film": (7, 0.175), "/stream": (2, 0.05), "/sleep": (1, 0.025), "/flaky": (3, 0.075), "/realtime/flat": (2, 0.05)}
            # By the seconds that the app told: one session lasted some, and less than two cost nothing.
            seconds, _ = used.pop("/realtime")
            assert 2.2 <= seconds < 20, seconds
            assert {name: row for name, row in used.items() if row[1]} == expected, used
            asyncio.run(asynchronous(market.keys["bob"]))
            market.settled("/realtime", 5)
            used = market.used("bob")
            expected = {"/film": (15, 0.375), "/stream": (2, 0.05), "/realtime/flat": (1, 0.025)}
            assert {name: row for name, row in used.items() if row[1]} == expected, used
        finally:
            market.stop()
    print(
        "fal_client called, submitted, followed, cancelled, streamed, uploaded, had results sent and held sessions; "
        "each of it was charged as declared, once"
    )


main(*(os.path.abspath(part) if os.path.exists(part) else part for part in sys.argv[1:]))
