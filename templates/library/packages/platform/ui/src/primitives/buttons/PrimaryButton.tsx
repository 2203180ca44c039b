import type { ComponentProps } from "react";

type Props = ComponentProps<"button"> & {
  /** `primary` for the one thing to do, `quiet` for the others, `danger` for what takes something away. */
  tone?: "primary" | "quiet" | "danger";
  /** For rows and toolbars. */
  small?: boolean;
  /** Its words, where there are no children. */
  label?: string;
};

/** The app's button. */
export function PrimaryButton({ className = "", type = "button", tone = "primary", small = false, label = "Continue", children = label, ...props }: Props) {
  return (
    <button type={type} className={`button button-${tone} ${small ? "button-small" : ""} ${className}`} {...props}>
      {children}
    </button>
  );
}
