import type { ReactNode } from "react";
import { Badge } from "../feedback/Badge";
import { Icon } from "../icons/Icon";
import { Picture } from "../media/Picture";
import { AppLink } from "../navigation/AppLink";

type Props = {
  /** What it is about. */
  title?: string;
  /** A few sentences. */
  text?: string;
  /** The address of a picture at its top. */
  image?: string;
  /** What the picture shows. */
  imageAlt?: string;
  /** Whether it has a picture at all; without an address it is a pattern. */
  picture?: boolean;
  /** Which of the patterns. */
  pattern?: number;
  /** A word that marks it. */
  badge?: string;
  /** A fact at its bottom: a date, a price. */
  note?: string;
  /** Whether it becomes as wide as its place lets it. */
  wide?: boolean;
  /** Where it leads; then all of it can be clicked. */
  href?: string;
  /** More to put in it. */
  children?: ReactNode;
};

/** One thing among others: a picture, a title, a few words, and where it leads. */
export function Card({
  title = "A day in the garden",
  text = "What grows in May, what has to wait, and how to keep the snails away without poison.",
  image,
  imageAlt,
  picture = true,
  pattern = 0,
  badge,
  note,
  wide = false,
  href,
  children,
}: Props) {
  return (
    <article className={`card group relative flex w-full flex-col overflow-hidden ${wide ? "" : "max-w-sm"} ${href ? "transition-[box-shadow,border-color] hover:border-muted hover:shadow-float" : ""}`}>
      {picture ? <Picture src={image} alt={imageAlt} pattern={pattern} className="aspect-16/9" /> : null}
      <div className="flex flex-1 flex-col p-5 sm:p-6">
        {badge ? (
          <p className="mb-2">
            <Badge label={badge} />
          </p>
        ) : null}
        <h3 className="text-lg">
          {href ? (
            <AppLink href={href} className="after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-brand">
              {title}
            </AppLink>
          ) : (
            title
          )}
        </h3>
        <p className="mt-1.5 text-pretty text-muted">{text}</p>
        {children ? <div className="mt-4">{children}</div> : null}
        {note || href ? (
          <p className="mt-auto flex items-center justify-between gap-3 pt-5 text-sm font-medium text-muted">
            {note}
            {href ? <Icon name="arrow-right" className="ms-auto size-5 text-brand transition-transform group-hover:translate-x-1 rtl:rotate-180" /> : null}
          </p>
        ) : null}
      </div>
    </article>
  );
}
