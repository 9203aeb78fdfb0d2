"""The whole road of one sample post in the real window, without a display: `considered demo`.

Set-up, draft, findings, consent, approval, export, withdrawal, and a look at the other identity, in a home of its own
that is gone afterwards. Pictures, the exported text and its record stay in a folder that is named at the end. The
persons in it are invented.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from composer.publish.export import verify_record
from rules.report import IdentityKind, Outcome

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.desktop.conductor import Desktop
    from ui.desktop.dialogs import Dialogs
    from ui.desktop.main_window import MainWindow
    from ui.desktop.review_page import ReviewDialog

PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL
PASSPHRASES = {PROFESSIONAL: "heron lantern tuesday quiet", PERSONAL: "plum staircase ordinary moon"}
TITLE = "Endings, and a good Tuesday"
POST = (
    "There is a kind of tiredness that comes only from good work. Saw a lovely client today, 34, a nurse from Salford "
    "who lost her brother in March. She said “I finally stopped apologising for needing things.” I have been thinking "
    "about endings ever since.\n\n"
    "Cognitive analytic therapy gives you a letter at the end, and people keep them for years. If you are curious "
    "about it, I have two spaces on Thursdays."
)
PRIVATE_POST = "Long day at Canal Street Psychotherapy, now jam doughnuts on the sofa."
REASON = "Talked over in supervision on 3 November: the letter is the point, and nothing about the work is told."
PATIENCE = 180.0
"""Seconds to wait for anything; the first check loads the language model."""


class StepFailed(Exception):
    """A step of the road did not come to its end; says which and why, in plain words."""


class Demo:
    """Drives one `Desktop` and keeps pictures of what it shows."""

    def __init__(self, app: QApplication, desktop: Desktop, folder: Path) -> None:
        self.app, self.desktop, self.folder = app, desktop, folder
        self._pictures = 0

    # Waiting and looking

    def until(self, condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Let the window work until the condition holds."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise StepFailed(f"waited {seconds:.0f} s for {what}")
            self.app.processEvents()
            time.sleep(0.005)
        self.app.processEvents()

    def picture(self, widget: QWidget, name: str) -> None:
        """Keep what a window shows as a PNG in the folder."""
        self.app.processEvents()
        self.app.processEvents()
        self._pictures += 1
        path = self.folder / f"{self._pictures:02d}-{name}.png"
        if not widget.grab().save(str(path)):
            raise StepFailed(f"the picture {path.name} could not be written")

    def free_name(self, stem: str) -> str:
        """A name for a text file that is not taken yet in the folder."""
        names = (f"{stem}{f'-{n}' if n > 1 else ''}.txt" for n in itertools.count(1))
        return next(name for name in names if not (self.folder / name).exists())

    @property
    def window(self) -> MainWindow:
        """The writing window."""
        if self.desktop.window is None:
            raise StepFailed("no vault is open")
        return self.desktop.window

    @property
    def dialogs(self) -> Dialogs:
        """The writing window's dialogs."""
        if self.desktop.dialogs is None:
            raise StepFailed("no vault is open")
        return self.desktop.dialogs

    # The road

    def set_up(self) -> str:
        """Two identities, two vaults."""
        self.desktop.start()
        wizard = self.desktop.wizard
        if wizard is None:
            raise StepFailed("the set-up did not open")
        self.picture(wizard, "welcome")
        wizard.go_on()
        wizard.professional.name.setText("Amara Lindqvist")
        wizard.professional.role.setCurrentText("CAT practitioner")
        wizard.professional.practice.setText("Canal Street Psychotherapy")
        wizard.professional.emails.setText("practice@example.org")
        self.picture(wizard, "set-up-professional")
        wizard.go_on()
        wizard.personal.name.setText("Mara")
        wizard.personal.emails.setText("practice@example.org")
        if "MIP K2" not in wizard.personal.caution.text():
            raise StepFailed("the same address on both sides was not refused")
        wizard.personal.emails.setText("mara@example.net")
        self.picture(wizard, "set-up-personal")
        wizard.go_on()
        self.picture(wizard, "set-up-what-stays-apart")
        wizard.go_on()
        for kind, words in PASSPHRASES.items():
            wizard.keys.fields[kind].line.setText(words)
            wizard.keys.again[kind].setText(words)
        self.picture(wizard, "set-up-passphrases")
        wizard.go_on()
        self.until(lambda: wizard.recovery, "the vaults to be made")
        assert wizard.recovery is not None
        self.picture(wizard, "recovery-sheet")
        wizard.recovery.later.setChecked(True)
        wizard.go_on()
        return "both vaults exist; the same address on both sides was refused"

    def unlock(self, kind: IdentityKind = PROFESSIONAL) -> str:
        """One vault opens with its passphrase."""
        door = self.desktop.door
        if door is None:
            raise StepFailed("the door did not open")
        door.choose(kind)
        door.passphrase.line.setText("not this one at all")
        door.unlock()
        self.until(lambda: "does not open" in door.notice.text(), "the wrong passphrase to be refused")
        self.picture(door, f"wrong-passphrase-{kind}")
        door.passphrase.line.setText(PASSPHRASES[kind])
        door.unlock()
        self.until(lambda: self.desktop.window, "the vault to open")
        return f"the {kind} vault is open; a wrong passphrase was refused"

    def write(self) -> str:
        """A draft, and what the checker says of it."""
        self.window.new_draft()
        self.window.desk.sheet.insertPlainText(POST)
        self.picture(self.window, "writing")
        self.until(self.window.report, "the check")
        report = self.window.report()
        assert report is not None
        if report.outcome is not Outcome.NEEDS_CONSENT:
            raise StepFailed(f"the sample was found {report.outcome}, not {Outcome.NEEDS_CONSENT}")
        self.until(self.window.desk.panel.cards, "the findings to be listed")
        self.picture(self.window, "findings")
        return f"{len(report.findings)} passages marked, outcome: {report.outcome}"

    def consent(self) -> str:
        """A consent is recorded from a finding."""
        self.window.next_finding()
        self.until(self.window.desk.current_group, "the finding at hand")
        self.window.ask_consent()
        dialog = self.dialogs.consent
        if dialog is None:
            raise StepFailed("the consent form did not open")
        for told in dialog.form.told.values():
            told.setChecked(True)
        dialog.form.supervised.setChecked(True)
        self.picture(dialog, "consent")
        record = dialog.save()
        if record is None:
            raise StepFailed(f"the consent was not recorded: {dialog.notice.text()}")
        self.until(lambda: self.dialogs.consent is None, "the form to close")
        return f"{record.code} covers exactly this text on one channel"

    def approve(self) -> str:
        """The last look, the questions, the decision."""
        self.until(self.window.report, "the check")
        page = self.reviewing()
        self.picture(page, "review-open")
        for card in list(page.cards):
            if card.case.need.value != "nothing":
                card.overruled.emit(card.case, REASON)
        for question in page.questions:
            last = question.is_last
            question.choose("yes" if last else question.question.easy, "The person read it and agreed." * last)
        self.picture(page, "review-settled")
        if page.approve() is None:
            raise StepFailed(f"it could not be approved: {page.status.text()}")
        return "signed and logged, with a reason for the clause that makes no exception"

    def reviewing(self) -> ReviewDialog:
        """Open the review."""
        self.window.review()
        page = self.dialogs.review
        if page is None:
            raise StepFailed("the review did not open")
        return page

    def export(self) -> str:
        """The text leaves with its record."""
        dialog = self.dialogs.export
        if dialog is None:
            raise StepFailed("the export did not open")
        dialog.folder.setText(str(self.folder))
        dialog.name.setText(self.free_name("endings"))
        done = dialog.export()
        if done is None:
            raise StepFailed(f"nothing was exported: {dialog.notice.text()}")
        self.picture(dialog, "export")
        verdict = verify_record(done.text_path, done.record_path)
        if not verdict.holds or done.text_path.read_text(encoding="utf-8") != POST:
            raise StepFailed("the exported text and its record do not fit each other")
        dialog.reject()
        self.until(lambda: self.dialogs.export is None, "the dialog to close")
        return f"{done.name} with {done.record_path.name}, which verifies"

    def withdraw(self) -> str:
        """The person changes their mind."""
        self.window.show_page("exported")
        card = self.dialogs.exported.cards[0]
        card.link.setText("https://social.example/amara/1")
        card.note_button.click()
        self.window.show_page("consents")
        self.picture(self.window, "consents")
        self.dialogs.consents.view.buttons["withdraw"].click()
        self.picture(self.window, "withdrawn")
        self.window.show_page("exported")
        if not self.dialogs.exported.tasks:
            raise StepFailed("the withdrawal made no task to take the post down")
        self.picture(self.window, "take-down")
        return "one press; the post is to be taken down, and copies cannot be called back"

    def other_identity(self) -> str:
        """The personal side knows nothing of the other vault, and notices its words."""
        self.window.switch()
        self.until(lambda: self.desktop.door, "the door")
        self.unlock(PERSONAL)
        if self.window.session.drafts.all() or self.window.session.ledger.all():
            raise StepFailed("something of one identity shows in the other")
        self.window.new_draft()
        self.window.desk.sheet.insertPlainText(PRIVATE_POST)
        self.until(self.window.report, "the check")
        report = self.window.report()
        assert report is not None
        if "identity-mixing" not in {f.concern for f in report.findings}:
            raise StepFailed("the practice's name in a private post was not noticed")
        self.until(self.window.desk.panel.cards, "the findings to be listed")
        self.picture(self.window, "other-identity")
        return "nothing of the first is there; the practice's name in a private post was noticed"

    def lock(self) -> str:
        """Everything is put away."""
        self.window.lock()
        self.until(lambda: self.desktop.door, "the door")
        assert self.desktop.door is not None
        self.picture(self.desktop.door, "locked")
        return "the vault is closed, the checker has ended"


