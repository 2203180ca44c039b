import { LinkButton } from "../buttons/LinkButton";
import { Icon } from "../icons/Icon";
import { AppLink } from "./AppLink";

type NavLink = { label: string; href: string };

type Props = {
  /** Whose site it is; leads to the start. */
  brand?: string;
  /** The address of a picture of the brand, beside its name. */
  logo?: string;
  /** Where one can go. */
  links?: NavLink[];
  /** The path of the page that is open. */
  current?: string;
  /** The words on the button at the end; without them there is none. */
  cta?: string;
  /** Where the button leads. */
  href?: string;
  /** What it is called for those who do not see it. */
  label?: string;
  /** What the button is called that shows the links on a small screen. */
  menuLabel?: string;
};

const LINKS = ["Product", "Prices", "Stories", "Contact"].map((label) => ({ label, href: `/#${label.toLowerCase()}` }));
const LINK = "rounded-control px-3 py-2 text-[0.9375rem] text-muted transition-colors hover:bg-canvas hover:text-ink aria-[current]:font-semibold aria-[current]:text-ink";

/** The bar at the top of a site. On a small screen its links open below it. */
export function NavBar({ brand = "Your company", logo, links = LINKS, current, cta = "Get started", href = "/", label = "Main", menuLabel = "Menu" }: Props) {
  return (
    <header className="relative z-10 border-b border-line bg-surface">
      <nav aria-label={label} className="mx-auto flex min-h-16 max-w-6xl items-center gap-4 px-(--gutter)">
        <AppLink href="/" className="me-auto flex min-w-0 items-center gap-2.5 rounded-control py-2 font-semibold tracking-tight md:me-4">
          <Mark brand={brand} logo={logo} />
          <span className="truncate">{brand}</span>
        </AppLink>
        <ul className="hidden flex-1 items-center gap-1 md:flex">
          {links.map((link) => (
            <li key={link.label}>
              <AppLink href={link.href} aria-current={link.href === current ? "page" : undefined} className={LINK}>
                {link.label}
              </AppLink>
            </li>
          ))}
        </ul>
        {cta ? (
          <LinkButton href={href} small className="shrink-0">
            {cta}
          </LinkButton>
        ) : null}
        <details className="group -me-2 md:hidden">
          <summary aria-label={menuLabel} className="grid size-11 cursor-pointer list-none place-items-center rounded-control hover:bg-canvas [&::-webkit-details-marker]:hidden">
            <Icon name="menu" className="size-6 group-open:hidden" />
            <Icon name="close" className="hidden size-6 group-open:block" />
          </summary>
          <ul className="absolute inset-x-0 top-full grid gap-1 border-b border-line bg-surface px-[calc(var(--gutter)-0.75rem)] py-3 shadow-float">
            {links.map((link) => (
              <li key={link.label}>
                <AppLink href={link.href} aria-current={link.href === current ? "page" : undefined} className={`block ${LINK}`}>
                  {link.label}
                </AppLink>
              </li>
            ))}
          </ul>
        </details>
      </nav>
    </header>
  );
}

function Mark({ brand, logo }: { brand: string; logo?: string }) {
  return logo ? (
    <picture className="shrink-0">
      <img src={logo} alt="" className="h-8 w-auto" />
    </picture>
  ) : (
    <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-[0.6rem] bg-brand text-sm font-bold text-on-brand">
      {brand.slice(0, 1).toUpperCase()}
    </span>
  );
}
