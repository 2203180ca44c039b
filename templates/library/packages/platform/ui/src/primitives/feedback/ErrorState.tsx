import { LinkButton } from "../buttons/LinkButton";
import { Icon } from "../icons/Icon";

type Props = {
  /** What went wrong, in words that people use. */
  title?: string;
  /** What they can do now. */
  text?: string;
  /** A number under which the people who run the app find it. */
  reference?: string;
  /** The words on the button. */
  cta?: string;
  /** Where the button leads: this page again, or a way out. */
  href?: string;
};

/** What stands where something should be that could not be had. */
export function ErrorState({
  title = "This could not be loaded",
  text = "It is not your fault, and nothing is lost. Please try again in a moment.",
  reference,
  cta = "Try again",
  href = "?",
}: Props) {
  return (
    <div role="alert" className="grid justify-items-center gap-1 rounded-card border border-danger/25 bg-surface px-6 py-12 text-center">
      <span className="mb-3 grid size-14 place-items-center rounded-full bg-danger-soft text-danger">
        <Icon name="warning" className="size-7" />
      </span>
      <p className="font-semibold">{title}</p>
      <p className="max-w-sm text-pretty text-muted">{text}</p>
      {reference ? <p className="mt-2 font-mono text-sm text-muted">{reference}</p> : null}
      <LinkButton href={href} small tone="quiet" className="mt-4">
        <Icon name="refresh" className="size-4" />
        {cta}
      </LinkButton>
    </div>
  );
}
