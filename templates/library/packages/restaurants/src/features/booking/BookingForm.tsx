"use client";

import { EmptyState } from "@platform/ui/primitives/feedback/EmptyState";
import { Notice } from "@platform/ui/primitives/feedback/Notice";
import { OperationForm } from "@platform/ui/primitives/forms/OperationForm";
import { useSubmit } from "@platform/ui/primitives/forms/use-submit";
import { Section } from "@platform/ui/primitives/layout/Section";
import { ItemList } from "@platform/ui/features/resource/ItemList";
import { ListFilters } from "@platform/ui/features/resource/ListFilters";
import { ListPages } from "@platform/ui/features/resource/ListPages";
import type { ResourceProps } from "@/lib/view";

type Props = Partial<ResourceProps> & {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  intro?: string;
  /** The words on the button. */
  submitLabel?: string;
};

const INTRO = "Tell us when, and for how many. Your table is confirmed at once.";

/**
 * Booking a table, and the bookings that one has. Fits any entity that people book: its fields, rows and
 * buttons come from the plan. Contract: `takes: resource` (see BookingForm.contract.yaml and lib/view.ts).
 */
export function BookingForm({ noun = "booking", plural = "bookings", form, create, items = [], list, title = "Book a table", intro = INTRO, submitLabel = "Book" }: Props) {
  const { state, pending, submit } = useSubmit();
  return (
    <Section className="grid gap-8">
      <div>
        <h1 className="text-3xl sm:text-4xl">{title}</h1>
        <p className="mt-2 text-lg text-muted">{intro}</p>
        <div className="mt-5">
          <Notice message={state.message} ok={state.ok} />
        </div>
      </div>
      <div className={form && create ? "grid items-start gap-8 lg:grid-cols-[22rem_1fr]" : ""}>
        {form && create ? (
          <div className="card p-5 sm:p-6">
            <OperationForm form={form} state={state} pending={pending} submit={submitLabel} onSubmit={(data, done) => submit(create, data, done)} />
          </div>
        ) : null}
        <section aria-labelledby="own-bookings">
          <h2 id="own-bookings" className="mb-4 text-xl">
            Your {plural}
          </h2>
          {list && (items.length > 0 || list.all) ? <ListFilters list={list} /> : null}
          {items.length > 0 ? (
            <ItemList noun={noun} items={items} pending={pending} run={submit} />
          ) : list?.all ? (
            <EmptyState icon="search" title={`No ${plural} here`} cta="Show all" href={list.all} />
          ) : (
            <EmptyState title={`No ${plural} yet`}>Once you book, your {noun} stands here, and you can cancel it here too.</EmptyState>
          )}
          {list ? <ListPages list={list} /> : null}
        </section>
      </div>
    </Section>
  );
}
