import type { ComponentProps } from "react";

/** What Next's link is in a page that is not served by Next. */
export default function Link(props: ComponentProps<"a">) {
  return <a {...props} />;
}
