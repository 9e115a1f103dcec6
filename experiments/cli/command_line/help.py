"""The command's help and its complaints about usage, in the language chosen.

Invariant: help texts stand in English where the options are declared and are translated when the
command starts.
"""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, get_args

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from experiments.errors import ArgumentError
from scenarios.language import Language, _, after, language


class Unfit(Exception):
    """What a parser raised, on its way past the library, which would say it in words of its own."""

    def __init__(self, reason: Exception) -> None:
        self.reason = reason


class Reader:
    """The parser of an option or argument, whose complaints are ours."""

    def __init__(self, parser: Callable[[str], object]) -> None:
        self._parser = parser

    def __call__(self, text: str) -> object:
        """The value of the text."""
        try:
            return self._parser(text)
        except ValueError as error:
            raise Unfit(error) from None


class Verb(TyperCommand):
    """A verb whose usage line is in the language chosen, and whose options take no option for a value."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was typed; ArgumentError or ScenarioError where a value was forgotten or will not do."""
        params: list[Any] = self.params
        for given in (one.type_descriptor.parameter_info for one in params):
            if given.parser is not None and not isinstance(given.parser, Reader):
                given.parser = Reader(given.parser)
        try:
            rest = super().parse_args(ctx, list(args))
        except Unfit as error:
            self._check_values(ctx, args)
            raise error.reason from None
        self._check_values(ctx, args)
        return rest

    def _check_values(self, ctx: Any, args: list[str]) -> None:
        """ArgumentError where an option stands in the place of another's value."""
        given, _rest, _order = self.make_parser(ctx).parse_args(args=list(args))
        for option in (one for one in self.params if one.param_type_name == "option"):
            values = given.get(option.name)
            for value in values if isinstance(values, list) else (values,):
                _check_value(option, value)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """`Usage:` in the language chosen."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=_("Usage: "))


class Verbs(TyperGroup):
    """The command itself, with its usage line in the language chosen."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """`Usage:` in the language chosen."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=_("Usage: "))


def _check_value(option: Any, value: object) -> None:
    names_path = Path in (option.type_descriptor.annotation, *get_args(option.type_descriptor.annotation))
    if not isinstance(value, str) or not value.startswith("-" if names_path else "--"):
        return
    message = _("{option} needs a value; {value} follows it.", option=option.opts[0], value=value)
    if names_path:
        message += " " + _("What is really called so is named {name}.", name=f"./{value}")
    raise ArgumentError(message)


def translated(app: typer.Typer) -> Any:
    """The command of an app, all its help in the language chosen."""
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.DEFAULT_STRING = _("[default: {}]")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")
    return _command(app, language())


@cache
def _command(app: typer.Typer, _language: Language) -> Any:
    """The command of an app with its help in that language, which is the one chosen."""
    command: Any = typer.main.get_command(app)
    for each in (command, *command.commands.values()):
        _translate(each)
    return command


def _translate(command: Any) -> None:
    """Help of one command and its parameters; the entry for `--help` is made by the library."""
    command.help = _(command.help or "")
    command.options_metavar = _(command.options_metavar or "")
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = _("VERB …")
    for parameter in command.params:
        parameter.help = _(parameter.help or "")
        if parameter.metavar is None or parameter.param_type_name == "argument":
            parameter.display_type_rich = _no_type
    shown = command.get_help_option(typer.Context(command))
    if shown is not None:
        shown.help = _("Show this help.")
        shown.display_type_rich = _no_type


def _no_type(ctx: object) -> None:
    """No `<bool>` or `list[str]` beside an option: it tells users nothing."""


def usage_message(error: Any) -> str:
    """What is wrong with the way the command was called, in one sentence and the language chosen."""
    if hasattr(error, "possibilities"):
        return _("There is no option {option}.", option=error.option_name) + _meant(error.possibilities or ())
    if getattr(error, "param", None) is not None:
        option = error.param.opts[0]
        missing = option if option.startswith("-") else error.param.metavar
        return _("{name} is missing.", name=missing)
    if hasattr(error, "option_name"):
        return _("{option} needs a value.", option=error.option_name)
    return _unexpected(error)


def _unexpected(error: Any) -> str:
    """A verb that does not exist, or a word too many; the library names it in its message."""
    word = re.search(r"'(.*?)'|\((?!s\))(.*)\)", error.format_message())
    words = (word[1] or word[2]) if word else ""
    verbs = list(getattr(getattr(error.ctx, "command", None), "commands", ()))
    if not verbs:
        return _("There is a word too many: {words}.", words=words)
    near = get_close_matches(words, verbs, n=1)
    return _("There is no verb {verb}; there are {known}.", verb=words, known=", ".join(verbs)) + _meant(near)


def _meant(near: Iterable[str]) -> str:
    return after(_('Did you mean "{name}"?', name=min(near))) if near else ""
