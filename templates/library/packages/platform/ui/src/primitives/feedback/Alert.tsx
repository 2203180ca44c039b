import type { ReactNode } from "react";
import { Icon } from "../icons/Icon";

const LOOKS = {
  info: { icon: "info", colours: "border-line bg-surface text-brand" },
  success: { icon: "success", colours: "border-success/25 bg-success-soft text-success" },
  warning: { icon: "warning", colours: "border-warning/25 bg-warning-soft text-warning" },
  danger: { icon: "error", colours: "border-danger/25 bg-danger-soft text-danger" },
} as const;

type Props = {
  /** What kind of message it is. */
  tone?: keyof typeof LOOKS;
  /** What it says, in a few words. */
  title?: string;
  /** What follows from it. */
  text?: string;
  /** A link or a button to act on it. */
  children?: ReactNode;
};

/** A message that belongs to the page. For how something that one did went, there is `Notice`. */
export function Alert({ tone = "info", title = "Good to know", text = "Changes are saved as you make them.", children }: Props) {
  const { icon, colours } = LOOKS[tone];
  return (
    <div role={tone === "danger" ? "alert" : undefined} className={`flex gap-3 rounded-card border p-4 sm:p-5 ${colours}`}>
      <Icon name={icon} className="mt-0.5 size-5" />
      <div className="min-w-0 flex-1">
        <p className={`font-semibold ${tone === "info" ? "text-ink" : ""}`}>{title}</p>
        {text ? <p className="mt-0.5 text-[0.9375rem] text-ink/85">{text}</p> : null}
        {children ? <div className="mt-3">{children}</div> : null}
      </div>
    </div>
  );
}
