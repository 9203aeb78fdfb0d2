"""Make `.venv` hold exactly what the lock files say, and nothing be done when it already does.

    python3 packaging/bootstrap.py [--dev] [--xorg]

Standard library only: it runs before anything of ours is installed. `--dev` adds the development lock; `--xorg` also
asks for the libraries and tools that a real X window and the accessibility tests need. The stamp in `.venv` holds the
hash of every input (lock files, pyproject, interpreter), so that a second call costs milliseconds.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)

# Debian names of the shared libraries that Qt loads; the file is how we see whether one is there.
QT_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
}
X_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}
TEST_PROGRAMS = {
    "xvfb": "Xvfb",
    "dbus-daemon": "dbus-run-session",
    "at-spi2-core": "/usr/libexec/at-spi-bus-launcher",
    "python3-pyatspi": "/usr/lib/python3/dist-packages/pyatspi",
    "gnome-keyring": "gnome-keyring-daemon",
    "strace": "strace",
    "fonts-dejavu-core": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
}


def say(line: str) -> None:
    print(line, flush=True)


def lock_files(dev: bool) -> list[Path]:
    files = [ROOT / "packaging" / "requirements.txt"]
    return [*files, ROOT / "packaging" / "requirements-dev.txt"] if dev else files


def seal(parts: list[Path]) -> str:
    """SHA-256 over the interpreter, the folder and the files given, as hex."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for file in parts:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def packages_seal(dev: bool) -> str:
    return seal(lock_files(dev))


def project_seal() -> str:
    return seal([ROOT / "pyproject.toml"])


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fresh_python() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        wanted = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
        sys.exit(f"Considered needs Python {wanted}; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 …")
    if VENV.exists():
        shutil.rmtree(VENV)
    say("Making .venv …")
    venv.create(VENV, with_pip=True)


def pip(*words: str) -> list[str]:
    return [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", *words]


def install_packages(dev: bool) -> None:
    """Install exactly what the lock files pin, refusing anything without its hash."""
    for file in lock_files(dev):
        say(f"Installing {file.name} …")
        subprocess.run(pip("install", "--require-hashes", "--no-deps", "-r", str(file)), check=True)


def install_project() -> None:
    """Install the project itself, editable and without dependencies (the lock has brought them)."""
    say("Installing Considered …")
    # setuptools warns that editable folders can shadow packages; ours are meant to
    done = subprocess.run(
        pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        say(done.stdout)
        done.check_returncode()


def known_libraries() -> str:
    ldconfig = shutil.which("ldconfig") or "/sbin/ldconfig"
    try:
        return subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


def missing_packages(xorg: bool) -> list[str]:
    """Debian packages that Qt or the tests need and this machine lacks; empty anywhere but on Linux."""
    if not sys.platform.startswith("linux"):
        return []
    cache = known_libraries()
    wanted = {**QT_LIBRARIES, **(X_LIBRARIES if xorg or os.environ.get("DISPLAY") else {})}
    missing = [package for package, library in wanted.items() if library not in cache]
    if xorg:
        programs = TEST_PROGRAMS.items()
        missing += [p for p, it in programs if not (Path(it).exists() if it[0] == "/" else shutil.which(it))]
    return missing


def system_packages(xorg: bool) -> None:
    missing = missing_packages(xorg)
    if not missing:
        return
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("Installing Debian packages: " + " ".join(missing))
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quiet = [apt, "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
        subprocess.run([*quiet, "update"], env=env, check=False, stdout=subprocess.DEVNULL)
        done = subprocess.run(
            [*quiet, "install", "--no-install-recommends", *missing], env=env, check=False, stdout=subprocess.DEVNULL
        )
        if done.returncode == 0:
            return
    say("Missing system libraries; please run:  sudo apt-get install " + " ".join(missing))


def stamped(name: str) -> str:
    stamp = VENV / f"stamp-{name}"
    return stamp.read_text() if stamp.exists() else ""


def stamp(name: str, value: str) -> None:
    (VENV / f"stamp-{name}").write_text(value)


def bring_up_to_date(dev: bool) -> None:
    """Install what the stamps say is missing. A development environment serves as a runtime one too."""
    if not dev and stamped("dev") == packages_seal(True):
        dev = True
    if stamped("runtime") != packages_seal(False):
        fresh_python()
    if stamped("dev" if dev else "runtime") != packages_seal(dev):
        install_packages(dev)
        stamp("runtime", packages_seal(False))
        if dev:
            stamp("dev", packages_seal(True))
    if stamped("project") != project_seal():
        install_project()
        stamp("project", project_seal())


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--dev", action="store_true", help="also what the tests need")
    options.add_argument("--xorg", action="store_true", help="also what a real X window and its tests need")
    chosen = options.parse_args()
    system_packages(chosen.xorg)
    try:
        bring_up_to_date(chosen.dev)
    except subprocess.CalledProcessError as trouble:
        say("The packages could not be installed (see above). Nothing else was changed; run the command again.")
        return trouble.returncode or 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
