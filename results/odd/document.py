"""The description after the ODD protocol (Grimm et al. 2020), all seven elements, as Markdown.

Invariant: prose comes from `scenarios/odd.yaml`, all else from the code, the ledger and
the registries. Nothing that the code knows is written down twice.
"""

from collections.abc import Iterator, Mapping, Sequence

from experiments.markdown import markdown_table
from experiments.patterns.evaluate import patterns
from experiments.patterns.parameter_usage import readers
from model.instrument import instrument_kinds
from results.odd import code, tables
from results.text.names import between, grade_name
from scenarios import catalogue, read
from scenarios.by_type import default_in_words
from scenarios.description import ELSEWHERE, Description, Stage, description
from scenarios.entries import Parameter
from scenarios.language import _, pick
from scenarios.pattern import Pattern
from scenarios.posterior import intervals
from scenarios.problems import number
from scenarios.rules import Measure, rule_words

FIRST = ("place.", "population.", "ties.")
"""Beginnings of the keys that describe a place and its people at the start."""


def odd() -> str:
    """The whole description in the language chosen."""
    content = description()
    parts = (
        _head(content),
        _purpose(content),
        _entities(content),
        _schedule(content),
        _concepts(content),
        _initialisation(content),
        _input_data(content),
        _submodels(content),
    )
    return "\n\n".join(piece for part in parts for piece in part) + "\n"


def _head(content: Description) -> Iterator[str]:
    yield f"# {pick(content.title)}"
    yield pick(content.introduction)
    yield f"### {_('How to read this description')}"
    yield from (pick(text) for text in content.reading)
    yield markdown_table(
        (_("term"), _("what it means")), [(pick(one.term), pick(one.means)) for one in content.glossary]
    )


def _purpose(content: Description) -> Iterator[str]:
    yield "## 1 " + _("Purpose and patterns")
    yield from (pick(text) for text in content.purpose)
    heads = (_("pattern"), _("role"), _("source"), _("what it says"), _("target"))
    yield markdown_table(heads, [_pattern(one) for one in patterns().values()])


def _pattern(one: Pattern) -> list[str]:
    low = "…" if one.low is None else number(one.low)
    high = "…" if one.high is None else number(one.high)
    return [f"`{one.id}`", one.role, one.source, pick(one.text), f"{low} – {high}"]


def _entities(content: Description) -> Iterator[str]:
    yield "## 2 " + _("Entities, state variables and scales")
    words = rule_words()
    for name, text in content.entities.items():
        yield f"### {_entity_name(name)}"
        yield pick(text)
        states = {key: one for key, one in words.states.items() if key.startswith(f"{name}.")}
        if states:
            heads = (_("state variable"), _("name"), _("unit"), _("range"))
            yield markdown_table(heads, [_state(key, one) for key, one in states.items()])
    yield f"### {_('Issues')}"
    yield pick(content.issues)
    yield f"### {_('Environment and scales')}"
    yield pick(content.environment)
    yield pick(content.scales)


def _entity_name(name: str) -> str:
    return _("Households") if name == "household" else pick(rule_words().agents[name])


def _state(key: str, one: Measure) -> list[str]:
    unit = "–" if one.unit == "none" else _(one.unit)
    return [
        f"`{key.partition('.')[2]}`",
        pick(one.name),
        unit,
        f"{number(one.range[0])} – {number(one.range[1])}",
    ]


def _schedule(content: Description) -> Iterator[str]:
    yield "## 3 " + _("Process overview and scheduling")
    yield pick(content.schedule)
    rows = [
        (str(place), pick(content.stages[name]), _described(content.stages[name]), _where(name))
        for place, name in enumerate(code.stages(), 1)
    ]
    yield markdown_table((_("step"), _("what happens"), _("described in"), _("in the code")), rows)


def _described(stage: Stage) -> str:
    """The submodels of a stage, or the part of the description that tells of it."""
    elsewhere = dict(zip(ELSEWHERE, (_("Instruments"), _("Outcomes")), strict=True))
    return _(", ").join(elsewhere.get(one, one) for one in stage.of)


def _where(stage: str) -> str:
    """The function that a stage of the month calls, and its file."""
    module, dot, function = stage.rpartition(".")
    return f"`model/{module.rpartition('.')[2]}.py`, `{function}`" if dot else f"`{stage}`"


def _concepts(content: Description) -> Iterator[str]:
    yield "## 4 " + _("Design concepts")
    for one in content.concepts.values():
        yield f"**{pick(one.name)}**{_(': ')}{pick(one)}"


def _initialisation(content: Description) -> Iterator[str]:
    yield "## 5 " + _("Initialisation")
    yield from (pick(text) for text in content.initialisation)
    yield _parameters([entry for key, entry in told_parameters().items() if key.startswith(FIRST)])
    yield f"### {_('Cases')}"
    yield pick(content.cases)
    yield tables.case_table()
    yield tables.case_values()


