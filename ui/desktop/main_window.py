"""The main window of one open identity: band, sidebar, pages, status.

The writing page (`desk`) is its own; other pages plug in with `add_page`. Dialogs are opened by whoever connects to
`consent_wanted`, `review_wanted` and `settings_wanted`. The window never closes the vault: `put_away` saves, ends the
checker and clears every word, after which its owner closes the session.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from composer.app import Considered, Session
from composer.errors import UserTrouble
from composer.preferences import Preferences
from composer.wording import is_blank
from rules.report import Report
from ui.desktop import theme
from ui.desktop.announce import announce
from ui.desktop.checking import Checking
from ui.desktop.clipboard import Stays, lets_stay
from ui.desktop.commands import PAGES_MENU, Command, FieldCommands, add_command, build_menus
from ui.desktop.desk import Desk
from ui.desktop.drafting import DRAFTS, DraftCommands
from ui.desktop.drafts import Sidebar
from ui.desktop.errands import Errand
from ui.desktop.identity_band import IdentityBand
from ui.desktop.later import Later
from ui.desktop.status import CheckState, StatusBar, packs_line
from ui.desktop.widgets import Toast, tip
from ui.desktop.words import told, window_title

STACKED_BELOW = 900
"""Width in device-independent pixels from which the findings stand below the sheet."""
BARE_BELOW = 700
"""Width below which the list of drafts hides."""
SIZES = (9, 32)


class MainWindow(DraftCommands, FieldCommands, QMainWindow):
    """Give it a session that is open. `checking` is for tests; by default it starts a checker of its own."""

    lock_wanted = Signal()
    lock_unsaved_wanted = Signal()
    """To be locked although something cannot be kept; the person was asked."""
    switch_wanted = Signal()
    closed = Signal()
    settings_wanted = Signal()
    preferences_changed = Signal()
    consent_wanted = Signal(str, object)
    """Draft id and the findings that would rest on the consent; the text was saved."""
    review_wanted = Signal(str)
    """Draft id; `report()` is the whole check of exactly the text on the screen, which was saved."""
    page_shown = Signal(str)

    def __init__(
        self,
        considered: Considered,
        session: Session,
        *,
        checking: Checking | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.considered = considered
        self.session = session
        self._today = today
        self._identity = session.identity
        self._preferences = considered.preferences()
        self._counts: dict[str, Callable[[], str]] = {}
        self._titles: dict[str, str] = {}
        self._pages: dict[str, QWidget] = {}
        self._put_away = False
        self.checking = checking or Checking(self)
        self._build()
        self.actions_by_name = build_menus(self)
        self._go_menu = self.menuBar().addMenu(PAGES_MENU)
        self._connect()
        self.add_page(DRAFTS, "Drafts", self.desk, self._draft_count)
        self.show_page(DRAFTS)
        self._restore_geometry()
        self._open_first()
        QTimer.singleShot(0, self._begin)

    # Building

    def _build(self) -> None:
        i = self._identity
        self.band = IdentityBand(i.kind, i.display_name, i.role_label or i.role, actions=True)
        self.sidebar = Sidebar()
        self.desk = Desk(self.session, self.checking, today=self._today())
        lets_stay(self.desk, Stays.UNTIL_LOCKED)
        self.desk.set_size(self._preferences.text_size)
        self.stack = QStackedWidget()
        self.status = StatusBar()
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.stack, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(whole)
        self.toast = Toast(whole)
        self.setMinimumSize(480, 420)

    def _connect(self) -> None:
        self.band.lock_wanted.connect(self.lock)
        self.band.switch_wanted.connect(self.switch)
        self.sidebar.new_wanted.connect(self.new_draft)
        self.sidebar.page_wanted.connect(self.show_page)
        self.sidebar.drafts.opened.connect(self.open_draft)
        self.sidebar.drafts.delete_wanted.connect(self._delete)
        self.desk.new_wanted.connect(self.new_draft)
        self.desk.consent_wanted.connect(self.consent_wanted)
        self.desk.draft_saved.connect(self._draft_changed)
        self.desk.draft_checked.connect(self._draft_changed)
        self.desk.state_changed.connect(self._tell)
        self.desk.saver.changed.connect(self._tell_save)
        self.status.review_wanted.connect(self.review)
        self.status.list.clicked.connect(self.toggle_sidebar)
        self.toast.undone.connect(self._restore_deleted)

    def _begin(self) -> None:
        """What need not be there before one can type."""
        if not self._put_away:
            self.checking.start()
            names, today = self._identity.packs, self._today()
            reading = Errand(lambda: packs_line(names, today), self)
            reading.done.connect(lambda line: self.status.tell_packs(*line))
            reading.start()

    def _restore_geometry(self) -> None:
        p = self._preferences
        self.resize(max(p.window_width, 480), max(p.window_height, 420))
        self.desk.set_panel_width(p.panel_width)
        if p.maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    # Pages

    def add_page(self, key: str, title: str, widget: QWidget, count: Callable[[], str] | None = None) -> None:
        """Plug a page in: it gets a place in the sidebar, in the Go menu and a key (Ctrl+1, Ctrl+2, …).

        `count` gives what stands beside its name, such as `4` or `2 due`, or "" for nothing; asked by `refresh`.
        """
        self._pages[key], self._titles[key] = widget, title
        if count is not None:
            self._counts[key] = count
        self.stack.addWidget(widget)
        self.sidebar.add_page(key, title)
        action = QAction(title, self)
        action.setData(key)
        action.setShortcut(QKeySequence(f"Ctrl+{len(self._pages)}"))
        action.triggered.connect(self._go)
        self._go_menu.addAction(action)
        if count is not None:
            self.sidebar.set_count(key, count())

    def page(self, key: str) -> QWidget:
        """The widget of a page."""
        widget = self._pages[key]
        return widget.page() if isinstance(widget, Later) else widget

    def current_page(self) -> str:
        """The key of the page that is shown."""
        shown = self.stack.currentWidget()
        return next(key for key, widget in self._pages.items() if widget is shown)

    def show_page(self, key: str) -> None:
        """Turn to a page; the text of the draft is saved first."""
        self.desk.saver.now()
        self.stack.setCurrentWidget(self._pages[key])
        self.sidebar.choose(key)
        self.setWindowTitle(window_title(self._identity.kind, self._titles[key]))
        self.setAccessibleName(self.windowTitle())
        self._tell()
        self.page_shown.emit(key)

    def _go(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.show_page(str(action.data()))

    def refresh_counts(self) -> None:
        """Ask every page for its count."""
        for key, count in self._counts.items():
            self.sidebar.set_count(key, count())

    def refresh(self) -> None:
        """Something outside changed drafts, consents or the identity: show everything anew."""
        self._identity = self.session.identity
        self.band.tell(self._identity.display_name, self._identity.role_label or self._identity.role)
        self.status.tell_packs(*packs_line(self._identity.packs, self._today()))
        self._list_drafts()
        self.desk.reload()
        self.refresh_counts()

    def add_command(self, command: Command, call: Callable[[], object]) -> QAction:
        """Plug a command in: `call` when it is chosen. Its menu is made, before Go, where there is none yet."""
        action = self.actions_by_name[command.slot or command.words] = add_command(self, command, call)
        return action

    # Drafts

    def report(self) -> Report | None:
        """The whole check of exactly the text on the screen, or None while it is not checked."""
        return self.desk.report

    # Telling

    def _tell(self) -> None:
        writing = self.stack.currentWidget() is self.desk and bool(self.draft_id)
        reading = self.desk.reading
        self.status.save.setVisible(writing)
        self.status.check.setVisible(writing)
        self.status.tell_check(reading.state, reading.trouble)
        ready = writing and not is_blank(self.desk.text()) and not self.session.read_only
        self.status.review.setEnabled(ready)
        self.status.review.setToolTip("" if ready else tip("There is no text to review yet."))
        if hasattr(self, "actions_by_name"):
            self.actions_by_name["review"].setEnabled(ready)

    def _tell_save(self) -> None:
        if self.session.is_open and self.session.read_only:
            self.status.tell_read_only()
        else:
            self.status.tell_save(self.desk.saver)

    def trouble(self, trouble: UserTrouble) -> None:
        """Tell what went wrong, on the writing page."""
        self.desk.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)

    # Commands

    def review(self) -> None:
        """Ask for the last look, once the text is saved and checked whole."""
        if not self.draft_id or not self.status.review.isEnabled() or not self.desk.saver.now():
            return
        if self.report() is None:
            waiting = self.desk.reading.state in (CheckState.STARTING, CheckState.CHECKING, CheckState.RESTARTING)
            words = "The check is not finished yet. It takes a moment." if waiting else self.desk.reading.trouble
            self.toast.say(words, undo="")
            return
        self.review_wanted.emit(self.draft_id)

    def save_now(self) -> bool:
        """Put what is on the screen into the vault at once; False when that failed (it says why, and is retried)."""
        return self.desk.saver.now()

    def settings(self) -> None:
        """Ask for the settings."""
        self.settings_wanted.emit()

    def lock(self) -> None:
        """Ask to be locked."""
        if self.may_leave():
            self.lock_wanted.emit()

    def switch(self) -> None:
        """Ask for the other identity."""
        if self.may_leave():
            self.switch_wanted.emit()

    def next_finding(self) -> None:
        """Go to the next passage that something was found about."""
        self.show_page(DRAFTS)
        self.desk.marking.step(1)

    def previous_finding(self) -> None:
        """Go to the passage before."""
        self.show_page(DRAFTS)
        self.desk.marking.step(-1)

    def apply_first(self) -> None:
        """Use the first suggestion of the finding at hand."""
        self.desk.marking.apply_first()

    def set_aside(self) -> None:
        """Set the finding at hand aside, or give a reason for going on."""
        self.desk.marking.set_aside_current()

    def ask_consent(self) -> None:
        """Ask for a consent for the finding at hand."""
        self.desk.marking.ask_consent_current()

    def to_findings(self) -> None:
        """Put the focus on the findings; Escape brings it back to the text."""
        self.desk.panel.show()
        card = self.desk.panel.current() or next(iter(self.desk.panel.cards()), None)
        if card is not None:
            card.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_findings(self) -> None:
        """Show or hide the findings panel; their number stays in the status bar's way."""
        self.desk.panel.setVisible(not self.desk.panel.isVisible())

    def toggle_sidebar(self) -> None:
        """Show or hide the list of drafts."""
        self._show_sidebar(not self.sidebar.isVisible())

    def _show_sidebar(self, shown: bool) -> None:
        self.sidebar.setVisible(shown)
        self.status.list.setVisible(not shown)

    def larger(self) -> None:
        """Larger letters on the sheet."""
        self._resize_text(self._preferences.text_size + 1)

    def smaller(self) -> None:
        """Smaller letters on the sheet."""
        self._resize_text(self._preferences.text_size - 1)

    def usual_size(self) -> None:
        """The letters as they come."""
        self._resize_text(Preferences().text_size)

    def fallback_field(self) -> QWidget:
        """Where Undo, Paste and the like act when no field has the focus."""
        return self.desk.sheet

    def _resize_text(self, points: int) -> None:
        size = min(max(points, SIZES[0]), SIZES[1])
        self._prefer(text_size=size)
        self.desk.set_size(size)

    def _prefer(self, **changes: object) -> None:
        self._preferences = msgspec.structs.replace(self.considered.preferences(), **changes)
        try:
            self.considered.save_preferences(self._preferences)
        except OSError:
            return  # a window that opens at its usual size again: nothing is lost

    # Leaving

    def may_leave(self) -> bool:
        """Whether everything is saved (or nothing can be); if not, it says so and stays."""
        return self.desk.may_leave("window")

    def put_away(self) -> None:
        """Save, end the checker, clear every word that is shown or could be undone. Calling it twice does nothing."""
        if self._put_away:
            return
        self._put_away = True
        if not self.session.read_only:
            self.desk.leave()
        self._keep_geometry()
        self.checking.stop()
        self.desk.put_away()
        self.sidebar.drafts.forget()

    def _keep_geometry(self) -> None:
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        panel = self.desk.panel.width() if self.desk.split.orientation() is Qt.Orientation.Horizontal else 0
        self._prefer(
            window_width=size.width(),
            window_height=size.height(),
            maximised=self.isMaximized(),
            panel_width=round(panel / theme.scale()) or self._preferences.panel_width,
            last_identity=self._identity.kind.value,
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._put_away and not self.may_leave():
            event.ignore()
            return
        event.accept()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.current_page() == DRAFTS:
            self.desk.sheet.setFocus()
        else:
            super().keyPressEvent(event)

    # Size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before, now = event.oldSize().width(), event.size().width()
        self.desk.set_stacked(now <= STACKED_BELOW * theme.scale())
        bare = BARE_BELOW * theme.scale()
        if (before < bare) != (now < bare) or before < 0:
            self._show_sidebar(now >= bare)
        if self.toast.isVisible():
            self.toast.place()

    def recolour(self) -> None:
        """The application wears another mode."""
        self.band.recolour()
        self.update()


def dress_for(app: QApplication, window: MainWindow, mode: theme.Mode) -> None:
    """Give the application this window's look."""
    theme.dress(app, window.session.kind, mode)
    window.recolour()
