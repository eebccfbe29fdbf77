"""The words of what a form or a filter offers, in the order in which offices name them. Values are codes of the catalogues."""

from courses.model import CostKind, FundSource, ItemKind, Level, PackageKind, PackageStage, TeachingMethod
from training.i18n import N_
from training.model import Half
from training.pages import choices as house

METHODS = {
    TeachingMethod.LECTURE: N_("讲授式"),
    TeachingMethod.SEMINAR: N_("研讨式"),
    TeachingMethod.CASE: N_("案例式"),
    TeachingMethod.SIMULATION: N_("模拟式"),
    TeachingMethod.FIELD: N_("体验式"),
}
LEVELS = {
    Level.MINISTRY: N_("省部级"),
    Level.BUREAU: N_("厅局级"),
    Level.DIVISION: N_("县处级"),
    Level.SECTION: N_("乡科级"),
    Level.STAFF: N_("其他人员"),
}
TITLES = house.TITLES
FUNDS = {
    FundSource.BUDGET: N_("财政预算"),
    FundSource.PARTY_DUES: N_("党费"),
    FundSource.STAFF_TRAINING: N_("职工教育经费"),
    FundSource.UNION_DUES: N_("工会经费"),
    FundSource.COOPERATION: N_("协作帮扶资金"),
    FundSource.OTHER: N_("其他"),
}
KINDS = {PackageKind.MENU: N_("菜单式选课"), PackageKind.ORDER: N_("订单式定制")}
STAGES = {
    PackageStage.DRAFT: N_("草稿"),
    PackageStage.SUBMITTED: N_("已提交"),
    PackageStage.QUOTED: N_("已报价"),
    PackageStage.AGREED: N_("已立项"),
}
STAGE_KINDS = {PackageStage.SUBMITTED: "run", PackageStage.QUOTED: "wait", PackageStage.AGREED: "ok"}
HALVES = {Half.AM: N_("上午"), Half.PM: N_("下午"), Half.EVENING: N_("晚上")}
RITES = {
    ItemKind.CEREMONY: N_("仪式"),
    ItemKind.TRAVEL: N_("乘车"),
    ItemKind.ADMIN: N_("报到、撤离等事务"),
    ItemKind.FREE: N_("自由安排"),
}
COSTS = {
    CostKind.LODGING: N_("住宿费"),
    CostKind.MEALS: N_("伙食费"),
    CostKind.VENUE: N_("培训场地费"),
    CostKind.MATERIALS: N_("培训资料费"),
    CostKind.TRANSPORT: N_("交通费"),
    CostKind.OTHER: N_("其他费用"),
}
SLOTS = {1: N_("一个晚上"), 2: N_("半天"), 4: N_("全天")}
