import { useId } from "react";

type Props = {
  /** What is chosen among, and the label of each. */
  options?: { value: string; label: string }[];
  /** The name under which a form sends it. */
  name?: string;
  /** What is chosen at first; the first one if not given. */
  defaultValue?: string;
  /** What the choice is about, for those who do not see it in its place. */
  label?: string;
};

const OPTIONS = ["Day", "Week", "Month"].map((label) => ({ value: label.toLowerCase(), label }));

/** One of a few, as buttons side by side. Radio buttons underneath: the arrow keys choose, a form sends it. */
export function ButtonGroup({ options = OPTIONS, name, defaultValue = options[0]?.value, label = "Period" }: Props) {
  const id = useId();
  return (
    <fieldset className="inline-flex max-w-full flex-wrap gap-1 rounded-control border border-line bg-canvas p-1">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="cursor-pointer rounded-[0.4rem] px-3.5 py-1.5 text-sm font-medium text-muted transition-colors hover:text-ink has-checked:bg-surface has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-brand"
        >
          <input type="radio" name={name ?? id} value={option.value} defaultChecked={option.value === defaultValue} className="sr-only" />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
