"""What Office opens is whole: every part is well-formed, typed and reached, relationships have theirs."""

import zipfile
from pathlib import Path
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import fromstring

import pytest

from scenarios import language

PACKAGE = "{http://schemas.openxmlformats.org/package/2006/}"
TYPES, RELATIONS = (PACKAGE.replace("}", f"{name}}}") for name in ("content-types", "relationships"))
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def owner_of(relations: str) -> str:
    """The part that a part of relationships is of; empty for the package."""
    return join(dirname(dirname(relations)), relations.rpartition("/")[2].removesuffix(".rels"))


@pytest.mark.parametrize("kind", ["pptx", "xlsx"])
@pytest.mark.parametrize("spoken_in", ["zh", "en"])
def test_every_part_is_well_formed_typed_and_reached(
    folder: Path, taken, kind: str, spoken_in: language.Language
) -> None:
    with zipfile.ZipFile(taken(folder, kind, spoken_in)) as archive:
        names = archive.namelist()
        roots = {one: fromstring(archive.read(one)) for one in names if one.endswith((".xml", ".rels"))}
    types = roots["[Content_Types].xml"]
    typed = {one.attrib["PartName"].lstrip("/") for one in types.iter(f"{TYPES}Override")}
    endings = {one.get("Extension") for one in types.iter(f"{TYPES}Default")}
    assert typed <= set(names)
    reached = {"[Content_Types].xml"}
    for relations in (one for one in names if one.endswith(".rels")):
        owner = owner_of(relations)
        reached.add(relations)
        ids = set()
        for one in roots[relations].iter(f"{RELATIONS}Relationship"):
            assert one.get("Id") not in ids, relations
            ids.add(one.get("Id"))
            if one.get("TargetMode") != "External":
                reached.add(normpath(join("/" + dirname(owner), one.attrib["Target"])).lstrip("/"))
        if owner in roots:
            asked = {value for one in roots[owner].iter() for key, value in one.attrib.items()
                     if key.startswith(LINKED)}  # fmt: skip
            assert asked <= ids, owner
    assert reached == set(names)
    assert all(name in typed or name.rpartition(".")[2] in endings for name in names)
