import type { ReactNode } from "react";

const GROUNDS = { plain: "", tinted: "border-y border-line bg-surface", night: "bg-night text-on-night" };
const WIDTHS = { narrow: "max-w-3xl", usual: "max-w-6xl", wide: "max-w-7xl" };

type Props = {
  /** What stands in it. */
  children?: ReactNode;
  /** What it stands on: the page, a lighter band, or a deep one. */
  ground?: keyof typeof GROUNDS;
  /** How wide its content may become. */
  width?: keyof typeof WIDTHS;
  /** So that links can lead here. */
  id?: string;
  /** More classes for the content. */
  className?: string;
};

/** One band of a page: the same space above, below and beside, whatever stands in it. */
export function Section({ children, ground = "plain", width = "usual", id, className = "" }: Props) {
  return (
    <section id={id} className={`scroll-mt-20 py-(--rhythm) ${GROUNDS[ground]}`}>
      <div className={`mx-auto w-full px-(--gutter) ${WIDTHS[width]} ${className}`}>{children}</div>
    </section>
  );
}
