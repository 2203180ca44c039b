"use client";

import type { ResourceProps } from "@/lib/view";
import { EmptyState } from "../../primitives/feedback/EmptyState";
import { Notice } from "../../primitives/feedback/Notice";
import { OperationForm } from "../../primitives/forms/OperationForm";
import { useSubmit } from "../../primitives/forms/use-submit";
import { Section } from "../../primitives/layout/Section";
import { ItemList } from "./ItemList";
import { ListFilters } from "./ListFilters";
import { ListPages } from "./ListPages";

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

type Props = Partial<ResourceProps> & {
  /** The heading; what the rows are called if not given. */
  title?: string;
};

/**
 * Rows of one entity with a form for a new one. What a page without sections shows.
 * Contract: `takes: resource` (see ResourceManager.contract.yaml and the app's lib/view.ts).
 */
export function ResourceManager({ noun = "entry", plural = "entries", form, create, items = [], list, title = capital(plural) }: Props) {
  const { state, pending, submit } = useSubmit();
  const empty = form ? `Your first ${noun} will show up here.` : undefined;
  return (
    <Section className="grid gap-8">
      <h1 className="text-3xl sm:text-4xl">{title}</h1>
      <div className={form && create ? "grid items-start gap-8 lg:grid-cols-[22rem_1fr]" : ""}>
        {form && create ? (
          <div className="card p-5 sm:p-6">
            <h2 className="mb-5 text-xl">{form.title}</h2>
            <OperationForm form={form} state={state} pending={pending} onSubmit={(data, done) => submit(create, data, done)} />
          </div>
        ) : null}
        <div>
          <div className="[&:has(p)]:mb-4">
            <Notice message={state.message} ok={state.ok} />
          </div>
          {list && (items.length > 0 || list.all) ? <ListFilters list={list} /> : null}
          {items.length > 0 ? (
            <ItemList noun={noun} items={items} pending={pending} run={submit} />
          ) : list?.all ? (
            <EmptyState icon="search" title={`No ${plural} here`} cta="Show all" href={list.all} />
          ) : (
            <EmptyState title={`No ${plural} yet`}>{empty}</EmptyState>
          )}
          {list ? <ListPages list={list} /> : null}
        </div>
      </div>
    </Section>
  );
}
