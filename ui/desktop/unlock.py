"""The door: choose who you are, give the passphrase, and only that one vault opens."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from composer.app import IdentityCard, Session
from composer.vault.trouble import TooSoon, WrongPassphrase
from composer.vault.vault import FromKeyring, Passphrase, Recovery, Unlock
from rules.report import IdentityKind
from ui.desktop.errands import Errand
from ui.desktop.forms import Field, Notice, column_of, heading, line, prose
from ui.desktop.frames import IdentityTile, announce, bare_band, primary, wear
from ui.desktop.passphrase import PassphraseField
from ui.desktop.words import NAMES, told, window_title

CARD_LETTERS = 66
TICK_MS = 250


class UnlockWindow(QWidget):
    """Asks for one identity's key. `unlock` runs on a pool thread; the session it gives goes out with `opened`."""

    opened = Signal(object)
    gave_up = Signal()
    restore_wanted = Signal()

    def __init__(
        self,
        cards: Sequence[IdentityCard],
        unlock: Callable[[IdentityKind, Unlock], Session],
        *,
        chosen: IdentityKind | None = None,
    ) -> None:
        """`chosen` is the identity to turn to first, as after locking."""
        super().__init__()
        self._unlock = unlock
        self._keyring = {card.kind: card.keyring for card in cards}
        self.kind = chosen or cards[0].kind
        self._errand: Errand | None = None
        self._until = 0.0
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._count_down)
        self.tiles: dict[IdentityKind, IdentityTile] = {}
        self._build(cards)
        self.choose(self.kind)
        self.resize(720, 620)

    def _build(self, cards: Sequence[IdentityCard]) -> None:
        self._band = QVBoxLayout()
        self.title = heading("Who is writing?")
        tiles = QHBoxLayout()
        group = QButtonGroup(self)
        for card in cards:
            tile = IdentityTile(card.kind, card.label)
            tile.clicked.connect(lambda _=False, kind=card.kind: self.choose(kind))
            group.addButton(tile)
            tiles.addWidget(tile, 1)
            self.tiles[card.kind] = tile
        self.passphrase = PassphraseField("Passphrase")
        self.passphrase_field = Field("Passphrase", self.passphrase)
        self.passphrase.line.returnPressed.connect(self.unlock)
        self.code = line("Recovery code", "XXXXX-XXXXX-…")
        self.code_field = Field("Recovery code from your sheet", self.code, "Upper or lower case does not matter.")
        self.code.returnPressed.connect(self.unlock)
        self.code_field.hide()
        self.notice = Notice()
        self.unlock_button = primary(QPushButton("Open"))
        self.unlock_button.clicked.connect(self.unlock)
        self.keyring_button = QPushButton("Open with the keyring")
        self.keyring_button.clicked.connect(lambda: self._try(FromKeyring()))
        self.recovery_button = QPushButton("Use the recovery sheet")
        self.recovery_button.setProperty("role", "quiet")
        self.recovery_button.clicked.connect(self._toggle_recovery)
        self.restore_button = QPushButton("Restore a backup…")
        self.restore_button.setProperty("role", "quiet")
        self.restore_button.clicked.connect(self.restore_wanted)
        self._lay_out(tiles)

    def _lay_out(self, tiles: QHBoxLayout) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.unlock_button)
        buttons.addWidget(self.keyring_button)
        buttons.addStretch(1)
        buttons.addWidget(self.recovery_button)
        card = QWidget()
        card.setMaximumWidth(column_of(self, CARD_LETTERS))
        inner = QVBoxLayout(card)
        inner.setSpacing(14)
        inner.addWidget(self.title)
        inner.addLayout(tiles)
        for part in (self.passphrase_field, self.code_field, self.notice):
            inner.addWidget(part)
        inner.addLayout(buttons)
        below = QHBoxLayout()
        below.addWidget(prose("Works without the internet. The other vault stays shut.", soft=True), 1)
        below.addWidget(self.restore_button)
        inner.addLayout(below)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card, 20)
        middle.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._band)
        column.addStretch(1)
        column.addLayout(middle)
        column.addStretch(2)

    def choose(self, kind: IdentityKind) -> None:
        """Turn to that identity: its colours, its shape, its word, and an empty passphrase field."""
        self.kind = kind
        self.tiles[kind].setChecked(True)
        while (item := self._band.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._band.addWidget(bare_band(kind, "Locked"))
        wear(kind)
        self.setWindowTitle(window_title(kind, "Locked"))
        self.setAccessibleName(self.windowTitle())
        self.passphrase.clear()
        self.passphrase.line.setAccessibleName(f"{NAMES[kind]} passphrase")
        self.passphrase_field.label.setText(f"Passphrase of the {NAMES[kind].lower()} vault")
        self.keyring_button.setVisible(self._keyring.get(kind, False))
        self.notice.say("")
        self._hold(0)
        self.passphrase.setFocus()

    def unlock(self) -> None:
        """Try what was typed."""
        if self._errand is not None or not self.unlock_button.isEnabled():
            return
        recovering = self.code_field.isVisibleTo(self)
        typed = self.code.text().strip() if recovering else self.passphrase.text()
        if not typed:
            self.notice.say("Type the code from your sheet." if recovering else "Type the passphrase.", "caution")
            return
        self._try(Recovery(typed) if recovering else Passphrase(typed))

    def _try(self, way: Unlock) -> None:
        unlock, kind = self._unlock, self.kind
        self._busy(True)
        self._errand = Errand(lambda: unlock(kind, way), self)
        self._errand.done.connect(self._opened)
        self._errand.failed.connect(self._refused)
        self._errand.start()

    def _busy(self, busy: bool) -> None:
        for part in (self.unlock_button, self.keyring_button, self.recovery_button, self.restore_button):
            part.setEnabled(not busy)
        for tile in self.tiles.values():
            tile.setEnabled(not busy)
        self.unlock_button.setText("Opening …" if busy else "Open")

    def _opened(self, session: object) -> None:
        self._errand = None
        self._busy(False)
        self.forget()
        self.opened.emit(session)

    def _refused(self, trouble: object) -> None:
        assert isinstance(trouble, BaseException)
        self._errand = None
        self._busy(False)
        self.refuse(trouble)

    def tell(self, words: str, tone: str = "caution") -> None:
        """Say something that happened before the door was shown."""
        self.notice.say(words, tone)
        announce(self, words, urgent=tone == "trouble")

    def refuse(self, trouble: BaseException) -> None:
        """Say why it did not open, and wait where waiting is due."""
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)
        if isinstance(trouble, WrongPassphrase):
            self.passphrase.line.selectAll()
        if isinstance(trouble, TooSoon):
            self._hold(trouble.seconds)
        self.passphrase.setFocus()

    def _hold(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        if seconds > 0:
            self._tick.start()
        self._count_down()

    def _count_down(self) -> None:
        left = self._until - time.monotonic()
        if left > 0:
            self.unlock_button.setEnabled(False)
            self.unlock_button.setText(f"Wait {int(left) + 1} s")
            return
        self._tick.stop()
        if self._errand is None:
            self._busy(False)

    def _toggle_recovery(self) -> None:
        recovering = not self.code_field.isVisibleTo(self)
        self.code_field.setVisible(recovering)
        self.passphrase_field.setVisible(not recovering)
        self.recovery_button.setText("Use the passphrase" if recovering else "Use the recovery sheet")
        (self.code if recovering else self.passphrase).setFocus()

    def forget(self) -> None:
        """Empty the fields; a key that was typed does not stay on screen or in a widget."""
        self.passphrase.clear()
        self.code.setText("")

    def closeEvent(self, event: object) -> None:
        self.forget()
        self.gave_up.emit()
