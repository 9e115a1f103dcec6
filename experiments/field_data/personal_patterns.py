"""How personal data look: numbers with what people put between their digits, names after a title or a role,
and the headings that announce them.

Invariant: rather too much is taken for personal than too little; a place, a date, a sum of money is not.
"""

import re
from typing import Literal

from scenarios.language import msgid

type Sort = Literal["name", "telephone", "identity number", "e-mail", "account"]

SORTS: dict[Sort, str] = {
    "name": msgid("person's name"),
    "telephone": msgid("telephone number"),
    "identity number": msgid("identity number"),
    "e-mail": msgid("e-mail address"),
    "account": msgid("account, plate or card number"),
}
"""How each sort is called."""

_GAP = r"[\s\-‐-―－.．·_/()（）\u200b-\u200f\ufeff]{0,3}"
_SPOKEN = "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_MASK = "[*＊×xX●•#]"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

NUMBERS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("e-mail", re.compile(r"[\w.+-]+\s?[@＠]\s?[\w-]+(?:[.．。]\s?[\w-]+)+")),
    ("identity number", re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{16}}{_GAP}[xXＸｘ](?![A-Za-z0-9])")),
    ("identity number", re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{14,23}}")),
    ("identity number", re.compile(rf"(?<!\d)\d{{3,6}}{_MASK}{{6,}}[\dxXＸ]{{1,4}}")),
    (
        "telephone",
        re.compile(rf"(?<!\d)(?:[+＋]?{_GAP}[8８][6６]{_GAP})?[1１]{_GAP}[3-9３-９](?:{_GAP}\d){{9}}(?!\d)"),
    ),
    ("telephone", re.compile(rf"(?<!\d)[1１][3-9３-９]\d{_MASK}{{3,}}\d{{2,4}}")),
    ("telephone", re.compile(r"(?<![\d-])[(（]?[0０]\d{2,3}[)）]?[\s\-－]{0,2}[2-8２-８]\d{6,7}(?!\d)")),
    ("telephone", re.compile(r"(?<![\d.:-])(?!20\d\d[01]\d[0-3]\d)[2-8]\d{3}[\s-]?\d{4}(?![\d.])")),
    ("telephone", re.compile(rf"[一幺壹]{_GAP}[三四五六七八九叁肆伍陆柒捌玖](?:{_GAP}[{_SPOKEN}]){{9}}")),
    ("telephone", re.compile(r"(?<![\d.])1\.[3-9]\d*[eE]\+?10(?!\d)")),
    ("identity number", re.compile(r"(?<![\d.])[1-8]\.\d{4,}[eE]\+?17(?!\d)")),
    ("account", re.compile(rf"[{_PROVINCES}][A-Z][·\s]?[A-Z0-9]{{5,6}}(?![A-Za-z0-9])")),
    ("account", re.compile(r"(?:微信|[Qq]{2})号?码?\s*[:：是为]?\s*[A-Za-z0-9_-]{5,20}")),
)
"""Numbers and addresses, the longer ones first. A digit is one of any width; the last of the telephones is
how a spreadsheet shows a number for which the column is too narrow.
"""

_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "牟冉蒲涂晏况喻温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅"
    "童凌毕单季裴霍成苗谷盛曲翁骆蓝路游辛靳蒙鲍华祁房滕屈饶解艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景"
    "宫费冷席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池欧"
)
_DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐|宇文|长孙"
_SURNAME = f"(?:{_DOUBLE}|[{_SINGLE}])"
_HAN = "[\u3400-\u9fff]"
_TITLE = (
    "(?:先生|女士|小姐|太太|阿姨|大爷|大妈|大娘|大叔|大哥|大姐|老师|师傅|奶奶|爷爷|叔叔|婆婆|伯伯|嬢嬢|"
    "书记|主任|经理|某某|某)"
)
_ROLE = (
    "(?:姓名|名字|户主|业主|住户|居民|租户|租客|房东|联系人|来电人|投诉人|反映人|诉求人|当事人|承租人|产权人|"
    "本人|我叫|我是|名叫|负责人|网格员|楼长|楼栋长|楼组长|组长|填表人|填报人|登记人|调查员|采集人|记录人|经办人|"
    "受理人|办理人|处理人|监护人)"
)
_AFTERWARDS = (
    "反映|投诉|来电|表示|称|说|要求|家|的|在|住|电话|手机|希望|认为|和|与|因|已|于|提出|咨询|求助|举报"
)

_PINYIN = (
    "(?:Li|Wang|Zhang|Liu|Chen|Yang|Huang|Zhao|Wu|Zhou|Xu|Sun|Ma|Zhu|Hu|Guo|He|Lin|Gao|Luo|Zheng|Liang|Xie|Song|"
    "Tang|Deng|Feng|Han|Cao|Zeng|Peng|Xiao|Cai|Pan|Tian|Dong|Yuan|Yu|Ye|Jiang|Du|Su|Wei|Cheng|Lu|Ding|Ren|Shen|Yao)"
)

NAME = re.compile(rf"{_SURNAME}(?:\s*(?:{_HAN}|{_MASK})){{1,2}}|{_HAN}{{1,8}}[·•・]{_HAN}{{1,8}}")
"""A whole cell that may be a name."""

NAMES: tuple[re.Pattern[str], ...] = (
    re.compile(
        rf"(?P<kept>{_ROLE}\s*[:：为是叫]?\s*){_SURNAME}{_HAN}{{1,2}}?"
        rf"(?=$|[^\u3400-\u9fff]|{_TITLE}|{_AFTERWARDS})"
    ),
    re.compile(rf"(?P<kept>){_SURNAME}{_HAN}{{0,2}}?{_TITLE}"),
    re.compile(rf"(?P<kept>)[老小]{_SURNAME}(?=家|反映|投诉|说|来电)"),
)
"""Names in the middle of a text; what is kept of them stands in the group of that name."""

LIKELY = re.compile(
    rf"{_SURNAME}{_HAN}{{1,2}}?(?={_AFTERWARDS}|[填登记制整未没又很回上交])"
    rf"|(?<=[(（]){_SURNAME}{_HAN}{{1,3}}(?=[)）])|(?:^|(?<=[^A-Za-z])){_PINYIN} ?[A-Z][a-z]{{1,11}}(?![a-z])"
)
"""What may well be a name, and as well another word: of what is told for the sake of convenience alone, a
heading, the name of a file, a value that is wrong, it is left out.
"""

ALONE = re.compile(rf"(?<!{_HAN}){_SURNAME}{_HAN}{{1,2}}(?!{_HAN})")
"""A word that may be a name and stands by itself: one beside a telephone or identity number is one."""

HEADINGS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("telephone", re.compile(r"电话|手机|联系方式|固话|座机|phone|mobile|\btel\b|\bcontact\b|来电号码")),
    (
        "identity number",
        re.compile(r"身份证|身份号|证件|证号|护照|社保号|社保卡|\bid\b|passport|identity|^id ?(?:no|number)"),
    ),
    ("e-mail", re.compile("邮箱|邮件|e-?mail")),
    ("account", re.compile("微信号|微信id|qq|车牌|银行|卡号|账号|帐号|户名|wechat id|plate|account|iban")),
    (
        "name",
        re.compile(
            r"姓名|名字|^户主$|^业主$|联系人|产权人|承租人$|来电人|投诉人|反映人|诉求人|当事人|申请人|住户名|"
            r"^租客$|称呼|\bname\b|name$|householder|^resident$|caller"
        ),
    ),
)
"""What a heading in small letters holds that announces personal data."""
