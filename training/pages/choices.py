"""The words of what a form offers, in the order in which offices name them. Values are codes of the model."""

from training.i18n import N_
from training.model import Title, VenueKind

TITLES = {
    Title.ACADEMICIAN: N_("院士"),
    Title.NATIONAL_EXPERT: N_("全国知名专家"),
    Title.FULL_SENIOR: N_("正高级"),
    Title.ASSOCIATE_SENIOR: N_("副高级"),
    Title.INTERMEDIATE: N_("中级"),
    Title.JUNIOR: N_("初级"),
}
KINDS = {VenueKind.ROOM: N_("教室"), VenueKind.FIELD_SITE: N_("现场教学点")}
