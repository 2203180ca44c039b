"use client";

import { useId, useRef, useState, type KeyboardEvent } from "react";
import { Icon } from "../icons/Icon";
import { describe, FieldShell, type FieldTexts } from "./FieldShell";

type Option = { value: string; label: string };
type Props = FieldTexts & {
  /** What is chosen among. */
  options?: Option[];
  /** The name under which a form sends the chosen value. */
  name?: string;
  /** What is chosen at first. */
  defaultValue?: string;
  /** What stands there before anything is chosen. */
  placeholder?: string;
  /** What is said where nothing fits. */
  none?: string;
  /** Whether something has to be chosen. */
  required?: boolean;
};

const OPTIONS = ["Amsterdam", "Barcelona", "Copenhagen", "Dublin", "Edinburgh", "Florence", "Geneva", "Helsinki"].map((label) => ({ value: label.toLowerCase(), label }));

/** One of many: what is typed narrows the list, the arrow keys and Enter choose, Escape closes it. */
export function Combobox({ label = "City", hint, error, options = OPTIONS, name, defaultValue = "", placeholder = "Type to search …", none = "Nothing fits", required }: Props) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState(options.find((one) => one.value === defaultValue));
  const [text, setText] = useState(chosen?.label ?? "");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const shown = text === chosen?.label ? options : options.filter((one) => one.label.toLowerCase().includes(text.trim().toLowerCase()));

  function choose(option: Option | undefined) {
    setChosen(option);
    setText(option?.label ?? "");
    setOpen(false);
  }

  function move(to: number) {
    setOpen(true);
    setAt(to);
    list.current?.children[to]?.scrollIntoView({ block: "nearest" });
  }

  function press(event: KeyboardEvent) {
    const moves: Record<string, number> = { ArrowDown: open ? Math.min(at + 1, shown.length - 1) : at, ArrowUp: Math.max(at - 1, 0) };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (event.key === "Enter" && open && shown[at]) choose(shown[at]);
    else if (event.key === "Escape" && open) setOpen(false);
    else return;
    event.preventDefault();
  }

  return (
    <FieldShell id={id} label={label} hint={hint} error={error} required={required}>
      <div className="relative">
        <input
          {...describe(id, { hint, error })}
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && shown[at] ? `${id}-${at}` : undefined}
          autoComplete="off"
          required={required}
          placeholder={placeholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onClick={() => setOpen(true)}
          onKeyDown={press}
          onBlur={() => choose(text === "" ? undefined : chosen)}
          className="control pe-10! placeholder:text-muted"
        />
        <Icon name="chevrons-up-down" className="pointer-events-none absolute inset-y-0 end-3 my-auto size-4 text-muted" />
        <ul
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={label}
          hidden={!open}
          className="absolute inset-x-0 top-full z-20 mt-1.5 max-h-64 overflow-y-auto rounded-control border border-line bg-surface p-1 shadow-float"
        >
          {shown.map((option, position) => (
            <Choice key={option.value} id={`${id}-${position}`} option={option} isAt={position === at} isChosen={option === chosen} onPoint={() => setAt(position)} onChoose={choose} />
          ))}
          {shown.length === 0 ? (
            <li role="option" aria-selected={false} aria-disabled className="px-3 py-2 text-muted">
              {none}
            </li>
          ) : null}
        </ul>
      </div>
      <input type="hidden" name={name} value={chosen?.value ?? ""} />
    </FieldShell>
  );
}

type ChoiceProps = { id: string; option: Option; isAt: boolean; isChosen: boolean; onPoint: () => void; onChoose: (option: Option) => void };

function Choice({ id, option, isAt, isChosen, onPoint, onChoose }: ChoiceProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      // The field keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onChoose(option)}
      onPointerMove={onPoint}
      className={`flex cursor-pointer items-center justify-between gap-3 rounded-[0.4rem] px-3 py-2 ${isAt ? "bg-brand-soft" : ""}`}
    >
      {option.label}
      {isChosen ? <Icon name="check" className="size-4 text-brand" /> : null}
    </li>
  );
}
