import type { ListView } from "@/lib/view";
import { AppLink } from "../../primitives/navigation/AppLink";

type Props = {
  /** Where the list goes on, and back. */
  list?: ListView;
  /** What it is called for those who do not see it. */
  label?: string;
  /** The words on the way back. */
  previous?: string;
  /** The words on the way on. */
  next?: string;
  /** What stands before the page's number. */
  page?: string;
};

const SECOND: ListView = { filters: [], others: [], page: 2, previous: "?page=1", next: "?page=3" };

/** The way through a long list, a page at a time; nothing where all of it is there. */
export function ListPages({ list = SECOND, label = "Pages", previous = "Previous", next = "Next", page = "Page" }: Props) {
  if (!list.previous && !list.next) return null;
  return (
    <nav aria-label={label} className="mt-5 flex flex-wrap items-center gap-3">
      {list.previous ? (
        <AppLink href={list.previous} rel="prev" className="button button-quiet">
          {previous}
        </AppLink>
      ) : null}
      <span className="text-muted tabular-nums">
        {page} {list.page}
      </span>
      {list.next ? (
        <AppLink href={list.next} rel="next" className="button button-quiet">
          {next}
        </AppLink>
      ) : null}
    </nav>
  );
}
