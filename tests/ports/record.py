"""Records what apps answer on the Python SDK: `python record.py NAME…`.

Asks the app in NAME.py each request of NAME.recorded.json, and writes that file anew with the answers and the app's OpenAPI
document. A request that is not recorded yet stands there with its `path` and `body` alone. `tests/src/ports/NAME.rs` is the
same app, ported. Needs Python 3.11 and `pip install fal==1.83.0`.
"""

import importlib
import json
import sys
from pathlib import Path

from starlette.testclient import TestClient

FOLDER = Path(__file__).parent
JSON = {"content-type": "application/json"}


def app(module):
    """The one `fal.App` of a module."""
    classes = [value for value in vars(module).values() if isinstance(value, type)]
    [found] = [value for value in classes if value.__module__ == module.__name__ and hasattr(value, "_build_app")]
    return found(_allow_init=True)


def answer(client, request):
    reply = client.post(request["path"], content=request["body"].encode(), headers=JSON)
    return {
        "path": request["path"],
        "body": request["body"],
        "status": reply.status_code,
        "units": reply.headers.get("x-fal-billable-units"),
        "answer": reply.json(),
    }


def record(name):
    file = FOLDER / f"{name}.recorded.json"
    requests = json.loads(file.read_text())["answers"]
    server = app(importlib.import_module(name))._build_app()
    with TestClient(server, raise_server_exceptions=False) as client:
        document = client.get("/openapi.json").json()
        answers = [answer(client, request) for request in requests]
    file.write_text(json.dumps({"openapi": document, "answers": answers}, indent=1) + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(FOLDER))
    for name in sys.argv[1:]:
        record(name)
