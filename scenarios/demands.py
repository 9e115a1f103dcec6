"""Which demands come up in a place: weights of the catalogue's demands, relative to one another.

`demands: {"3.1": 3, "5.1": 2.5}` in a case. What is left out has weight 1, as all have where nothing is said.
"""

from scenarios.demand_weights import Demands
from scenarios.files import DataFile, KeyPath
from scenarios.language import _
from scenarios.problems import nearest


def own_demands(data: DataFile, written: object, parent: Demands | None, own: bool) -> Demands | None:
    """The weights in a file of a case, or else those of the case it builds on.

    In a file of the user's own they may stand there bare: that file is their source.
    """
    from scenarios import read  # which reads cases itself

    if written is None:
        return parent
    path: KeyPath = ("demands",)
    content = data.mapping(written, path)
    if own and "weights" not in content:
        source = f"assumption: given in {data.file.name}"
        content = {"weights": content, "grade": "assumption", "source": source}
    else:
        path = ("demands", "weights")
    known = {kind.id: kind for kind in read.issue_kinds() if kind.tag != "conflict"}
    for key in data.mapping(content.get("weights"), path):
        if key not in known:
            problem = _("is no demand of the catalogue (gongzhi list issues); disputes have rates instead")
            data.fail((*path, key), problem, nearest(key, known))
    found = data.build(Demands, content, ("demands",))
    if not any(found.weights.get(key, 1.0) > 0 for key, kind in known.items() if kind.affects == "all"):
        data.fail(path, _("leaves no demand that may come up for everybody"))
    return found
