"use client";

import type { Fact, FormAction, Item } from "@/lib/view";
import { PrimaryButton } from "../../primitives/buttons/PrimaryButton";
import { StatusBadge } from "../../primitives/feedback/StatusBadge";
import { Field } from "../../primitives/forms/Field";
import { When } from "../../primitives/text/When";

type Run = (action: FormAction, data: FormData) => void;
type Props = {
  /** What one row is called. */
  noun?: string;
  /** The rows, as the plan's domains make them. */
  items?: Item[];
  /** Whether something is under way; buttons wait meanwhile. */
  pending?: boolean;
  /** Does what a row's button says. */
  run?: Run;
};

const ITEMS: Item[] = [
  { id: "1", title: "First entry", facts: [{ label: "Seats", kind: "text", value: "4" }], status: { label: "Open", tone: "success" }, buttons: [] },
  { id: "2", title: "Second entry", facts: [], status: { label: "Waiting", tone: "warning" }, buttons: [] },
];
const nothing: Run = () => {};

/** Rows as cards: when or what, its facts, its status, and what can be done with it. */
export function ItemList({ noun = "entry", items = ITEMS, pending = false, run = nothing }: Props) {
  return (
    <ul className="grid gap-3">
      {items.map((item) => (
        <li key={item.id} data-testid={noun.replaceAll(" ", "-")} data-key={item.id} className="card p-4 sm:p-5">
          <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
            <ItemFacts item={item} />
            <div className="flex flex-wrap items-center gap-3">
              {item.status ? <StatusBadge {...item.status} /> : null}
              {item.buttons.map((button) => (
                <PrimaryButton
                  key={button.label}
                  small
                  tone={button.tone === "danger" ? "danger" : "quiet"}
                  disabled={pending}
                  onClick={() => run(button.run, keyed(button.field, item.id))}
                >
                  {button.label}
                </PrimaryButton>
              ))}
            </div>
          </div>
          {item.edit ? <ItemEditor edit={item.edit} id={item.id} pending={pending} run={run} /> : null}
        </li>
      ))}
    </ul>
  );
}

function keyed(field: string, id: string): FormData {
  const data = new FormData();
  data.set(field, id);
  return data;
}

/** What a row says of itself. Without a title and a time of its own, its first fact stands out. */
function ItemFacts({ item }: { item: Item }) {
  const first = item.title || item.when ? undefined : item.facts[0];
  const others = first ? item.facts.slice(1) : item.facts;
  return (
    <div className="min-w-0">
      {item.title ? <p className="truncate font-semibold">{item.title}</p> : null}
      {item.when ? <When value={item.when} className={item.title ? "text-muted" : "font-semibold"} /> : null}
      {first ? (
        <p className="truncate">
          <span className="text-muted">{first.label}:</span> <FactValue fact={first} className="font-semibold" />
        </p>
      ) : null}
      {others.length > 0 ? (
        <dl className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-[0.9375rem] text-muted">
          {others.map((fact) => (
            <div key={fact.label} className="flex gap-1.5">
              <dt>{fact.label}:</dt>
              <dd>
                <FactValue fact={fact} className="text-ink" />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  );
}

function FactValue({ fact, className }: { fact: Fact; className: string }) {
  return fact.kind === "text" ? <span className={className}>{fact.value}</span> : <When value={fact.value} kind={fact.kind} className={className} />;
}

type EditorProps = { edit: NonNullable<Item["edit"]>; id: string; pending: boolean; run: Run };

function ItemEditor({ edit, id, pending, run }: EditorProps) {
  return (
    <details className="group mt-3 border-t border-line pt-3">
      <summary className="w-fit cursor-pointer rounded-control text-sm font-medium text-brand">Edit</summary>
      <form
        className="mt-4 grid gap-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          data.set(edit.field, id);
          run(edit.run, data);
        }}
      >
        {edit.form.fields.map((field) => (
          <Field key={field.name} field={field} />
        ))}
        <PrimaryButton type="submit" small disabled={pending} className="sm:col-span-2 sm:w-fit">
          {edit.form.submit}
        </PrimaryButton>
      </form>
    </details>
  );
}
