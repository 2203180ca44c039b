let made = (Date.now() % 100_000) * 10;

/** A number that no other row has: not of this process, and hardly of one before it. */
export const next = () => (made += 1);

const DAY_MS = 86_400_000;

/** An instant some days from now, on the full hour, in ISO. */
export const timeIn = (days: number) => new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + days * DAY_MS).toISOString();

/** A date some days from now. */
export const dateIn = (days: number) => timeIn(days).slice(0, 10);
