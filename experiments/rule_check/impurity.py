"""What may be wrong with a rule: each sort of impurity with its reason and its remedy, in both languages.

Invariant: whoever is told what is wrong is told in the same breath what to write instead.
"""

from typing import NamedTuple

from scenarios.language import _, msgid


class Problem(NamedTuple):
    """An impurity: the file, the line (from 1), the rule (`Class.method`; empty of what stands outside), its
    sort, why it is one, and what to write instead.
    """

    file: str
    line: int
    rule: str
    code: str
    reason: str
    remedy: str

    @property
    def where(self) -> str:
        """The place, and the rule there."""
        return f"{self.file}:{self.line}" + (f" {self.rule}" if self.rule else "")


class Spot(NamedTuple):
    """Where something is wrong: the line, the sort of impurity, how it is written there, and what may have
    been meant.
    """

    line: int
    code: str
    what: str
    near: str = ""


class Sort(NamedTuple):
    """The reason and the remedy of a sort of impurity, as ids of messages."""

    reason: str
    remedy: str


OWN_STATE = msgid(
    "Return the decision; the model carries it out. What the agent is to keep from month to month is a state "
    "of its own: mood = State(0.2) in the class, and a method next_mood(self, month) for its new value."
)
ONE_CHANCE = msgid(
    "Compare the argument draw with a chance: return draw < chance. For a second number of the same decision "
    'write draws = ("asked",) in the class and take a further argument asked.'
)
AS_A_NUMBER = msgid(
    'Make what it needs a number of the class, or a parameter of the ledger: share = Parameter("…").'
)
GIVE_ALONE = msgid(
    "Leave it out: a rule only answers. To look at answers, run `gongzhi why` or `gongzhi try`."
)

