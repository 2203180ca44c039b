import { useId, type ComponentProps } from "react";
import { describe, FieldNotes, type FieldTexts } from "./FieldShell";

type Props = Omit<ComponentProps<"input">, "type" | "role"> & FieldTexts;

/** On or off, at once. For what a form sends later, `CheckboxField` is clearer. */
export function SwitchField({ label = "Notifications", hint = "We write only when something needs you.", error, className = "", ...props }: Props) {
  const id = useId();
  return (
    <div className={`flex w-full items-start justify-between gap-6 ${className}`}>
      <div className="grid gap-0.5">
        <label htmlFor={id} className="cursor-pointer font-medium">
          {label}
        </label>
        <FieldNotes id={id} hint={hint} error={error} />
      </div>
      <span className="relative inline-flex shrink-0 rounded-full has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand">
        <input type="checkbox" role="switch" {...props} {...describe(id, { hint, error })} className="peer absolute inset-0 z-10 size-full cursor-pointer opacity-0 disabled:cursor-default" />
        <span
          aria-hidden
          className="h-7 w-12 rounded-full border border-muted bg-line transition-colors peer-checked:border-brand peer-checked:bg-brand peer-disabled:opacity-50"
        />
        <span
          aria-hidden
          className="absolute start-1 top-1 size-5 rounded-full border border-muted bg-surface shadow-card transition-transform peer-checked:translate-x-5 peer-checked:border-transparent rtl:peer-checked:-translate-x-5"
        />
      </span>
    </div>
  );
}
