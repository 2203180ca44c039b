"use client";

import { useRef, type FormEvent } from "react";
import { EMPTY_STATE, type FormSpec, type FormState } from "@/lib/view";
import { PrimaryButton } from "../buttons/PrimaryButton";
import { Field } from "./Field";

type Props = {
  /** Its fields, as the plan has them. */
  form?: FormSpec;
  /** How the last try went. */
  state?: FormState;
  /** Whether one is under way. */
  pending?: boolean;
  /** Takes what was filled in; `done` tells how it went. */
  onSubmit?: (data: FormData, done: (state: FormState) => void) => void;
  /** The words on the button, where they are not the form's own. */
  submit?: string;
};

const FORM: FormSpec = { title: "New", submit: "Save", fields: [{ name: "name", label: "Name", kind: "text", required: true }] };

/** The fields of one operation with a button; empties itself when all went well. */
export function OperationForm({ form = FORM, state = EMPTY_STATE, pending = false, onSubmit, submit = form.submit }: Props) {
  const element = useRef<HTMLFormElement>(null);

  function handle(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onSubmit?.(new FormData(event.currentTarget), (result) => {
      if (result.ok) element.current?.reset();
    });
  }

  return (
    <form ref={element} onSubmit={handle} className="grid gap-5" aria-busy={pending}>
      {form.fields.map((field) => (
        <Field key={field.name} field={field} error={state.fields[field.name]} />
      ))}
      <PrimaryButton type="submit" disabled={pending} className="w-full">
        {submit}
      </PrimaryButton>
    </form>
  );
}
