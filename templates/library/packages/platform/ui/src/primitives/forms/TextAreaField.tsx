import { useId, type ComponentProps } from "react";
import { describe, FieldShell, type FieldTexts } from "./FieldShell";

type Props = ComponentProps<"textarea"> & FieldTexts;

/** Several lines of text; it grows with what is written. */
export function TextAreaField({ label = "Message", hint, error, className = "", rows = 4, ...props }: Props) {
  const id = useId();
  return (
    <FieldShell id={id} label={label} hint={hint} error={error} required={props.required}>
      <textarea rows={rows} {...props} {...describe(id, { hint, error })} className={`control field-sizing-content min-h-28 max-h-96 ${className}`} />
    </FieldShell>
  );
}
