"use client";

import { useId, useState, type ReactNode } from "react";
import { Icon } from "../icons/Icon";

type Props = {
  /** What it says. */
  text?: string;
  /** What the sign is called, where there are no children. */
  label?: string;
  /** What it is about: something that can be focused, such as a button. */
  children?: ReactNode;
};

/** A few words about something, while it is pointed at or focused. Escape hides them. Nothing that matters stands only here. */
export function Tooltip({ text = "Counted at midnight, in your own time zone.", label = "About this figure", children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <span
      className="relative inline-flex"
      onPointerEnter={() => setOpen(true)}
      onPointerLeave={() => setOpen(false)}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
    >
      {children ?? (
        <button type="button" aria-label={label} aria-describedby={id} className="grid size-8 cursor-help place-items-center rounded-full text-muted transition-colors hover:text-ink">
          <Icon name="info" />
        </button>
      )}
      <span
        role="tooltip"
        id={id}
        className={`absolute bottom-full left-1/2 z-20 w-max max-w-60 -translate-x-1/2 pb-2 transition-opacity duration-150 ${open ? "opacity-100" : "invisible opacity-0"}`}
      >
        <span className="block rounded-control bg-ink px-3 py-1.5 text-sm text-canvas shadow-float">{text}</span>
      </span>
    </span>
  );
}
