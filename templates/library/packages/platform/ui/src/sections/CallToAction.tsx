import { LinkButton } from "../primitives/buttons/LinkButton";

type Props = { title: string; text?: string; cta: string; href?: string };

/** One more invitation at the end of a page. */
export function CallToAction({ title, text, cta, href = "/" }: Props) {
  return (
    <section className="mx-auto max-w-6xl px-4 py-16 sm:px-6">
      <div className="rounded-card bg-brand-soft px-6 py-14 text-center">
        <h2 className="text-3xl">{title}</h2>
        {text ? <p className="mx-auto mt-3 max-w-xl text-lg text-ink/80">{text}</p> : null}
        <LinkButton href={href} className="mt-7">
          {cta}
        </LinkButton>
      </div>
    </section>
  );
}