def _input_data(content: Description) -> Iterator[str]:
    yield "## 6 " + _("Input data")
    yield pick(content.input_data)
    yield tables.demand_table()


def _submodels(content: Description) -> Iterator[str]:
    yield "## 7 " + _("Submodels")
    yield _("Formulas are the code itself, without the name of who decides; the draw is uniform in [0, 1).")
    for name, one in content.submodels.items():
        yield f"### {name} {pick(one.name)}"
        yield pick(one)
        yield _("Files: {files}.", files=", ".join(f"`{file}`" for file in one.files))
        yield from (pick(text) for text in one.details)
        for rule in code.of_submodel(name):
            yield from _rule(rule)
        keys = keys_read(name)
        if mine := [key for key in keys if not _elsewhere(key)]:
            yield _parameters([read.ledger()[key] for key in mine])
        if others := [f"`{key}`" for key in keys if _elsewhere(key)]:
            yield _("It also reads, from section 5 and the instruments: {keys}.", keys=", ".join(others))
    yield f"### {_('Instruments')}"
    yield from (pick(text) for text in content.instruments)
    yield pick(content.levers)
    yield tables.lever_table()
    yield from _instruments()
    yield f"### {_('Outcomes')}"
    yield from (pick(text) for text in content.outcomes)
    yield tables.observation_table()
    yield tables.outcome_table()
    yield f"### {_('All other parameters')}"
    yield _parameters(_left_out(content))


def told_parameters() -> Mapping[str, Parameter]:
    """The parameters that are described: all but those of somebody's own in a clone of gongzhi."""
    left_out = catalogue.of_clone("parameters")
    return {key: entry for key, entry in read.ledger().items() if key not in left_out}


def told_instruments() -> Sequence[str]:
    """The instruments that are described, likewise."""
    left_out = catalogue.of_clone("instruments")
    return [kind for kind in instrument_kinds() if kind not in left_out]


def _elsewhere(key: str) -> bool:
    """Whether a parameter stands with the initialisation or with an instrument."""
    return key.startswith(FIRST) or key.partition(".")[0] in instrument_kinds()


def keys_read(name: str) -> list[str]:
    """The parameters of a submodel in the order of the ledger: its files or one of its rules read them."""
    files, where = set(description().submodels[name].files), readers()
    rules = [*code.of_submodel(name)]
    return [
        key
        for key in told_parameters()
        if files & set(where[key]) or any(rule_reads(rule, key) for rule in rules)
    ]


def rule_reads(rule: code.Rule, key: str) -> bool:
    """Whether the formula of a rule holds a name that a class gives to the key."""
    return bool(code.names_of(key) & code.names_in(rule.formula))


def _rule(rule: code.Rule) -> Iterator[str]:
    yield f"**{pick(rule.words.name)}** (`{rule.file}`){_(': ')}{pick(rule.words.text)}"
    yield f"```python\n{rule.formula}\n```"
    if meant := [*_meant(rule)]:
        yield _("Names: {names}.", names=_("; ").join(meant))


def _meant(rule: code.Rule) -> Iterator[str]:
    """What the names in a formula stand for: keys of parameters, and what the rule is shown."""
    for name, keys in code.names_meant(rule):
        yield f"`{name}` = {_(' or ').join(f'`{key}`' for key in keys)}"
    for name, words in code.shown_in(rule):
        yield f"`{name}`{_(': ')}{pick(words.name)}"


def _parameters(entries: Sequence[Parameter]) -> str:
    heads = (
        _("parameter"),
        _("name"),
        _("value"),
        _("plausible"),
        _("posterior, middle 90 %"),
        _("possible"),
        _("unit"),
        _("evidence"),
        _("source"),
    )
    return markdown_table(heads, [_parameter(one) for one in entries])


def _parameter(one: Parameter) -> list[str]:
    unit = "–" if one.unit == "none" else _(one.unit)
    bounds = f"{number(one.low)} – {number(one.high)}"
    fitted = intervals().get(one.key)
    return [
        f"`{one.key}`",
        pick(one.name),
        default_in_words(one),
        bounds,
        between(fitted.low, fitted.high) if fitted else "–",
        f"{number(one.least)} – {number(one.most)}",
        unit,
        grade_name(one.grade),
        one.source,
    ]


def _instruments() -> Iterator[str]:
    for kind in told_instruments():
        section = read.sections()[kind]
        yield f"#### {pick(section.name)} (`{kind}`)"
        yield pick(section.text)
        if kind in description().instrument_details:
            yield pick(description().instrument_details[kind])
        yield f"```python\n{tables.instrument_code(kind)}\n```"
        yield _parameters([one for key, one in told_parameters().items() if key.startswith(f"{kind}.")])


def _left_out(content: Description) -> list[Parameter]:
    """The parameters that no submodel and no instrument has shown."""
    shown = {key for name in content.submodels for key in keys_read(name)}
    return [entry for key, entry in told_parameters().items() if key not in shown and not _elsewhere(key)]
