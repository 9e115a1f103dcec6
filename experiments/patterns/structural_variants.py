"""Structural variants: the same model with one part built as another theory or reader would have it.

A variant gives parameters other values, or kinds of residents other rules, or both. Invariant: it lies beside
the model, never in it. Where a conclusion changes with it, the conclusion depends on the structure and not on
a number.
"""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from experiments.design.runs import Task, replicated
from experiments.execution.run_all import keyed, results
from experiments.execution.simulate import Trial, attempt_reading, rows
from experiments.patterns.variant_rules import BY_DIFFERENCE, ROUNDED, Kinds
from scenarios import read
from scenarios.entries import Text

AS_BUILT = "as-built"
RULES = "experiments.patterns.variant_rules"
"""The module in which rules are written otherwise."""


@dataclass(frozen=True)
class Structure:
    """One way to build the model: what it is in words, the values of the ledger that make it, by how much
    others differ from the ledger's, and the classes that stand for kinds of residents.
    """

    name: Text
    text: Text
    given: Mapping[str, float] = field(default_factory=dict)
    kinds: Kinds = ()
    moved: Mapping[str, float] = field(default_factory=dict)

    @property
    def overrides(self) -> dict[str, float]:
        """The values of the ledger that make it."""
        moved = {key: float(read.ledger()[key].default) + by for key, by in self.moved.items()}
        return {**self.given, **moved}


QUEUES, UNHURRIED = {"alliance.queue_share": 0.2}, {"triage.rush": 1.0}
"""The two choices of version one on overload."""

