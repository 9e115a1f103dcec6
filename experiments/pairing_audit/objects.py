"""What `gongzhi audit --json` prints: plain objects, ids in every language, null for what is undefined."""

from experiments.pairing_audit.audit import Audit
from experiments.pairing_audit.divergence import Parting
from experiments.pairing_audit.shared_draws import by_rule
from experiments.store.tables import Answer, plain


def objects(audit: Audit) -> Answer:
    """Everything an audit found."""
    asked = audit.inspection
    return {
        "case": asked.a.case.id,
        "a": asked.a.governance.id,
        "b": asked.b.governance.id,
        "replicates": asked.replicates,
        "replicate": asked.replicate,
        "months": asked.a.months,
        "gains": [plain(row) for row in audit.gains.to_dict("records")],
        "partings": [_parting(found) for found in audit.partings],
        "decisions": [plain(row) for row in by_rule(audit.decisions).to_dict("records")],
        "followed": [plain(row) for row in by_rule(audit.followed).to_dict("records")],
        "streams": [plain(row) for row in audit.streams.to_dict("records")],
        "weights": [plain(row) for row in audit.weights.to_dict("records")],
        "findings": [found.plain() for found in audit.findings],
        "command": list(asked.command),
    }


def _parting(found: Parting) -> Answer:
    return found._asdict() | {
        "at": str(found.at),
        "who": found.who._asdict(),
        "answers": list(found.answers or ()),
    }