SORTS = {
    "random": Sort(
        msgid("{what} draws random numbers of its own: the same household would answer otherwise each time."),
        ONE_CHANCE,
    ),
    "clock": Sort(
        msgid("{what} reads the clock: the answer would hang on when the run is made."),
        msgid("Leave it out. The month of the model reaches a rule through what it is shown."),
    ),
    "files": Sort(
        msgid("{what} reads or writes a file: the run's key does not know what stands in it."), AS_A_NUMBER
    ),
    "keyboard": Sort(msgid("{what} waits for the keyboard: a study would stand still."), AS_A_NUMBER),
    "output": Sort(msgid("{what} prints, once for each time that the rule is asked."), GIVE_ALONE),
    "network": Sort(msgid("{what} reaches into the network: nobody could make the run again."), AS_A_NUMBER),
    "process": Sort(msgid("{what} starts or steers another program or thread."), GIVE_ALONE),
    "ends": Sort(
        msgid("{what} ends the program: the whole run would stop here."),
        msgid("Leave it out and return an answer: a rule only decides for its agent."),
    ),
    "endless": Sort(
        msgid("Nothing ends the loop {what}: the run would stand still here for ever."),
        msgid(
            "Give it an end: break or return where it is done, or a fixed number of steps, as in for step in "
            "range(12)."
        ),
    ),
    "environment": Sort(
        msgid("{what} reads the surroundings of the process: another computer would answer otherwise."),
        AS_A_NUMBER,
    ),
    "loads-code": Sort(
        msgid("{what} runs or loads code from inside: an edit of that code would not be seen."),
        msgid("Write the code out, and import what it needs at the top of the file."),
    ),
    "writes-self": Sort(msgid("It writes {what}; a rule only answers."), OWN_STATE),
    "writes-given": Sort(
        msgid("It changes {what}, which it was given: whoever is asked next would see it changed."),
        msgid("Make a new value: weight = draw * 0.5, and not draw *= 0.5 or draw[…] = …."),
    ),
    "writes-others": Sort(msgid("It writes {what}, which belongs to others or to the model."), OWN_STATE),
    "reaches": Sort(
        msgid("It reaches for {what}, behind what the month shows it."),
        msgid(
            "Decide by what is given: the situation (Meeting, Bill, … of agents/perceptions.py), states and "
            "parameters of self. Where that lacks something, an instrument can show it."
        ),
    ),
    "memory": Sort(
        msgid("It keeps {what} from one question to the next: the answer would hang on who came before."),
        OWN_STATE,
    ),
    "cache": Sort(
        msgid("{what} keeps answers from one question to the next."),
        msgid("Take the mark away: a rule is worked out each time it is asked."),
    ),
    "mutable-default": Sort(
        msgid("The default of {what} is made once and kept from one question to the next."),
        msgid("Write a tuple or a number as default, or None."),
    ),
    "rebinds": Sort(
        msgid("{what} writes a name outside the rule: a memory that all agents share."), OWN_STATE
    ),
    "unordered": Sort(
        msgid("It goes through a set, whose order is another in each process."),
        msgid("Write a tuple: for kind in (\"a\", \"b\")."),
    ),
    "identity": Sort(
        msgid("{what} is another number in each process."),
        msgid("Compare states or parameters; a household's own chance is its argument draw."),
    ),
    "others": Sort(
        msgid("{what} looks along the column: the answer would hang on who else is asked."),
        msgid(
            "Decide for each agent by its own values. What neighbours do stands in what it is shown, such as "
            "meeting.norm."
        ),
    ),
    "one-number": Sort(
        msgid("{what} takes a whole column for one number."),
        msgid(
            "Mark the rule @one_by_one (agents/table.py) and write it for one agent, or use where, clip, "
            "exp, log, negate of agents/column.py and & and | in place of and and or."
        ),
    ),
    "draw-ignored": Sort(
        msgid("The argument {what} is never used: agents in the same place would all do the same."),
        msgid("Compare it with a chance: return {what} < chance. If no chance is meant, call it _{what}."),
    ),
    "draw-idle": Sort(
        msgid("The argument {what} changes no answer, whatever it is."),
        msgid("Compare it with a chance: return {what} < chance. If no chance is meant, call it _{what}."),
    ),
    "no-rule": Sort(
        msgid("The model asks for no {what}: this method overrides nothing."),
        msgid("{near}A method of your own that rules call needs no argument draw."),
    ),
    "never-run": Sort(
        msgid("{what} never runs: agents are rows of a table and are not made one by one."),
        msgid("Write numbers in the class itself, and states as mood = State(0.2)."),
    ),
    "writes": Sort(msgid("Asked in a small world, it changed {what}."), OWN_STATE),
    "rolls": Sort(msgid("Asked in a small world, it drew random numbers of its own."), ONE_CHANCE),
    "asked-twice": Sort(
        msgid("Asked the same twice, it answers {a} and then {b} for {who}."),
        msgid("Let the answer follow from what is given alone: no chance but draw, no memory, no clock."),
    ),
    "two-ways": Sort(
        msgid("As a column it answers {a} and one by one {b} for {who}."),
        msgid(
            "Write every step so that it means the same for a number and for a column (where, clip, & and | "
            "of agents/column.py), or mark the rule @one_by_one."
        ),
    ),
    "who-else": Sort(
        msgid("It answers {a} where all are asked and {b} where only some are, for {who}."),
        msgid(
            "Decide for each agent by its own values: no mean, sum or place along the column, no memory."
        ),
    ),
    "undeclared": Sort(
        "{problem}",
        msgid(
            "Return what the rule declares: a comparison for True or False, clip(x, 0.0, 1.0) for a share, "
            "above_zero(x) for an amount (agents/column.py)."
        ),
    ),
    "stops": Sort("{problem}", msgid("Mend the line; `gongzhi check-rule` then looks further.")),
    "refused": Sort("{problem}", msgid("Mend the line; `gongzhi check-rule` then looks further.")),
}  # fmt: skip
"""What may be wrong, by its code."""


def problem(file: str, line: int, rule: str, code: str, **words: object) -> Problem:
    """The problem of that sort, told in the language chosen."""
    sort = SORTS[code]
    return Problem(file, line, rule, code, _(sort.reason, **words), _(sort.remedy, **words))