STRUCTURES: Mapping[str, Structure] = {
    AS_BUILT: Structure(
        Text(zh="现有结构", en="as built"),
        Text(zh="模型现在的写法，不作改动。", en="The model as it is."),
    ),
    "queue-share": Structure(
        Text(zh="物业工作的两成进入共同队列", en="a fifth of the firm's work queues"),
        Text(
            zh="联席或圆桌让物业到场时，其工作量的两成由居委会承担（第一版的设定）；这一比例没有来源。",
            en="Where the firm sits at the table, a fifth of its work falls to the committee, as in version "
            "one; no source gives the share.",
        ),
        QUEUES,
    ),
    "no-rationing": Structure(
        Text(zh="从不赶工", en="no rationing"),
        Text(
            zh="积压再多，每件事也用足时间，其余的等着（第一版的设定）。",
            en="However much waits, each case gets its time and the others wait, as in version one.",
        ),
        UNHURRIED,
    ),
    "both": Structure(
        Text(zh="从不赶工，且两成进入队列", en="no rationing, and a fifth queues"),
        Text(zh="以上两项一起，即第一版的设定。", en="The two above together: version one's overload."),
        {**UNHURRIED, **QUEUES},
    ),
    "no-reserve": Structure(
        Text(zh="不为大工程预留", en="no reserve"),
        Text(
            zh="工程经费随到随用，不为大工程预留（第一版的设定）。",
            en="Works money is spent as it comes, and nothing is saved for large works, as in version one.",
        ),
        {"stock.reserve": 0.0},
    ),
    "files": Structure(
        Text(zh="办结即满意", en="done is done"),
        Text(
            zh="按机关档案的看法：办结的都让当事人满意，没有人只能忍着。丢失的事仍然算在内。",
            en="As offices' files have it: whatever is called done satisfies its holder, and nobody endures "
            "it. What was lost still weighs.",
        ),
        {"triage.unsatisfied": 0.0, "triage.rush_reopening": 0.0},
    ),
    "untiring": Structure(
        Text(zh="不知疲惫", en="nobody tires"),
        Text(
            zh="坐议事会、做志愿者再多也不会疲惫。",
            en="However often households sit in sessions and serve, they never tire of it.",
        ),
        {"tiring.weight": 0.0},
    ),
    "no-digital-exclusion": Structure(
        Text(zh="没有数字排斥", en="no digital exclusion"),
        Text(
            zh="事情移到线上，不上网的住户也不被落下；只是反映更不便。",
            en="What moves online leaves nobody behind, but for the dearer door.",
        ),
        {"exclusion.queue": 0.0, "exclusion.news": 0.0, "exclusion.books": 0.0},
    ),
    "no-paperwork": Structure(
        Text(zh="没有留痕与纸面办结", en="no paperwork"),
        Text(
            zh="跟踪排名不占留痕的工日，也没有只在纸面上办结的事。",
            en="Following up and ranking take no days for records, and nothing is done on paper only.",
        ),
        {"paperwork.days": 0.0, "paperwork.gaming": 0.0},
    ),
    "resigned": Structure(
        Text(zh="不再反映", en="nobody tells again"),
        Text(
            zh="没有结果或办结后并不满意的，不再反映，只能忍着。",
            en="Whoever was not answered or not satisfied never tells again.",
        ),
        {"channels.again": 0.0},
    ),
    "linear-norm": Structure(
        Text(zh="榜样按差额起作用", en="example by difference"),
        Text(
            zh="邻居的榜样按差额而不按倍数起作用，与熟人多少无关，也只看上个月（以前的设定）。",
            en="Neighbours' example works by difference and not by ratio, whomever a household knows, and "
            "only last month's counts, as before.",
        ),
        {"participation.norm_speed": 1.0},
        BY_DIFFERENCE,
        # At an intercept of -4.04 Minzhu's baseline participation is then that of the model as built.
        moved={"participation.intercept": -0.02},
    ),
    "alike": Structure(
        Text(zh="邻居的差异不影响参与", en="neighbours unlike oneself do not matter"),
        Text(
            zh="同单元邻居与自己多么不同，不影响参与（以前的设定）。",
            en="However unlike itself its stairwell is, a household takes part as much, as before.",
        ),
        {"participation.heterogeneity": 0.0},
    ),
    "rounded": Structure(
        Text(zh="联署时接触取整（而非平滑）", en="petitions: rounded instead of smooth activation"),
        Text(
            zh="联署的无望感只随整数次接触下降，而不随签名邻居平滑下降。",
            en="Futility of a petition falls by whole contacts only, not smoothly with neighbours who sign.",
        ),
        kinds=ROUNDED,
    ),
    "one-cluster": Structure(
        Text(zh="全小区一个楼群", en="one cluster a compound"),
        Text(
            zh="签名在全小区范围内计数，不分楼群，小区再大也一样（第一版的设定，但没有占比门槛）。",
            en="Signatures count over the whole compound, however large it is, as in version one (without "
            "its share of households).",
        ),
        {"cluster.households": 200_000},
    ),
    "small-clusters": Structure(
        Text(zh="百户一个楼群", en="clusters of a hundred"),
        Text(
            zh="一个楼群大约一百户（而不是三百户），同样的户数更难凑齐。",
            en="A building cluster has about 100 households instead of 300, so that as many gather less "
            "easily.",
        ),
        {"cluster.households": 100},
    ),
    "no-identity": Structure(
        Text(zh="没有身份认同纠纷", en="no conflict over origin"),
        Text(
            zh="原住户与外来户之间不因身份起纠纷（第一版的设定）。",
            en="Locals and incomers never quarrel over where they are from, as in version one.",
        ),
        {"identity.rate": 0.0},
    ),
    "no-security": Structure(
        Text(zh="没有治安纠纷", en="no conflict over security"),
        Text(
            zh="治安不单独引起纠纷，只有安全类诉求（第一版的设定）。",
            en="Security brings demands and no disputes of its own, as in version one.",
        ),
        {"security.rate": 0.0},
    ),
    "decree": Structure(
        Text(zh="业委会一经要求就产生", en="committees by decree"),
        Text(
            zh="业委会到期或手段要求时直接产生，不经业主表决（以前的设定）。",
            en="An owners' committee is there as soon as a term is over or the instrument calls for one, "
            "without a vote, as before.",
        ),
        {"owners_committee.by_vote": 0.0},
    ),
    "no-promises": Structure(
        Text(zh="决而不行没有代价", en="broken promises cost nothing"),
        Text(
            zh="议事会通过的事没有兑现，到会者不因此失去信任和效能感（以前的设定）。",
            en="What a session accepted and nobody carried out costs those who sat nothing, as before.",
        ),
        {"forum.broken_promise": 0.0},
    ),
    "no-capture": Structure(
        Text(zh="席位和议程无人把持", en="seats and agenda are not captured"),
        Text(
            zh="自愿席位先到先得，议程不偏向到会者（以前的设定）。",
            en="Free seats go to whoever comes first, and the agenda favours nobody who sits, as before.",
        ),
        {"forum.capture": 0.0},
    ),
    "no-legitimacy": Structure(
        Text(zh="共识不带来认可", en="agreement lends no legitimacy"),
        Text(
            zh="到会者赞成与否，不影响调解成败和办结后是否满意（以前的设定）。",
            en="Whether those who sat are in favour settles and satisfies nothing, as before.",
        ),
        {"forum.legitimacy": 0.0},
    ),
    "no-arrears": Structure(
        Text(zh="欠费不成习惯", en="no habit of withholding"),
        Text(
            zh="欠没欠过物业费，都不影响下一次交不交。",
            en="What a household owes already does not weigh on whether it pays.",
        ),
        {"fee.arrears": 0.0},
    ),
    "clean-slate": Structure(
        Text(zh="换物业，旧账清零", en="a clean slate with each firm"),
        Text(
            zh="新物业进驻时旧欠费一笔勾销，欠费的习惯不留给下一家。",
            en="A new firm begins with clean accounts, and the habit of withholding goes with the old one.",
        ),
        {"fee.arrears_outlive": 0.0},
    ),
    "effort-free": Structure(
        Text(zh="多办事不花钱", en="effort is free"),
        Text(
            zh="联动、圆桌或督办让物业多干的活不花物业的钱（以前的设定）。",
            en="What alliances, tables and follow-up ask of a firm beyond its usual work costs it nothing, "
            "as before.",
        ),
        {"fee.effort_cost": 0.0},
    ),
    "blocks": Structure(
        Text(zh="随机区块网络（而非小世界）", en="network: stochastic blocks instead of a small world"),
        Text(
            zh="熟人按年龄分块随机相连，而不是小世界。",
            en="Acquaintances are drawn at random by age, and form no small world.",
        ),
        {"ties.rewiring": 1.0},
    ),
}


def runs(
    structure: Structure,
    case: str,
    governance: Sequence[str],
    replicates: int,
    months: int,
    overrides: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """The outcomes of every governance model in the same worlds, as `compare` wants them.

    overrides: values of the ledger beside those of the structure.
    """
    values = {**structure.overrides, **(overrides or {})}
    scenarios = [read.scenario(case, model, months=months, overrides=values) for model in governance]
    made = replicated(scenarios, replicates)
    return keyed(made, results([made], 1, partial(attempt_variant, kinds=structure.kinds))).runs


def attempt_variant(tasks: Sequence[Task], monthly: bool, kinds: Kinds) -> Trial:
    """The trial of runs in which these classes stand for kinds of residents."""
    return attempt_reading(tasks, partial(rows, monthly=monthly), kinds=kinds)


def rules(structure: Structure) -> list[str]:
    """The names of the rules that a structure writes otherwise than the model."""
    mine = [one for _, own in structure.kinds for one in own.__mro__ if one.__module__ == RULES]
    return sorted({name for one in mine for name, rule in vars(one).items() if inspect.isfunction(rule)})
