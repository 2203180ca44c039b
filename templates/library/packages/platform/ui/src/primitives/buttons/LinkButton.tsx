import type { ReactNode } from "react";
import { AppLink } from "../navigation/AppLink";

type Props = {
  /** Where it leads. */
  href?: string;
  /** Its words, where there are no children. */
  label?: string;
  /** What stands in it. */
  children?: ReactNode;
  /** `primary` for the one way to go, `quiet` for the others. */
  tone?: "primary" | "quiet";
  /** For rows and toolbars. */
  small?: boolean;
  /** More classes. */
  className?: string;
};

/** A link that looks like a button: for going somewhere, not for doing something. */
export function LinkButton({ href = "/", label = "Learn more", children = label, tone = "primary", small = false, className = "" }: Props) {
  return (
    <AppLink href={href} className={`button button-${tone} ${small ? "button-small" : ""} ${className}`}>
      {children}
    </AppLink>
  );
}
