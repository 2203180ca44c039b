const SIZES = { small: "size-8 text-xs", medium: "size-10 text-sm", large: "size-16 text-xl" };

type Props = {
  /** Whose it is; its initials stand where there is no picture. */
  name?: string;
  /** The address of a picture. */
  src?: string;
  /** How large it is. */
  size?: keyof typeof SIZES;
  /** Beside the name in words it is decoration. */
  decorative?: boolean;
};

/** A person's picture, or their initials. */
export function Avatar({ name = "New colleague", src, size = "medium", decorative = false }: Props) {
  const shape = `inline-grid shrink-0 place-items-center overflow-hidden rounded-full bg-brand-soft font-semibold text-brand ${SIZES[size]}`;
  if (src) {
    return (
      <picture className={shape}>
        <img src={src} alt={decorative ? "" : name} loading="lazy" className="size-full object-cover" />
      </picture>
    );
  }
  return (
    <span className={shape} role={decorative ? undefined : "img"} aria-label={decorative ? undefined : name} aria-hidden={decorative || undefined}>
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const [first = "", last = ""] = [words[0], words.length > 1 ? words.at(-1) : ""];
  return ([...first].slice(0, 1).join("") + [...last].slice(0, 1).join("")).toUpperCase();
}
