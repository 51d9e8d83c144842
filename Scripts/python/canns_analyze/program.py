"""Finding the program and running it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path
from typing import Any

from .results import Results, load

#: What the exit codes of the program mean.
MEANINGS = {
    64: "wrong usage",
    65: "the data are not usable",
    66: "no such input",
    70: "a defect of the program",
    73: "cannot write",
    74: "input or output error",
    75: "stopped; run again to resume",
    77: "would exceed the memory that was allowed",
}


class RunError(RuntimeError):
    """The program did not finish its work.

    ``code`` is its exit code (negative: the signal that ended it), ``said`` what it wrote to standard error.
    """

    def __init__(self, command: list[str], code: int, said: str):
        self.command, self.code, self.said = command, code, said
        meaning = MEANINGS.get(code, f"ended by signal {-code}" if code < 0 else "failed")
        last = said.strip().splitlines()
        super().__init__(f"{last[-1] if last else ' '.join(command)} (exit code {code}: {meaning})")


def program() -> str:
    """The path of the program: ``CANNS_ANALYZE``, else that of this environment, else the first on the ``PATH``.

    Raises ``FileNotFoundError`` when there is none.
    """
    named = os.environ.get("CANNS_ANALYZE")
    if named:
        if os.access(named, os.X_OK):
            return named
        raise FileNotFoundError(f"CANNS_ANALYZE names {named}, which is no program.")
    places = [sysconfig.get_path("scripts")]
    # 'pip install --target FOLDER' and '--user' put the program beside the packages.
    here = Path(__file__).resolve()
    places += [str(folder / "bin") for folder in list(here.parents)[1:5]]
    for place in places:
        path = os.path.join(place, "canns-analyze")
        if os.access(path, os.X_OK):
            return path
    path = shutil.which("canns-analyze")
    if path is None:
        raise FileNotFoundError("There is no canns-analyze here or on the PATH; the variable CANNS_ANALYZE may name one.")
    return path


def arguments(command: str, *operands: Any, output: Any = None, **options: Any) -> list[str]:
    """The words of the command line: ``max_dimension=2`` is ``--max-dimension 2``, ``True`` a flag, ``False`` its ``--no-``
    form, ``None`` nothing, a list the option several times. An underscore at the end of a name is dropped (``from_``)."""
    words = [command, *(os.fspath(one) if isinstance(one, os.PathLike) else str(one) for one in operands)]
    if output is not None:
        words += ["-o", os.fspath(output)]
    for name, value in options.items():
        flag = name.rstrip("_").replace("_", "-")
        if value is None:
            continue
        if value is True or value is False:
            words.append(f"--{flag}" if value else f"--no-{flag}")
        else:
            for one in value if isinstance(value, (list, tuple)) else [value]:
                words += [f"--{flag}", os.fspath(one) if isinstance(one, os.PathLike) else str(one)]
    return words


def run(command: str, *operands: Any, output: Any = None, progress: bool = False, **options: Any) -> Results | str:
    """Runs ``canns-analyze COMMAND OPERANDS… -o OUTPUT --OPTION VALUE …`` and waits for its end.

    Options are spelled as in :func:`arguments`; ``canns-analyze help COMMAND`` lists them. ``progress`` shows what the program
    says meanwhile.

    Returns the :class:`Results` of the folder that was written (``output``, or the operand when that is a results folder), else
    what the program wrote to standard output. Raises :class:`RunError` with the program's own sentence.
    """
    words = [program(), *arguments(command, *operands, output=output, **options)]
    said: list[str] = []
    written: list[str] = []
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace") as process:
        # Both are read at once, so that neither pipe fills up.
        reader = threading.Thread(target=lambda: written.append(process.stdout.read()))
        reader.start()
        try:
            for line in process.stderr:
                said.append(line)
                if progress:
                    sys.stderr.write(line)
        except KeyboardInterrupt:
            # The program keeps what it has finished, so that the same call goes on from there.
            process.terminate()
            raise
        finally:
            reader.join()
        code = process.wait()
    if code != 0:
        raise RunError(words, code, "".join(said))
    for folder in [output] if output is not None else list(operands):
        if os.path.isdir(folder) and any(Path(folder).glob("*.json")):
            return load(folder)
    return "".join(written)
