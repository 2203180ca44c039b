import { Section } from "../primitives/layout/Section";
import { Picture } from "../primitives/media/Picture";
import { SectionHeading } from "../primitives/text/SectionHeading";

type Shot = { src?: string; alt?: string; caption?: string };

type Props = {
  /** The heading; without it there is none. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** The pictures; the first is the largest. */
  pictures?: Shot[];
};

const PICTURES: Shot[] = [
  { caption: "The house at dusk" },
  { caption: "The garden in June" },
  { caption: "The long table" },
  { caption: "The kitchen" },
  { caption: "The room under the roof" },
];

/** Pictures, the first of them large. */
export function Gallery({ title = "Have a look around", subtitle, pictures = PICTURES }: Props) {
  return (
    <Section>
      {title ? <SectionHeading title={title} subtitle={subtitle} align="start" /> : null}
      <ul className="mt-10 grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
        {pictures.map((picture, at) => (
          <li key={picture.src ?? picture.caption ?? at} className={at === 0 ? "col-span-2 lg:row-span-2" : ""}>
            <figure className="group relative h-full overflow-hidden rounded-card">
              <Picture src={picture.src} alt={picture.alt} pattern={at} className={at === 0 ? "aspect-4/3 h-full w-full" : "aspect-4/3"} />
              {picture.caption ? (
                <figcaption className="absolute start-3 bottom-3 max-w-[calc(100%-1.5rem)] truncate rounded-full bg-surface px-3 py-1 text-sm font-medium shadow-card">{picture.caption}</figcaption>
              ) : null}
            </figure>
          </li>
        ))}
      </ul>
    </Section>
  );
}
