"use client";

import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

type Tab = { label: string; text?: string; content?: ReactNode };

type Props = {
  /** What there is to look at, one at a time: `text`, or `content` for more than that. */
  tabs?: Tab[];
  /** What they are about, for those who do not see them. */
  label?: string;
};

const TABS: Tab[] = [
  { label: "Description", text: "What it is, what it is made of and what it is good for." },
  { label: "Delivery", text: "Sent within two working days, free of charge from 50 euros." },
  { label: "Returns", text: "Thirty days to think about it. We pay the way back." },
];

/** Several things in the place of one. The arrow keys, Home and End move between them. */
export function Tabs({ tabs = TABS, label = "About this product" }: Props) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(0);

  function press(event: KeyboardEvent) {
    const moves: Record<string, number> = { ArrowRight: (open + 1) % tabs.length, ArrowLeft: (open + tabs.length - 1) % tabs.length, Home: 0, End: tabs.length - 1 };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setOpen(to);
    (list.current?.children[to] as HTMLElement | undefined)?.focus();
  }

  return (
    <div className="w-full">
      <div ref={list} role="tablist" aria-label={label} onKeyDown={press} className="flex gap-1 overflow-x-auto shadow-[inset_0_-1px_0_var(--color-line)]">
        {tabs.map((tab, at) => (
          <button
            key={tab.label}
            type="button"
            role="tab"
            id={`${id}-tab-${at}`}
            aria-controls={`${id}-panel-${at}`}
            aria-selected={at === open}
            tabIndex={at === open ? 0 : -1}
            onClick={() => setOpen(at)}
            className="cursor-pointer rounded-t-control border-b-2 border-transparent px-4 py-2.5 font-medium whitespace-nowrap text-muted transition-colors -outline-offset-2 hover:text-ink aria-selected:border-brand aria-selected:text-ink"
          >
            {tab.label}
          </button>
        ))}
      </div>
      {tabs.map((tab, at) => (
        <div key={tab.label} role="tabpanel" id={`${id}-panel-${at}`} aria-labelledby={`${id}-tab-${at}`} tabIndex={0} hidden={at !== open} className="rounded-control pt-5">
          {tab.content ?? <p className="text-pretty text-muted">{tab.text}</p>}
        </div>
      ))}
    </div>
  );
}
