"""The packs that are there: those shipped with the app, and pack files of the user's own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from rules.packs.loader import load_pack
from rules.packs.matcher import PackMatcher
from rules.packs.pack import Ask, Clause, Force, Pack, Subject
from rules.packs.problems import refuse
from rules.packs.staleness import staleness
from rules.report import ClauseCitation, Concern, IdentityKind

SHIPPED = Path(__file__).parent
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_Stamp = tuple[int, int, int]

_ABOUT = {
    **dict.fromkeys(("group", "couple", "child", "participant", "patient", "service-user"), Subject.CLIENT),
    **dict.fromkeys(("supervisor", "team", "colleague-or-service"), Subject.COLLEAGUE),
    **{subject.value: subject for subject in Subject},
}
"""Kinds of people as the checker names them → whom clauses speak of."""
_USUAL = {
    Concern.CLIENT_REFERENCE: Subject.CLIENT,
    Concern.CLIENT_IDENTIFIER: Subject.CLIENT,
    Concern.IDENTITY_MIXING: Subject.SELF,
}
"""Whom a passage is about where nobody says so: an e-mail address, say, is the rarer case of identity mixing."""


class PackShelf:
    """Loads packs once and answers for them. Packs are named by id (`acat`) or by the absolute path of a file.

    Not for several threads at once: the checker process owns one, the window another.
    """

    def __init__(self, folder: Path = SHIPPED, *, today: Callable[[], datetime.date] = datetime.date.today) -> None:
        self._folder = folder
        self._today = today
        self._ids = tuple(sorted(path.stem for path in folder.glob("*.toml") if _NAME.fullmatch(path.stem)))
        self._packs: dict[str, tuple[_Stamp | None, Pack]] = {}
        self._asks: dict[tuple[Concern, IdentityKind, tuple[str, ...]], Ask | None] = {}
        self._clauses: dict[tuple[object, ...], tuple[Clause, ...]] = {}
        self._citations: dict[tuple[object, ...], tuple[ClauseCitation, ...]] = {}
        self._matchers: dict[tuple[str, ...], PackMatcher] = {}

    def ids(self) -> tuple[str, ...]:
        """Ids of the shipped packs, in alphabetical order."""
        return self._ids

    def load(self, pack_ids: Iterable[str]) -> tuple[Pack, ...]:
        """These packs in this order, files of the user's read anew when they have changed. Raises PackTrouble."""
        packs: dict[str, Pack] = {}
        for name in dict.fromkeys(pack_ids):
            pack = self._fresh(name)
            if pack.id in packs:
                cure = "Switch one of them off, or give your own pack another id."
                raise refuse(name, f"two of the packs that are switched on have the id `{pack.id}`", cure)
            packs[pack.id] = pack
        return tuple(packs.values())

    def get(self, pack_id: str) -> Pack:
        """One pack, by id or absolute path; as it was last loaded. Raises PackTrouble."""
        known = self._packs.get(pack_id)
        return known[1] if known else self._fresh(pack_id)

    def _fresh(self, name: str) -> Pack:
        path = self.file(name)
        stamp = _stamp(path) if path.is_absolute() and path.parent != self._folder else None
        known = self._packs.get(name)
        if known is None or known[0] != stamp:
            known = (stamp, load_pack(path))
            self._packs[name] = known
            self._forget()
        return known[1]

    def _forget(self) -> None:
        self._asks.clear()
        self._clauses.clear()
        self._citations.clear()
        self._matchers.clear()

    def file(self, name: str) -> Path:
        """The file of a pack, by id or absolute path. PackTrouble for a name that is neither."""
        if _NAME.fullmatch(name):
            if name not in self.ids():
                raise refuse(name, "there is no pack of this name", f"Known: {', '.join(self.ids())}; or give a path.")
            return self._folder / f"{name}.toml"
        path = Path(name)
        if not path.is_absolute() or path.suffix != ".toml" or ".." in path.parts:
            raise refuse(name, "this names no pack", "Give a known id, or the whole plain path of a .toml file.")
        return path

    def clauses_for(
        self, concern: Concern, identity: IdentityKind, pack_ids: Iterable[str], *, subject: str | None = None
    ) -> list[Clause]:
        """Clauses that answer a concern in a profile: strictest force first, then in the order of packs and files.

        `subject` is whom or what the passage is about (`supervisee`, `couple`, `address`, …); without it a client
        passage is about a client, mixed identities about the author. Where no clause names that subject, all clauses
        of the concern are given.
        """
        return list(self._answering(concern, identity, tuple(pack_ids), subject))

    def _answering(
        self, concern: Concern, identity: IdentityKind, pack_ids: tuple[str, ...], subject: str | None
    ) -> tuple[Clause, ...]:
        key = (concern, identity, pack_ids, subject)
        if key not in self._clauses:
            every = [
                clause
                for name in pack_ids
                for clause in self.get(name).clauses
                if clause.ask(concern, identity) is not None
            ]
            about = _ABOUT.get(subject or "", _USUAL.get(concern))
            fitting = [clause for clause in every if about is None or about in clause.subjects]
            self._clauses[key] = tuple(sorted(fitting or every, key=lambda clause: clause.force.rank))
        return self._clauses[key]

    def citations(
        self, concern: Concern, identity: IdentityKind, pack_ids: Iterable[str], *, subject: str | None = None
    ) -> tuple[ClauseCitation, ...]:
        """The same clauses as a finding cites them."""
        names = tuple(pack_ids)
        key = (concern, identity, names, subject, self._today())
        if key not in self._citations:
            clauses = self._answering(concern, identity, names, subject)
            self._citations[key] = tuple(self.cite(clause, concern, identity, names) for clause in clauses)
        return self._citations[key]

    def cite(self, clause: Clause, concern: Concern, identity: IdentityKind, pack_ids: Iterable[str]) -> ClauseCitation:
        """One clause of the packs named as a finding of this concern cites it."""
        pack = next(pack for pack in map(self.get, pack_ids) if clause.id.startswith(f"{pack.id}:"))
        return ClauseCitation(
            id=clause.id,
            label=pack.label(clause),
            force=clause.force.value,
            exception=clause.exception.value,
            summary=clause.summary,
            overrule=clause.overrules_consent(concern, identity),
            stale=staleness(pack, self._today()),
        )

    def ask(self, concern: Concern, identity: IdentityKind, pack_ids: Iterable[str] | None = None) -> Ask | None:
        """What the packs ask for a concern, the strictest of them all; None where none of them answers it.

        The shipped packs where none are named. `ask(…).settle(graded)` is the outcome of a finding.
        """
        key = (concern, identity, self.ids() if pack_ids is None else tuple(pack_ids))
        if key not in self._asks:
            whole: Ask | None = None
            for pack in map(self.get, key[2]):
                for ask in (clause.ask(concern, identity) for clause in pack.clauses):
                    whole = ask.stricter(whole) if ask is not None else whole
            self._asks[key] = whole
        return self._asks[key]

    def clause(self, clause_id: str, pack_ids: Iterable[str] | None = None) -> tuple[Pack, Clause]:
        """The clause of an id such as `mip:n3`, and its pack. KeyError when no pack has it."""
        for pack in map(self.get, self.ids() if pack_ids is None else pack_ids):
            if clause_id.startswith(f"{pack.id}:"):
                return pack, pack.clause(clause_id)
        raise KeyError(clause_id)

    def encouraging(self, identity: IdentityKind, pack_ids: Iterable[str]) -> list[Clause]:
        """Clauses that are glad of posts, such as ACAT i."""
        packs = map(self.get, pack_ids)
        return [c for pack in packs for c in pack.clauses if c.force is Force.ENCOURAGED and identity in c.identities]

    def matcher(self, pack_ids: Iterable[str]) -> PackMatcher:
        """The packs' own phrases and patterns, made once for these packs."""
        names = tuple(pack_ids)
        if names not in self._matchers:
            self._matchers[names] = PackMatcher([self.get(name) for name in names])
        return self._matchers[names]

    def titles(self, pack_ids: Iterable[str] | None = None) -> dict[str, str]:
        """Id → title, for lists; the shipped packs unless others are named."""
        packs = map(self.get, self.ids() if pack_ids is None else pack_ids)
        return {pack.id: pack.title for pack in packs}

    def stale_notes(self, pack_ids: Iterable[str]) -> tuple[str, ...]:
        """A sentence for each pack that may be out of date, for `Report.notes`."""
        sentences = (staleness(self.get(name), self._today()) for name in pack_ids)
        return tuple(sentence for sentence in sentences if sentence)


def _stamp(path: Path) -> _Stamp | None:
    try:
        facts = path.lstat()
    except (OSError, ValueError):
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino
