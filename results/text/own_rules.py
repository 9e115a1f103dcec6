"""A rule that is not the one that comes with gongzhi, in the words of whoever wrote it.

Invariant: nothing is said of it that was written of another rule.
"""

from collections.abc import Iterator

from experiments.explanation.rule_source import OwnPart, RuleSource
from scenarios.language import _


def own_text(place: RuleSource, rule: str) -> str:
    """What the rule says of itself, with where it says so; `rule`: its name in the code."""
    named = {"rule": f"{place.kind}.{rule}", "where": f"{place.file}:{place.line}"}
    if not place.own and place.parts:
        kinds = " + ".join(dict.fromkeys(part.kind for part in place.parts))
        return _("By gongzhi's {rule} ({where}), with what {kinds} changes in it:", kinds=kinds, **named)
    if not place.text:
        return _(
            "By {rule} ({where}), which has no docstring; its first sentence would say here what the rule "
            "does.",
            **named,
        )
    if place.own:
        return _("By {rule} ({where}): {text}", text=place.sentence, **named)
    return _(
        "By {rule} ({where}), which is not as it comes with gongzhi. Its docstring: {text}",
        text=place.sentence,
        **named,
    )


def own_parts(place: RuleSource) -> Iterator[str]:
    """What else of the user's own the rule goes through, a sentence each."""
    return map(_part, place.parts)


def _part(part: OwnPart) -> str:
    words = {"name": f"{part.kind}.{part.name}", "where": f"{part.file}:{part.line}"}
    if not part.text:
        return _("{name} ({where}), which has no docstring.", **words)
    if part.is_number:
        return _("{name} = {text} ({where})", text=part.text, **words)
    return _("{name} ({where}): {text}", text=part.text, **words)
