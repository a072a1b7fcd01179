"""Ten common mistakes, and what yaml-language-server says of each with our schema; speaks to the server over stdio."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

GOOD = Path(__file__).parents[2] / "procedure" / "data" / "odor-at-hatch.yaml"
MISTAKES = {
    "misspelled key": ("    within: 30 min", "    witihn: 30 min"),
    "misspelled top key": ("title: Unknown", "titel: Unknown"),
    "no verb": ("    record: tube\n", "    note: nothing\n"),
    "two verbs": ("    record: tube", "    record: tube\n    do: read it"),
    "key of another verb": ("    record: tube", "    record: tube\n    hold: 5 min"),
    "bad length of time": ("hold: 5 min", "hold: 5 minutes"),
    "bad choice": ("type: text", "type: txt"),
    "capitals in a step's name": ("- step: judge", "- step: Judge"),
    "text where a list is needed": ("range: [0, 500], stale", "range: 500, stale"),
    "text lost behind #": ("do: Cabin fan HIGH.", "do: Close valve #2 slowly."),
}


class Server:
    """A running yaml-language-server; a context manager that ends its own process."""

    def __init__(self, script):
        self.process = subprocess.Popen(
            ["node", str(script), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self):
        capabilities = {"workspace": {"configuration": True}, "textDocument": {}}
        params = {"processId": None, "rootUri": None, "capabilities": capabilities}
        self._send(id=1, method="initialize", params=params)
        self._until(lambda one: one.get("id") == 1)
        self._send(method="initialized", params={})
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def messages(self, uri, text):
        """(line, column, message) of everything the server says of a text; 1-based."""
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        said = self._until(
            lambda one: (
                one.get("method") == "textDocument/publishDiagnostics"
                and one["params"]["uri"] == uri
            )
        )
        return [
            (
                one["range"]["start"]["line"] + 1,
                one["range"]["start"]["character"] + 1,
                one["message"],
            )
            for one in said["params"]["diagnostics"]
        ]

    def _send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _until(self, wanted):
        while True:
            message = self._receive()
            if message.get("method") == "workspace/configuration":
                result = [
                    {"validate": True, "yamlVersion": "1.2"} if one.get("section") == "yaml" else {}
                    for one in message["params"]["items"]
                ]
                self._send(id=message["id"], result=result)
            elif "id" in message and "method" in message:
                self._send(id=message["id"], result=None)
            elif wanted(message):
                return message

    def _receive(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length"):
                length = int(line.split(b":")[1])
        if not length:
            raise EOFError("the language server ended")
        return json.loads(self.process.stdout.read(length))


def with_schema(text, schema):
    """The text with a first line that names the schema."""
    lines = [line for line in text.splitlines() if "yaml-language-server" not in line]
    return "\n".join([f"# yaml-language-server: $schema={schema}", *lines]) + "\n"
