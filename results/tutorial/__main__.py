"""Writes the notebooks of the tutorial: `python -m results.tutorial`."""

from results.tutorial.notebook import LANGUAGES, NOTEBOOKS, path_of, text_of


def main() -> None:
    """Write each notebook in each language."""
    for notebook in NOTEBOOKS:
        for language in LANGUAGES:
            path_of(notebook, language).write_text(text_of(notebook, language), encoding="utf-8")
            print(path_of(notebook, language))


if __name__ == "__main__":
    main()
