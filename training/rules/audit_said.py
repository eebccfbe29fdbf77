"""What stands beside an entry of the log, as a person reads it: the names that mean something to him, with words. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from training.i18n import N_

WORDS = {
    "reason": N_("原因"),
    "number": N_("编号"),
    "edition": N_("版次"),
    "name": N_("姓名"),
    "title": N_("名称"),
    "post": N_("职务"),
    "authority": N_("依据"),
    "plan": N_("计划文号"),
    "rules": N_("标准与规则"),
    "people": N_("人员"),
    "count": N_("人数"),
    "new": N_("新增"),
    "kept": N_("保留"),
    "left": N_("移出"),
    "day": N_("日期"),
    "half": N_("时段"),
    "first": N_("自"),
    "last": N_("至"),
    "marks": N_("变更"),
    "changes": N_("变更"),
    "sessions": N_("课次"),
    "placed": N_("已安排"),
    "lost": N_("未安排"),
    "cohorts": N_("班次"),
    "rows": N_("行数"),
    "faults": N_("问题"),
    "kind": N_("类别"),
    "roles": N_("角色"),
    "links": N_("条数"),
    "fault": N_("问题"),
    "n": N_("数量"),
    "slug": N_("网址名"),
}
"""In the order in which they are read. Ids and digests are for programs, who read them all."""

VALUES = {
    "am": N_("上午"),
    "pm": N_("下午"),
    "evening": N_("晚上"),
    "agreement": N_("协议"),
    "acceptance": N_("报价确认函"),
    "operator": N_("平台管理员"),
    "director": N_("中心负责人"),
    "designer": N_("项目主管"),
    "scheduler": N_("教务"),
    "adviser": N_("班主任"),
    "finance": N_("财务"),
    "liaison": N_("联络员"),
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
