import type { ComponentProps } from "react";

type Props = ComponentProps<"button"> & { tone?: "primary" | "quiet" | "danger"; small?: boolean };

/** The app's button. `tone="danger"` for what takes something away. */
export function PrimaryButton({ className = "", type = "button", tone = "primary", small = false, ...props }: Props) {
  return <button type={type} className={`button button-${tone} ${small ? "button-small" : ""} ${className}`} {...props} />;
}
