"""Every command of the main window: its menu, its words, its key, and the method that it calls.

One table, so that menus, shortcuts and the tests that hold them (unique, all in a menu) cannot drift apart.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import cast

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

Key = QKeySequence.StandardKey | str | None


@dataclasses.dataclass(frozen=True)
class Command:
    """`slot` names a method of the window. An empty `words` is a separator."""

    menu: str
    words: str = ""
    key: Key = None
    slot: str = ""
    role: QAction.MenuRole = QAction.MenuRole.NoRole


SK = QKeySequence.StandardKey
COMMANDS = (
    Command("&File", "&New draft", SK.New, "new_draft"),
    Command("&File", "&Delete draft", "Ctrl+Shift+Backspace", "delete_draft"),
    Command("&File"),
    Command("&File", "Save &now", SK.Save, "save_now"),
    Command("&File", "&Review and approve…", "Ctrl+Return", "review"),
    Command("&File"),
    Command("&File", "&Settings…", "Ctrl+,", "settings", QAction.MenuRole.PreferencesRole),
    Command("&File", "S&witch identity…", "Ctrl+Shift+I", "switch"),
    Command("&File", "&Lock", "Ctrl+L", "lock"),
    Command("&File", "&Quit", "Ctrl+Q", "close", QAction.MenuRole.QuitRole),
    Command("&Edit", "&Undo", SK.Undo, "undo"),
    Command("&Edit", "&Redo", "Ctrl+Shift+Z", "redo"),
    Command("&Edit"),
    Command("&Edit", "Cu&t", SK.Cut, "cut"),
    Command("&Edit", "&Copy", SK.Copy, "copy"),
    Command("&Edit", "&Paste", SK.Paste, "paste"),
    Command("&Edit", "Select &all", SK.SelectAll, "select_all"),
    Command("F&indings", "&Next finding", "F8", "next_finding"),
    Command("F&indings", "&Previous finding", "Shift+F8", "previous_finding"),
    Command("F&indings"),
    Command("F&indings", "Use the &first suggestion", "Alt+Return", "apply_first"),
    Command("F&indings", "&Set aside or go on with a reason…", "Ctrl+Shift+D", "set_aside"),
    Command("F&indings", "&Ask for consent…", "Ctrl+Shift+K", "ask_consent"),
    Command("F&indings"),
    Command("F&indings", "To the findings &panel", "F6", "to_findings"),
    Command("&View", "Show the &findings panel", "F9", "toggle_findings"),
    Command("&View", "Show the &list of drafts", "F7", "toggle_sidebar"),
    Command("&View"),
    Command("&View", "&Larger text", "Ctrl++", "larger"),
    Command("&View", "&Smaller text", "Ctrl+-", "smaller"),
    Command("&View", "&Usual text size", "Ctrl+0", "usual_size"),
)
PAGES_MENU = "&Go"


def build_menus(window: QMainWindow) -> dict[str, QAction]:
    """Make the menus on the window's menu bar; the actions by the name of their slot."""
    actions: dict[str, QAction] = {}
    for command in COMMANDS:
        if not command.words:
            _menu(window, command.menu).addSeparator()
            continue
        actions[command.slot] = add_command(window, command, getattr(window, command.slot))
    return actions


def add_command(window: QMainWindow, command: Command, call: Callable[[], object]) -> QAction:
    """One more entry at the end of its menu; a menu that is not there yet is made, before the one of the pages."""
    action = QAction(command.words, window)
    action.setMenuRole(command.role)
    if command.key is not None:
        action.setShortcut(QKeySequence(command.key))
    action.triggered.connect(lambda: call())
    _menu(window, command.menu).addAction(action)
    return action


def _menu(window: QMainWindow, title: str) -> QMenu:
    bar = window.menuBar()
    there = {action.text(): action for action in bar.actions()}
    if title in there:
        return cast(QMenu, there[title].menu())
    menu = QMenu(title, bar)
    bar.insertMenu(there[PAGES_MENU], menu) if PAGES_MENU in there else bar.addMenu(menu)
    return menu


class FieldCommands:
    """The commands that act on whichever field has the focus."""

    def fallback_field(self) -> QWidget:
        """The field to act on when none has the focus."""
        raise NotImplementedError

    def undo(self) -> None:
        """Undo in the field that has the focus."""
        self._in_field("undo")

    def redo(self) -> None:
        """Redo in the field that has the focus."""
        self._in_field("redo")

    def cut(self) -> None:
        """Cut in the field that has the focus."""
        self._in_field("cut")

    def copy(self) -> None:
        """Copy in the field that has the focus."""
        self._in_field("copy")

    def paste(self) -> None:
        """Paste in the field that has the focus."""
        self._in_field("paste")

    def select_all(self) -> None:
        """Select everything in the field that has the focus."""
        self._in_field("selectAll")

    def _in_field(self, what: str) -> None:
        field = QApplication.focusWidget()
        target = field if field is not None and hasattr(field, what) else self.fallback_field()
        getattr(target, what)()
