"""First run: two identities and their two encrypted vaults, made in one go at the end and not a moment before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from composer.identity import Identity
from rules.report import Channel, IdentityKind
from ui.desktop.errands import Errand
from ui.desktop.forms import Growing, Notice, column_of
from ui.desktop.frames import announce, bare_band, primary, wear
from ui.desktop.recovery_page import RecoveryPage, Sheets
from ui.desktop.setup_pages import (
    KeepApartPage,
    KeysPage,
    Page,
    PersonalPage,
    ProfessionalPage,
    WelcomePage,
    address_advice,
)
from ui.desktop.words import NAMES, told, window_title

COLUMN_LETTERS = 90
STEPS = 4


class SetupRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the last step needs, as plain values for the worker."""

    professional: Identity
    personal: Identity
    passphrases: dict[IdentityKind, str]
    keyring: bool

    def __repr__(self) -> str:
        return "SetupRequest(…)"  # it holds passphrases


Create = Callable[[SetupRequest], Sheets]
"""Makes both vaults, or nothing at all, and gives back a recovery sheet for each where that succeeds."""


class SetupWizard(QWidget):
    """The window of the first run. `finished` comes once both vaults exist and the sheet was dealt with."""

    finished = Signal()
    gave_up = Signal()

    def __init__(
        self,
        create: Create,
        *,
        channels: tuple[tuple[Channel, str], ...],
        packs: tuple[tuple[str, str], ...],
        today: date | None = None,
    ) -> None:
        super().__init__()
        self._create, self._today, self._done = create, today or date.today(), False
        wear(None)  # before the bands are made: each takes the colours of the look that is worn
        self.welcome = WelcomePage()
        self.professional = ProfessionalPage(channels, packs)
        self.personal = PersonalPage(channels)
        self.apart = KeepApartPage()
        self.keys = KeysPage()
        self.recovery: RecoveryPage | None = None
        self.pages: list[Page] = [self.welcome, self.professional, self.personal, self.apart, self.keys]
        self._build()
        for page in (self.professional, self.personal):
            page.changed.connect(self._weigh_addresses)
        self._go(0)
        self.resize(900, 760)

    def _build(self) -> None:
        self.stack, self._bands = QStackedWidget(), QStackedWidget()
        self._bands.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for page in self.pages:
            self._add(page)
        self.step = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.step.setProperty("role", "soft")
        self.notice = Notice()
        self.back_button = QPushButton("Back")
        self.back_button.clicked.connect(lambda: self._go(self.stack.currentIndex() - 1))
        self.next_button = primary(QPushButton("Begin"))
        self.next_button.clicked.connect(self.go_on)
        footer = QHBoxLayout()
        footer.setContentsMargins(24, 12, 24, 16)
        footer.addWidget(self.step)
        footer.addStretch(1)
        footer.setSpacing(10)
        footer.addWidget(self.back_button)
        footer.addWidget(self.next_button)
        warning = QHBoxLayout()
        warning.setContentsMargins(24, 0, 24, 0)
        warning.addWidget(self.notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bands)
        column.addWidget(self.stack, 1)
        column.addLayout(warning)
        column.addLayout(footer)

    def _add(self, page: Page) -> None:
        holder = Growing()
        row = QHBoxLayout(holder)
        row.setContentsMargins(24, 28, 24, 20)
        row.addStretch(1)
        page.setMaximumWidth(column_of(self, COLUMN_LETTERS))
        row.addWidget(page, 20)
        row.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(holder)
        self.stack.addWidget(area)
        self._bands.addWidget(bare_band(page.kind, page.title))

    def page(self) -> Page:
        """The page in view."""
        return self.pages[self.stack.currentIndex()]

    def _go(self, index: int) -> None:
        self.stack.setCurrentIndex(index)
        self._bands.setCurrentIndex(index)
        page = self.page()
        self.notice.say("")
        self.step.setText(f"Step {index} of {STEPS}" if 0 < index <= STEPS else "")
        self.back_button.setVisible(0 < index <= STEPS)
        self.next_button.setText({0: "Begin", STEPS: "Create both vaults"}.get(index, "Continue"))
        if page is self.recovery:
            self.next_button.setText("Start writing")
        wear(page.kind)
        self.setWindowTitle(window_title(page.kind, "Set-up"))
        self.setAccessibleName(f"{self.windowTitle()}, {page.title}")
        announce(self, f"{page.title}. {self.step.text()}")
        (self.next_button if page is self.welcome else page).setFocus()
        if page not in (self.welcome, self.recovery):
            page.focusNextChild() if page.focusProxy() is None else None

    def identities(self) -> tuple[Identity, Identity]:
        """Professional and personal as typed so far, with the words to keep apart."""
        personal = msgspec.structs.replace(self.personal.identity(), packs=self.professional.identity().packs)
        return self.apart.applied(self.professional.identity()), self.apart.applied(personal)

    def _weigh_addresses(self) -> None:
        block, doubt = address_advice(self.professional.identity(), self.personal.identity())
        self.professional.caution.say(doubt, "caution")
        self.personal.caution.say(block)

    def go_on(self) -> None:
        """The main button: check the page in view, then the next one, or the making of the vaults."""
        page = self.page()
        first = page.trouble()
        blocked = page is self.personal and bool(self.personal.caution.text())
        if first is not None or blocked:
            (first or self.personal.emails).setFocus()
            announce(self, "Something on this page needs a look.")
            return
        if page is self.recovery:
            self._finish()
        elif page is self.keys:
            self._make()
        else:
            if page is self.personal:
                self.apart.fill(self.professional.identity(), self.personal.identity())
            if page is self.apart:
                self.keys.know(*self.identities())
            self._go(self.stack.currentIndex() + 1)

    def _make(self) -> None:
        professional, personal = self.identities()
        request = SetupRequest(
            professional=professional,
            personal=personal,
            passphrases=self.keys.passphrases(),
            keyring=self.keys.keyring.isChecked(),
        )
        create = self._create
        self._busy(True)
        errand = Errand(lambda: create(request), self)
        errand.done.connect(self._made)
        errand.failed.connect(self._failed)
        errand.start()

    def _busy(self, busy: bool) -> None:
        self.stack.setEnabled(not busy)
        self.back_button.setEnabled(not busy)
        self.next_button.setEnabled(not busy)
        self.next_button.setText("Making the vaults …" if busy else "Create both vaults")
        if busy:
            self.notice.say("")
            announce(self, "Making the vaults")

    def _made(self, codes: object) -> None:
        self._busy(False)
        self.keys.forget()
        assert isinstance(codes, Mapping)
        missing = [kind for kind in NAMES if kind not in codes]
        self.recovery = RecoveryPage(codes, self._today, missing=missing)
        self.pages.append(self.recovery)
        self._add(self.recovery)
        self._go(len(self.pages) - 1)

    def _failed(self, trouble: object) -> None:
        self._busy(False)
        assert isinstance(trouble, BaseException)
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)

    def _finish(self) -> None:
        self._done = True
        self.finished.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.next_button.text().endswith("…"):
            event.ignore()  # the vaults are being made: a second of patience
            return
        event.accept()
        # with both vaults made, closing on the recovery page is "later", not "never mind"
        (self.finished if self.recovery else self.gave_up).emit() if not self._done else None
