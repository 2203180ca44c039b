import { Icon } from "../primitives/icons/Icon";
import { Section } from "../primitives/layout/Section";
import { Avatar } from "../primitives/media/Avatar";
import { SectionHeading } from "../primitives/text/SectionHeading";

type Voice = { quote: string; name: string; role?: string; image?: string; stars?: number };

type Props = {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** What people said, and who they are. */
  voices?: Voice[];
  /** How stars are read out; `{stars}` stands for their number. */
  starsLabel?: string;
};

const VOICES: Voice[] = [
  { quote: "We used to keep three lists. Now we keep none, and nothing gets lost.", name: "Head of Operations", role: "A hotel by the sea", stars: 5 },
  { quote: "I understood it in an afternoon, and I am not good with computers.", name: "Owner", role: "A bakery with two ovens", stars: 5 },
  { quote: "When something was wrong, somebody called me back within the hour.", name: "Practice Manager", role: "A clinic in a small town", stars: 5 },
];

/** What others say about it. */
export function Testimonials({ title = "In their own words", subtitle, voices = VOICES, starsLabel = "{stars} of 5 stars" }: Props) {
  return (
    <Section>
      <SectionHeading title={title} subtitle={subtitle} />
      <ul className="mt-12 grid grid-cols-[repeat(auto-fit,minmax(min(19rem,100%),1fr))] gap-6">
        {voices.map((voice) => (
          <li key={voice.quote} className="flex">
            <figure className="card flex flex-1 flex-col p-6 sm:p-7">
              {voice.stars ? (
                <p role="img" aria-label={starsLabel.replace("{stars}", String(voice.stars))} className="mb-4 flex gap-0.5 text-brand">
                  {Array.from({ length: 5 }, (_, star) => (
                    <Icon key={star} name="star" className={`size-5 ${star < (voice.stars ?? 0) ? "fill-current" : "opacity-50"}`} />
                  ))}
                </p>
              ) : null}
              <blockquote className="flex-1 text-lg/relaxed text-pretty">“{voice.quote}”</blockquote>
              <figcaption className="mt-6 flex items-center gap-3">
                <Avatar name={voice.name} src={voice.image} decorative />
                <span>
                  <span className="block font-semibold">{voice.name}</span>
                  {voice.role ? <span className="block text-sm text-muted">{voice.role}</span> : null}
                </span>
              </figcaption>
            </figure>
          </li>
        ))}
      </ul>
    </Section>
  );
}
