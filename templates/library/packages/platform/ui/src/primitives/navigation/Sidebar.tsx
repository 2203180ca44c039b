import { Icon, type IconName } from "../icons/Icon";
import { AppLink } from "./AppLink";

type Group = { title?: string; links: { label: string; href: string; icon?: IconName; count?: number }[] };

type Props = {
  /** Links, in groups; a group may have a title. */
  groups?: Group[];
  /** The path of the page that is open. */
  current?: string;
  /** What it is called for those who do not see it. */
  label?: string;
};

const GROUPS: Group[] = [
  {
    links: [
      { label: "Overview", href: "/overview", icon: "home" },
      { label: "Orders", href: "/orders", icon: "inbox", count: 12 },
      { label: "Customers", href: "/customers", icon: "users" },
      { label: "Reports", href: "/reports", icon: "chart" },
    ],
  },
  {
    title: "Account",
    links: [
      { label: "Settings", href: "/settings", icon: "settings" },
      { label: "Payments", href: "/payments", icon: "credit-card" },
    ],
  },
];

/** The way around an application, at the side of it. */
export function Sidebar({ groups = GROUPS, current = groups[0]?.links[0]?.href, label = "Sections" }: Props) {
  return (
    <nav aria-label={label} className="grid w-full max-w-64 content-start gap-6">
      {groups.map((group, at) => (
        <div key={group.title ?? at}>
          {group.title ? <p className="mb-2 px-3 text-sm font-semibold text-muted">{group.title}</p> : null}
          <ul className="grid gap-0.5">
            {group.links.map((link) => (
              <li key={link.href}>
                <AppLink
                  href={link.href}
                  aria-current={link.href === current ? "page" : undefined}
                  className="flex min-h-10 items-center gap-3 rounded-control px-3 py-2 text-[0.9375rem] font-medium text-muted transition-colors hover:bg-surface hover:text-ink aria-[current]:bg-brand-soft aria-[current]:text-brand"
                >
                  {link.icon ? <Icon name={link.icon} className="size-5" /> : null}
                  <span className="min-w-0 flex-1 truncate">{link.label}</span>
                  {link.count === undefined ? null : <span className="rounded-full bg-brand px-2 text-xs/5 font-semibold text-on-brand tabular-nums">{link.count}</span>}
                </AppLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
