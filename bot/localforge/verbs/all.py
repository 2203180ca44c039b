"""All verbs together, as pages and the control API need them."""

from __future__ import annotations

from bot.localforge.verbs.faults import FaultVerbs
from bot.localforge.verbs.look import LookVerbs
from bot.localforge.verbs.setup import SetupVerbs
from bot.localforge.verbs.work import WorkVerbs


class AllVerbs(SetupVerbs, WorkVerbs, LookVerbs, FaultVerbs):
    """Every verb; `version` grows with each change, so that pages know whether they are still true."""

    version: int = 0
