"""Keeps the tracks of several people apart: who has gone over to somebody else is let go."""

from webapp.pose.track_association import Followed, apart
from webapp.pose.tuning import LEAP, SAME_BODY, STRIDE


def without_doubles(found: list[Followed]) -> list[Followed]:
    """The people whose tracks still follow them, oldest first.

    Of two tracks on one body the one ends that just came there, else the younger: an id that is lost can be given
    anew, one that went over to somebody else is a lie.
    """
    stayed = [one for one in found if not one.moved > LEAP]
    kept: list[Followed] = []
    for one in sorted(stayed, key=lambda one: one.moved > STRIDE):  # each of both kinds oldest first
        if all(apart(one, other) >= SAME_BODY for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.person.id)
