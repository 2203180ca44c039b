/** An error that a person can do something about: `status` and `code` go out, `message` is for people. */
export class AppError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The input at fault, where it is one. */
    readonly field?: string,
  ) {
    super(message);
  }
}

export const unauthorized = () => new AppError(401, "unauthorized", "Please sign in first");
export const forbidden = () => new AppError(403, "forbidden", "You may not do this");
export const notFound = (what: string) => new AppError(404, "not_found", `${what} not found`);
export const unprocessable = (message: string, field?: string) => new AppError(422, "unprocessable", message, field);
/** An operation whose meaning the plan leaves open: somebody has to write it, in `domains/<domain>/open/`. */
export const openPoint = (what: string) => new AppError(501, "open_point", what);

const SQLSTATE: Record<string, [status: number, code: string, message: string]> = {
  "22P02": [400, "invalid_input", "A value has the wrong form"],
  "23502": [422, "missing_value", "A value is missing"],
  "23503": [409, "in_use", "This refers to something that does not exist, or is still referred to"],
  "23505": [409, "already_exists", "This exists already"],
  "23514": [422, "out_of_range", "A value is out of range"],
  "42501": [403, "forbidden", "You may not do this"],
};

/** The error that people may see for what the database refused; null for anything unexpected. */
export function fromDatabase(error: unknown): AppError | null {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const known = SQLSTATE[String((cause as { code?: unknown } | null)?.code)];
  return known ? new AppError(...known) : null;
}
