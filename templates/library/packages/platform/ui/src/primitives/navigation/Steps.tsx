import { Icon } from "../icons/Icon";

type Props = {
  /** What has to be done, in order. */
  steps?: { title: string; text?: string }[];
  /** The step that one is at, from 1. */
  current?: number;
  /** What they lead to, for those who do not see them. */
  label?: string;
  /** What is read out of a step that is done. */
  done?: string;
};

const STEPS = [
  { title: "Your basket", text: "3 things" },
  { title: "Delivery", text: "Where and when" },
  { title: "Payment", text: "Card or invoice" },
  { title: "Check", text: "One last look" },
];

/** How far one has come on a way of several steps. */
export function Steps({ steps = STEPS, current = 2, label = "Progress", done = "Done:" }: Props) {
  return (
    <ol aria-label={label} className="flex w-full flex-col gap-y-1 md:flex-row md:gap-x-4">
      {steps.map((step, at) => {
        const isDone = at + 1 < current;
        return (
          <li key={step.title} aria-current={at + 1 === current ? "step" : undefined} className="group flex flex-1 gap-3 md:flex-col">
            <div aria-hidden className="flex flex-col items-center gap-1 md:flex-row md:gap-3">
              <span
                className={`grid size-9 shrink-0 place-items-center rounded-full border-2 text-sm font-semibold ${isDone ? "border-brand bg-brand text-on-brand" : "border-line text-muted group-aria-[current]:border-brand group-aria-[current]:text-brand"}`}
              >
                {isDone ? <Icon name="check" className="size-4.5" /> : at + 1}
              </span>
              {at < steps.length - 1 ? (
                <span className={`w-0.5 flex-1 rounded-full md:h-0.5 md:w-auto ${isDone ? "bg-brand" : "bg-line"}`} />
              ) : null}
            </div>
            <div className="pt-1.5 pb-5 md:pt-0 md:pb-0">
              <p className="font-semibold text-muted group-aria-[current]:text-ink">
                {isDone ? <span className="sr-only">{done} </span> : null}
                {step.title}
              </p>
              {step.text ? <p className="text-sm text-muted">{step.text}</p> : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
