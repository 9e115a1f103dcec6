"""What a log shows, in numbers and tables for the report; and what becomes of each number."""

from collections.abc import Iterator
from functools import cache
from statistics import median

from experiments.field_data.import_report import ReportTable
from experiments.field_data.issue_log.log_categories import CategoryWords, is_issue, is_no_issue
from experiments.field_data.issue_log.log_entries import ANSWERS, ReadLog, unknown_words
from experiments.field_data.issue_log.log_patterns import LogPattern
from experiments.field_data.issue_log.log_statistics import dispersion
from experiments.field_data.issue_log.log_summary import LogSummary
from experiments.field_data.issue_log.log_values import LogPlace
from experiments.field_data.personal_data import BLANKED, looks_like_a_name, safe, told
from experiments.field_data.personal_patterns import ALONE
from experiments.statistics.contrasts import Result
from experiments.statistics.survey_intervals import times
from scenarios import read
from scenarios.issue_words import NONE, PETITION, known_words
from scenarios.language import _, pick

MOST_WORDS = 40
"""Words of a column that are named one by one."""

LONGEST_WORD = 30


def figures(log: LogSummary, place: LogPlace, outside: int) -> dict[str, str]:
    """By name what the log as a whole shows."""
    found = {_("months of the log"): f"{log.span} ({log.months})"}
    found[_("households that it covers")] = str(place.households)
    if outside:
        found[_("entries outside these months")] = str(outside)
    found[_("new demands")] = str(len(log.demands()))
    found[_("new disputes")] = str(len(log.new) - len(log.demands()))
    found[_("told again")] = str(len(log.issues) - len(log.new))
    found[_("no demand at all")] = str(sum(is_no_issue(one.meaning) for one in log.entries))
    found[_("of a category that is not known, counted nowhere")] = str(
        sum(one.meaning is None for one in log.entries)
    )
    rate = log.rate(log.demands())
    per = 100 / place.households
    found[_("demands a month and 100 households")] = _interval(times(rate, per))
    found[_("how much more than chance months differ")] = f"{dispersion(log.by_month(log.demands())):.2f}"
    return found | _shares(log)


def _shares(log: LogSummary) -> dict[str, str]:
    known = [one for one in log.issues if one.channel]
    shares = {
        _("told to the hotline"): log.share(known, lambda one: one.channel == "hotline"),
        _("told inside"): log.share(known, lambda one: one.channel == "committee"),
        _("told in a forum"): log.share(known, lambda one: one.channel == "forum"),
        _("demands done within three months"): log.in_time(),
        _("issues done within twelve months"): log.resolved(),
        _("done, asked, not satisfied"): log.unsatisfied(),
    }
    found = {name: _interval(share) for name, share in shares.items() if share is not None}
    if days := log.days():
        found[_("days until done, median")] = f"{median(days):g} (n={len(days)})"
    if months := log.petition_months():
        found[_("months with a collective petition")] = str(months)
    return found


def _interval(found: Result) -> str:
    return f"{found.value:.3g} [{found.low:.3g}, {found.high:.3g}], n={found.n}"


def tables(log: ReadLog, patterns: list[LogPattern]) -> tuple[ReportTable, ...]:
    """What each category was taken for; words that nobody knows; what becomes of each number."""
    words = sorted(log.words["category"].items(), key=lambda one: (str(one[0][1]), -one[1]))
    mapped = [[_word(word), _named(meaning), str(count)] for (word, meaning), count in words if meaning]
    unknown = list(_unknown(log))
    found = [ReportTable(_("Categories and what they are"), (_("category"), _("is"), _("entries")), mapped)]
    if unknown:
        heads = (_("column"), _("word"), _("entries"))
        found.append(ReportTable(_("Words that nobody knows, counted nowhere"), heads, unknown))
    if patterns:
        four = (_("pattern"), _("what it says"), _("in the log"), _("role"))
        rows = [[one.name, one.text, _interval(one.found), one.role] for one in patterns]
        found.append(ReportTable(_("Patterns of the place's own"), four, rows))
    return tuple(found)


def _unknown(log: ReadLog) -> Iterator[list[str]]:
    for field in ("category", *ANSWERS):
        words = list(unknown_words(log, field))
        yield from ([field, _word(word), str(count)] for word, count in words[:MOST_WORDS])
        if rest := words[MOST_WORDS:]:
            yield [field, _("{count} further words", count=len(rest)), str(sum(count for _w, count in rest))]


def _word(word: str) -> str:
    """A word of the log as it may be shown: what is long, or may hold a name beside the words that are known,
    is no category.
    """
    rest = word
    for known in _vocabulary():
        rest = rest.replace(known, "\n")
    show = safe if told(rest) == rest and not ALONE.search(rest) else told
    is_name = looks_like_a_name(word) and not is_issue(_usual_words().meaning(word))
    shown = BLANKED if is_name else show(word)
    return shown if len(shown) <= LONGEST_WORD else shown[:LONGEST_WORD] + "…"


@cache
def _vocabulary() -> list[str]:
    """The words of two signs and more that are known of the columns of a log, the longest first."""
    known = {word for words in known_words().values() for word in words if len(word) > 1}
    return sorted(known, key=len, reverse=True)


@cache
def _usual_words() -> CategoryWords:
    return CategoryWords(known_words()["categories"], {})


def _named(meaning: str) -> str:
    """What a category was taken for, in words."""
    if meaning in (PETITION, NONE):
        return _("a collective petition") if meaning == PETITION else _("no demand at all")
    for kind in read.issue_kinds():
        if kind.id == meaning:
            return f"{kind.id} {pick(kind.name)}"
    name = next(pick(kind.category_name) for kind in read.issue_kinds() if kind.category == meaning)
    return _("{category} {name}, which of them is not said", category=meaning, name=name)
