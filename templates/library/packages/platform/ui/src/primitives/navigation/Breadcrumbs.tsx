import { Icon } from "../icons/Icon";
import { AppLink } from "./AppLink";

type Props = {
  /** The way here; the last one is this page. */
  trail?: { label: string; href?: string }[];
  /** What it is called for those who do not see it. */
  label?: string;
};

const TRAIL = [{ label: "Home", href: "/" }, { label: "Projects", href: "/projects" }, { label: "Kitchen garden" }];

/** Where this page stands, and the way back up. */
export function Breadcrumbs({ trail = TRAIL, label = "Breadcrumbs" }: Props) {
  return (
    <nav aria-label={label}>
      <ol className="flex flex-wrap items-center gap-x-1.5 gap-y-1 text-sm">
        {trail.map((step, at) => (
          <li key={step.label} className="flex items-center gap-1.5">
            {at > 0 ? <Icon name="chevron-right" className="size-4 text-muted rtl:rotate-180" /> : null}
            {step.href && at < trail.length - 1 ? (
              <AppLink href={step.href} className="rounded-sm text-muted underline-offset-4 transition-colors hover:text-ink hover:underline">
                {step.label}
              </AppLink>
            ) : (
              <span aria-current={at === trail.length - 1 ? "page" : undefined} className="font-medium">
                {step.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
