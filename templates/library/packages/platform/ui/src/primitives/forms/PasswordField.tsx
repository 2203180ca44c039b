"use client";

import { useId, useState, type ComponentProps } from "react";
import { describe, FieldShell, type FieldTexts } from "./FieldShell";

type Props = Omit<ComponentProps<"input">, "type"> &
  FieldTexts & {
    /** The words on the button that shows what was typed. */
    showLabel?: string;
    /** The words on it while it is shown. */
    hideLabel?: string;
  };

/** A password, which one can look at while typing. */
export function PasswordField({ label = "Password", hint, error, showLabel = "Show", hideLabel = "Hide", autoComplete = "current-password", ...props }: Props) {
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <FieldShell id={id} label={label} hint={hint} error={error} required={props.required ?? true}>
      <div className="relative">
        <input {...props} type={shown ? "text" : "password"} autoComplete={autoComplete} {...describe(id, { hint, error })} className="control pe-20!" />
        <button
          type="button"
          aria-pressed={shown}
          aria-controls={id}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-1 end-1 cursor-pointer rounded-[0.5rem] px-3 text-sm font-medium text-brand transition-colors hover:bg-brand-soft"
        >
          {shown ? hideLabel : showLabel}
        </button>
      </div>
    </FieldShell>
  );
}
