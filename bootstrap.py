#!/usr/bin/env python3
"""Set up tourdetable beside this file and run it; needs nothing but Python itself.

python3 bootstrap.py demo            reads examples/ and prints who stands where, with the sources
python3 bootstrap.py test [ARG ...]  runs the tests (arguments go to pytest)
python3 bootstrap.py setup           only installs, into .venv
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = HERE / "requirements.lock"
STAMP = VENV / "installed.sha256"
DEMO_STORE = "examples.store"
VERSION = "{}.{}".format(*sys.version_info)


def say(text):
    """Print progress, to stderr."""
    print("bootstrap: " + text, file=sys.stderr, flush=True)


def state():
    """What an installation depends on: the lock, the project's metadata, the interpreter and the place."""
    parts = (LOCK.read_bytes(), (HERE / "pyproject.toml").read_bytes(), sys.version.encode(), bytes(HERE))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def pip(*args):
    """Run the environment's pip, its chatter shrunk to one moving line; all of it is shown where it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *args]
    moving = sys.stderr.isatty()
    log = []
    process = subprocess.Popen(
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    for line in process.stdout:
        log.append(line)
        if moving:
            sys.stderr.write("\r\033[K  " + line.strip()[: shutil.get_terminal_size().columns - 3])
    if moving:
        sys.stderr.write("\r\033[K")
    if process.wait():
        sys.stderr.writelines(log[-40:])
        sys.exit("bootstrap: pip could not install the packages; its last words stand above")


def setup():
    """Make .venv as the lock says; nothing to do where that was done."""
    if STAMP.is_file() and STAMP.read_text() == state() and PYTHON.exists():
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        sys.exit("bootstrap: this Python cannot make environments; first: apt install python3-venv")
    say(f"making .venv with Python {VERSION}")
    STAMP.unlink(missing_ok=True)
    venv.create(VENV, with_pip=True, symlinks=True, clear=not usable())
    say("installing the packages pinned in requirements.lock (once, some minutes)")
    pip("--require-hashes", "--requirement", str(LOCK))
    pip("--no-deps", "--no-build-isolation", "--editable", str(HERE))
    STAMP.write_text(state())


def usable():
    """Whether .venv is an environment of this place and of this version of Python."""
    try:
        told = subprocess.run(
            [str(VENV / "bin" / "pip"), "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return str(VENV) in told.stdout and f"(python {VERSION})" in told.stdout


def demo():
    """Ingest the examples and print the briefing made of them."""
    tourdetable = str(VENV / "bin" / "tourdetable")
    os.chdir(HERE)
    os.environ["TOURDETABLE_STORE"] = DEMO_STORE
    say("reading examples/ into " + DEMO_STORE)
    done = subprocess.run([tourdetable, "ingest", "examples"], stdout=sys.stderr, check=False).returncode
    return (
        done or subprocess.run([tourdetable, "brief", *DEMO_QUESTION, "-f", "table"], check=False).returncode
    )


DEMO_QUESTION = ("sanctions", "Russia")


def main(args):
    """Run one of the commands; its exit code."""
    if args[:1] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if args[:1] not in (["demo"], ["test"], ["setup"]) or (args[0] != "test" and args[1:]):
        say("say `demo`, `test` or `setup` (see python3 bootstrap.py --help)")
        return 2
    if sys.version_info < (3, 11):
        say(f"needs Python 3.11 or newer; this is {VERSION}")
        return 1
    setup()
    if args[0] == "demo":
        return demo()
    if args[0] == "test":
        return subprocess.run([str(PYTHON), "-m", "pytest", *args[1:]], cwd=HERE, check=False).returncode
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
