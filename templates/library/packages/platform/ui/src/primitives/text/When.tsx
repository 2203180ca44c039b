"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};
const FORMS = {
  date: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  datetime: { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
} as const;

type Props = {
  /** The point in time as ISO 8601 has it. */
  value?: string;
  /** Whether the time of day is told too. */
  kind?: keyof typeof FORMS;
  /** Classes. */
  className?: string;
};

/** A point in time in the reader's own time zone; in UTC until the page is alive, so that both renderings agree. */
export function When({ value = "2030-01-01T12:00:00Z", kind = "datetime", className }: Props) {
  const zone = useSyncExternalStore(
    never,
    () => (kind === "date" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone),
    () => "UTC",
  );
  const text = new Intl.DateTimeFormat("en-GB", { ...FORMS[kind], timeZone: zone }).format(new Date(value));
  return (
    <time dateTime={value} className={className}>
      {text}
    </time>
  );
}
