"""What fal's service answers to `fal deploy`, on this machine: it builds nothing, accepts everything, and keeps it.

gRPC takes the environment and the registration, REST takes the files of the build context.
"""

import email
import email.policy
import hashlib
import json
import os
import re
import threading
import uuid
from concurrent import futures
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import grpc
import isolate_proto as proto
from google.protobuf.json_format import MessageToDict
from isolate_proto.configuration import GRPC_OPTIONS

# A key that is made up.
KEY = "made:up"


class Recorder(proto.IsolateControllerServicer):
    """Two servers on free ports. `with` ends them."""

    def __init__(self, refuses=None):
        """With `refuses`, a registration is refused with these words."""
        self.refuses = refuses
        self.registrations = []
        self.files = {}
        self.grpc = grpc.server(futures.ThreadPoolExecutor(max_workers=8), options=GRPC_OPTIONS)
        proto.register_controller(self, self.grpc)
        self.grpc_port = self.grpc.add_secure_port("127.0.0.1:0", grpc.local_server_credentials())
        self.rest = ThreadingHTTPServer(("127.0.0.1", 0), rest(self.files))
        self.rest.daemon_threads = True

    def __enter__(self):
        self.grpc.start()
        threading.Thread(target=self.rest.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.grpc.stop(1).wait()
        self.rest.shutdown()
        self.rest.server_close()

    def environment(self, fal, home):
        """What makes the `fal` command of a folder talk to these servers, in a home of its own. Cargo keeps its folders."""
        return {
            "PATH": f"{fal}:{os.environ['PATH']}",
            "ISOLATE_TEST_MODE": "1",
            "FAL_HOST": f"127.0.0.1:{self.grpc_port}",
            "FAL_REST_HOST": f"127.0.0.1:{self.rest.server_address[1]}",
            "FAL_KEY": KEY,
            "FAL_CONFIG_PATH": str(home / "none"),
            "HOME": str(home),
            "CARGO_HOME": os.environ.get("CARGO_HOME", str(Path.home() / ".cargo")),
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup")),
        }

    def ListAliases(self, request, context):
        return proto.ListAliasesResult(aliases=[])

    def BuildEnvironment(self, request, context):
        made = hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()
        ended = proto.HostedRunStatus(state=proto.HostedRunStatus.SUCCESS)
        yield proto.BuildEnvironmentResult(env_id=made, status=ended)

    def RegisterApplication(self, request, context):
        if self.refuses:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, self.refuses)
        self.registrations.append(as_numbers(MessageToDict(request, preserving_proto_field_name=True)))
        name = f"owner/{request.application_name}"
        hosts = {kind: f"https://{kind}.example/{name}" for kind in ("playground", "run", "queue", "ws", "log")}
        yield proto.RegisterApplicationResult(
            result=proto.RegisterApplicationResultType(application_id=str(uuid.uuid4())),
            service_urls=proto.ServiceURLs(**hosts),
        )

    def write_context(self, folder):
        """Lays the build context out as the service has it: the files that came, and nothing else."""
        for file in self.registrations[-1]["files"]:
            content, mode = self.files[file["hash"]]
            named = hashlib.sha256(content + str(mode).encode()).hexdigest()
            assert named == file["hash"], f"{file['relative_path']} came with other bytes"
            path = folder / file["relative_path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(mode & 0o777)


def as_numbers(value):
    """JSON of protobuf has whole numbers as floats."""
    if isinstance(value, dict):
        return {key: as_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def rest(files):
    """Takes files in parts. `files` has the content and the mode of each, by its hash."""
    uploads = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def answer(self):
            body = self.body()
            path = self.path.split("?")[0]
            if path == "/files/missing_hashes":
                return [name for name in json.loads(body)["hashes"] if name not in files]
            if found := re.fullmatch("/files/app/multipart/(.+)/initiate", path):
                upload = uuid.uuid4().hex
                uploads[upload] = (found[1], int(json.loads(body)["mode"]), {})
                return {"upload_id": upload}
            if found := re.fullmatch("/files/app/multipart/.+/(.+)/([0-9]+)", path):
                uploads[found[1]][2][int(found[2])] = form_file(self.headers["Content-Type"], body)
                return {"part_number": int(found[2]), "etag": "any"}
            if found := re.fullmatch("/files/app/multipart/.+/(.+)/complete", path):
                name, mode, parts = uploads.pop(found[1])
                files[name] = (b"".join(parts[number] for number in sorted(parts)), mode)
                return {"etag": "any"}
            raise ValueError(f"nobody expects {self.command} {path}")

        def body(self):
            if "chunked" not in self.headers.get("Transfer-Encoding", ""):
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            chunks = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(chunks)

        def do_POST(self):
            try:
                status, answer = 200, self.answer()
            except (KeyError, ValueError) as error:
                status, answer = 400, {"detail": f"the recorder: {error!r}"}
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_PUT = do_POST

    return Handler


def form_file(content_type, body):
    """The bytes of the one file of a form."""
    message = email.message_from_bytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=email.policy.HTTP
    )
    return next(part.get_payload(decode=True) for part in message.iter_parts())
