"use client";

import { useId, useState } from "react";
import { StatusBadge } from "../feedback/StatusBadge";
import { Icon } from "../icons/Icon";
import { toneOf, words } from "@/lib/view";

type Value = string | number;
type Row = Record<string, Value>;
type Column = {
  /** The key of its values in the rows. */
  key: string;
  label: string;
  /** Numbers stand to the right; a status is shown as a badge. */
  kind?: "text" | "number" | "status";
  /** How many digits stand behind a number's point. */
  digits?: number;
};

type Props = {
  /** What it shows. */
  title?: string;
  /** Its columns. */
  columns?: Column[];
  /** Its rows, by the columns' keys; they differ in their first column. */
  rows?: Row[];
  /** How many rows are seen at a time. */
  pageSize?: number;
  /** What the field that narrows it is called; without it there is none. */
  search?: string;
  /** What is said where no row fits. */
  none?: string;
  /** The words on the way back. */
  previous?: string;
  /** The words on the way on. */
  next?: string;
};

const COLUMNS: Column[] = [
  { key: "order", label: "Order" },
  { key: "customer", label: "Customer" },
  { key: "status", label: "Status", kind: "status" },
  { key: "total", label: "Total", kind: "number", digits: 2 },
];
const ROWS: Row[] = [
  { order: "2031", customer: "Harbour Hotel", status: "PAID", total: 1240.5 },
  { order: "2030", customer: "Corner Bakery", status: "PENDING", total: 86 },
  { order: "2029", customer: "City Library", status: "PAID", total: 412.25 },
  { order: "2028", customer: "North School", status: "CANCELLED", total: 59.9 },
  { order: "2027", customer: "Mill Street Gym", status: "PAID", total: 730 },
  { order: "2026", customer: "Harbour Hotel", status: "PENDING", total: 199 },
];

/** Rows of data: sorted by a click on a column, narrowed by what is typed, page by page. */
export function DataTable({
  title = "Orders",
  columns = COLUMNS,
  rows = ROWS,
  pageSize = 5,
  search = "Search",
  none = "No row fits.",
  previous = "Previous",
  next = "Next",
}: Props) {
  const id = useId();
  const [text, setText] = useState("");
  const [sort, setSort] = useState<{ key: string; down: boolean } | null>(null);
  const [page, setPage] = useState(0);
  const found = sorted(narrowed(rows, columns, text), sort);
  const from = Math.min(page, Math.max(0, Math.ceil(found.length / pageSize) - 1)) * pageSize;

  return (
    <div className="card w-full overflow-hidden">
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line p-4 sm:px-5">
        <h3 id={id} className="text-lg">
          {title}
        </h3>
        {search ? (
          <div className="relative w-full sm:w-64">
            <Icon name="search" className="pointer-events-none absolute inset-y-0 start-3 my-auto size-4.5 text-muted" />
            <input type="search" aria-label={search} placeholder={`${search} …`} value={text} onChange={(event) => setText(event.target.value)} className="control ps-10! placeholder:text-muted" />
          </div>
        ) : null}
      </div>
      <div role="region" aria-labelledby={id} tabIndex={0} className="overflow-x-auto -outline-offset-2">
        <table className="w-full text-start text-[0.9375rem]">
          <thead className="border-b border-line bg-canvas text-sm">
            <tr>
              {columns.map((column) => (
                <Heading key={column.key} column={column} sort={sort} onSort={setSort} />
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {found.slice(from, from + pageSize).map((row, at) => (
              <tr key={String(row[columns[0]?.key ?? ""] ?? at)} className="transition-colors hover:bg-canvas">
                {columns.map((column) => (
                  <Cell key={column.key} column={column} value={row[column.key] ?? ""} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex min-h-15 flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-2 text-sm sm:px-5">
        <p aria-live="polite" className="text-muted tabular-nums">
          {found.length === 0 ? none : `${from + 1}–${Math.min(from + pageSize, found.length)} / ${found.length}`}
        </p>
        {found.length > pageSize ? (
          <div className="flex gap-2">
            <button type="button" disabled={from === 0} onClick={() => setPage(from / pageSize - 1)} className={TURN}>
              {previous}
            </button>
            <button type="button" disabled={from + pageSize >= found.length} onClick={() => setPage(from / pageSize + 1)} className={TURN}>
              {next}
            </button>
          </div>
        ) : null}
      </div>
    </div>
  );
}

const TURN = "button button-quiet button-small disabled:cursor-default!";

type Sort = { key: string; down: boolean } | null;

function Heading({ column, sort, onSort }: { column: Column; sort: Sort; onSort: (sort: Sort) => void }) {
  const here = sort?.key === column.key ? sort : null;
  const order = here ? (here.down ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" aria-sort={order} className="p-0 font-medium whitespace-nowrap">
      <button
        type="button"
        onClick={() => onSort({ key: column.key, down: here ? !here.down : false })}
        className={`flex w-full cursor-pointer items-center gap-1.5 px-4 py-3 font-medium text-muted -outline-offset-2 transition-colors hover:text-ink sm:px-5 ${column.kind === "number" ? "flex-row-reverse" : ""}`}
      >
        {column.label}
        <Icon name={here ? "chevron-down" : "chevrons-up-down"} className={`size-4 transition-transform ${here ? "text-brand" : "opacity-60"} ${here && !here.down ? "rotate-180" : ""}`} />
      </button>
    </th>
  );
}

function Cell({ column, value }: { column: Column; value: Value }) {
  if (column.kind === "status") {
    return (
      <td className="px-4 py-3 sm:px-5">
        <StatusBadge label={words(String(value))} tone={toneOf(String(value))} />
      </td>
    );
  }
  const shown = typeof value === "number" ? value.toLocaleString("en-GB", { minimumFractionDigits: column.digits, maximumFractionDigits: column.digits }) : value;
  return <td className={`px-4 py-3 sm:px-5 ${column.kind === "number" ? "text-end tabular-nums" : ""}`}>{shown}</td>;
}

function narrowed(rows: Row[], columns: Column[], text: string): Row[] {
  const wanted = text.trim().toLowerCase();
  return wanted ? rows.filter((row) => columns.some(({ key }) => String(row[key] ?? "").toLowerCase().includes(wanted))) : rows;
}

function sorted(rows: Row[], sort: Sort): Row[] {
  if (!sort) return rows;
  const way = sort.down ? -1 : 1;
  return rows.toSorted((a, b) => way * compared(a[sort.key] ?? "", b[sort.key] ?? ""));
}

function compared(a: Value, b: Value): number {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}
