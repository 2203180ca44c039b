const PATHS = {
  "arrow-left": "M19 12H5m6-6-6 6 6 6",
  "arrow-right": "M5 12h14m-6-6 6 6-6 6",
  "arrow-up-right": "M7 17 17 7M8.5 7H17v8.5",
  bell: "M6 9.5a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4s2-1.5 2-6.5M10 19.5a2.2 2.2 0 0 0 4 0",
  bolt: "M13 3 5 13.5h6L10.5 21 19 10.5h-6z",
  calendar: "M4 8.5a2.5 2.5 0 0 1 2.5-2.5h11A2.5 2.5 0 0 1 20 8.5v9a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 17.5zM8 3.5V8m8-4.5V8M4 11h16",
  chart: "M4 20h16M7 20v-6m5 6V5m5 15v-9",
  chat: "M20 11.5a7.5 7.5 0 0 1-11 6.6L4 19.5l1.4-4.6A7.5 7.5 0 1 1 20 11.5",
  check: "m5 12.5 4.5 4.5L19 7",
  "chevron-down": "m6 9 6 6 6-6",
  "chevron-left": "m15 6-6 6 6 6",
  "chevron-right": "m9 6 6 6-6 6",
  "chevrons-up-down": "m8 9 4-4 4 4m-8 6 4 4 4-4",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m0-14v5l3.5 2",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 11a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2zM15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3",
  "credit-card": "M3 8.5A2.5 2.5 0 0 1 5.5 6h13A2.5 2.5 0 0 1 21 8.5v7a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 15.5zM3 10.5h18M7 14.5h3",
  dots: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  download: "M12 4v11m-5-4.5 5 4.5 5-4.5M4 20h16",
  edit: "m4 20 1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5 17.5 10",
  error: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m0-13.5v5m0 3.5v.01",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6",
  file: "M6 5.5A2.5 2.5 0 0 1 8.5 3H14l4.5 4.5v11A2.5 2.5 0 0 1 16 21H8.5A2.5 2.5 0 0 1 6 18.5zM14 3v5h4.5",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M3 12h18M12 3c2.5 2.6 3.7 5.6 3.7 9s-1.2 6.4-3.7 9c-2.5-2.6-3.7-5.6-3.7-9S9.5 5.6 12 3",
  heart: "M12 20s-8-4.8-8-10.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8 2.5C20 15.2 12 20 12 20",
  home: "m4 11.5 8-7.5 8 7.5V18a2 2 0 0 1-2 2h-3.5v-5.5h-5V20H6a2 2 0 0 1-2-2z",
  image: "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v11a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 17.5zM4 16l4.5-4.5 7 7m-2-4.5L16 11.5l4 4M15.5 8h.01",
  inbox: "M4 13.5 6.5 5h11l2.5 8.5v4A1.5 1.5 0 0 1 18.5 19h-13A1.5 1.5 0 0 1 4 17.5zm0 0h4.5L10 16h4l1.5-2.5H20",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m0-10v5.5M12 7.5v.01",
  layers: "m12 3.5 9 5-9 5-9-5zM3 13l9 5 9-5",
  leaf: "M5 19c0-9 5-14 15-14 0 10-5 15-12 13.5M5 20.5c1.5-5 4.5-8 9-10",
  link: "M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3m2 3.7a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7L12 17.7",
  lock: "M5 12.5A1.5 1.5 0 0 1 6.5 11h11a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5zM8 11V8a4 4 0 0 1 8 0v3",
  mail: "M3.5 7.5A2 2 0 0 1 5.5 5.5h13a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2zM4 7.5l8 5.5 8-5.5",
  menu: "M4 7h16M4 12h16M4 17h16",
  minus: "M5 12h14",
  phone: "M5 4h4l1.5 4.5-2.3 1.7a12 12 0 0 0 5.6 5.6l1.7-2.3L20 15v4a1.5 1.5 0 0 1-1.6 1.5A16 16 0 0 1 3.5 5.6 1.5 1.5 0 0 1 5 4",
  pin: "M12 21s-7-6-7-11.5a7 7 0 0 1 14 0C19 15 12 21 12 21m0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
  plus: "M12 5v14M5 12h14",
  refresh: "M20 5v5h-5M4 19v-5h5M19.5 10A8 8 0 0 0 6 7L4 9m.5 5A8 8 0 0 0 18 17l2-2",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14m9 2-4-4",
  settings: "M4 7h9m5 0h2M4 17h3m5 0h8M15.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5m-6 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
  shield: "M12 3.5 19.5 6v5.5c0 4.5-3 7.7-7.5 9.5-4.5-1.8-7.5-5-7.5-9.5V6zM8.8 12l2.2 2.3 4.2-4.6",
  sparkles: "M11 4c.7 4.3 2.7 6.3 7 7-4.3.7-6.3 2.7-7 7-.7-4.3-2.7-6.3-7-7 4.3-.7 6.3-2.7 7-7m7.5 11c.3 1.7 1.3 2.7 3 3-1.7.3-2.7 1.3-3 3-.3-1.7-1.3-2.7-3-3 1.7-.3 2.7-1.3 3-3",
  star: "m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9-4.3-4.1 5.9-.8z",
  success: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m-3.8-8.7 2.6 2.7 5-5.5",
  trash: "M4 7h16M9.5 7V4.5h5V7M6 7l1 12a1.5 1.5 0 0 0 1.5 1.5h7A1.5 1.5 0 0 0 17 19l1-12m-8 4v5.5m4-5.5v5.5",
  truck: "M3 6.5h11v10H3zm11 4h4l3 3.5v2.5h-7zM7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4m10 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  upload: "M12 15V4M7 8.5 12 4l5 4.5M4 20h16",
  user: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8m-7.5 9c.8-3.7 3.7-6 7.5-6s6.7 2.3 7.5 6",
  users: "M9 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4m-6.5 8.5c.7-3.4 3.2-5.5 6.5-5.5s5.8 2.1 6.5 5.5M15.5 4.3a3.7 3.7 0 0 1 0 7M18 15c1.8.9 3 2.6 3.5 5",
  warning: "M12 4 2.8 19.5h18.4zm0 6v4.5m0 2.5v.01",
} as const;

export type IconName = keyof typeof PATHS;

type Props = {
  /** Which sign. */
  name?: IconName;
  /** Size and colour, as classes; it takes the colour of the text around it. */
  className?: string;
  /** What it says to those who do not see it; without it, it is decoration. */
  label?: string;
};

/** A sign of one line weight. Beside words it is decoration; alone it needs a `label`. */
export function Icon({ name = "sparkles", className = "size-5", label }: Props) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
