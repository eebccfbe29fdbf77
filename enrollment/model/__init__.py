"""Who is taught, when, where, by whom, as plain frozen values, one file for each noun.

Credit hours are whole hundredths, durations minutes, instants aware UTC; days are days of the center.
This is the door of the room: everybody else says `from enrollment.model import Cohort`.
"""

from enrollment.model.attendance import ON_LEAVE, Mark, Seat, Taken, Tally, TaughtHalf
from enrollment.model.cohorts import (
    Class,
    Cohort,
    CohortCard,
    CohortState,
    Person,
    Session,
    SessionKind,
    SessionState,
    Stage,
)
from enrollment.model.entry import CLASS, WHOLE_CENTER, Asked, Candidate, Door
from enrollment.model.roster import (
    EnrollmentState,
    Known,
    Listed,
    Overlap,
    Place,
    Remark,
    RosterCheck,
    RosterRow,
    Upload,
)
from enrollment.model.timetables import (
    Booked,
    Change,
    Demand,
    Difference,
    Edition,
    LeftOut,
    PlanItem,
    PlanningRules,
    Proposal,
    ProposalState,
    Spot,
    Steps,
)

__all__ = [
    "CLASS",
    "ON_LEAVE",
    "WHOLE_CENTER",
    "Asked",
    "Booked",
    "Candidate",
    "Change",
    "Class",
    "Cohort",
    "CohortCard",
    "CohortState",
    "Demand",
    "Difference",
    "Door",
    "Edition",
    "EnrollmentState",
    "Known",
    "LeftOut",
    "Listed",
    "Mark",
    "Overlap",
    "Person",
    "Place",
    "PlanItem",
    "PlanningRules",
    "Proposal",
    "ProposalState",
    "Remark",
    "RosterCheck",
    "RosterRow",
    "Seat",
    "Session",
    "SessionKind",
    "SessionState",
    "Spot",
    "Stage",
    "Steps",
    "Taken",
    "Tally",
    "TaughtHalf",
    "Upload",
]
