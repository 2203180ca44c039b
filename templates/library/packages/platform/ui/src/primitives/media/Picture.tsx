type Props = {
  /** The picture's address; without one a pattern in the brand's colours stands in its place. */
  src?: string;
  /** What it shows, for those who do not see it; empty where it only decorates. */
  alt?: string;
  /** Its shape and size, as classes. */
  className?: string;
  /** Which of the patterns; the same number is the same pattern. */
  pattern?: number;
};

/** A picture that fills its frame, loaded when it comes near. */
export function Picture({ src, alt = "", className = "aspect-4/3", pattern = 0 }: Props) {
  return (
    <div className={`relative overflow-hidden bg-brand-soft ${className}`}>
      {src ? (
        <picture>
          <img src={src} alt={alt} loading="lazy" decoding="async" className="absolute inset-0 size-full object-cover" />
        </picture>
      ) : (
        <Pattern seed={pattern} alt={alt} />
      )}
    </div>
  );
}

const FAINT = "fill-brand/15";
const PATTERNS = [
  <g key="hills">
    <circle cx="290" cy="90" r="46" className="fill-brand/30" />
    <path d="M0 220 110 120l80 70 70-50 140 110v50H0z" className="fill-brand/25" />
    <path d="M0 260c90-50 150-40 220-10s130 20 180-10v60H0z" className="fill-brand/40" />
  </g>,
  <g key="arcs" className="fill-none stroke-brand/35" strokeWidth="22">
    <circle cx="80" cy="300" r="60" />
    <circle cx="80" cy="300" r="120" />
    <circle cx="80" cy="300" r="180" />
    <circle cx="80" cy="300" r="240" />
  </g>,
  <g key="tiles">
    <path d="M0 0h133v100H0zM267 0h133v100H267zM133 100h134v100H133zM0 200h133v100H0zM267 200h133v100H267z" className={FAINT} />
    <circle cx="200" cy="150" r="50" className="fill-brand/40" />
    <path d="M133 0h134a67 67 0 0 1-134 0M133 300h134a67 67 0 0 0-134 0" className="fill-brand/30" />
  </g>,
  <g key="waves" className="fill-none stroke-brand/35" strokeWidth="14">
    <path d="M-20 90c60-50 100 50 160 0s100 50 160 0 100 50 160 0M-20 150c60-50 100 50 160 0s100 50 160 0 100 50 160 0M-20 210c60-50 100 50 160 0s100 50 160 0 100 50 160 0" />
  </g>,
  <g key="leaves" className="fill-brand/25">
    <path d="M200 300C80 250 60 140 90 40c110 20 150 130 110 260" />
    <path d="M200 300c120-50 140-160 110-260-110 20-150 130-110 260" className="fill-brand/40" />
  </g>,
  <g key="orbit">
    <circle cx="200" cy="150" r="130" className={FAINT} />
    <circle cx="200" cy="150" r="84" className="fill-brand/25" />
    <circle cx="200" cy="150" r="38" className="fill-brand/45" />
    <circle cx="310" cy="80" r="14" className="fill-brand" />
  </g>,
];

function Pattern({ seed, alt }: { seed: number; alt: string }) {
  return (
    <svg
      viewBox="0 0 400 300"
      preserveAspectRatio="xMidYMid slice"
      className="absolute inset-0 size-full"
      role={alt ? "img" : undefined}
      aria-label={alt || undefined}
      aria-hidden={alt ? undefined : true}
    >
      {PATTERNS[Math.abs(Math.trunc(seed)) % PATTERNS.length]}
    </svg>
  );
}
