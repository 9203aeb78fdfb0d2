"""Which step may follow which in the life of a consent, for each party and for the whole."""

from __future__ import annotations

from collections.abc import Iterable

from composer.consent.record import ConsentState as S

_ASKED = frozenset({S.DEFERRED, S.GIVEN, S.REFUSED, S.REVOKED, S.INVALIDATED})
_AGREED = frozenset({S.RENEWED, S.WITHDRAWN, S.REVOKED, S.EXPIRED, S.INVALIDATED})

LEGAL: dict[S | None, frozenset[S]] = {
    None: frozenset({S.REQUESTED}),
    S.REQUESTED: _ASKED,
    S.DEFERRED: _ASKED,
    S.GIVEN: _AGREED,
    S.RENEWED: _AGREED,
    S.EXPIRED: frozenset({S.RENEWED, S.WITHDRAWN, S.REVOKED, S.INVALIDATED}),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.REVOKED: frozenset(),
    S.INVALIDATED: frozenset(),
}
"""From each state, the states that may follow. After an end a new request is a new record."""

ENDED = frozenset(state for state, following in LEGAL.items() if state and not following)
"""States after which nothing follows."""

WHOLE = frozenset({S.REVOKED, S.EXPIRED, S.INVALIDATED})
"""Steps that concern all parties at once."""

_WEIGHT = (S.INVALIDATED, S.REVOKED, S.WITHDRAWN, S.REFUSED, S.EXPIRED, S.DEFERRED, S.REQUESTED)


def together(states: Iterable[S]) -> S:
    """The state of a consent whose parties stand in `states`: one refusal or withdrawal speaks for the whole."""
    standing = set(states)
    for state in _WEIGHT:
        if state in standing:
            return state
    return S.RENEWED if S.RENEWED in standing else S.GIVEN


def may_follow(now: S | None, following: S) -> bool:
    """Whether `following` is a legal next step from `now`."""
    return following in LEGAL[now]
