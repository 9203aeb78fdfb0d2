"""The one style sheet, with places for colours and sizes (`theme.stylesheet` fills them in)."""

from __future__ import annotations

from string import Template

SHEET = Template("""
QMainWindow, QDialog, QWizard, QWizardPage { background: $ground; color: $ink; }
QLabel { background: transparent; }
QLabel[role="heading"] { font-size: $title; font-weight: 600; }
QLabel[role="section"] { font-size: $small; font-weight: 700; color: $soft; }
QLabel[role="soft"] { color: $soft; }
QLabel[role="small"] { color: $soft; font-size: $small; }
QLabel[role="label"] { font-weight: 600; }
QLabel[role="trouble"] { color: $mend; font-weight: 600; }
QLabel[role="caution"] { color: $consent; font-weight: 600; }
QLabel[role="good"] { color: $good; font-weight: 600; }
QLabel[role="card-title"] { font-weight: 700; font-size: $large; }

QPushButton, QToolButton { background: $paper; color: $ink; border: 1px solid $edge; border-radius: 6px;
  padding: 6px 12px; min-height: 18px; }
QPushButton:hover, QToolButton:hover { background: $accent_soft; }
QPushButton:pressed, QToolButton:pressed { background: $accent_soft; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 5px 11px; }
QPushButton:disabled, QToolButton:disabled { color: $soft; border-color: $line; background: $ground; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { border-color: $ink; }
QPushButton[role="primary"]:focus { border: 2px solid $ink; }
QPushButton[role="primary"]:disabled { background: $ground; color: $soft; border: 1px dashed $edge; }
QPushButton[tight="true"] { padding: 4px 9px; }
QPushButton[tight="true"]:focus { padding: 3px 8px; }
QProgressBar { background: $paper; border: 1px solid $edge; border-radius: 5px; min-height: 14px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QPushButton[role="danger"] { color: $mend; border-color: $mend; font-weight: 600; }
QPushButton[role="danger"]:disabled { background: $ground; color: $soft; border: 1px dashed $edge; }
QPushButton[role="quiet"], QToolButton[role="quiet"] { background: transparent; border: 1px solid transparent;
  padding: 5px 8px; color: $accent_ink; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { text-decoration: underline; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border: 2px solid $focus; padding: 4px 7px; }
QPushButton[role="clause"] { background: transparent; border: 1px solid transparent; border-radius: 4px;
  padding: 2px 4px; min-height: 16px; color: $soft; font-size: $small; text-decoration: underline; text-align: left; }
QPushButton[role="clause"]:hover { color: $accent_ink; }
QPushButton[role="clause"]:focus { border: 2px solid $focus; padding: 1px 3px; }
QPushButton[role="channel"], QToolButton[role="channel"] { padding: 5px 10px; }
QPushButton[role="room"] { padding: 5px 10px; }
QPushButton[role="room"]:checked { background: $accent_soft; border-bottom: 4px solid $accent;
  padding: 5px 10px 2px 10px; }
QPushButton[role="room"]:focus { border: 2px solid $focus; padding: 4px 9px; }
QPushButton[role="room"]:checked:focus { border: 2px solid $focus; border-bottom: 4px solid $focus;
  padding: 4px 9px 2px 9px; }
QPushButton[role="nav"] { background: transparent; border: 0; border-left: 3px solid transparent; border-radius: 0;
  padding: 7px 11px; text-align: left; }
QPushButton[role="nav"]:hover { background: $accent_soft; }
QPushButton[role="nav"]:checked { background: $accent_soft; border-left: 3px solid $accent; font-weight: 600; }
QPushButton[role="nav"]:focus { border: 2px solid $focus; border-left: 3px solid $focus; padding: 5px 9px 5px 11px; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit { background: $paper; color: $ink;
  border: 1px solid $edge; border-radius: 6px; padding: 5px 8px; selection-background-color: $selection;
  selection-color: $on_selection; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {
  border: 2px solid $focus; padding: 4px 7px; }
QLineEdit:disabled, QComboBox:disabled { color: $soft; background: $ground; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: 0; }
QComboBox::drop-down, QDateEdit::drop-down { border: 0; width: 26px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$chevron"); width: 12px; height: 12px; }
QComboBox QAbstractItemView, QListView, QTableView, QTreeView { background: $paper; color: $ink;
  selection-background-color: $chosen; selection-color: $on_chosen; border: 1px solid $line; outline: 0; }
QListView:focus, QTableView:focus, QTreeView:focus { border: 2px solid $focus; }
QCheckBox, QRadioButton { background: transparent; spacing: 8px; min-height: 24px; border: 2px solid transparent;
  border-radius: 4px; }
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $edge;
  background: $paper; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; background: $on_accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $ground; border-color: $line; }
QHeaderView::section { background: $side; color: $soft; border: 0; border-bottom: 1px solid $line; padding: 6px 8px; }

QLineEdit[role="title"] { background: transparent; border: 1px solid transparent; font-weight: 600; color: $soft;
  padding: 3px 0; }
QLineEdit[role="title"]:focus { border: 2px solid $focus; color: $ink; padding: 2px 4px; }
QTextEdit[role="writing"], QTextEdit[role="writing"]:focus { background: transparent; border: 0; padding: 0; }
QFrame[role="sheet"] { background: $paper; border: 1px solid $line; border-radius: 10px; }
QFrame[role="sheet"][focused="true"] { border-color: $focus; }
QFrame[role="sidebar"], QWidget[role="sidebar"] { background: $side; border-right: 1px solid $line; }
QFrame[role="panel"] { background: $ground; border-left: 1px solid $line; }
QFrame[role="statusbar"] { background: $side; border-top: 1px solid $line; }
QFrame[role="toast"] { background: $ink; border-radius: 8px; }
QFrame[role="toast"] QLabel { color: $paper; }
QFrame[role="toast"] QPushButton { background: transparent; color: $paper; border: 1px solid $paper; }
QFrame[role="toast"] QPushButton:focus { border: 2px solid $paper; }
QFrame[role="card"] { background: $paper; border: 1px solid $line; border-radius: 8px; }
QFrame[role="card"][outcome="must-fix"] { border-left: 4px solid $mend;
  border-top-left-radius: 0; border-bottom-left-radius: 0; }
QFrame[role="card"][outcome="needs-consent"] { border-left: 4px solid $consent;
  border-top-left-radius: 0; border-bottom-left-radius: 0; }
QFrame[role="card"][outcome="advice"] { border-left: 4px solid $advice;
  border-top-left-radius: 0; border-bottom-left-radius: 0; }
QFrame[role="card"][current="true"] { border: 2px solid $focus; }
QFrame[role="card"][current="true"][outcome="must-fix"] { border-left: 4px solid $mend; }
QFrame[role="card"][current="true"][outcome="needs-consent"] { border-left: 4px solid $consent; }
QFrame[role="card"][current="true"][outcome="advice"] { border-left: 4px solid $advice; }
QLabel[role="chip"] { border: 1px solid $edge; border-radius: 5px; padding: 1px 7px; background: $paper;
  font-size: $small; }
QLabel[role="pill"] { border-radius: 9px; padding: 3px 10px; font-weight: 700;
  font-size: $small; border: 1px solid $line; }
QLabel[role="pill"][outcome="must-fix"] { color: $mend; background: $mend_soft; border-color: $mend_soft; }
QLabel[role="pill"][outcome="needs-consent"] { color: $consent; background: $consent_soft;
  border-color: $consent_soft; }
QLabel[role="pill"][outcome="advice"] { color: $advice; background: $advice_soft; border-color: $advice_soft; }
QFrame[role="notice"] { border: 1px solid $line; border-left: 4px solid $mend; border-radius: 6px; background: $paper;
  border-top-left-radius: 0; border-bottom-left-radius: 0; }
QFrame[role="popover"] { border: 1px solid $edge; background: $paper; }
QFrame[role="notice"][tone="caution"] { border-left-color: $consent; }
QFrame[role="notice"][tone="good"] { border-left-color: $good; }
QListView[role="drafts"] { background: transparent; border: 0; }

QScrollArea { border: 0; background: transparent; }
QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $edge; border-radius: 4px; min-height: 32px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $edge; border-radius: 4px; min-width: 32px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QMenuBar { background: $side; color: $ink; }
QMenuBar::item { padding: 5px 9px; background: transparent; }
QMenuBar::item:selected { background: $chosen; color: $on_chosen; }
QMenu { background: $paper; color: $ink; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 6px 26px 6px 22px; border-radius: 4px; }
QMenu::item:selected { background: $chosen; color: $on_chosen; }
QMenu::item:disabled { color: $soft; }
QMenu::item:disabled:selected { background: $paper; border: 1px solid $edge; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $paper; color: $ink; border: 1px solid $edge; padding: 5px; }
""")
