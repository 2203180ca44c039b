"use client";

import { useId, useRef, type ComponentProps } from "react";
import { Icon } from "../icons/Icon";
import { describe, FieldShell, type FieldTexts } from "./FieldShell";

type Props = Omit<ComponentProps<"input">, "type"> &
  FieldTexts & {
    /** What the button that takes one away is called. */
    lessLabel?: string;
    /** What the button that adds one is called. */
    moreLabel?: string;
  };

const STEP = "grid w-11 shrink-0 cursor-pointer place-items-center text-muted transition-colors hover:bg-canvas hover:text-ink";

/** A number, to type or to step through. */
export function NumberField({ label = "Guests", hint, error, lessLabel = "One less", moreLabel = "One more", defaultValue = 2, min = 0, ...props }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);

  function step(way: "stepUp" | "stepDown") {
    input.current?.[way]();
    input.current?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  return (
    <FieldShell id={id} label={label} hint={hint} error={error} required={props.required}>
      <div className="control flex overflow-hidden p-0! has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-brand">
        <button type="button" aria-label={lessLabel} onClick={() => step("stepDown")} className={STEP}>
          <Icon name="minus" className="size-4" />
        </button>
        <input
          ref={input}
          type="number"
          min={min}
          defaultValue={defaultValue}
          {...props}
          {...describe(id, { hint, error })}
          className="min-h-10.5 w-full min-w-0 appearance-none border-x border-line bg-transparent text-center tabular-nums outline-none [-moz-appearance:textfield] [&::-webkit-inner-spin-button]:appearance-none"
        />
        <button type="button" aria-label={moreLabel} onClick={() => step("stepUp")} className={STEP}>
          <Icon name="plus" className="size-4" />
        </button>
      </div>
    </FieldShell>
  );
}
