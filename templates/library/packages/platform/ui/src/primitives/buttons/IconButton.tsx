import type { ComponentProps } from "react";
import { Icon, type IconName } from "../icons/Icon";

type Props = Omit<ComponentProps<"button">, "children"> & {
  /** The sign on it. */
  icon?: IconName;
  /** What it does, for those who do not see the sign, and as its tip. */
  label?: string;
  /** With a border, or without. */
  tone?: "quiet" | "bare";
};

/** A button with a sign instead of words. */
export function IconButton({ icon = "settings", label = "Settings", tone = "quiet", type = "button", className = "", ...props }: Props) {
  const look = tone === "quiet" ? "border border-line bg-surface hover:border-muted" : "text-muted hover:bg-brand-soft hover:text-ink";
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={`inline-grid size-11 shrink-0 cursor-pointer place-items-center rounded-control transition-colors disabled:cursor-default disabled:opacity-50 ${look} ${className}`}
      {...props}
    >
      <Icon name={icon} />
    </button>
  );
}
