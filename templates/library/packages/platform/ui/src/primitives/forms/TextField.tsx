import { useId, type ComponentProps } from "react";
import { describe, FieldShell, type FieldTexts } from "./FieldShell";

type Props = ComponentProps<"input"> & FieldTexts;

/** One line of text: a name, an address, a password; `type` says which. */
export function TextField({ label = "Name", hint, error, className = "", type = "text", ...props }: Props) {
  const id = useId();
  return (
    <FieldShell id={id} label={label} hint={hint} error={error} required={props.required}>
      <input type={type} {...props} {...describe(id, { hint, error })} className={`control ${className}`} />
    </FieldShell>
  );
}
