from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.vault.drafts import ResolutionRow
from composer.vault.thinning import Kept, superfluous
from composer.vault.trouble import VaultTrouble
from composer.vault.vault import Vault
from tests.composer.vault.conftest import Clock, Ready
from tests.composer.vault.pages import decrypted_pages

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_a_saved_text_is_there_after_reopening(ready: Ready, vault: Vault) -> None:
    draft = vault.drafts.create()
    saved = vault.drafts.save(draft.id, "On endings\r\nin therapy 🌱", title="Endings", channels=("x", "blog"))
    vault.close()
    with ready.open() as again:
        assert again.drafts.list() == [saved]
    assert saved.channels == ("x", "blog")
    assert saved.revision == 1


@given(st.text())
def test_any_text_is_kept_as_it_is(words: str) -> None:
    assert _shared(words) == words


_open: dict[str, Vault] = {}


@pytest.fixture(autouse=True)
def _at_hand(vault: Vault) -> None:
    _open["vault"] = vault


def _shared(words: str) -> str:
    vault = _open["vault"]
    return vault.drafts.save(vault.drafts.create().id, words).text


def test_the_same_text_again_is_no_new_revision(vault: Vault, clock: Clock) -> None:
    draft = vault.drafts.create()
    one = vault.drafts.save(draft.id, "one")
    clock.forward(seconds=5)
    titled = vault.drafts.save(draft.id, "one", title="One")
    assert (titled.revision, titled.title, titled.changed > one.changed) == (1, "One", True)
    assert [r.number for r in vault.drafts.revisions(draft.id)] == [0, 1]
    assert vault.drafts.revision_text(draft.id, 0) == ""


def test_a_deleted_draft_comes_back_until_it_is_purged(vault: Vault, clock: Clock) -> None:
    draft = vault.drafts.create()
    vault.drafts.save(draft.id, "kept")
    vault.drafts.delete(draft.id)
    assert vault.drafts.list() == []
    assert [d.id for d in vault.drafts.deleted()] == [draft.id]
    with pytest.raises(VaultTrouble, match="nothing by this name"):
        vault.drafts.save(draft.id, "no")
    assert vault.drafts.restore_deleted(draft.id).text == "kept"
    vault.drafts.delete(draft.id)
    clock.forward(days=29)
    assert vault.drafts.purge() == 0
    clock.forward(days=1)
    assert vault.drafts.purge() == 1
    with pytest.raises(VaultTrouble):
        vault.drafts.restore_deleted(draft.id)


def test_f26_a_purged_text_is_gone_from_every_page(vault: Vault, clock: Clock) -> None:
    canary = b"canary-7f3a-in-a-draft"
    draft = vault.drafts.create()
    vault.drafts.save(draft.id, canary.decode() * 300)
    assert canary in decrypted_pages(vault)
    vault.drafts.delete(draft.id)
    clock.forward(days=31)
    vault.drafts.purge()
    assert canary not in decrypted_pages(vault)  # secure_delete; there is no full-text index to forget


def test_states_and_outcomes(vault: Vault) -> None:
    draft = vault.drafts.create()
    vault.drafts.save(draft.id, "approved words")
    vault.drafts.set_state(draft.id, "approved")
    vault.drafts.set_outcome(draft.id, "advice", "ab" * 32)
    row = vault.drafts.get(draft.id)
    assert (row.state, row.outcome, row.checked_hash) == ("approved", "advice", "ab" * 32)
    assert [r.number for r in vault.drafts.revisions(draft.id) if r.pinned] == [1]


def test_resolutions_are_kept_replaced_and_undone(vault: Vault) -> None:
    draft = vault.drafts.create()
    one = ResolutionRow(finding_key="k", at=NOW, how="set-aside", reason="general words")
    vault.drafts.save_resolution(draft.id, one)
    vault.drafts.save_resolution(draft.id, ResolutionRow(finding_key="k", at=NOW, how="mended"))
    vault.drafts.save_resolution(draft.id, ResolutionRow(finding_key="l", at=NOW, how="consent", consent_id="c"))
    assert [(r.finding_key, r.how) for r in vault.drafts.resolutions(draft.id)] == [("k", "mended"), ("l", "consent")]
    vault.drafts.remove_resolution(draft.id, "k")
    assert len(vault.drafts.resolutions(draft.id)) == 1


def test_revisions_are_thinned_while_writing(vault: Vault, clock: Clock) -> None:
    draft = vault.drafts.create()
    with vault.transaction():  # one wait for the disk instead of four hundred
        for number in range(400):
            vault.drafts.save(draft.id, f"text {number}")
            clock.forward(seconds=5)
    kept = vault.drafts.revisions(draft.id)
    assert 120 < len(kept) < 180  # ten minutes of every five seconds, before that one a minute
    assert (kept[0].number, kept[-1].number) == (0, 400)


@given(
    ages=st.lists(st.integers(0, 400 * 86_400), min_size=1, max_size=60),
    pinned=st.sets(st.integers(0, 59)),
)
def test_the_rule_keeps_first_newest_pinned_and_young_and_is_stable(ages: list[int], pinned: set[int]) -> None:
    times = sorted(NOW - timedelta(seconds=age) for age in ages)
    revisions = [Kept(number, at, number in pinned) for number, at in enumerate(times)]
    gone = superfluous(revisions, NOW)
    left = [r for r in revisions if r.number not in gone]
    assert {revisions[0].number, revisions[-1].number} <= {r.number for r in left}
    assert not any(r.pinned or NOW - r.saved <= timedelta(minutes=10) for r in revisions if r.number in gone)
    assert superfluous(left, NOW) == set()
    days = {r.saved.date() for r in revisions}
    assert days == {r.saved.date() for r in left} or len(left) >= len(days) - 1


def test_an_hourly_rhythm_thins_to_days_after_a_week() -> None:
    hourly = [Kept(n, NOW - timedelta(hours=24 * 30 - n)) for n in range(24 * 30)]
    left = [r for r in hourly if r.number not in superfluous(hourly, NOW)]
    old = [r for r in left if NOW - r.saved > timedelta(days=7)]
    assert len(old) <= 25
    assert len(left) - len(old) >= 24 * 6


def test_the_same_wording_in_another_unicode_form_is_no_new_revision(vault: Vault) -> None:
    draft, decomposed = vault.drafts.create(), "Cafe\u0301\r\ntoday"
    vault.drafts.save(draft.id, decomposed)
    saved = vault.drafts.save(draft.id, "Caf\u00e9\ntoday", title="On cafés")
    assert (saved.revision, saved.text, saved.title) == (1, decomposed, "On cafés")
    assert vault.drafts.save(draft.id, "Cafe\ntoday").revision == 2
