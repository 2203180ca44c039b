"use client";

import { useId } from "react";
import type { FieldSpec } from "@/lib/view";

type Props = { field: FieldSpec; error?: string };

/** One labelled control for any kind of field, with its error beside it. */
export function Field({ field, error }: Props) {
  const id = useId();
  const shared = {
    id,
    name: field.name,
    required: field.required,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": error ? `${id}-error` : undefined,
  };
  if (field.kind === "boolean") {
    return (
      <div>
        <label className="flex min-h-11 items-center gap-3 font-medium" htmlFor={id}>
          <input {...shared} required={false} type="checkbox" defaultChecked={field.value === true} className="size-5 accent-(--color-brand)" />
          {field.label}
        </label>
        <FieldError id={id} error={error} />
      </div>
    );
  }
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {field.label}
        {field.required ? null : <span className="font-normal text-muted"> (optional)</span>}
      </label>
      <Control field={field} shared={shared} />
      <FieldError id={id} error={error} />
    </div>
  );
}

function FieldError({ id, error }: { id: string; error?: string }) {
  return error ? (
    <p id={`${id}-error`} className="text-sm text-danger">
      {error}
    </p>
  ) : null;
}

const TYPES = { number: "number", decimal: "number", date: "date", datetime: "datetime-local", email: "email", text: "text" } as const;

function Control({ field, shared }: { field: FieldSpec; shared: { id: string; name: string; required: boolean } }) {
  const value = typeof field.value === "string" ? field.value : "";
  if (field.kind === "choice") {
    return (
      <select {...shared} defaultValue={value} className="control">
        {field.required && field.choices?.length ? null : <option value="">{field.choices?.length ? "None" : "Nothing to choose from yet"}</option>}
        {field.choices?.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    );
  }
  if (field.kind === "longtext" || field.kind === "json") {
    return <textarea {...shared} rows={4} maxLength={field.maxLength} defaultValue={value} className="control" />;
  }
  return (
    <input
      {...shared}
      type={TYPES[field.kind as keyof typeof TYPES]}
      min={field.min}
      max={field.max}
      step={field.step}
      maxLength={field.maxLength}
      defaultValue={field.kind === "datetime" ? localTime(value) : value}
      className="control"
    />
  );
}

/** An instant as a `datetime-local` field has it: the reader's own clock. */
function localTime(value: string): string {
  if (!value) return "";
  const at = new Date(value);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
