"""A Jupyter kernel for Swift with the libraries of canns-analyze. Scripts/install-kernel installs it.

The cells run in swift_worker.py, in a process of its own: when it ends, the next cell starts another.
"""

import base64
import json
import os
import re
import signal
import subprocess
import sys

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

# What `display` of Support/Display.swift prints.
PICTURE = re.compile("\x1e([\\w/+.-]+);([A-Za-z0-9+/=]*)\x1f\n?")


class SwiftKernel(Kernel):
    implementation, implementation_version = "swift", "1"
    language_info = {"name": "swift", "mimetype": "text/x-swift", "file_extension": ".swift"}
    banner = "Swift with the libraries of canns-analyze"

    def __init__(self, **options):
        super().__init__(**options)
        with open(os.environ["CANNS_KERNEL_SETTINGS"], encoding="utf-8") as file:
            self.settings = json.load(file)
        self.worker = None
        self.unsent = ""

    def start_swift(self):
        environment = {**os.environ, **self.settings["environment"]}
        self.worker = subprocess.Popen(
            [self.settings["python"], self.settings["worker"], json.dumps(self.settings)], env=environment, text=True,
            encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        return self.read_answer(silent=True)

    def read_answer(self, silent):
        """Hands on what the worker prints until it has an answer."""
        for line in self.worker.stdout:
            said = json.loads(line)
            if said.get("done"):
                self.send_output("", silent, last=True)
                return said["value"], said["error"]
            self.send_output(said["text"], silent)
        self.worker = None
        return None, "Swift has ended; the next cell starts anew, and knows nothing of those before."

    def send_output(self, text, silent, last=False):
        """Sends text and pictures; a picture may come in pieces."""
        text = self.unsent + text
        cut = len(text) if last or "\x1e" not in text else text.rfind("\x1e")
        if not last and "\x1f" in text[cut:]:
            cut = len(text)
        text, self.unsent = text[:cut], text[cut:]
        if silent:
            return
        position = 0
        for match in PICTURE.finditer(text):
            self.print_text(text[position:match.start()])
            kind, data = match.groups()
            content = data if kind.startswith("image/") and kind != "image/svg+xml" else base64.b64decode(data).decode()
            self.send_response(self.iopub_socket, "display_data", {"data": {kind: content}, "metadata": {}})
            position = match.end()
        self.print_text(text[position:])

    def print_text(self, text):
        if text:
            self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": text})

    def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **_):
        value, error = None, None
        try:
            if self.worker is None or self.worker.poll() is not None:
                value, error = self.start_swift()
            if error is None:
                self.worker.stdin.write(json.dumps({"code": code}) + "\n")
                self.worker.stdin.flush()
                value, error = self.read_answer(silent)
        except KeyboardInterrupt:
            self.end_swift()
            error = "Interrupted. Swift was ended; the next cell starts anew, and knows nothing of those before."
        except (OSError, ValueError) as trouble:
            self.end_swift()
            error = f"Swift has ended: {trouble}"
        if error is not None:
            message = {"ename": "Error", "evalue": error, "traceback": error.split("\n")}
            if not silent:
                self.send_response(self.iopub_socket, "error", message)
            return {"status": "error", "execution_count": self.execution_count, **message}
        if value is not None and not silent:
            self.send_response(
                self.iopub_socket, "execute_result",
                {"execution_count": self.execution_count, "data": {"text/plain": value}, "metadata": {}})
        return {"status": "ok", "execution_count": self.execution_count, "payload": [], "user_expressions": {}}

    def end_swift(self):
        """Ends the worker and the Swift process that it started: they are a process group of their own."""
        if self.worker is not None:
            try:
                os.killpg(self.worker.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.worker.wait()
            self.worker = None

    def do_shutdown(self, restart):
        self.end_swift()
        return {"status": "ok", "restart": restart}


if __name__ == "__main__":
    sys.exit(IPKernelApp.launch_instance(kernel_class=SwiftKernel))
