"""Runs Swift for the Jupyter kernel: one cell after another in LLDB's REPL, which keeps what they declare.

Started by swift_kernel.py with the Python that the Swift toolchain's LLDB was made for, so that Jupyter may run in any other. Reads a
JSON object a line from standard input, {"code": …}, and answers each with lines of JSON on standard output: {"text": …} as the cell
prints, then {"done": true, "value": … or null, "error": … or null}. The settings come as JSON in the first argument.
"""

import json
import os
import sys
import threading
import time

settings = json.loads(sys.argv[1])
sys.path.insert(0, settings["lldb"])
import lldb  # noqa: E402

# What is printed goes to the kernel, whatever LLDB writes to standard output itself.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

# A statement has no value; LLDB says so as an error.
NO_RESULT = 0x1001


def answer(**members):
    answers.write(json.dumps(members) + "\n")
    answers.flush()


class Session:
    """A Swift process under LLDB."""

    def __init__(self):
        lldb.SBDebugger.Initialize()
        self.debugger = lldb.SBDebugger.Create()
        self.debugger.SetAsync(False)
        for folder in settings["modules"]:
            self.debugger.HandleCommand(f'settings append target.swift-module-search-paths "{folder}"')
        for flag in settings["clang"]:
            self.debugger.HandleCommand(f'settings append target.swift-extra-clang-flags -- "{flag}"')
        error = lldb.SBError()
        repl = os.path.join(settings["toolchain"], "bin/repl_swift")
        self.target = self.debugger.CreateTarget(repl, settings["triple"], None, True, error)
        if not error.Success():
            raise RuntimeError(f"{repl}: {error}")
        self.target.BreakpointCreateByName("repl_main", self.target.GetExecutable().GetFilename())
        launch = lldb.SBLaunchInfo([])
        launch.SetWorkingDirectory(os.getcwd())
        environment = {**os.environ, "LD_LIBRARY_PATH": os.path.join(settings["toolchain"], "lib/swift/linux")}
        launch.SetEnvironmentEntries([f"{name}={value}" for name, value in environment.items()], False)
        self.process = self.target.Launch(launch, error)
        if not error.Success():
            raise RuntimeError(f"Swift does not start: {error}")
        self.options = lldb.SBExpressionOptions()
        self.options.SetLanguage(lldb.SBLanguageRuntime.GetLanguageTypeFromString("swift"))
        self.options.SetREPLMode(True)
        self.options.SetUnwindOnError(False)
        self.options.SetGenerateDebugInfo(True)
        self.options.SetTimeoutInMicroSeconds(0)

    def printed(self):
        parts = []
        while part := self.process.GetSTDOUT(1 << 16):
            parts.append(part)
        return "".join(parts).replace("\r\n", "\n")

    def run(self, code):
        """Evaluates a cell, and hands on what it prints while it runs."""
        finished = threading.Event()

        def listen():
            while not finished.wait(0.1):
                if text := self.printed():
                    answer(text=text)

        listener = threading.Thread(target=listen)
        listener.start()
        value = self.target.EvaluateExpression(code, self.options)
        finished.set()
        listener.join()
        # The terminal may still hold the last words.
        for _ in range(3):
            if text := self.printed():
                answer(text=text)
            time.sleep(0.005)
        error = value.GetError()
        if error.Fail() and error.value != NO_RESULT:
            return None, str(error)
        if error.Fail() or not value.IsValid():
            return None, None
        name = value.GetName() or ""
        described = value.GetObjectDescription() or value.GetSummary() or value.GetValue()
        # An error that no code of the cell catches comes back under such a name.
        if name.startswith("$E"):
            self.target.EvaluateExpression(f"print({name})", self.options)
            return None, f"Error: {self.printed().strip() or name}"
        return (described or "").rstrip() or None, None


def main():
    session = Session()
    for library in settings["libraries"]:
        _, error = session.run(f'import Glibc\nif dlopen("{library}", RTLD_NOW | RTLD_GLOBAL) == nil {{ print(String(cString: dlerror())) }}')
        if error:
            raise RuntimeError(error)
    for file in settings["prelude"]:
        with open(file, encoding="utf-8") as source:
            _, error = session.run(source.read())
        if error:
            raise RuntimeError(f"{file}: {error}")
    answer(done=True, value=None, error=None)
    for line in sys.stdin:
        value, error = session.run(json.loads(line)["code"])
        answer(done=True, value=value, error=error)


try:
    main()
except Exception as trouble:
    answer(done=True, value=None, error=str(trouble))
    sys.exit(1)
