import { Avatar } from "./Avatar";

type Props = {
  /** Who they are. */
  people?: { name: string; src?: string }[];
  /** How many are shown before the rest is counted. */
  most?: number;
  /** What they are, for those who do not see them. */
  label?: string;
};

const PEOPLE = ["Alpha Team", "Bravo Team", "Charlie Team", "Delta Team", "Echo Team", "Foxtrot Team"].map((name) => ({ name }));

/** Several people in little space. */
export function AvatarGroup({ people = PEOPLE, most = 4, label = "Members" }: Props) {
  const rest = people.length - most;
  return (
    <ul aria-label={label} className="flex items-center">
      {people.slice(0, most).map((person) => (
        <li key={person.name} className="-ms-2 rounded-full ring-2 ring-surface first:ms-0">
          <Avatar {...person} />
        </li>
      ))}
      {rest > 0 ? (
        <li className="-ms-2 inline-grid size-10 place-items-center rounded-full bg-canvas text-sm font-semibold text-muted ring-2 ring-surface">
          <span aria-hidden>+{rest}</span>
          <span className="sr-only">and {rest} more</span>
        </li>
      ) : null}
    </ul>
  );
}
