"use client";

import { useId, type MouseEvent, type ReactNode, type RefObject } from "react";
import { Icon } from "../icons/Icon";

const PLACES = {
  middle:
    "m-auto max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100vw-2rem))] rounded-card translate-y-3 open:translate-y-0 open:starting:translate-y-3",
  side: "my-0 ms-auto me-0 h-dvh max-h-dvh w-[min(26rem,calc(100vw-2.5rem))] translate-x-8 rounded-s-card open:translate-x-0 open:starting:translate-x-8 rtl:-translate-x-8 rtl:open:translate-x-0 rtl:open:starting:-translate-x-8",
};

type Props = {
  /** The element itself, to open it with `showModal()`. */
  dialog?: RefObject<HTMLDialogElement | null>;
  /** In the middle of the page, or at its side. */
  place?: keyof typeof PLACES;
  /** What it is about. */
  title?: string;
  /** What stands in it. */
  children?: ReactNode;
  /** Its buttons, at the bottom. */
  actions?: ReactNode;
  /** What the button in its corner is called. */
  closeLabel?: string;
};

/**
 * What `Dialog` and `Drawer` are made of: a modal `<dialog>`. The browser keeps the focus inside it, gives it back
 * to where it came from, and closes it on Escape.
 */
export function Modal({ dialog, place = "middle", title = "Details", children, actions, closeLabel = "Close" }: Props) {
  const id = useId();

  function closeOutside(event: MouseEvent<HTMLDialogElement>) {
    if (event.target === event.currentTarget) event.currentTarget.close();
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClick={closeOutside}
      className={`border border-line bg-surface text-ink opacity-0 shadow-float transition-all transition-discrete duration-200 backdrop:bg-night/0 backdrop:transition-all backdrop:transition-discrete backdrop:duration-200 open:opacity-100 open:backdrop:bg-night/60 open:starting:opacity-0 open:starting:backdrop:bg-night/0 ${PLACES[place]}`}
    >
      <div className={`flex flex-col ${place === "side" ? "min-h-full" : ""}`}>
        <div className="flex items-start justify-between gap-4 p-5 pb-0 sm:p-6 sm:pb-0">
          <h2 id={id} className="pt-1 text-xl">
            {title}
          </h2>
          <form method="dialog">
            <button
              type="submit"
              aria-label={closeLabel}
              className="-me-2 -mt-1 grid size-10 cursor-pointer place-items-center rounded-control text-muted transition-colors hover:bg-canvas hover:text-ink"
            >
              <Icon name="close" />
            </button>
          </form>
        </div>
        <div className="grid flex-1 content-start gap-4 p-5 pt-2 text-muted sm:p-6 sm:pt-2">{children}</div>
        {actions ? <div className="flex flex-wrap justify-end gap-3 border-t border-line p-4 sm:px-6">{actions}</div> : null}
      </div>
    </dialog>
  );
}
