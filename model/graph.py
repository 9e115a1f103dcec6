"""The network as ``networkx`` knows it, for whoever asks:
layers stairwell, acquaintance, WeChat and staff.

Invariant: every node is an agent, by its ``unique_id``, and says of which kind it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood


def tie_graph(world: Neighbourhood, compound: int = 0, staff: bool = False) -> nx.Graph:
    """Build the graph of one compound.

    Nodes are the ``unique_id`` of households with attributes ``kind``, ``group``, ``stairwell``, ``floor``,
    ``wechat`` (whether online, and so in the compound's WeChat group). Edges carry ``layer``: "acquaintance"
    or "stairwell"; with ``staff`` also "staff", to the residents' committee (``kind``
    "residents_committee"). The WeChat layer is a group mean and therefore an attribute of nodes, not a clique
    of edges.
    """
    first = int(world.compounds.first[compound])
    rows = range(first, first + int(world.compounds.households[compound]))
    identity = {row: world.households.agent(row).unique_id for row in rows}
    h, graph = world.households, nx.Graph()
    for row in rows:
        graph.add_node(
            identity[row],
            kind=h.classes[int(h.kind[row])].kind,
            group=int(h.group[row]),
            stairwell=int(h.stairwell[row]),
            floor=int(h.floor[row]),
            wechat=bool(h.online[row]),
        )
    one, other = world.ties.ends
    for a, b in zip(
        *(end[world.compounds.of_row[one] == compound].tolist() for end in (one, other)), strict=True
    ):
        graph.add_edge(identity[a], identity[b], layer="acquaintance")
    for stair in np.unique(h.stairwell[list(rows)]).tolist():
        members = [row for row in rows if h.stairwell[row] == stair]
        for place, a in enumerate(members):
            for b in members[place + 1 :]:
                if not graph.has_edge(identity[a], identity[b]):
                    graph.add_edge(identity[a], identity[b], layer="stairwell")
    if staff:
        committee = world.residents_committees.agent(compound)
        graph.add_node(committee.unique_id, kind=committee.kind)
        known = [identity[row] for row in rows if h.staff_tie[row]]
        graph.add_edges_from(((one, committee.unique_id) for one in known), layer="staff")
    return graph