STEPS: tuple[tuple[str, Callable[[Demo], str]], ...] = (
    ("Set-up", Demo.set_up),
    ("Unlock", Demo.unlock),
    ("Draft and findings", Demo.write),
    ("Consent", Demo.consent),
    ("Approval", Demo.approve),
    ("Export", Demo.export),
    ("Withdrawal", Demo.withdraw),
    ("The other identity", Demo.other_identity),
    ("Lock", Demo.lock),
)


@contextlib.contextmanager
def own_home() -> Iterator[Path]:
    """A data folder that is gone afterwards, whatever the user's own holds; keys at the cost floor, to be quick."""
    names = {"CONSIDERED_HOME": "", "CONSIDERED_ARGON2": "floor"}
    before = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory(prefix="considered-demo-home-") as home:
        os.environ.update(names | {"CONSIDERED_HOME": home})
        try:
            yield Path(home)
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def run(folder: Path | str | None = None) -> int:
    """Walk the road; 0 when every step came to its end, else 1. What it leaves lies in `folder`, named at the end."""
    left = Path(folder) if folder else Path(tempfile.mkdtemp(prefix="considered-demo-"))
    left.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print("Considered, the whole road of one sample post (the persons in it are invented):")
    with own_home():
        status = _walk(left)
    print(f"Pictures{', the post and its record' if status == 0 else ' up to there'}: {left}")
    return status


def _walk(folder: Path) -> int:
    from PySide6.QtCore import qInstallMessageHandler

    from ui.desktop.app import application
    from ui.desktop.conductor import Desktop
    from ui.desktop.sweeping import Sweeper

    before = qInstallMessageHandler(_only_what_matters)
    app = application(["considered"])
    desktop = Desktop(app)
    demo = Demo(app, desktop, folder)
    sweeper = Sweeper(app)
    sweeper.start()
    try:
        for number, (title, step) in enumerate(STEPS, start=1):
            started = time.monotonic()
            try:
                said = step(demo)
            except (StepFailed, AssertionError) as failure:
                print(f"  ✕ {number}. {title}: {failure}", file=sys.stderr)
                return 1
            print(f"  ✓ {number}. {title}: {said} ({time.monotonic() - started:.1f} s)", flush=True)
        return 0
    finally:
        desktop.shut_down()
        app.processEvents()
        sweeper.stop()
        qInstallMessageHandler(before)


def _only_what_matters(kind: object, context: object, message: str) -> None:
    """The off-screen platform tells of each thing that only a real screen has; the rest is passed on."""
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)
