"""The words of what can be taught and bought, as plain frozen values, one file for each noun.

Money is whole fen, credit hours and paid hours are whole hundredths, durations are minutes. Minutes, credit hours
and paid hours are three facts: none is ever derived from another. What a client has not said is None, never a guess.
This is the door of the room: everybody else says `from courses.model import Package`.
"""

from courses.model.costs import Cost, CostKind, FeeBasis, InstructorFee, Per, Words
from courses.model.findings import Finding, Mend, Params, Place, Studio, Targets
from courses.model.packages import (
    Binding,
    Day,
    HalfDay,
    Item,
    ItemKind,
    Package,
    PackageCard,
    PackageFacts,
    PackageKind,
    PackageStage,
    PackageState,
    People,
    Run,
    Together,
)
from courses.model.prices import CostLine, Entry, Payment, Price
from courses.model.programs import EarlierScan, Paper, PaperKind, PaperState, Program, ProgramState
from courses.model.quotations import Answer, ChangeWish, Party, Quotation, QuotationCard, QuotationState
from courses.model.rule_sets import (
    DayCount,
    FeeCap,
    FeeRules,
    FundSource,
    Line,
    RuleSet,
    Severity,
    Source,
    StaffLimit,
    Stance,
    TaxBracket,
    Tier,
    TrainingClass,
)
from courses.model.teaching import (
    Course,
    CourseCard,
    CourseFacts,
    CourseFilter,
    Level,
    Menu,
    SiteCard,
    Stop,
    TeachingMethod,
)
from courses.model.wishes import FixedWish, Liked, Liking, Urgency, Wishes
