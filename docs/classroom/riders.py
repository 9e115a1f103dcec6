"""Delivery riders: four in a hundred of the households above the ground floor."""

from agents.place import Some
from agents.young import YoungNewcomer


class Rider(YoungNewcomer):
    """A rider is out on most evenings, when others meet."""

    kind = "rider"
    words = {"en": "delivery rider", "zh": "外卖骑手"}
    place = Some(0.04, of="upper")
    time_cost = 3.0
