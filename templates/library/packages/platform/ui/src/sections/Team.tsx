import { Section } from "../primitives/layout/Section";
import { Picture } from "../primitives/media/Picture";
import { SectionHeading } from "../primitives/text/SectionHeading";
import { AppLink } from "../primitives/navigation/AppLink";

type Member = { name: string; role?: string; text?: string; image?: string; href?: string };

type Props = {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** Who they are; an `href` leads to more about one. */
  members?: Member[];
};

const MEMBERS: Member[] = [
  { name: "Leadership", role: "Keeps the promises", text: "Began this at a kitchen table." },
  { name: "Design", role: "Makes it clear", text: "Takes away what nobody misses." },
  { name: "Engineering", role: "Makes it last", text: "Sleeps well, and so do you." },
  { name: "Service", role: "Answers you", text: "Knows most customers by voice." },
];

/** The people behind it. */
export function Team({ title = "Who you work with", subtitle, members = MEMBERS }: Props) {
  return (
    <Section>
      <SectionHeading title={title} subtitle={subtitle} />
      <ul className="mt-12 grid grid-cols-2 gap-x-4 sm:gap-x-6 lg:grid-cols-4 gap-y-10">
        {members.map((member) => (
          <li key={member.name}>
            {member.image ? (
              <Picture src={member.image} className="aspect-square rounded-card" />
            ) : (
              <span aria-hidden className="grid aspect-square place-items-center rounded-card bg-[radial-gradient(circle_at_70%_20%,var(--color-surface),var(--color-brand-soft)_70%)] text-6xl font-semibold text-brand">
                {member.name.slice(0, 1).toUpperCase()}
              </span>
            )}
            <h3 className="mt-4 text-lg">
              {member.href ? (
                <AppLink href={member.href} className="rounded-sm underline-offset-4 hover:underline">
                  {member.name}
                </AppLink>
              ) : (
                member.name
              )}
            </h3>
            {member.role ? <p className="text-sm font-medium text-brand">{member.role}</p> : null}
            {member.text ? <p className="mt-1.5 text-[0.9375rem] text-pretty text-muted">{member.text}</p> : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
