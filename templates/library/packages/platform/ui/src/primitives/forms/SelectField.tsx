import { useId, type ComponentProps } from "react";
import { Icon } from "../icons/Icon";
import { describe, FieldShell, type FieldTexts } from "./FieldShell";

type Props = Omit<ComponentProps<"select">, "children"> &
  FieldTexts & {
    /** What is chosen among. */
    options?: { value: string; label: string }[];
    /** What stands there before anything is chosen; without it the first option does. */
    placeholder?: string;
  };

const OPTIONS = ["Monday", "Wednesday", "Friday"].map((label) => ({ value: label.toLowerCase(), label }));

/** One of several, from a list that opens. */
export function SelectField({ label = "Day", hint, error, options = OPTIONS, placeholder, className = "", ...props }: Props) {
  const id = useId();
  return (
    <FieldShell id={id} label={label} hint={hint} error={error} required={props.required}>
      <div className="relative">
        <select {...props} {...describe(id, { hint, error })} className={`control cursor-pointer appearance-none pe-10! ${className}`}>
          {placeholder === undefined ? null : <option value="">{placeholder}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" className="pointer-events-none absolute inset-y-0 end-3 my-auto size-4 text-muted" />
      </div>
    </FieldShell>
  );
}
