import { Icon, type IconName } from "../icons/Icon";

const LOOKS = {
  neutral: "border-line bg-surface text-muted",
  brand: "border-brand/20 bg-brand-soft text-brand",
  success: "border-success/20 bg-success-soft text-success",
  warning: "border-warning/20 bg-warning-soft text-warning",
  danger: "border-danger/20 bg-danger-soft text-danger",
};

type Props = {
  /** One or two words. */
  label?: string;
  /** What it means. */
  tone?: keyof typeof LOOKS;
  /** A sign before the words. */
  icon?: IconName;
};

/** A label that marks something: new, beta, out of stock. */
export function Badge({ label = "New", tone = "brand", icon }: Props) {
  return (
    <span className={`inline-flex items-center gap-1 rounded-full border px-2.5 py-0.5 text-xs/5 font-semibold ${LOOKS[tone]}`}>
      {icon ? <Icon name={icon} className="-ms-0.5 size-3.5" /> : null}
      {label}
    </span>
  );
}
