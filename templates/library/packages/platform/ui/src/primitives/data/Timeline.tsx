import { Icon, type IconName } from "../icons/Icon";

type Moment = { title: string; text?: string; when?: string; icon?: IconName };

type Props = {
  /** What happened, in order. */
  moments?: Moment[];
  /** What it is the story of, for those who do not see it in its place. */
  label?: string;
};

const MOMENTS: Moment[] = [
  { title: "Order received", when: "Monday, 9:12", icon: "inbox", text: "We have it, and wrote to you." },
  { title: "Packed", when: "Monday, 15:40", icon: "layers" },
  { title: "On its way", when: "Tuesday, 7:05", icon: "truck", text: "It left our house with the morning van." },
  { title: "Delivered", when: "Tuesday, 11:30", icon: "home" },
];

/** What happened, one thing after the other. */
export function Timeline({ moments = MOMENTS, label = "What happened" }: Props) {
  return (
    <ol aria-label={label} className="w-full">
      {moments.map((moment) => (
        <li key={`${moment.title} ${moment.when}`} className="group relative flex gap-4 pb-8 last:pb-0">
          <span aria-hidden className="absolute start-5 top-11 bottom-1 w-px bg-line group-last:hidden" />
          <span aria-hidden className="grid size-10 shrink-0 place-items-center rounded-full bg-brand-soft text-brand">
            <Icon name={moment.icon ?? "check"} className="size-5" />
          </span>
          <div className="min-w-0 pt-1.5">
            <div className="flex flex-wrap items-baseline gap-x-3">
              <p className="font-semibold">{moment.title}</p>
              {moment.when ? <p className="text-sm text-muted">{moment.when}</p> : null}
            </div>
            {moment.text ? <p className="mt-0.5 text-muted">{moment.text}</p> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
