import { useId } from "react";
import { describe, FieldNotes, type FieldTexts } from "./FieldShell";

type Props = FieldTexts & {
  /** What is chosen among, with a line to explain each. */
  options?: { value: string; label: string; text?: string }[];
  /** The name under which a form sends it. */
  name?: string;
  /** What is chosen at first. */
  defaultValue?: string;
  /** Whether something has to be chosen. */
  required?: boolean;
};

const OPTIONS = [
  { value: "pickup", label: "Pick up", text: "Ready within two hours." },
  { value: "delivery", label: "Delivery", text: "At your door the next working day." },
];

/** One of a few, all of them seen at once. */
export function RadioGroup({ label = "How would you like to receive it?", hint, error, options = OPTIONS, name, defaultValue = options[0]?.value, required }: Props) {
  const id = useId();
  const { "aria-describedby": notes } = describe(id, { hint, error });
  return (
    <fieldset aria-describedby={notes} className="grid w-full gap-2.5">
      <legend className="mb-2.5 text-sm font-medium">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex cursor-pointer items-start gap-3 rounded-control border border-line bg-surface p-4 transition-colors hover:border-muted has-checked:border-brand has-checked:bg-brand-soft"
        >
          <input
            type="radio"
            name={name ?? id}
            value={option.value}
            defaultChecked={option.value === defaultValue}
            required={required}
            className="mt-0.5 size-5 shrink-0 cursor-pointer accent-(--color-brand)"
          />
          <span className="grid gap-0.5">
            <span className="font-medium">{option.label}</span>
            {option.text ? <span className="text-sm text-muted">{option.text}</span> : null}
          </span>
        </label>
      ))}
      <FieldNotes id={id} hint={hint} error={error} />
    </fieldset>
  );
}
