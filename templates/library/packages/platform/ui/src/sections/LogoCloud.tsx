import { Icon, type IconName } from "../primitives/icons/Icon";
import { Section } from "../primitives/layout/Section";

type Logo = { name: string; src?: string; icon?: IconName };

type Props = {
  /** The line above them. */
  title?: string;
  /** Whose logos: a picture of each, or a sign and the name. */
  logos?: Logo[];
};

const LOGOS: Logo[] = [
  { name: "Harbour", icon: "globe" },
  { name: "Lantern", icon: "sparkles" },
  { name: "Orchard", icon: "leaf" },
  { name: "Granite", icon: "layers" },
  { name: "Voltage", icon: "bolt" },
];

/** Those who are here already. */
export function LogoCloud({ title = "In good company", logos = LOGOS }: Props) {
  return (
    <Section>
      <h2 className="text-center text-base font-medium text-muted">{title}</h2>
      <ul className="mt-8 flex flex-wrap items-center justify-center gap-x-12 gap-y-8">
        {logos.map((logo) => (
          <li key={logo.name} className="flex items-center gap-2.5 text-xl font-semibold tracking-tight text-muted">
            {logo.src ? (
              <picture>
                <img src={logo.src} alt={logo.name} loading="lazy" className="h-9 w-auto" />
              </picture>
            ) : (
              <>
                <Icon name={logo.icon ?? "layers"} className="size-7" />
                {logo.name}
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
