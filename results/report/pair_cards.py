"""The cards of one pair of governance models on one case, as a page shows them.

Invariant: a card says level before and after, change, verdict and how sure in words, also to who cannot see
its marks or its colours.
"""

from results.report.verdict_table import mark_picture
from results.text.headlines.cards import Card, interval_words, levels, money_words
from results.text.headlines.headline import ComparedPair
from results.text.headlines.verdict_matrix import MARK_OF
from results.web.markup import Markup, tag
from results.web.traced import Numbers


def pair_cards(pair: ComparedPair, numbers: Numbers) -> Markup:
    """The heading of a pair, what it costs, and its cards."""
    heading = tag("h3", pair.title)
    cards = tag("ul", *(_card(one, numbers) for one in pair.cards), cls="cards")
    return tag("section", heading, " ", _money(pair, numbers), cards, cls="pair")


def _money(pair: ComparedPair, numbers: Numbers) -> Markup | None:
    if pair.money is None:
        return None
    return tag("p", numbers.shown(money_words(pair.money, numbers.trace)), cls="money")


def _card(one: Card, numbers: Numbers) -> Markup:
    mark = MARK_OF[one.verdict]
    return tag(
        "li",
        tag("span", one.marked_name, cls="what"),
        " ",
        tag(
            "span",
            tag("span", numbers.shown(levels(one, numbers.trace)), cls="levels"),
            " ",
            tag("span", one.unit, cls="unit") if one.unit else None,
            " ",
            tag("span", numbers.shown(numbers.trace(one.change)), cls="change"),
            cls="size",
        ),
        " ",
        tag(
            "span",
            mark_picture(mark),
            " ",
            tag("span", one.verdict_short, cls="verdict"),
            " ",
            tag(
                "span",
                tag("span", one.certainty.mark, cls="dots", aria_hidden="true"),
                " ",
                tag("span", one.certainty_words, cls="sure"),
                tag("span", " ", one.shown_marks, cls="signs", aria_hidden="true")
                if one.shown_marks
                else None,
                cls="how-sure",
            ),
            cls="judged",
        ),
        " ",
        tag("span", numbers.shown(interval_words(one, numbers.trace)), cls="interval"),
        tag("span", " ", one.sign_sentence, cls="sign") if one.sign_words else None,
        cls=f"card is-{mark}",
    )
