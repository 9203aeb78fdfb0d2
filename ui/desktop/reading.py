"""Which check belongs to what is on the screen: revisions out, reports in, and how far that has come.

One document is read at a time; its identity for the checker is the draft's id. What is read is the text and, behind it,
everything else that readers will see (title, warning, descriptions of pictures: `composer.publish.post.whole`), so a
report that has come is a report on all of it. Offsets are code points.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from PySide6.QtCore import QObject, Signal

from composer.publish.post import Whole
from composer.wording import is_blank
from rules.frames import Answer, Trouble
from rules.report import Finding, Person, Report, Setting, Stage
from ui.desktop.checking import CheckerState, Checking
from ui.desktop.marks import Mark
from ui.desktop.paper import Edit
from ui.desktop.status import CheckState


class Reading(QObject):
    """Sends each change of the open document and takes the answers to its newest revision."""

    answered = Signal(object)
    """A `Report` on exactly what is on the screen, perhaps of an early stage."""
    changed = Signal()
    """`state` may be another one."""

    def __init__(self, checking: Checking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.checking = checking
        self._document = ""
        self._whole = ""
        self._behind = 0
        """Code points of the whole behind the text."""
        self._revision = 0
        self._setting: Setting | None = None
        self._trouble = ""
        self._report: Report | None = None
        checking.answered.connect(self._answered)
        checking.troubled.connect(self._troubled)
        checking.changed.connect(self._checker_changed)

    # Out

    def open(self, document: str, whole: Whole, setting: Setting) -> None:
        """Read another document from now on."""
        if self._document and self._document != document:
            self.checking.forget(self._document)
        self._document, self._setting = document, setting
        self._take(whole)
        self._ask(None)

    def edited(self, edit: Edit, whole: Whole) -> None:
        """The text changed; what stands behind it may have with it."""
        before = self._tail()
        self._take(whole)
        self._ask((edit.start, edit.start + edit.removed, edit.new) if self._tail() == before else None)

    def set_whole(self, whole: Whole) -> None:
        """Something beside the text changed: a title, a description, a picture taken out."""
        if whole.text != self._whole:
            self._take(whole)
            self._ask(None)

    def set_setting(self, setting: Setting) -> None:
        """Another channel, identity or pack: the same words are read anew."""
        if setting != self._setting:
            self._setting = setting
            self._ask((0, 0, ""))

    def close(self) -> None:
        """Read nothing; the checker forgets the words."""
        if self._document:
            self.checking.forget(self._document)
        self._document = self._whole = self._trouble = ""
        self._behind = 0
        self._setting = self._report = None
        self.changed.emit()

    def _take(self, whole: Whole) -> None:
        self._whole, self._behind = whole.text, len(whole.text) - whole.parts[0].end

    def _tail(self) -> str:
        return self._whole[len(self._whole) - self._behind :]

    def _ask(self, edit: tuple[int, int, str] | None) -> None:
        self._revision += 1
        self._report, self._trouble = None, ""
        if self._setting is not None:
            self.checking.check(self._document, self._revision, self._whole, self._setting, edit)
        self.changed.emit()

    # In

    def _answered(self, answer: Answer) -> None:
        if answer.document == self._document and answer.revision == self._revision:
            self._report = answer.report
            self.answered.emit(answer.report)
            self.changed.emit()

    def _troubled(self, trouble: Trouble) -> None:
        if trouble.document in (None, self._document):
            self._trouble = trouble.message
            self.changed.emit()

    def _checker_changed(self, state: CheckerState) -> None:
        if state is not CheckerState.READY:
            self._report = None
        self._trouble = ""
        self.changed.emit()

    @property
    def report(self) -> Report | None:
        """The whole report of exactly what is on the screen; None while there is none."""
        report = self._report
        return report if report is not None and report.stage is Stage.WHOLE else None

    @property
    def state(self) -> CheckState:
        """How far the check is."""
        if not self._document or is_blank(self._whole):
            return CheckState.NOTHING
        checker = self.checking.state
        if checker is CheckerState.STOPPED:
            return CheckState.RESTARTING
        if checker in (CheckerState.OFF, CheckerState.STARTING):
            return CheckState.RESTARTING if self.checking.deaths else CheckState.STARTING
        if self._trouble:
            return CheckState.FAILED
        if self.report is None:
            return CheckState.CHECKING
        return CheckState.PARTLY if self.report.degraded else CheckState.DONE

    @property
    def trouble(self) -> str:
        """Why it could not be checked, in sentences; empty otherwise."""
        return self._trouble


def merged(report: Report, before: Iterable[Mark], people: Iterable[Person]) -> Report:
    """An early stage's report with the findings shown before that it does not know yet, so that nothing flickers."""
    if report.stage is Stage.WHOLE:
        return report
    known = {f.key for f in report.findings}
    kept = [_moved(m) for m in before if m.finding.key not in known]
    if not kept:
        return report
    everyone = {p.id: p for p in (*people, *report.people)}
    together = tuple(sorted((*report.findings, *kept), key=lambda f: (f.start, f.end)))
    return msgspec.structs.replace(report, findings=together, people=tuple(everyone.values()))


def _moved(mark: Mark) -> Finding:
    return msgspec.structs.replace(mark.finding, start=mark.start, end=mark.end)
