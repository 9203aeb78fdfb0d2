"""Signs in a post that nobody can see (failure F32): marked in the text, told above the page, taken out on request.

They are taken out here, before the review: what is approved is the exact text, so nothing may be changed after that.
The review tells of those that were left in (`ui.desktop.review_post`).
"""

from __future__ import annotations

from collections import Counter

import msgspec
from PySide6.QtCore import QTimer

from composer.errors import UserTrouble
from composer.publish.post import Extras
from composer.publish.unseen import Unseen, in_words, unseen, without
from ui.desktop.announce import announce
from ui.desktop.drafting import DRAFTS
from ui.desktop.errands import Errand
from ui.desktop.features import Feature
from ui.desktop.paper import difference
from ui.desktop.strips import Strip
from ui.desktop.unseen_marks import UnseenMarks

MENU = "&Post"
LOOK_MS = 150
AT_ONCE = 20_000
"""Code points that are looked through without a worker (some 15 ms at most)."""
Texts = tuple[str, ...]
"""The text of the post, then title, content warning and descriptions of pictures."""
PLACES = ("text", "title", "content warning")


class UnseenSigns(Feature):
    """Looks a moment after each change; the line above the page says what there is and offers to take it out."""

    def build(self) -> None:
        self._left_in: dict[str, Counter[str]] = {}
        self._looked: tuple[str, Texts] = ("", ())
        self._found: tuple[tuple[Unseen, ...], ...] = ()
        self._errand: Errand | None = None
        desk = self.window.desk
        self.marks = UnseenMarks(desk.sheet)
        self.strip = Strip(self.window, "Signs that cannot be seen", hide="Leave them in")
        self.next_button = self.strip.offer("Show the next", self.next)
        self.out_button = self.strip.offer("Take them out", self.take_out, name="Take out signs that cannot be seen")
        self.strip.hidden.connect(self._leave_in)
        self.command(MENU, "Next sign that cannot be seen", "Ctrl+F8", self.next)
        self.command(MENU, "Take o&ut signs that cannot be seen", "Ctrl+Shift+F8", self.take_out)
        self._timer = QTimer(self, interval=LOOK_MS, singleShot=True)
        self._timer.timeout.connect(self.look)
        desk.sheet.edited.connect(lambda _: self._timer.start())
        desk.state_changed.connect(self._timer.start)
        self.window.page_shown.connect(self._timer.start)
        self._timer.start()

    @property
    def found(self) -> tuple[Unseen, ...]:
        """The signs in the text on the sheet, as they were last looked for."""
        return self._found[0] if self._found else ()

    def texts(self) -> Texts:
        """Everything of the open draft that goes out, or names what goes out."""
        desk = self.window.desk
        extras = desk.beside.extras()
        return desk.text(), desk.title.text(), extras.warning, *(p.alt for p in extras.pictures)

    def look(self) -> None:
        """Look through what is on the screen, a long text on a worker."""
        draft_id, texts = self.window.draft_id, self.texts()
        if not draft_id:
            texts = ()
        if (draft_id, texts) == self._looked:
            self._tell()
        elif self._errand is not None:
            self._timer.start()
        elif len(texts[0] if texts else "") <= AT_ONCE:
            self._seen(draft_id, texts, tuple(map(unseen, texts)))
        else:
            self._errand = Errand(lambda: tuple(map(unseen, texts)), self)
            self._errand.done.connect(lambda found: self._brought(draft_id, texts, found))
            self._errand.start()

    def _brought(self, draft_id: str, texts: Texts, found: object) -> None:
        self._errand = None
        if (self.window.draft_id, self.texts()) != (draft_id, texts):
            self._timer.start()  # another text by now
            return
        assert isinstance(found, tuple)
        self._seen(draft_id, texts, found)

    def _seen(self, draft_id: str, texts: Texts, found: tuple[tuple[Unseen, ...], ...]) -> None:
        self._looked, self._found = (draft_id, texts), found
        self.marks.show_at([one.at for one in self.found])
        self._tell()

    def _tell(self) -> None:
        found = [one for part in self._found for one in part]
        new = Counter(one.name for one in found) - self._left_in.get(self.window.draft_id, Counter())
        here = self.window.current_page() == DRAFTS and bool(new)
        self.next_button.setVisible(bool(self.found))
        self.out_button.setVisible(not self.session.read_only)
        self.strip.say(sentence(self._found) if here else "", "caution")

    def _leave_in(self) -> None:
        self._left_in[self.window.draft_id] = Counter(one.name for part in self._found for one in part)

    def next(self) -> None:
        """Select the next such sign in the text, so that one can delete it; around the end."""
        self.look()
        if self.window.current_page() != DRAFTS:
            self.window.show_page(DRAFTS)
        sheet = self.window.desk.sheet
        if not self.found:
            announce(sheet, "There is no sign in the text that cannot be seen.")
            return
        here = sheet.selection()[1]
        number = next((n for n, one in enumerate(self.found) if one.at >= here), 0)
        one = self.found[number]
        sheet.go_to(one.at, one.at + 1)
        sheet.setFocus()
        announce(sheet, f"{one.name}, {number + 1} of {len(self.found)}. Delete takes it out.")

    def take_out(self) -> None:
        """Take all of them out, in the text as one step that undo takes back."""
        self.look()
        number = sum(map(len, self._found))
        if not number or self.session.read_only:
            announce(self.window, "There is nothing to take out." if not number else "This vault can only be read.")
            return
        desk = self.window.desk
        if self.found:
            step = difference(desk.text(), without(desk.text()))
            desk.sheet.replace(step.start, step.start + step.removed, step.new)
        for line in (desk.title, desk.beside.warning):
            if (clean := without(line.text())) != line.text():
                line.setText(clean)
                line.textEdited.emit(clean)
        self._describe(desk.beside.extras())
        self.look()
        self.window.toast.say(f"{number} taken out. The post is checked anew.", undo="")

    def _describe(self, extras: Extras) -> None:
        """Clean descriptions of pictures, kept at once as every change of a picture is."""
        pictures = tuple(msgspec.structs.replace(p, alt=without(p.alt)) for p in extras.pictures)
        if pictures == extras.pictures:
            return
        clean = msgspec.structs.replace(extras, pictures=pictures)
        try:
            self.session.pictures.save(self.window.draft_id, clean)
        except UserTrouble as trouble:
            self.window.trouble(trouble)
            return
        self.window.desk.set_extras(clean)

    def put_away(self) -> None:
        """Forget the texts that were looked through."""
        super().put_away()
        self._timer.stop()
        self._looked, self._found = ("", ()), ()
        self.marks.show_at(())
        self.strip.say("")


def sentence(found: tuple[tuple[Unseen, ...], ...]) -> str:
    """What there is and what it means, without a word of the post."""
    every = [one for part in found for one in part]
    if not every:
        return ""
    names = (*PLACES, *(f"description of picture {n}" for n in range(1, len(found))))
    where = [name for name, part in zip(names, found, strict=False) if part]
    inside = "" if where == [PLACES[0]] else f" (in the {', the '.join(where)})"
    be, they = ("sign", "It would go") if len(every) == 1 else ("signs", "They would go")
    return f"{len(every)} {be} here cannot be seen: {in_words(every)}{inside}. {they} out with the post."
