import type { ZodType } from "zod";
import type { Choice, ListView } from "@/lib/view";

/** The parameters of a page's address. */
export type Query = Record<string, string | string[] | undefined>;
type Filter = { name: string; label: string; choices: Choice[] };

export const PAGE_SIZE = 25;
const LAST_PAGE = 100_000;

/**
 * What a page's address asks of a list: which page of it, and what it is narrowed by. What makes no sense there is
 * left out. One row more than a page has is read, so that it is known without counting whether there is a next page.
 */
export function readList(query: Query, shape: Record<string, ZodType>, names: string[], prefix = "") {
  const given = (name: string) => [query[prefix + name]].flat()[0] ?? "";
  const page = Math.min(Math.max(Math.trunc(Number(given("page"))) || 1, 1), LAST_PAGE);
  const chosen = names.filter((name) => given(name) !== "" && shape[name]?.safeParse(given(name)).success).map((name) => [name, given(name)] as const);
  const others = Object.entries(query).flatMap(([name, value]) => {
    const text = [value].flat()[0];
    return text && name !== `${prefix}page` && !names.some((one) => prefix + one === name) ? [[name, text] as const] : [];
  });
  const own = chosen.map(([name, value]) => [prefix + name, value] as const);
  const to = (number: number, kept = own) => {
    const query = new URLSearchParams([...others, ...kept, ...(number > 1 ? [[`${prefix}page`, String(number)]] : [])].map(([name, value]) => [name ?? "", value ?? ""]));
    return `?${query}`;
  };
  return {
    input: { ...Object.fromEntries(chosen), limit: PAGE_SIZE + 1, offset: (page - 1) * PAGE_SIZE },
    /** The rows of the page, of those that were read. */
    shown: <T>(rows: T[]): T[] => rows.slice(0, PAGE_SIZE),
    /** Filters with what is chosen, and the ways on and back. */
    view: (rows: unknown[], filters: Filter[]): ListView => ({
      filters: filters.map((filter) => ({ ...filter, name: prefix + filter.name, value: Object.fromEntries(chosen)[filter.name] ?? "" })),
      others: others.map(([name, value]) => ({ name, value })),
      page,
      previous: page > 1 ? to(page - 1) : undefined,
      next: rows.length > PAGE_SIZE ? to(page + 1) : undefined,
      all: own.length > 0 || page > 1 ? to(1, []) : undefined,
    }),
  };
}
