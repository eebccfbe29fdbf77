"""What stands beside an entry of the log, as a person reads it: the names that mean something to him, with words. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from training.i18n import NP_

WORDS = {
    "reason": NP_("audit", "原因"),
    "number": NP_("audit", "编号"),
    "edition": NP_("audit", "版次"),
    "name": NP_("audit", "姓名"),
    "title": NP_("audit", "名称"),
    "post": NP_("audit", "职务"),
    "authority": NP_("audit", "依据"),
    "plan": NP_("audit", "计划文号"),
    "rules": NP_("audit", "标准与规则"),
    "people": NP_("audit", "人员"),
    "count": NP_("audit", "人数"),
    "new": NP_("audit", "新增"),
    "kept": NP_("audit", "保留"),
    "left": NP_("audit", "移出"),
    "day": NP_("audit", "日期"),
    "half": NP_("audit", "时段"),
    "first": NP_("audit", "自"),
    "last": NP_("audit", "至"),
    "marks": NP_("audit", "变更"),
    "changes": NP_("audit", "变更"),
    "sessions": NP_("audit", "课次"),
    "placed": NP_("audit", "已安排"),
    "lost": NP_("audit", "未安排"),
    "cohorts": NP_("audit", "班次"),
    "rows": NP_("audit", "行数"),
    "faults": NP_("audit", "问题"),
    "kind": NP_("audit", "类别"),
    "roles": NP_("audit", "角色"),
    "links": NP_("audit", "条数"),
    "fault": NP_("audit", "问题"),
    "n": NP_("audit", "数量"),
    "slug": NP_("audit", "网址名"),
}
"""In the order in which they are read. Ids and digests are for programs, who read them all."""

VALUES = {
    "am": NP_("audit", "上午"),
    "pm": NP_("audit", "下午"),
    "evening": NP_("audit", "晚上"),
    "agreement": NP_("audit", "协议"),
    "acceptance": NP_("audit", "报价确认函"),
    "operator": NP_("audit", "平台管理员"),
    "director": NP_("audit", "中心负责人"),
    "designer": NP_("audit", "项目主管"),
    "scheduler": NP_("audit", "教务"),
    "adviser": NP_("audit", "班主任"),
    "finance": NP_("audit", "财务"),
    "liaison": NP_("audit", "联络员"),
}


def told(said: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Each name with what stands there; of a list of changes how many they are."""
    for name in WORDS:
        value = said.get(name)
        if value in (None, "", [], {}):
            continue
        if not isinstance(value, list):
            yield name, (value,)
        elif isinstance(value[0], str):
            yield name, tuple(value)
        else:
            yield name, (len(value),)
