import type { ReactNode } from "react";
import { Icon } from "../icons/Icon";

/** What every field has beside its control. */
export type FieldTexts = {
  /** What is asked for. */
  label?: string;
  /** What helps to answer. */
  hint?: string;
  /** What is wrong with the answer. */
  error?: string;
};

type Props = FieldTexts & {
  /** The control's own id, which `describe` spreads onto it. */
  id?: string;
  /** Without it the label says that it may be left empty. */
  required?: boolean;
  /** What the label says then. */
  optional?: string;
  /** The control. */
  children?: ReactNode;
};

/** A control with its label above, and a hint or what is wrong below it. */
export function FieldShell({ id = "field", label = "Your answer", hint, error, required = false, optional = "(optional)", children }: Props) {
  return (
    <div className="grid w-full content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {required ? null : <span className="font-normal text-muted"> {optional}</span>}
      </label>
      {children}
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}

/** The hint and what is wrong, as `describe` names them. */
export function FieldNotes({ id, hint, error }: Pick<FieldTexts, "hint" | "error"> & { id: string }) {
  return (
    <>
      {hint ? (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-sm text-danger">
          <Icon name="error" className="mt-0.5 size-4" />
          {error}
        </p>
      ) : null}
    </>
  );
}

/** What ties a control to its label, hint and error. */
export function describe(id: string, { hint, error }: Pick<FieldTexts, "hint" | "error">) {
  const notes = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return { id, "aria-invalid": error ? (true as const) : undefined, "aria-describedby": notes || undefined };
}
