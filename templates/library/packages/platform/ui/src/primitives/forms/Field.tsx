"use client";

import type { FieldSpec } from "@/lib/view";
import { CheckboxField } from "./CheckboxField";
import { DateField } from "./DateField";
import { SelectField } from "./SelectField";
import { TextAreaField } from "./TextAreaField";
import { TextField } from "./TextField";

type Props = {
  /** What is asked for, as the plan has it. */
  field?: FieldSpec;
  /** What is wrong with the answer. */
  error?: string;
};

const NAME: FieldSpec = { name: "name", label: "Name", kind: "text", required: true };
const TYPES = { number: "number", decimal: "number", email: "email", text: "text" } as const;

/** The field for one part of an operation's input, whatever its kind. */
export function Field({ field = NAME, error }: Props) {
  const { name, label, kind, required, min, max, step, maxLength } = field;
  const value = typeof field.value === "string" ? field.value : "";
  const shared = { name, label, error, required };
  switch (kind) {
    case "boolean":
      return <CheckboxField {...shared} required={false} defaultChecked={field.value === true} />;
    case "choice":
      return <SelectField {...shared} defaultValue={value} options={field.choices ?? []} placeholder={unchosen(field)} />;
    case "longtext":
    case "json":
      return <TextAreaField {...shared} maxLength={maxLength} defaultValue={value} />;
    case "date":
      return <DateField {...shared} min={min} max={max} defaultValue={value} />;
    case "datetime":
      return <DateField {...shared} kind="datetime-local" min={min} max={max} step={step} defaultValue={localTime(value)} />;
    default:
      return <TextField {...shared} type={TYPES[kind]} min={min} max={max} step={step} maxLength={maxLength} defaultValue={value} />;
  }
}

/** What an empty choice says: nothing where one has to be made. */
function unchosen({ required, choices = [] }: FieldSpec): string | undefined {
  if (choices.length === 0) return "Nothing to choose from yet";
  return required ? undefined : "None";
}

/** An instant as a `datetime-local` field has it: the reader's own clock. */
function localTime(value: string): string {
  if (!value) return "";
  const at = new Date(value);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
