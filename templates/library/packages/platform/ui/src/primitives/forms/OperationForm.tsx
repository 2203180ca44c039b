"use client";

import { useRef, type FormEvent } from "react";
import type { FormSpec, FormState } from "@/lib/view";
import { PrimaryButton } from "../buttons/PrimaryButton";
import { Field } from "./Field";

type Props = {
  form: FormSpec;
  state: FormState;
  pending: boolean;
  onSubmit: (data: FormData, done: (state: FormState) => void) => void;
  /** The words on the button, where they are not the form's own. */
  submit?: string;
};

/** The fields of one operation with a button; empties itself when all went well. */
export function OperationForm({ form, state, pending, onSubmit, submit }: Props) {
  const element = useRef<HTMLFormElement>(null);

  function handle(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget), (result) => {
      if (result.ok) element.current?.reset();
    });
  }

  return (
    <form ref={element} onSubmit={handle} className="grid gap-5" aria-busy={pending}>
      {form.fields.map((field) => (
        <Field key={field.name} field={field} error={state.fields[field.name]} />
      ))}
      <PrimaryButton type="submit" disabled={pending} className="w-full">
        {submit ?? form.submit}
      </PrimaryButton>
    </form>
  );
}
