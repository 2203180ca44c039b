type Props = {
  /** The numbers, from the oldest to the newest. */
  values?: number[];
  /** What they say, for those who do not see the line; without it, it is decoration. */
  label?: string;
  /** Size and colour, as classes. */
  className?: string;
};

/** How a number has changed, in the space of a word. */
export function Sparkline({ values = [12, 15, 14, 18, 17, 22, 21, 26, 25, 31], label, className = "h-10 w-28 text-chart-1" }: Props) {
  const least = Math.min(...values);
  const range = Math.max(...values) - least || 1;
  const points = values.map((value, at) => `${((100 * at) / Math.max(values.length - 1, 1)).toFixed(1)},${(36 - (32 * (value - least)) / range).toFixed(1)}`);
  return (
    <svg
      viewBox="0 0 100 40"
      preserveAspectRatio="none"
      className={`overflow-visible ${className}`}
      fill="none"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <polygon points={`0,40 ${points.join(" ")} 100,40`} fill="currentColor" opacity="0.12" />
      <polyline points={points.join(" ")} stroke="currentColor" strokeWidth="2" strokeLinejoin="round" strokeLinecap="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
