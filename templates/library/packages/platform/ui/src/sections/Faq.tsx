type Props = { title?: string; questions: { question: string; answer: string }[] };

/** Questions that open on a click; works without JavaScript. */
export function Faq({ title = "Questions and answers", questions }: Props) {
  return (
    <section className="mx-auto max-w-3xl px-4 py-16 sm:px-6">
      <h2 className="text-3xl">{title}</h2>
      <div className="mt-6 divide-y divide-line border-y border-line">
        {questions.map((one) => (
          <details key={one.question} className="py-4">
            <summary className="cursor-pointer rounded-control font-semibold">{one.question}</summary>
            <p className="mt-2 text-muted">{one.answer}</p>
          </details>
        ))}
      </div>
    </section>
  );
}
