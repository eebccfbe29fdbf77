"""Who has earned the certificate, and if not, every reason why. Exact: whole numbers only, no rounding anywhere.

What the limits are is data of the center (`Requirements`); no figure of a regulation stands here.
"""

from certificates.model import Attendance, Reason, Requirements, Share, Verdict


def verdict(requirements: Requirements, attendance: Attendance) -> Verdict:
    """Whether the certificate is earned. Reaching a limit exactly still passes; only more than it fails."""
    return Verdict(
        (
            *_leave(requirements, attendance),
            *_absence(requirements, attendance),
            *_presence(requirements, attendance),
            *_test(requirements, attendance),
        )
    )


def exceeds(part: int, share: Share, whole: int) -> bool:
    """Whether `part` is more than that share of `whole`."""
    return part * share.of > whole * share.parts


def limit(share: Share, whole: int) -> int:
    """The most that `part` may be without exceeding the share, rounded down to a whole unit."""
    return whole * share.parts // share.of


def _leave(requirements: Requirements, attendance: Attendance) -> tuple[Reason, ...]:
    share, total = requirements.leave, attendance.total
    counted = attendance.leave + (attendance.absent if requirements.absence_counts_as_leave else 0)
    if share is None or not exceeds(counted, share, total):
        return ()
    return (Reason("eligibility.leave-over-limit", {"leave": counted, "limit": limit(share, total), "total": total}),)


def _absence(requirements: Requirements, attendance: Attendance) -> tuple[Reason, ...]:
    most, found = requirements.absent_half_days, attendance.absent_half_days
    if most is None or found <= most:
        return ()
    return (Reason("eligibility.absent-without-leave", {"half_days": found, "limit": most}),)


def _presence(requirements: Requirements, attendance: Attendance) -> tuple[Reason, ...]:
    share, total = requirements.presence, attendance.total
    present = total - attendance.leave - attendance.absent
    if share is None or present * share.of >= total * share.parts:
        return ()
    needed = -(-total * share.parts // share.of)
    return (Reason("eligibility.presence-too-low", {"present": present, "needed": needed, "total": total}),)


def _test(requirements: Requirements, attendance: Attendance) -> tuple[Reason, ...]:
    if not requirements.test or attendance.test_passed:
        return ()
    if attendance.test_passed is None:
        return (Reason("eligibility.test-missing", {}),)
    return (Reason("eligibility.test-failed", {}),)
