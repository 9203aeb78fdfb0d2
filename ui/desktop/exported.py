"""What has left the app, where it was posted, and what has to be taken down again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from composer.app import Session
from composer.publish.channels import facts
from composer.publish.export import PostedExport
from composer.publish.takedown import COPIES_LINE, TakeDownTask
from composer.wording import plain_date
from ui.desktop.consent_fields import DayField, flowing
from ui.desktop.exported_tasks import Doing, TaskCard, tick_off
from ui.desktop.forms import Growing, Notice, TitledCard, column_of, heading, line, prose, section
from ui.desktop.frames import announce
from ui.desktop.practice_paper import trouble_said

READING_LETTERS = 108


class ExportedPage(QWidget):
    """Take-down tasks first, then every export, newest first. `changed` says that something was noted."""

    changed = Signal()

    def __init__(self, session: Session, *, today: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._today = session, today or date.today()
        self.setAccessibleName("Exported")
        self.notice = Notice()
        self.tasks: list[TaskCard] = []
        self.cards: list[ExportCard] = []
        holder = QWidget()
        holder.setMaximumWidth(column_of(self, READING_LETTERS))
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(12)
        middle = Growing()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(holder, 20)
        row.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(middle)
        across = QVBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(area)
        self.refresh()

    def refresh(self) -> None:
        """Read exports and tasks anew; what is half filled in on a card stays there."""
        tasks, cards = {c.id: c for c in self.tasks}, {c.id: c for c in self.cards}
        self.notice.setParent(None)
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._column.addWidget(heading("Exported"))
        self._column.addWidget(self.notice)
        self.notice.setVisible(bool(self.notice.text()))
        self._show_tasks(self._session.take_downs.open())
        self._show_exports(self._session.exports.all())
        self._column.addStretch(1)
        for task in self.tasks:
            if task.id in tasks:
                task.go_on_from(tasks[task.id])
        for card in self.cards:
            if card.id in cards:
                card.go_on_from(cards[card.id])

    def _show_tasks(self, tasks: list[TakeDownTask]) -> None:
        erased = {r.id for r in self._session.ledger.all() if r.erased is not None}
        self.tasks = [TaskCard(t, self._today, proof_files=t.consent_id not in erased) for t in tasks]
        if not tasks:
            return
        self._column.addWidget(section("To be taken down"))
        self._column.addWidget(prose(COPIES_LINE))
        for card in self.tasks:
            card.done.connect(self._taken_down)
            self._column.addWidget(card)

    def _show_exports(self, exports: list[PostedExport]) -> None:
        titles = {d.id: d.name for d in self._session.drafts.all()}
        self.cards = [ExportCard(e, titles.get(e.export.draft_id, ""), self._today) for e in exports]
        if not exports:
            self._column.addWidget(prose("Nothing has left yet. A post is exported after you have approved it."))
            return
        self._column.addWidget(section("Posts that left"))
        for card in self.cards:
            card.posted.connect(self._posted)
            self._column.addWidget(card)

    def _posted(self, export_id: str, link: str, on: object) -> None:
        assert isinstance(on, date)
        self._note(
            lambda: self._session.exports.posted(export_id, link=link, on=on),
            "Noted. If a consent is withdrawn, this is where the task will point.",
        )

    def _taken_down(self, doing: object) -> None:
        assert isinstance(doing, Doing)
        self._note(lambda: tick_off(self._session, doing), "Noted as taken down.")

    def _note(self, step: Callable[[], object], words: str) -> None:
        if trouble_said(self._say, step):
            self._say(words, "good")
            self.refresh()
            self.changed.emit()

    def _say(self, words: str, tone: str) -> None:
        self.notice.say(f"✓ {words}" if tone == "good" else words, tone)
        announce(self, words, urgent=tone == "trouble")

    def forget(self) -> None:
        """Clear what is shown (lock)."""
        self.notice.say("")
        self.tasks, self.cards = [], []
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()


class ExportCard(TitledCard):
    """One export; where it was posted can be noted, then or later."""

    posted = Signal(str, str, object)

    def __init__(self, entry: PostedExport, title: str, today: date) -> None:
        export = entry.export
        super().__init__(f"{facts(export.channel).name} · {title or 'a draft that was deleted'}")
        self.id = export.id
        when = plain_date(export.at.astimezone().date())
        where = {"file": f"to {export.text_path}", "folder": f"to the folder {export.folder}"}.get(
            export.kind, "to the clipboard"
        )
        self.column.addWidget(prose(f"Left on {when}, {where}."))
        self.noted = entry.posted is not None
        if entry.posted is not None:
            place = f" at {entry.posted.link}" if entry.posted.link else ""
            self.column.addWidget(prose(f"✓ Posted on {plain_date(entry.posted.on)}{place}."))
            return
        self.link = line("Where it was posted", "address of the post, if it has one")
        self.on = DayField("Day it was posted", today)
        self.note_button = QPushButton("Note as posted")
        self.note_button.clicked.connect(self._note)
        self.column.addWidget(self.link)
        self.column.addWidget(flowing(self.on, self.note_button))

    def go_on_from(self, earlier: ExportCard) -> None:
        """Take over what is half filled in on an earlier card of the same export."""
        if self.noted or earlier.noted:
            return
        self.link.setText(earlier.link.text())
        self.on.set_day(earlier.on.day())

    def _note(self) -> None:
        self.posted.emit(self.id, self.link.text(), self.on.day())
