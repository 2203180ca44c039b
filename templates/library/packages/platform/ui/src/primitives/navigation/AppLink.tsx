import Link from "next/link";
import type { ComponentProps } from "react";

type Props = Omit<ComponentProps<"a">, "href"> & {
  /** Where it leads: a path of the app, an address elsewhere, `mailto:` or `tel:`. */
  href?: string;
  /** Its words, where there are no children. */
  label?: string;
};

/** A link: within the app without loading the page anew, elsewhere as browsers do it. It has no look of its own. */
export function AppLink({ href = "/", label = "Home", children = label, ...props }: Props) {
  if (/^[/#?](?!\/)/.test(href)) {
    return (
      <Link href={href} {...props}>
        {children}
      </Link>
    );
  }
  return (
    <a href={href} {...props}>
      {children}
    </a>
  );
}
