"""A screen reader's hands: drives the window through AT-SPI alone. Runs on the system's Python, which has pyatspi.

    /usr/bin/python3 screen_reader.py FOLDER

Set-up → draft → finding → approve → export. It knows nothing of the window's insides: roles and spoken names only.
Exit status 0 when `FOLDER` holds the exported post; otherwise it says where it got stuck and what it could see.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyatspi

PATIENCE = 150.0
POST = "Saw a lovely client today, a nurse from Salford. Endings matter."
REASON = "Talked over in supervision; the letter is the point of it."
PASSPHRASES = {"Professional": "heron lantern tuesday quiet", "Personal": "plum staircase ordinary moon"}


class Stuck(Exception):
    """Something that should be there could not be found, or not be used."""


def application() -> Any:
    """The app on the accessibility bus."""
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None and "considered" in (app.name or "").lower():
            return app
    return None


def below(node: Any) -> Iterator[Any]:
    """Everything in the tree that is showing."""
    for index in range(node.childCount):
        child = node.getChildAtIndex(index)
        if child is not None:
            yield child
            yield from below(child)


def front() -> Any:
    """The window that takes what is done: the last dialog that shows, else the last window."""
    app = application()
    windows = [] if app is None else [w for w in (app.getChildAtIndex(i) for i in range(app.childCount)) if w]
    windows = [w for w in windows if showing(w)]
    dialogs = [w for w in windows if w.getRole() in {pyatspi.ROLE_DIALOG, pyatspi.ROLE_ALERT}]
    return (dialogs or windows or [None])[-1]


def showing(node: Any) -> bool:
    states = node.getState()
    return states.contains(pyatspi.STATE_SHOWING) and states.contains(pyatspi.STATE_VISIBLE)


def spoken() -> list[str]:
    """What can be heard at the moment: role and name of all that shows."""
    app = application()
    return [] if app is None else [f"{n.getRoleName()}: {n.name}" for n in below(app) if n.name and showing(n)]


def until(attempt: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            found = attempt()
        except Exception as gone:
            found, _ = None, gone
        if found:
            return found
        time.sleep(0.1)
    raise Stuck(f"no {what}; heard:\n  " + "\n  ".join(spoken()))


ROLES = {
    "button": {pyatspi.ROLE_PUSH_BUTTON, pyatspi.ROLE_TOGGLE_BUTTON},
    "text": {pyatspi.ROLE_TEXT, pyatspi.ROLE_PASSWORD_TEXT, pyatspi.ROLE_ENTRY, pyatspi.ROLE_PARAGRAPH},
    "tick": {pyatspi.ROLE_CHECK_BOX},
    "choice": {pyatspi.ROLE_RADIO_BUTTON},
}


def all_of(kind: str, name: str) -> list[Any]:
    """Everything showing of a kind whose name begins so."""
    window = front()
    if window is None:
        return []
    return [n for n in below(window) if n.getRole() in ROLES[kind] and n.name.startswith(name) and showing(n)]


def one(kind: str, name: str) -> Any:
    return until(lambda: next(iter(all_of(kind, name)), None), f"{kind} “{name}”")


def arrives(view: str) -> None:
    """Wait until that window is in front."""
    until(lambda: view in (getattr(front(), "name", None) or ""), f"window “{view}”")


def press(kind: str, name: str) -> None:
    """Do what the first action of a control does, once it is enabled."""
    control = until(
        lambda: next((n for n in all_of(kind, name) if n.getState().contains(pyatspi.STATE_ENABLED)), None),
        f"enabled {kind} “{name}”",
    )
    actions = control.queryAction()
    wanted = next((i for i in range(actions.nActions) if actions.getName(i).lower() in {"press", "toggle"}), 0)
    actions.doAction(wanted)


def write(name: str, words: str) -> None:
    """Put words into a field."""
    field = one("text", name)
    field.queryComponent().grabFocus()
    if not field.queryEditableText().setTextContents(words):
        raise Stuck(f"“{name}” takes no text")


def set_up() -> None:
    press("button", "Begin")
    write("Professional name", "Amara Lindqvist")
    press("button", "Continue")
    write("Personal name", "Mara")
    press("button", "Continue")
    one("text", "Never in a professional post")
    press("button", "Continue")
    for side, words in PASSPHRASES.items():
        write(f"{side} passphrase", words)
        write(f"{side} passphrase again", words)
    press("button", "Create both vaults")
    press("tick", "I go on without a sheet")
    press("button", "Start writing")


def unlock() -> None:
    write("Professional passphrase", PASSPHRASES["Professional"])
    press("button", "Open")


def draft() -> None:
    press("button", "New draft")
    write("Text of the post", POST)


def finding() -> None:
    """The finding is heard, with its clauses, without looking at an underline."""
    until(lambda: [line for line in spoken() if "One person" in line or "particular person" in line], "finding")
    until(lambda: [line for line in spoken() if "MIP N3" in line], "clause MIP N3")


def approve() -> None:
    press("button", "Review and approve")
    arrives("Review and approve")
    press("button", "Go on with a reason")
    write("Why you go on", REASON)
    press("button", "Keep the reason")
    until(answered, "way to answer the questions")
    press("button", "Approve for")


def answered() -> bool:
    """Answer what has no answer yet, and say whether the post may be approved; cards come and go meanwhile."""
    for choice in all_of("choice", "No") + all_of("choice", "Service users"):
        if not choice.getState().contains(pyatspi.STATE_CHECKED):
            choice.queryAction().doAction(0)
    for note in all_of("text", "A sentence on your answer"):
        note.queryEditableText().setTextContents("Read twice; nothing of it points at anyone.")
    return any(b.getState().contains(pyatspi.STATE_ENABLED) for b in all_of("button", "Approve for"))


def export(folder: Path) -> None:
    arrives("Export")
    write("Folder", str(folder))
    write("File name", "endings.txt")
    press("button", "Export")
    until(lambda: (folder / "endings.txt.approval.json").exists(), "exported file")
    if (folder / "endings.txt").read_text(encoding="utf-8") != POST:
        raise Stuck("another text was exported")


def main(folder: Path) -> int:
    try:
        until(application, "app on the accessibility bus")
        for step in (set_up, unlock, draft, finding, approve):
            step()
            print(step.__name__, flush=True)
        export(folder)
    except Stuck as stuck:
        print(stuck, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
