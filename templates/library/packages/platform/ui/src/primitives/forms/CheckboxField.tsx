import { useId, type ComponentProps } from "react";
import { describe, FieldNotes, type FieldTexts } from "./FieldShell";

type Props = Omit<ComponentProps<"input">, "type"> & FieldTexts;

/** Yes or no. */
export function CheckboxField({ label = "Keep me up to date", hint, error, className = "", ...props }: Props) {
  const id = useId();
  return (
    <div className={`grid gap-1 ${className}`}>
      <label htmlFor={id} className="flex min-h-11 cursor-pointer items-center gap-3 font-medium">
        <input type="checkbox" {...props} {...describe(id, { hint, error })} className="size-5 shrink-0 cursor-pointer rounded-sm accent-(--color-brand)" />
        {label}
      </label>
      <div className="-mt-2 grid gap-1 ps-8 empty:hidden">
        <FieldNotes id={id} hint={hint} error={error} />
      </div>
    </div>
  );
}
