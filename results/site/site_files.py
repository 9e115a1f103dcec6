"""Which file gives which page in a language.

`X.md` and `X.zh.md` are one page in two languages, and so are `X.en.md` and `X.zh.md`; a page that is there
in one language only is shown in both. README is the home page; what pages link to outside of docs is shown as
it stands, on a page of its own under `files/`.

Invariant: both languages have the same pages at the same places, so that each leads to the other. Pictures
and tables lie in the site once, among the English pages.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from results.site.python_reference import reference_pages
from scenarios.language import LANGUAGES, Language, _

ROOT = Path(__file__).resolve().parents[2]
DOCS = "docs"
SHOWN = "files/"
HOME = ("README.md", "README.zh.md")
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)")
ADDRESS = re.compile(r"[a-z]+:")
HIGHLIGHTED = {".py": "python", ".yaml": "yaml", ".cff": "yaml", ".json": "json"}
Chosen = Mapping[str, str]
"""The file of each page, by the page's name without a language."""


def page_name(source: str) -> str:
    """The name of a page, whatever its language: `odd.md` of `odd.zh.md`."""
    for language in LANGUAGES:
        source = re.sub(rf"\.{language}\.md$", ".md", source)
    return source


def place_of_page(source: str) -> str:
    """Where a file or folder of the repository is among the sources of the site.

    `how-to/try.md` of `docs/how-to/try.md`, `decisions/README.md` of `docs/decisions`; what lies outside of
    docs is below `files/`, each file on a page that shows it.
    """
    if source in HOME:
        return source
    inside = source.startswith(f"{DOCS}/")
    at = source.removeprefix(f"{DOCS}/") if inside else SHOWN + source
    if (ROOT / source).is_dir():
        return f"{at}/README.md"
    return at if inside or at.endswith(".md") else f"{at}.md"


def in_repository(source: str) -> str:
    """The path in the repository of a source of the site."""
    if source in HOME:
        return source
    return source.removeprefix(SHOWN) if source.startswith(SHOWN) else f"{DOCS}/{source}"


def files_of(language: Language, files: Files, config: MkDocsConfig) -> tuple[Files, Chosen]:
    """The files of one language, each page in the place it has in all languages; and which were chosen."""
    for home in HOME:
        files.append(File.generated(config, home, abs_src_path=str(ROOT / home)))
    for source, text in sorted(_made(files).items()):
        files.append(File.generated(config, source, content=text))
    pages = [file for file in files if file.is_documentation_page()]
    chosen = _chosen([file.src_uri for file in pages], language)
    kept = Files([])
    for file in files:
        if not file.is_documentation_page():
            if language == "en" or file.src_dir != config.docs_dir:
                kept.append(file)
        elif chosen[page_name(file.src_uri)] == file.src_uri:
            kept.append(_named_alike(file, config))
    return kept, chosen


def _chosen(sources: list[str], language: Language) -> dict[str, str]:
    """The best file for each page: of this language, of none, of the other."""
    chosen: dict[str, str] = {}
    for source in sorted(sources, key=lambda one: _rank(one, language), reverse=True):
        chosen[page_name(source)] = source
    return chosen


def _rank(source: str, language: Language) -> int:
    if source.endswith(f".{language}.md"):
        return 0
    return 1 if page_name(source) == source else 2


def _named_alike(file: File, config: MkDocsConfig) -> File:
    """The page at the place that it has in every language."""
    plain = File(page_name(file.src_uri), None, config.site_dir, config.use_directory_urls)
    file.name, file.dest_uri, file.url = plain.name, plain.dest_uri, plain.url
    file.abs_dest_path = plain.abs_dest_path
    return file


def _made(files: Files) -> dict[str, str]:
    """The pages that no file holds: reference, lists of folders, and files that lie outside of docs."""
    made = dict(reference_pages())
    there = {file.src_uri: file for file in files if file.is_documentation_page()}
    left = [target for source, file in there.items() for target in _linked(source, file.content_string)]
    while left:
        source = left.pop()
        at = place_of_page(source)
        if at not in made and at not in there and (at.startswith(SHOWN) or (ROOT / source).is_dir()):
            made[at] = _shown(source)
            left += _linked(at, made[at])
    return made


def _linked(source: str, text: str) -> Iterator[str]:
    """Every file and folder of the repository that a page links to."""
    for target in LINK.findall(text):
        path = normpath(join(dirname(in_repository(source)), target))
        if not ADDRESS.match(target) and (ROOT / path).exists():
            yield path


def _shown(source: str) -> str:
    """A file or folder as a page: Markdown as it is, anything else as code."""
    path = ROOT / source
    if path.is_dir():
        return _list_of(source)
    text = path.read_text(encoding="utf-8")
    if source.endswith(".md"):
        return text
    language = HIGHLIGHTED.get(path.suffix, "text")
    return f"# {source}\n\n~~~~{language}\n{text}\n~~~~\n"


def _list_of(source: str) -> str:
    """A folder as a page: the title of each page, the name of each other file; its README says more."""
    readme = ROOT / source / "README.md"
    lines = (
        [readme.read_text(encoding="utf-8")] if readme.is_file() else [f"# {_title_of_folder(source)}", ""]
    )
    for path in sorted((ROOT / source).iterdir()):
        if path.suffix == ".md" and path != readme:
            title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
            lines.append(f"- [{title}]({path.name})")
        elif path.is_file() and path != readme:
            lines.append(f"- [{path.name}]({path.name})" if source.startswith(DOCS) else f"- `{path.name}`")
    return "\n".join(lines) + "\n"


def _title_of_folder(source: str) -> str:
    return _("Decisions") if source == f"{DOCS}/decisions" else f"{source}/"
