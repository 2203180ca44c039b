"use client";

import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

type Props = {
  /** The words on the button that opens it. */
  label?: string;
  /** What stands in it, where there are no children. */
  text?: string;
  /** More than text. */
  children?: ReactNode;
};

/** More about something, beside the button that shows it. Escape or a click elsewhere hides it. */
export function Popover({ label = "Opening hours", text = "Tuesday to Sunday, 12:00 to 22:00. The kitchen closes at 21:30.", children = <p>{text}</p> }: Props) {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    if (!open) return;
    const closeOutside = (event: Event) => !root.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
    };
  }, [open]);

  function press(event: KeyboardEvent) {
    if (event.key !== "Escape" || !open) return;
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  }

  return (
    <div ref={root} className="relative inline-block" onKeyDown={press}>
      <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} className="button button-quiet">
        {label}
      </button>
      <div
        id={id}
        hidden={!open}
        className="absolute start-0 top-full z-20 mt-2 w-72 max-w-[calc(100vw-2rem)] rounded-card border border-line bg-surface p-4 text-[0.9375rem] shadow-float transition duration-150 starting:-translate-y-1 starting:opacity-0"
      >
        {children}
      </div>
    </div>
  );
}
