import type { ReactNode } from "react";
import { LinkButton } from "../buttons/LinkButton";
import { Icon, type IconName } from "../icons/Icon";

type Props = {
  /** What is not there yet. */
  title?: string;
  /** What will stand here, where there are no children. */
  text?: string;
  /** More to say. */
  children?: ReactNode;
  /** The sign above it. */
  icon?: IconName;
  /** The words on a button that leads on; without them there is none. */
  cta?: string;
  /** Where the button leads. */
  href?: string;
};

/** What stands where rows will be. */
export function EmptyState({ title = "Nothing here yet", text, children = text, icon = "inbox", cta, href = "/" }: Props) {
  return (
    <div className="grid justify-items-center gap-1 rounded-card border border-dashed border-muted/40 px-6 py-12 text-center">
      <span className="mb-3 grid size-14 place-items-center rounded-full bg-brand-soft text-brand">
        <Icon name={icon} className="size-7" />
      </span>
      <p className="font-semibold">{title}</p>
      {children ? <p className="max-w-sm text-pretty text-muted">{children}</p> : null}
      {cta ? (
        <LinkButton href={href} small className="mt-4">
          {cta}
        </LinkButton>
      ) : null}
    </div>
  );
}
