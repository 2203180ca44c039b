import { AppLink } from "./AppLink";

type Column = { title: string; links: { label: string; href: string }[] };

type Props = {
  /** Whose site it is. */
  brand?: string;
  /** What it does, in a sentence. */
  text?: string;
  /** Links by subject. */
  columns?: Column[];
  /** The line at the very bottom: who owns what. */
  legal?: string;
  /** Links beside that line. */
  legalLinks?: { label: string; href: string }[];
};

const linked = (labels: string[]) => labels.map((label) => ({ label, href: "/" }));
const COLUMNS: Column[] = [
  { title: "Product", links: linked(["Overview", "Prices", "What is new"]) },
  { title: "Company", links: linked(["About us", "Careers", "Press"]) },
  { title: "Help", links: linked(["Questions", "Contact", "Status"]) },
];
const LINK = "rounded-sm text-muted transition-colors hover:text-ink hover:underline";

/** The end of every page: who it is, and the way to everything else. */
export function Footer({
  brand = "Your company",
  text = "We make one thing, and we make it well.",
  columns = COLUMNS,
  legal = "All rights reserved.",
  legalLinks = linked(["Privacy", "Terms"]),
}: Props) {
  return (
    <footer className="border-t border-line bg-surface">
      <div className="mx-auto flex max-w-6xl flex-wrap gap-x-8 gap-y-10 px-(--gutter) py-14">
        <div className="w-full lg:w-96">
          <p className="text-lg font-semibold tracking-tight">{brand}</p>
          <p className="mt-2 max-w-xs text-muted">{text}</p>
        </div>
        {columns.map((column) => (
          <nav key={column.title} aria-label={column.title} className="min-w-32 flex-1">
            <p className="text-sm font-semibold">{column.title}</p>
            <ul className="mt-3 grid gap-2 text-[0.9375rem]">
              {column.links.map((link) => (
                <li key={link.label}>
                  <AppLink href={link.href} className={LINK}>
                    {link.label}
                  </AppLink>
                </li>
              ))}
            </ul>
          </nav>
        ))}
      </div>
      <div className="mx-auto max-w-6xl px-(--gutter)">
        <div className="flex flex-wrap justify-between gap-x-8 gap-y-2 border-t border-line py-6 text-sm text-muted">
        <p>{legal}</p>
        <ul className="flex flex-wrap gap-x-6 gap-y-2">
          {legalLinks.map((link) => (
            <li key={link.label}>
              <AppLink href={link.href} className={LINK}>
                {link.label}
              </AppLink>
            </li>
          ))}
        </ul>
        </div>
      </div>
    </footer>
  );
}
