"use client";

import { useId, useState, type ComponentProps } from "react";
import { describe, FieldNotes, type FieldTexts } from "./FieldShell";

type Props = Omit<ComponentProps<"input">, "type" | "defaultValue" | "onChange"> &
  FieldTexts & {
    /** Where it stands at first. */
    defaultValue?: number;
    /** What follows the number. */
    unit?: string;
  };

/** About how much, between two ends. */
export function RangeField({ label = "Distance", hint, error, defaultValue = 40, unit = "km", min = 0, max = 100, ...props }: Props) {
  const id = useId();
  const [value, setValue] = useState(defaultValue);
  return (
    <div className="grid w-full gap-1.5">
      <div className="flex items-baseline justify-between gap-4 text-sm">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <output htmlFor={id} className="text-muted tabular-nums">
          {value} {unit}
        </output>
      </div>
      <input
        {...props}
        type="range"
        min={min}
        max={max}
        value={value}
        aria-valuetext={`${value} ${unit}`.trim()}
        {...describe(id, { hint, error })}
        onChange={(event) => setValue(event.target.valueAsNumber)}
        className="h-8 w-full cursor-pointer accent-(--color-brand)"
      />
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}
