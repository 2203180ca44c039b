type Props = {
  /** What each is called, and what it is. */
  facts?: { label: string; value: string | number }[];
  /** A heading above them. */
  title?: string;
};

const FACTS = [
  { label: "Order", value: "2031" },
  { label: "Placed", value: "12 May, 9:12" },
  { label: "Delivery", value: "Standard, two working days" },
  { label: "Paid with", value: "Card ending in 4242" },
];

/** Facts about one thing. */
export function DescriptionList({ facts = FACTS, title = "Details" }: Props) {
  return (
    <div className="card w-full overflow-hidden">
      {title ? <h3 className="border-b border-line px-5 py-4 text-lg sm:px-6">{title}</h3> : null}
      <dl className="divide-y divide-line">
        {facts.map((fact) => (
          <div key={fact.label} className="grid gap-x-6 gap-y-0.5 px-5 py-3.5 sm:grid-cols-[10rem_1fr] sm:px-6">
            <dt className="text-muted">{fact.label}</dt>
            <dd className="font-medium break-words">{fact.value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
