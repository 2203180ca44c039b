import { useId, type ComponentProps } from "react";
import { describe, FieldShell, type FieldTexts } from "./FieldShell";

type Props = Omit<ComponentProps<"input">, "type"> &
  FieldTexts & {
    /** Whether the time of day is asked for too, or alone. */
    kind?: "date" | "datetime-local" | "time" | "month";
  };

/** A day, a time or both, with the calendar that the reader's device has. */
export function DateField({ label = "Date", hint, error, kind = "date", className = "", ...props }: Props) {
  const id = useId();
  return (
    <FieldShell id={id} label={label} hint={hint} error={error} required={props.required}>
      <input {...props} type={kind} {...describe(id, { hint, error })} className={`control ${className}`} />
    </FieldShell>
  );
}
