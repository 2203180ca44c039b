import type { Tone } from "@/lib/view";

const LOOK: Record<Tone, string> = {
  neutral: "bg-canvas text-muted",
  success: "bg-success-soft text-success",
  warning: "bg-warning-soft text-warning",
  danger: "bg-danger-soft text-danger",
};

type Props = {
  /** The status in words. */
  label?: string;
  /** How good it is. */
  tone?: Tone;
};

/** Where something stands: a word and a dot in the colour of its meaning. */
export function StatusBadge({ label = "Active", tone = "success" }: Props) {
  return (
    <span className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-medium whitespace-nowrap ${LOOK[tone]}`}>
      <span aria-hidden className="size-1.5 rounded-full bg-current" />
      {label}
    </span>
  );
}
