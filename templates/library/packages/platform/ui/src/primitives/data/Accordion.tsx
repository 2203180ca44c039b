import { useId } from "react";
import { Icon } from "../icons/Icon";

type Props = {
  /** What each is called, and what it says once it is open. */
  items?: { title: string; text: string }[];
  /** Whether opening one closes the others. */
  single?: boolean;
};

const ITEMS = [
  { title: "What do I need to begin?", text: "An email address. Everything else can wait until you need it." },
  { title: "Can I change my mind?", text: "At any time. What you made stays yours, and you can take it with you." },
  { title: "Who sees what I write?", text: "You, and those whom you invite. Nobody else, and no machine that learns from it." },
];

/** Things that open on a click, one below the other. Works without JavaScript. */
export function Accordion({ items = ITEMS, single = false }: Props) {
  const name = useId();
  return (
    <div className="w-full divide-y divide-line border-y border-line">
      {items.map((item) => (
        <details key={item.title} name={single ? name : undefined} className="group">
          <summary className="flex cursor-pointer list-none items-center justify-between gap-6 rounded-control py-5 text-lg font-semibold transition-colors hover:text-brand [&::-webkit-details-marker]:hidden">
            {item.title}
            <Icon name="plus" className="size-5 text-muted transition-transform duration-200 group-open:rotate-45" />
          </summary>
          <p className="max-w-2xl pe-10 pb-6 text-pretty text-muted">{item.text}</p>
        </details>
      ))}
    </div>
  );
}
