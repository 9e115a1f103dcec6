"""The columns of a household table by the names that people give them, in Chinese and in English."""

from collections.abc import Mapping, Sequence

_HEADINGS = {
    "building": "楼栋|楼栋号|楼栋名称|幢|幢号|栋|栋号|楼号|楼|座|楼幢|building|block",
    "stairwell": "单元|单元号|单元名称|门洞|梯|stairwell|staircase|entrance",
    "floor": "楼层|层|层号|所在楼层|所在层|floor|storey|level",
    "door": "门牌|门牌号|房号|房间号|室|室号|户号|门号|房间|door|flat|apartment|room",
    "address": "地址|住址|房屋地址|房屋坐落|坐落|楼栋房号|房屋|房屋编号|详细地址|address|dwelling",
    "age": "年龄|户主年龄|岁数|周岁|当家人年龄|age",
    "born": "出生年|出生年份|出生年月|出生日期|出生年月日|生日|born|birth year|birthday|year of birth|"
    "date of birth|birth date",
    "owner": "产权|产权情况|产权性质|房屋性质|住房性质|居住性质|居住方式|自有|自有租住|产权租住|租住自有|"
    "自住出租|房屋权属|owner|tenure|ownership",
    "tenant": "租住|承租|租赁|租房|出租|是否出租|是否租住|是否租房|tenant|rents|rented",
    "party": "党员|是否党员|中共党员|政治面貌|party|party member",
    "online": "微信群|是否在微信群|在微信群|业主群|是否入群|入群|上网|会上网|是否上网|智能手机|会用智能手机|"
    "是否会用智能手机|online|wechat|wechat group|internet|smartphone",
    "area": "面积|建筑面积|房屋面积|住房面积|产权面积|area|floor area|m2|sqm",
    "hardship": "低保|是否低保|低保户|困难|困难户|困难程度|特困|是否困难|低保困难|"
    "hardship|benefits|on benefits",
    "use": "用途|房屋用途|使用性质|商住|商住性质|use",
    "isolated": "无来往|与邻居无来往|无邻里来往|isolated",
    "off_site": "外住|不住小区|是否外住|人户分离|空置|是否空置|off_site|absent|vacant",
    "resident": "常住|是否常住|常住空置|居住状态|居住状况|居住情况|入住情况|实际居住|lives here|occupied",
}

KNOWN: Mapping[str, Sequence[str]] = {field: words.split("|") for field, words in _HEADINGS.items()}
"""By field; `tenant` and `resident` are `owner` and `off_site` turned round."""

PLACE = ("building", "stairwell", "floor", "door")

FIELDS = (*PLACE, "age", "owner", "party", "online", "area", "hardship", "use", "isolated", "off_site")
"""The columns of the table that a case has, in their order."""
