type Feature = { title: string; text: string };
type Props = { title: string; subtitle?: string; features: Feature[] };

/** What something offers, in up to six points. */
export function FeatureGrid({ title, subtitle, features }: Props) {
  return (
    <section className="mx-auto max-w-6xl px-4 py-20 sm:px-6">
      <h2 className="text-center text-3xl sm:text-4xl">{title}</h2>
      {subtitle ? <p className="mx-auto mt-3 max-w-2xl text-center text-lg text-muted">{subtitle}</p> : null}
      <ul className="mt-12 grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {features.map((feature) => (
          <li key={feature.title} className="card p-6">
            <span aria-hidden className="mb-4 block h-1 w-10 rounded-full bg-brand" />
            <h3 className="text-lg">{feature.title}</h3>
            <p className="mt-1.5 text-muted">{feature.text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
