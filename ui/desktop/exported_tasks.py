"""One post that has to be taken down: where it stands, since when, and what was done about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPushButton

from composer.app import Session
from composer.consent.evidence import examine, read_file
from composer.errors import UserTrouble
from composer.publish.channels import facts
from composer.publish.takedown import TakeDownTask
from composer.wording import plain_date
from ui.desktop.announce import announce
from ui.desktop.consent_fields import DayField, flowing
from ui.desktop.errands import Errand
from ui.desktop.forms import Field, Notice, TitledCard, line, prose
from ui.desktop.frames import primary
from ui.desktop.widgets import button
from ui.desktop.words import told

WILL_BE_KEPT = "The picture will be kept with the consent."


class Doing(msgspec.Struct, frozen=True, kw_only=True):
    """What was filled in about one task."""

    task: TakeDownTask
    on: date
    proof: str
    not_recalled: str
    picture: bytes = b""


class TaskCard(TitledCard):
    """One open task, with the fields for what was done; `done(Doing)` when it is ticked off."""

    done = Signal(object)

    def __init__(self, task: TakeDownTask, today: date, *, proof_files: bool = True) -> None:
        """`proof_files`: whether a picture can be kept with the consent (not after an erasure)."""
        super().__init__(f"✕ {task.told()}")
        self.setProperty("outcome", "must-fix")
        self._task, self._picture = task, b""
        self.id = task.id
        self.column.addWidget(prose(where_and_when(task), soft=True))
        self.proof = line("How one can see that it is gone", "looked at the page signed out; it was never posted")
        self.left = line("Copies that could not be called back", "two shares, one screenshot; none known")
        self.on = DayField("Day it was taken down", today)
        self.notice = Notice()
        self.column.addWidget(Field("How one can see that it is gone", self.proof))
        self.column.addWidget(Field("Copies that could not be called back", self.left))
        self.done_button = primary(QPushButton("It is taken down"))
        self.done_button.setAutoDefault(False)
        self.done_button.setDefault(False)
        self.done_button.clicked.connect(self._done)
        self.attach_button = button("Add a picture of it…", pressed=self.choose)
        self.attach_button.setVisible(proof_files)
        self.column.addWidget(Field("Done on", self.on))
        self.column.addWidget(flowing(self.attach_button, self.done_button))
        self.column.addWidget(self.notice)

    def go_on_from(self, earlier: TaskCard) -> None:
        """Take over what is half filled in on an earlier card of the same task."""
        self.proof.setText(earlier.proof.text())
        self.left.setText(earlier.left.text())
        self.on.set_day(earlier.on.day())
        if earlier._picture and not self.attach_button.isHidden():
            self._picture = earlier._picture
            self.notice.say(WILL_BE_KEPT, "good")

    def choose(self) -> None:
        """Ask for a picture that shows that the post is gone."""
        name, _ = QFileDialog.getOpenFileName(self, "A picture that shows it is gone")
        if name:
            self.attach(Path(name))

    def attach(self, path: Path) -> None:
        """Read a picture, to be kept with the consent when the task is ticked off."""

        def work() -> bytes:
            content = read_file(path)
            examine(content)
            return content

        errand = Errand(work, self)
        errand.done.connect(self._attached)
        errand.failed.connect(self._refused)
        errand.start()

    def _attached(self, content: object) -> None:
        assert isinstance(content, bytes)
        self._picture = content
        self.notice.say(WILL_BE_KEPT, "good")
        announce(self, WILL_BE_KEPT)

    def _refused(self, trouble: object) -> None:
        assert isinstance(trouble, BaseException)
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)

    def _done(self) -> None:
        self.done.emit(
            Doing(
                task=self._task,
                on=self.on.day(),
                proof=self.proof.text(),
                not_recalled=self.left.text(),
                picture=self._picture,
            )
        )


def where_and_when(task: TakeDownTask) -> str:
    """Where a post stands and since when, in a sentence."""
    left = f"It left the app on {plain_date(task.exported_at.astimezone().date())}"
    if task.posted_on is None:
        return f"{left}; it was not noted where it was posted."
    place = f" at {task.link}" if task.link else ""
    return f"{left}; posted on {plain_date(task.posted_on)} on {facts(task.channel).name}{place}."


def done_words(task: TakeDownTask) -> str:
    """What was done about a task, in a sentence."""
    assert task.done is not None
    left = f" Not called back: {task.done.not_recalled}." if task.done.not_recalled else ""
    shown = " A picture of it is kept as evidence." if task.done.evidence else ""
    return f"Taken down on {plain_date(task.done.on)}: {task.done.proof}.{left}{shown}"


def tick_off(session: Session, doing: Doing) -> None:
    """Record what was done; the picture becomes evidence of the consent. Raises `UserTrouble`."""
    if doing.on > date.today():
        raise UserTrouble("This day lies in the future.", "Only what has happened is recorded.", "Correct the day.")
    with session.vault.transaction():
        digest = ""
        if doing.picture:
            label = f"Taken down from {facts(doing.task.channel).name}"
            digest = session.attach_evidence(doing.task.consent_id, doing.picture, label).evidence[-1].sha256
        session.take_downs.done(
            doing.task.id, on=doing.on, proof=doing.proof, not_recalled=doing.not_recalled, evidence=digest
        )
