"use client";

import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { Icon, type IconName } from "../icons/Icon";
import { AppLink } from "../navigation/AppLink";

type MenuItem = { label: string; icon?: IconName; href?: string; tone?: "danger"; onSelect?: () => void };

type Props = {
  /** The words on the button that opens it. */
  label?: string;
  /** What can be done: an `href` goes somewhere, `onSelect` does something. */
  items?: MenuItem[];
  /** On which side of the button it lies. */
  align?: "start" | "end";
};

const ITEMS: MenuItem[] = [
  { label: "Edit", icon: "edit" },
  { label: "Duplicate", icon: "copy" },
  { label: "Share link", icon: "link" },
  { label: "Delete", icon: "trash", tone: "danger" },
];
const ITEM = "flex w-full cursor-pointer items-center gap-3 rounded-[0.4rem] px-3 py-2 text-start text-[0.9375rem] outline-none";

/** Things to do, behind a button. The arrow keys, Home and End move, Escape closes it. */
export function DropdownMenu({ label = "Actions", items = ITEMS, align = "start" }: Props) {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    if (!open) return;
    entries(root.current)[0]?.focus();
    const closeOutside = (event: PointerEvent) => !root.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener("pointerdown", closeOutside);
    return () => document.removeEventListener("pointerdown", closeOutside);
  }, [open]);

  function close() {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  }

  function press(event: KeyboardEvent) {
    const all = entries(root.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = { ArrowDown: (at + 1) % all.length, ArrowUp: (at + all.length - 1) % all.length, Home: 0, End: all.length - 1 };
    const to = moves[event.key];
    if (to !== undefined) all[to]?.focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") setOpen(false);
    if (to !== undefined || event.key === "Escape") event.preventDefault();
  }

  return (
    <div ref={root} className="relative inline-block">
      <button type="button" aria-haspopup="menu" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} className="button button-quiet">
        {label}
        <Icon name="chevron-down" className={`size-4 text-muted transition-transform ${open ? "rotate-180" : ""}`} />
      </button>
      <div
        id={id}
        role="menu"
        aria-label={label}
        tabIndex={-1}
        hidden={!open}
        onKeyDown={press}
        className={`absolute top-full z-20 mt-2 w-max min-w-48 rounded-card border border-line bg-surface p-1.5 shadow-float transition duration-150 starting:-translate-y-1 starting:opacity-0 ${align === "end" ? "end-0" : "start-0"}`}
      >
        {items.map((item) => (
          <Entry key={item.label} item={item} onDone={close} />
        ))}
      </div>
    </div>
  );
}

function entries(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
}

function Entry({ item, onDone }: { item: MenuItem; onDone: () => void }) {
  const look = item.tone === "danger" ? "text-danger hover:bg-danger-soft focus:bg-danger-soft" : "hover:bg-brand-soft focus:bg-brand-soft";
  const inner = (
    <>
      {item.icon ? <Icon name={item.icon} className={`size-4.5 ${item.tone ? "" : "text-muted"}`} /> : null}
      {item.label}
    </>
  );
  if (item.href) {
    return (
      <AppLink href={item.href} role="menuitem" tabIndex={-1} className={`${ITEM} ${look}`}>
        {inner}
      </AppLink>
    );
  }
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={`${ITEM} ${look}`}
      onClick={() => {
        onDone();
        item.onSelect?.();
      }}
    >
      {inner}
    </button>
  );
}
