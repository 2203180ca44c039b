"""Runs and their journal: read by what is known of them, saved in one transaction with what was decided."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.actions import add_actions
from bot.adapters.store.database import Database
from bot.adapters.store.deliveries import mark_handled
from bot.adapters.store.leases import is_held
from bot.adapters.store.schema import JOURNAL, RUN_BRANCHES, RUN_PULLS, RUNS
from bot.core.ids import Workspace
from bot.core.run import BUILDING, ENDED, Entry, Run
from bot.errors import Conflict
from bot.ports.clock import Clock
from bot.ports.store import Audited, Decided


class Runs:
    """Runs, by id, issue, pull request and branch."""

    _db: Database
    _clock: Clock

    async def run(self, run_id: str) -> Run | None:
        return await self._first(RUNS.c.id == run_id)

    async def run_of_issue(self, at: Workspace, issue: int) -> Run | None:
        return await self._first((RUNS.c.workspace == at.key) & (RUNS.c.issue == issue))

    async def run_of_pull(self, at: Workspace, pull: int) -> Run | None:
        mine = (RUN_PULLS.c.workspace == at.key) & (RUN_PULLS.c.pull == pull)
        return await self._first(RUNS.c.id.in_(select(RUN_PULLS.c.run).where(mine)))

    async def run_of_branch(self, at: Workspace, branch: str) -> Run | None:
        mine = (RUN_BRANCHES.c.workspace == at.key) & (RUN_BRANCHES.c.branch == branch)
        return await self._first(RUNS.c.id.in_(select(RUN_BRANCHES.c.run).where(mine)))

    async def open_runs(self, at: Workspace | None = None) -> Sequence[Run]:
        query = select(RUNS.c.document).where(RUNS.c.status.not_in(ENDED)).order_by(RUNS.c.seq)
        if at is not None:
            query = query.where(RUNS.c.workspace == at.key)
        return await self._all(query)

    async def runs_of_issue(self, at: Workspace, issue: int) -> int:
        mine = (RUNS.c.workspace == at.key) & (RUNS.c.issue == issue)
        async with self._db.reading() as tx:
            return int(await tx.scalar(select(func.count()).select_from(RUNS).where(mine)) or 0)

    async def journal(self, stream: str, after: int = 0) -> Sequence[tuple[int, Entry]]:
        mine = (JOURNAL.c.stream == stream) & (JOURNAL.c.seq > after)
        async with self._db.reading() as tx:
            rows = await tx.execute(
                select(JOURNAL.c.seq, JOURNAL.c.document).where(mine).order_by(JOURNAL.c.seq)
            )
            return [(row.seq, Entry.model_validate_json(row.document)) for row in rows]

    async def audit(self, repo: str = "", since: float = 0, most: int = 1000) -> Sequence[Audited]:
        about = func.coalesce(RUNS.c.workspace, JOURNAL.c.stream)
        query = (
            select(JOURNAL.c.seq, JOURNAL.c.document, about.label("workspace"), RUNS.c.issue, RUNS.c.id)
            .select_from(JOURNAL.outerjoin(RUNS, RUNS.c.id == JOURNAL.c.stream))
            .order_by(JOURNAL.c.seq.desc())
            .limit(most)
        )
        if repo:
            query = query.where(about.endswith(f"/{repo.lower()}", autoescape=True))
        async with self._db.reading() as tx:
            rows = list(await tx.execute(query))
        lines = [
            Audited(
                seq=row.seq,
                workspace=row.workspace,
                issue=row.issue or 0,
                run=row.id or "",
                entry=Entry.model_validate_json(row.document),
            )
            for row in reversed(rows)
        ]
        return [line for line in lines if line.entry.at >= since]

    async def save(self, decided: Decided) -> None:
        async with self._db.writing() as tx:
            if decided.fence is not None and not await is_held(tx, decided.fence, self._clock.now()):
                raise Conflict(f"The lease {decided.fence.name} was lost before its work was saved.")
            if decided.run is not None:
                await self._save_run(tx, decided.run)
                await self._refuse_two_building(tx, decided.run)
            if decided.actions:
                await add_actions(self._db, tx, decided)
            if decided.entries:
                lines = [
                    {"stream": decided.stream, "document": entry.model_dump_json()}
                    for entry in decided.entries
                ]
                await tx.execute(JOURNAL.insert(), lines)
            if decided.delivery:
                await tx.execute(mark_handled(decided.delivery, self._clock.now()))

    async def _save_run(self, tx: AsyncConnection, run: Run) -> None:
        row: dict[str, object] = {
            "status": run.status,
            "version": run.version,
            "document": run.model_dump_json(),
        }
        older = (RUNS.c.id == run.id) & (RUNS.c.version == run.version - 1)
        saved = (await tx.execute(update(RUNS).where(older).values(row))).rowcount == 1
        if not saved and run.version <= 1:
            saved = await self._insert_run(tx, run, row)
        if not saved:
            raise Conflict(f"Run {run.id} has changed: version {run.version} is not the next one.")
        await self._index_run(tx, run)

    async def _refuse_two_building(self, tx: AsyncConnection, run: Run) -> None:
        """One run builds in a workspace, also where two decisions are saved at the same moment."""
        if run.status not in BUILDING:
            return
        await self._db.alone(tx, run.workspace.key)
        mine = (RUNS.c.workspace == run.workspace.key) & (RUNS.c.id != run.id)
        other = await tx.scalar(select(RUNS.c.id).where(mine & RUNS.c.status.in_(BUILDING)))
        if other is not None:
            raise Conflict(f"Run {other} builds in {run.workspace.repo} already.")

    async def _insert_run(self, tx: AsyncConnection, run: Run, row: dict[str, object]) -> bool:
        fixed = {
            "id": run.id,
            "workspace": run.workspace.key,
            "issue": run.issue,
            "created_at": run.created_at,
        }
        query = self._db.insert(RUNS).values(row | fixed).on_conflict_do_nothing().returning(RUNS.c.id)
        return (await tx.execute(query)).first() is not None

    async def _index_run(self, tx: AsyncConnection, run: Run) -> None:
        mine: dict[str, object] = {"workspace": run.workspace.key, "run": run.id}
        branches = sorted({run.branch, *(course.branch for course in run.courses)} - {""})
        pulls = sorted({run.build_pull, *(course.pull for course in run.courses)} - {0})
        if branches:
            rows = [{**mine, "branch": branch} for branch in branches]
            await tx.execute(self._db.insert(RUN_BRANCHES).values(rows).on_conflict_do_nothing())
        if pulls:
            rows = [{**mine, "pull": pull} for pull in pulls]
            await tx.execute(self._db.insert(RUN_PULLS).values(rows).on_conflict_do_nothing())

    async def _first(self, where: ColumnElement[bool]) -> Run | None:
        newest = select(RUNS.c.document).where(where).order_by(RUNS.c.seq.desc()).limit(1)
        async with self._db.reading() as tx:
            document = await tx.scalar(newest)
        return None if document is None else Run.model_validate_json(document)

    async def _all(self, query: Select[str]) -> Sequence[Run]:
        async with self._db.reading() as tx:
            return [Run.model_validate_json(document) for document in await tx.scalars(query)]
