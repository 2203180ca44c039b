import { AppLink } from "../navigation/AppLink";
import { Icon } from "../icons/Icon";

type Props = {
  /** What there is to tell. */
  text?: string;
  /** The words of the link after it; without them there is none. */
  cta?: string;
  /** Where the link leads. */
  href?: string;
};

/** One line across the page for news. */
export function Banner({ text = "We are open for new customers.", cta = "Read more", href = "/" }: Props) {
  return (
    <div className="bg-night px-(--gutter) py-2.5 text-center text-sm text-on-night">
      <p className="inline-flex flex-wrap items-center justify-center gap-x-3 gap-y-1">
        {text}
        {cta ? (
          <AppLink href={href} className="inline-flex items-center gap-1 rounded-sm font-semibold underline-offset-4 hover:underline focus-visible:outline-on-night">
            {cta}
            <Icon name="arrow-right" className="size-4" />
          </AppLink>
        ) : null}
      </p>
    </div>
  );
}
