"use client";

import { useId, useRef, type FormEvent } from "react";
import type { ResourceProps } from "@/lib/view";
import { PrimaryButton } from "../primitives/buttons/PrimaryButton";
import { Notice } from "../primitives/feedback/Notice";
import { useSend } from "../primitives/forms/use-send";
import { Section } from "../primitives/layout/Section";

type Props = Partial<ResourceProps> & {
  /** The heading. */
  title?: string;
  /** What one gets, and how often. */
  subtitle?: string;
  /** What the field is called for those who do not see it. */
  label?: string;
  /** What stands in the empty field. */
  placeholder?: string;
  /** The words on the button. */
  submitLabel?: string;
  /** A line below it that takes a worry away. */
  note?: string;
  /** Where requests go by mail, where no entity of the plan takes them. */
  email?: string;
};

/** One field for an address, to hear from you again. With the prop `entity` the addresses become rows of that entity. */
export function Newsletter({
  title = "A letter, once a month",
  subtitle = "What is new and what we learned, in five minutes of reading.",
  label = "Email",
  placeholder = "you@example.com",
  submitLabel = "Subscribe",
  note = "No advertising. Leave with one click.",
  email = "hello@example.com",
  form,
  create,
}: Props) {
  const id = useId();
  const element = useRef<HTMLFormElement>(null);
  const { state, pending, send } = useSend(create, email, title);
  const field = form?.fields.find((one) => one.kind === "email")?.name ?? "email";

  function handle(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    send(new FormData(event.currentTarget), (result) => {
      if (result.ok) element.current?.reset();
    });
  }

  return (
    <Section>
      <div className="card grid items-center gap-8 px-6 py-10 sm:px-10 lg:grid-cols-2 lg:gap-14 lg:py-14">
        <div>
          <h2 className="text-2xl sm:text-3xl">{title}</h2>
          <p className="mt-3 text-lg text-pretty text-muted">{subtitle}</p>
        </div>
        <div>
          <form ref={element} onSubmit={handle} aria-busy={pending} className="flex flex-wrap gap-3">
            <label htmlFor={id} className="sr-only">
              {label}
            </label>
            <input id={id} type="email" name={field} required autoComplete="email" placeholder={placeholder} className="control w-auto! min-w-52 flex-1 max-sm:basis-full placeholder:text-muted" />
            <PrimaryButton type="submit" disabled={pending} className="max-sm:flex-1">
              {submitLabel}
            </PrimaryButton>
          </form>
          <p className="mt-3 text-sm text-muted">{note}</p>
          <div className="[&:has(p)]:mt-4">
            <Notice message={state.fields[field] ?? state.message} ok={state.ok} />
          </div>
        </div>
      </div>
    </Section>
  );
}
