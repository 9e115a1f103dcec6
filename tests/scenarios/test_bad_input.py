"""Damaged data: one message that names file, line, key, value seen and values allowed, in both languages."""

import pytest

from scenarios import documents
from scenarios.read import cases, governance_models, issue_kinds, ledger, outcome_entries

LEDGER, PLACE, MODEL = "parameters.yaml", "cases/minzhu.yaml", "governance/one-four-n.yaml"


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thorough reader, which takes a second for the ledger, reads a text once for both languages."""
    thorough, known = documents.thorough, dict[str, documents.Document]()

    def remembered(text: str) -> documents.Document:
        if text not in known:
            known[text] = thorough(text)
        return known[text]

    monkeypatch.setattr(documents, "thorough", remembered)


def everything() -> None:
    ledger(), cases(), governance_models(), issue_kinds(), outcome_entries()


DAMAGES = [
    # the ledger
    (
        LEDGER,
        "default: 294",
        "default: 0",
        "place.households.default = 0 is out of range; allowed is 1 to 200000 (households)",
    ),
    (LEDGER, "default: 294", "default: 294.5", "place.households.default = 294.5 must be a whole number"),
    (LEDGER, "default: 294", 'default: "294"', 'place.households.default is "294"; it must be a number'),
    (LEDGER, "default: 294", "default: .nan", "place.households.default is nan; it must be a finite number"),
    (LEDGER, "default: 294", "default: .inf", "place.households.default is inf; it must be a finite number"),
    (LEDGER, "default: 294", "default: true", "place.households.default is true; it must be a number"),
    (LEDGER, "default: 294", "default:", "place.households.default has no value"),
    (LEDGER, "default: 294", "default: many", 'place.households.default is "many"; it must be a number'),
    (LEDGER, "    default: 294\n", "", "place.households.default is missing"),
    (
        LEDGER,
        "default: 294",
        "defaults: 294",
        "place.households.defaults is unknown; allowed are: name, text, default, by_type, range",
    ),
    (LEDGER, "default: 294", "defaults: 294", "Did you mean default?"),
    (LEDGER, "    unit: households\n", "", "place.households.unit is missing"),
    (LEDGER, "    grade: seed\n", "", "place.households.grade is missing"),
    (
        LEDGER,
        "grade: seed",
        "grade: guess",
        'is "guess"; allowed are: law, official, survey, seed, assumption',
    ),
    (LEDGER, "range: [1, 200000]", "range: [200000, 1]", "place.households.range runs from 200000 down to 1"),
    (LEDGER, "range: [1, 200000]", "range: [1]", "place.households.range is [1], which has too few values"),
    (LEDGER, "range: [1, 200000]", "range: 1-200000", 'is "1-200000"; it must be a list in square brackets'),
    (
        LEDGER,
        "range: [3.3, 210]",
        "range: [0, 210]",
        "issues.rate.range must start above 0 for a log-uniform prior",
    ),
    (LEDGER, "zh: 户数,", 'zh: "",', "place.households.name.zh has no value"),
    (LEDGER, "    name: {zh: 户数, en: households}\n", "", "place.households.name is missing"),
    (LEDGER, "\nfee:", "\nplace:", "place appears twice"),
    (LEDGER, "  floors:", "  households:", "households appears twice"),
    (
        LEDGER,
        "  about:\n    name: {zh: 地点",
        "  abouts:\n    name: {zh: 地点",
        "place.about is missing. Did you mean abouts?",
    ),
    (LEDGER, "    set_by: case\n", "", "place.about.set_by is missing"),
    (LEDGER, "set_by: case", "set_by: anybody", 'is "anybody"; allowed are: case, governance, either, study'),
    # cases
    (
        PLACE,
        "value: 518",
        "value: 0",
        "parameters.place.households.value = 0 is out of range; allowed is 1 to 200000",
    ),
    (
        PLACE,
        "  place.floors:",
        "  place.floor:",
        "parameters.place.floor is not in the ledger. Did you mean place.floors?",
    ),
    (PLACE, "month: 1", "month: 0", "events.0.month is 0; the least is 1"),
    (PLACE, "month: 1", "month: 1.5", "events.0.month is 1.5; it must be a whole number"),
    (PLACE, "kind: renewal", "kind: renewel", 'events.0.kind is "renewel"; allowed are: renewal'),
    (
        PLACE,
        "events: [{kind: renewal, month: 1}]",
        "events: renewal",
        'events is "renewal"; it must be a list',
    ),
    (
        PLACE,
        "compound_type: street",
        "compound_type: stret",
        'compound_type is "stret", which is nearly one of danwei, street, affordable, resettled, commodity, '
        "mixed; write street, or {id: stret} for a type of your own",
    ),
    (PLACE, "compound_type: street\n", "", "compound_type is missing"),
    (
        PLACE,
        "    source: S1, the property firm is one of the four parties\n",
        "",
        "fee.firm_present.source is missing",
    ),
    (
        PLACE,
        "compound_type: street",
        "id: other\ncompound_type: street",
        "id must not be written; it follows from the place",
    ),
    (
        PLACE,
        "parameters:",
        "parameter:",
        "parameter is unknown; allowed are: name, aliases, text, compound_type, parameters",
    ),
    # governance models
    (MODEL, "  convenor:", "  convener:", "instruments.convener is not an instrument; known are: "),
    (MODEL, "  convenor:", "  convener:", "Did you mean convenor?"),
    (MODEL, "  convenor:", "  fee:", "instruments.fee is not an instrument"),
    (
        MODEL,
        "representatives: 0.5",
        "representatives: 5",
        "settings.representatives = 5 is out of range; allowed is 0 to 1",
    ),
    (
        MODEL,
        "representatives: 0.5",
        "easier_online: 0.5",
        "is a setting of digital_platform, wechat_groups, not of forum",
    ),
    (
        MODEL,
        "representatives: 0.5",
        "forum.representatives: 0.5",
        "forum.representatives must be written without forum.",
    ),
    (MODEL, "representatives: 0.5", "representative: 0.5", "is not a setting of forum; it has: "),
    (MODEL, "representatives: 0.5", "representative: 0.5", "Did you mean representatives?"),
    (
        MODEL,
        "instruments:",
        "parameters:\n  forum.rounds: {value: 3, grade: seed, source: S1}\ninstruments:",
        "parameters.forum.rounds belongs to the instrument forum; write it under its settings",
    ),
    # issues and outcomes
    (
        "issues.yaml",
        "fixer: firm",
        "fixer: firms",
        'is "firms"; allowed are: firm, committee, street, owners',
    ),
    ("issues.yaml", "ambiguous: false", "ambiguous: no", '"no"; it must be true or false'),
    ("issues.yaml", '      "1.1":', "      1.1:", "categories.1.items.1.1 must stand in quotation marks"),
    (
        "outcomes.yaml",
        "direction: -1",
        "direction: 2",
        "conflict_index.direction is 2; allowed are: -1, 0, 1",
    ),
    ("outcomes.yaml", "  smallest: 0.1", "  smallest: -1", "conflict_index.smallest is -1; the least is 0"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), DAMAGES, ids=[d[2].strip()[:25] for d in DAMAGES])
@pytest.mark.slow
def test_damage_is_told_with_file_line_key_value_and_what_is_allowed(
    damage, message, name, old, new, told
) -> None:
    damage(name, old, new)
    english, chinese = message(everything), message(everything, "zh")
    assert english.startswith(name) and told in english
    assert chinese.startswith(name) and "。" in chinese
    assert not {"is", "must", "allowed", "Did"} & set(chinese.split())


TYPED = [
    ("default: 294", "default： 294", "：", ":"),
    ("default: 294", "default：294", "：", ":"),
    ("default: 294", "default: ２９４", "２", "2"),
    ("default: 294", "default: “294”", "“", '"'),
    ("range: [1, 200000]", "range: [1， 200000]", "，", ","),
    ("range: [1, 200000]", "range: ［1, 200000］", "［", "["),
    ("range: [1, 200000]", "range: 【1, 200000】", "【", "["),
    ("{zh: 户数, en: households}", "{zh: 户数， en: households}", "，", ","),
    ("{zh: 户数, en: households}", "｛zh: 户数, en: households｝", "｛", "{"),
    ("default: 294", "“default”: 294", "“", '"'),
    ("default: 294", "default: 2。5", "。", "."),
    ("default: 294", "default: －294", "－", "-"),
]


@pytest.mark.parametrize(("old", "new", "mark", "plain"), TYPED)
@pytest.mark.slow
def test_marks_of_a_chinese_input_method_are_named_with_what_to_write(
    damage, message, old, new, mark, plain
) -> None:
    damage(LEDGER, old, new)
    said = message(everything)
    line = 1 + _text(LEDGER).split("\n").index(next(one for one in _text(LEDGER).split("\n") if new in one))
    assert f"{LEDGER}, line {line}, " in said
    assert f"The line holds '{mark}', as a Chinese input method types it; use '{plain}' instead." in said
    assert f"这一行有中文输入法打出的「{mark}」，请改用「{plain}」。" in message(everything, "zh")


def _text(name: str) -> str:
    with open(name, encoding="utf-8") as file:
        return file.read()


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("default:\u3000294", "full-width space"),
        ("\u3000default: 294", "full-width space"),
        ("default:\u00a0294", "no-break space"),
        ("\tdefault: 294", "indented with a tab"),
        ("default:294", "A space is missing after the colon."),
    ],
)
def test_wide_spaces_tabs_and_missing_spaces_are_named(damage, message, new, told) -> None:
    line = 1 + _text(LEDGER).split("\n").index("    default: 294")
    damage(LEDGER, "    default: 294" if new[0] in "\t\u3000" else "default: 294", new)
    assert told in message(everything)
    assert f"line {line}" in message(everything)


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-16-le"])
def test_a_file_saved_in_gbk_or_utf_16_is_recognised(folder, message, encoding) -> None:
    file = folder / PLACE
    file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))
    name = "GBK" if encoding == "gbk" else "UTF-16"
    assert message(everything) == f"{PLACE} is in {name}; save it as UTF-8."
    assert message(everything, "zh") == f"{PLACE} 用的是 {name} 编码，请另存为 UTF-8。"


def test_a_file_in_no_known_encoding_is_refused(folder, message) -> None:
    (folder / PLACE).write_bytes(b"name: \xff\xff\xff")
    assert message(everything) == f"{PLACE} is not in UTF-8; save it as UTF-8."


def test_what_windows_editors_add_does_no_harm(folder) -> None:
    whole = cases()["minzhu"]
    file = folder / PLACE
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert cases()["minzhu"] == whole


@pytest.mark.parametrize(
    "content", ["", "# nothing\n", "just words\n", "- a\n- b\n", "{{{", "a: [1,\n", "\0"]
)
def test_a_file_that_holds_no_keys_is_refused_with_its_name(folder, message, content) -> None:
    for name in (LEDGER, PLACE, MODEL, "issues.yaml", "outcomes.yaml"):
        whole = (folder / name).read_bytes()
        (folder / name).write_text(content, encoding="utf-8")
        assert message(everything).startswith(name)
        (folder / name).write_bytes(whole)


def test_a_missing_file_a_missing_folder_and_an_empty_one_are_named(folder, message, monkeypatch) -> None:
    (folder / "outcomes.yaml").unlink()
    assert message(outcome_entries) == "outcomes.yaml does not exist."
    for file in (folder / "cases").iterdir():
        file.unlink()
    assert message(cases) == f"{folder / 'cases'} holds no .yaml files."
    monkeypatch.setenv("GONGZHI_SCENARIOS", str(folder / "nowhere"))
    assert "GONGZHI_SCENARIOS is no longer read" in message(ledger)
    assert "gongzhi new project DIR" in message(ledger)


def test_a_repaired_file_is_read_again(folder, damage, message) -> None:
    damage(LEDGER, "default: 294", "default: 0")
    assert "out of range" in message(ledger)
    damage(LEDGER, "default: 0", "default: 295")
    assert ledger()["place.households"].default == 295
