"""The outcomes of a project, one file each; see ``model/outcome.py``. None is shipped: those of gongzhi come
from the record (``model/observations.py``).
"""

from scenarios.project import extend

extend(__name__, __path__)
