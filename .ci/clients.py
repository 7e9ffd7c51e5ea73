"""The real clients of the platform read a stream of the example `tale`: `fal_client` for Python and `@fal-ai/client` for Node.

Between them and the app is a stand-in for the platform on loopback: it gives each request its id, passes the answer on
byte by byte, and is told the units of deferred streams. `python clients.py NODE_MODULES COMMAND_OF_THE_APP…`
"""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fal_client

# Longer than the server lets a stream be silent, and than `@fal-ai/client` waits for a message.
BREATH = 21
TALE = {"hero": "Ada", "sentences": 2, "breath": BREATH, "seed": 109}


class Platform(ThreadingHTTPServer):
    """What is seen between a client and the app."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Request)
        self.host = "127.0.0.1:%d" % self.server_address[1]
        self.app_port = None
        self.passed = {}
        self.units = {}
        self.told = threading.Condition()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def units_of(self, request_id):
        with self.told:
            assert self.told.wait_for(lambda: request_id in self.units, timeout=60), f"no report of {request_id}"
            return self.units[request_id]


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        report = self.path.removeprefix("/requests/billable-units/")
        if report != self.path:
            self.take_report(report, body)
        else:
            self.pass_on(body)

    def take_report(self, request_id, body):
        assert self.headers["authorization"] == "Key app:secret", self.headers
        with self.server.told:
            assert request_id not in self.server.units, f"{request_id} is reported twice"
            self.server.units[request_id] = json.loads(body)["billable_units"]
            self.server.told.notify_all()
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def pass_on(self, body):
        """As `POST https://fal.run/OWNER/APP/PATH`."""
        path = "/" + self.path.split("/", 3)[3]
        request_id = str(uuid.uuid4())
        app = http.client.HTTPConnection("127.0.0.1", self.server.app_port)
        headers = {"content-type": self.headers["content-type"], "x-fal-request-id": request_id}
        app.request("POST", path, body, headers)
        answer = app.getresponse()
        self.send_response(answer.status)
        self.send_header("content-type", answer.headers["content-type"])
        self.send_header("x-fal-request-id", request_id)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        seen = self.server.passed[request_id] = bytearray()
        try:
            while piece := answer.read1():
                seen += piece
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True
        finally:
            app.close()

    def log_message(self, *_):
        pass


def words(events):
    return "".join(event["text"] for event in events)


def python_client():
    return words(fal_client.stream("owner/tale", TALE))


def python_client_hangs_up():
    stream = fal_client.stream("owner/tale", TALE)
    heard = [next(stream) for _ in range(3)]
    # The platform notices it when it passes on the next comment.
    stream.close()
    return words(heard)


def node_client(platform, modules):
    script = Path(__file__).with_name("stream.cjs")
    environment = {**os.environ, "NODE_PATH": modules, "PLATFORM": f"http://{platform.host}", "INPUT": json.dumps(TALE)}
    return words(json.loads(subprocess.run(["node", script], env=environment, check=True, stdout=subprocess.PIPE).stdout))


def started(app, port):
    for _ in range(600):
        assert app.poll() is None, "the app has ended"
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/health").close()
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the app does not serve")


def main(modules, *command):
    platform = Platform()
    platform.app_port = int(os.environ["PORT"])
    environment = {
        **os.environ,
        "FAL_APP_NAME": "tale",
        "FAL_KEY": "app:secret",
        "FAL_REST_HOST": platform.host,
        # Reports go over plain HTTP.
        "ISOLATE_TEST_MODE": "1",
    }
    os.environ.update(FAL_KEY="caller:secret", NO_PROXY="127.0.0.1")
    fal_client.client.RUN_URL_FORMAT = f"http://{platform.host}/"
    app = subprocess.Popen(command, env=environment)
    try:
        started(app, platform.app_port)
        with ThreadPoolExecutor() as clients:
            by_python = clients.submit(python_client)
            by_node = clients.submit(node_client, platform, modules)
            hung_up = clients.submit(python_client_hangs_up)
            tale = by_python.result()
            assert tale == by_node.result(), (tale, by_node.result())
            assert tale.count("\n") == TALE["sentences"] and tale.startswith(hung_up.result()), tale
        whole = max(1, len(tale) // 100)
        all_units = []
        for request_id, seen in platform.passed.items():
            units = platform.units_of(request_id)
            all_units.append(int(units))
            events = [json.loads(line[6:]) for line in seen.decode().splitlines() if line.startswith("data: ")]
            if words(events) == tale:
                # Comments came while the tale took its breath.
                assert b": keepalive\n\n" in seen, seen
            else:
                # The second sentence did not reach who hung up during the first.
                assert units == "1", (units, events)
        assert sorted(all_units) == [1, whole, whole] and whole > 1, (all_units, whole)
        print(f"both clients read {len(tale)} characters with a silence of {BREATH} s; reported: {all_units}")
    finally:
        app.terminate()
        code = app.wait()
    assert code == 0, f"the app ended with {code}"


main(*sys.argv[1:])
