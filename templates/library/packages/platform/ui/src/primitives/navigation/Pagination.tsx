import { Icon } from "../icons/Icon";
import { AppLink } from "./AppLink";

type Props = {
  /** The page that is open, from 1. */
  page?: number;
  /** How many there are. */
  pages?: number;
  /** The address of a page; `{page}` stands for its number. */
  href?: string;
  /** What it is called for those who do not see it. */
  label?: string;
  /** The words on the way back. */
  previous?: string;
  /** The words on the way on. */
  next?: string;
};

const BOX = "inline-flex min-h-11 min-w-9 items-center justify-center gap-2 rounded-control px-2 sm:min-w-11 sm:px-3 text-[0.9375rem] font-medium tabular-nums";
const LINK = `${BOX} transition-colors hover:bg-brand-soft`;

/** The way through pages of a list. */
export function Pagination({ page = 3, pages = 12, href = "?page={page}", label = "Pages", previous = "Previous", next = "Next" }: Props) {
  const to = (number: number) => href.replaceAll("{page}", String(number));
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap items-center gap-1">
        {page > 1 ? (
          <li>
            <AppLink href={to(page - 1)} rel="prev" className={LINK}>
              <Icon name="arrow-left" className="size-4 rtl:rotate-180" />
              <span className="max-sm:sr-only">{previous}</span>
            </AppLink>
          </li>
        ) : null}
        {around(page, pages).map((number, at) => (
          <li key={number ?? `gap-${at}`}>
            {number === null ? (
              <span className={`${BOX} text-muted`}>…</span>
            ) : (
              <AppLink href={to(number)} aria-current={number === page ? "page" : undefined} className={`${LINK} aria-[current]:bg-brand aria-[current]:text-on-brand`}>
                {number}
              </AppLink>
            )}
          </li>
        ))}
        {page < pages ? (
          <li>
            <AppLink href={to(page + 1)} rel="next" className={LINK}>
              <span className="max-sm:sr-only">{next}</span>
              <Icon name="arrow-right" className="size-4 rtl:rotate-180" />
            </AppLink>
          </li>
        ) : null}
      </ul>
    </nav>
  );
}

/** The first, the last and those around the open one; `null` where some are left out. */
function around(page: number, pages: number): (number | null)[] {
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter((one) => one >= 1 && one <= pages).sort((a, b) => a - b);
  return shown.flatMap((one, at) => {
    const before = shown[at - 1];
    return before !== undefined && one - before > 1 ? [null, one] : [one];
  });
}
