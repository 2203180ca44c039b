"use client";

import { useEffect, useState } from "react";
import { Icon } from "../icons/Icon";

type Tone = "success" | "danger" | "info";
type Toast = { id: number; message: string; tone: Tone };

const EVENT = "app:toast";
const STAY = 6000;
const MOST = 3;
const LOOKS = {
  success: { icon: "success", colour: "text-success" },
  danger: { icon: "error", colour: "text-danger" },
  info: { icon: "info", colour: "text-brand" },
} as const;

/** Says something for a moment, from anywhere in the browser's code. The page needs a `Toaster`. */
export function toast(message: string, tone: Tone = "success") {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: { message, tone } }));
}

const without = (toasts: Toast[], id: number) => toasts.filter((one) => one.id !== id);

type Props = {
  /** Messages that are there from the start. */
  initial?: { message: string; tone?: Tone }[];
  /** What its place in the page is called. */
  label?: string;
  /** What the button that removes a message is called. */
  closeLabel?: string;
};

/** Shows what `toast()` says, in the corner, read out to those who do not see it. Errors stay until they are closed. */
export function Toaster({ initial = [], label = "Messages", closeLabel = "Close" }: Props) {
  const [toasts, setToasts] = useState<Toast[]>(() => initial.map(({ message, tone = "success" }, at) => ({ id: -1 - at, message, tone })));

  useEffect(() => {
    let last = 0;
    function add(event: Event) {
      const { message, tone } = (event as CustomEvent<Omit<Toast, "id">>).detail;
      const id = ++last;
      setToasts((now) => [...now.slice(1 - MOST), { id, message, tone }]);
      if (tone !== "danger") setTimeout(() => setToasts((now) => without(now, id)), STAY);
    }
    window.addEventListener(EVENT, add);
    return () => window.removeEventListener(EVENT, add);
  }, []);

  return (
    <section aria-label={label} className="pointer-events-none fixed inset-x-4 bottom-4 z-40 sm:left-auto sm:w-96">
      <ol aria-live="polite" className="grid gap-3">
        {toasts.map(({ id, message, tone }) => (
          <li
            key={id}
            className="pointer-events-auto flex items-center gap-3 rounded-card border border-line bg-surface p-3 ps-4 text-ink shadow-float transition duration-200 starting:translate-y-3 starting:opacity-0"
          >
            <Icon name={LOOKS[tone].icon} className={`size-5 ${LOOKS[tone].colour}`} />
            <p className="min-w-0 flex-1 text-[0.9375rem] font-medium">{message}</p>
            <button
              type="button"
              aria-label={closeLabel}
              onClick={() => setToasts((now) => without(now, id))}
              className="grid size-9 cursor-pointer place-items-center rounded-control text-muted transition-colors hover:bg-canvas hover:text-ink"
            >
              <Icon name="close" className="size-4" />
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
