"use client";

import type { FormSpec, ResourceProps } from "@/lib/view";
import { Notice } from "../primitives/feedback/Notice";
import { OperationForm } from "../primitives/forms/OperationForm";
import { useSend } from "../primitives/forms/use-send";
import { Icon, type IconName } from "../primitives/icons/Icon";
import { Section } from "../primitives/layout/Section";
import { AppLink } from "../primitives/navigation/AppLink";
import { SectionHeading } from "../primitives/text/SectionHeading";

type Way = { label: string; value: string; href?: string; icon?: IconName };

type Props = Partial<ResourceProps> & {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** Other ways to reach you. */
  ways?: Way[];
  /** Where messages go by mail, where no entity of the plan takes them. */
  email?: string;
  /** The words on the button. */
  submitLabel?: string;
};

const WAYS: Way[] = [
  { label: "Mail", value: "hello@example.com", href: "mailto:hello@example.com", icon: "mail" },
  { label: "Telephone", value: "+44 20 7946 0000", href: "tel:+442079460000", icon: "phone" },
  { label: "Address", value: "1 Example Street, London", icon: "pin" },
];
const FORM: FormSpec = {
  title: "Write to us",
  submit: "Send",
  fields: [
    { name: "name", label: "Name", kind: "text", required: true },
    { name: "email", label: "Email", kind: "email", required: true },
    { name: "message", label: "Message", kind: "longtext", required: true },
  ],
};

/** A form to write with, and the other ways. With the prop `entity` its messages become rows of that entity. */
export function ContactForm({
  title = "Say hello",
  subtitle = "Write to us, or call. We answer within a working day.",
  ways = WAYS,
  email = "hello@example.com",
  form = FORM,
  create,
  submitLabel = form.submit,
}: Props) {
  const { state, pending, send } = useSend(create, email, title);
  return (
    <Section>
      <div className="grid gap-12 lg:grid-cols-[1fr_1.1fr] lg:gap-20">
        <div>
          <SectionHeading title={title} subtitle={subtitle} align="start" />
          <ul className="mt-10 grid gap-5">
            {ways.map((way) => (
              <li key={way.label} className="flex items-center gap-4">
                <span className="grid size-11 shrink-0 place-items-center rounded-control bg-brand-soft text-brand">
                  <Icon name={way.icon ?? "chat"} />
                </span>
                <span className="min-w-0">
                  <span className="block text-sm text-muted">{way.label}</span>
                  {way.href ? (
                    <AppLink href={way.href} className="rounded-sm font-medium break-words underline-offset-4 hover:underline">
                      {way.value}
                    </AppLink>
                  ) : (
                    <span className="font-medium">{way.value}</span>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </div>
        <div className="card p-6 sm:p-8">
          <OperationForm form={form} state={state} pending={pending} submit={submitLabel} onSubmit={send} />
          <div className="[&:has(p)]:mt-5">
            <Notice message={state.message} ok={state.ok} />
          </div>
        </div>
      </div>
    </Section>
  );
}
