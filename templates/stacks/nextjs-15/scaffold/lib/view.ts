/**
 * The contract between generated domain code and library components. A component whose contract file says
 * `takes: resource` gets `ResourceProps`: one entity's form, rows and buttons, whatever the plan calls them.
 * Everything here can be sent from the server to the browser.
 */
export type Choice = { value: string; label: string };

export type FieldSpec = {
  name: string;
  label: string;
  kind: "text" | "longtext" | "email" | "number" | "decimal" | "boolean" | "date" | "datetime" | "choice" | "json";
  required: boolean;
  min?: number;
  max?: number;
  step?: string;
  maxLength?: number;
  choices?: Choice[];
  /** A choice among rows whose keys are numbers. */
  numeric?: boolean;
  /** What stands in the field at first. */
  value?: string | boolean;
};

export type FormSpec = { title: string; submit: string; fields: FieldSpec[] };

export type FormState = { ok: boolean; message: string; fields: Record<string, string> };

export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;

export type Fact = { label: string; kind: "text" | "date" | "datetime"; value: string };

export type Tone = "neutral" | "success" | "warning" | "danger";

export type ItemButton = { label: string; tone: "primary" | "danger"; run: FormAction; field: string };

export type Item = {
  id: string;
  title: string;
  when?: string;
  facts: Fact[];
  status?: { label: string; tone: Tone };
  buttons: ItemButton[];
  edit?: { form: FormSpec; run: FormAction; field: string };
};

/** Who looks at a row: what they may do decides which buttons it shows. The operations check it again. */
export type Viewer = { userId: string; role: string } | null;

/** Part of a list: what it is narrowed by, and the addresses of what comes before and after it, and of all of it. */
export type ListView = {
  filters: { name: string; label: string; value: string; choices: Choice[] }[];
  /** What else the page's address says, to be kept. */
  others: { name: string; value: string }[];
  page: number;
  previous?: string;
  next?: string;
  all?: string;
};

export type ResourceProps = {
  /** What one row is called, and several: `order`, `orders`. */
  noun: string;
  plural: string;
  form?: FormSpec;
  create?: FormAction;
  items: Item[];
  /** Where `items` are a part of a list. */
  list?: ListView;
};

export const EMPTY_STATE: FormState = { ok: false, message: "", fields: {} };

/** An enum's value for people: `IN_PROGRESS` -> `In progress`. */
export function words(value: string): string {
  const text = value.replaceAll(/[_-]+/g, " ").toLowerCase();
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const TONES: [Tone, RegExp][] = [
  ["danger", /cancel|reject|declin|fail|overdue|block|refus|lost|expired|denied/i],
  ["success", /confirm|approv|complete|paid|active|publish|done|deliver|accept|resolved|won|booked|open/i],
  ["warning", /pend|wait|review|draft|request|hold|progress|new/i],
];

export function toneOf(value: string): Tone {
  return TONES.find(([, pattern]) => pattern.test(value))?.[0] ?? "neutral";
}

/** Whether a row has come to an end that no button leads out of. */
export function isOver(value: string): boolean {
  return /^(cancell?ed|rejected|declined|refunded|expired|denied)$/i.test(value);
}

/** The form with what each row has in it: for editing. */
export function filled(form: FormSpec, values: Record<string, unknown>): FormSpec {
  const text = (value: unknown) => (value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
  return {
    ...form,
    fields: form.fields.map((field) => {
      const value = values[field.name];
      return { ...field, value: typeof value === "boolean" ? value : text(value) };
    }),
  };
}

/** The form with choices for fields that point to other rows. */
export function withChoices(form: FormSpec, choices: Record<string, Choice[]>): FormSpec {
  return { ...form, fields: form.fields.map((field) => (choices[field.name] ? { ...field, choices: choices[field.name] } : field)) };
}

/** Finds the label of a row by its key. */
export function named(choices: Choice[] | undefined, value: string | number | null): string {
  return choices?.find((choice) => choice.value === String(value))?.label ?? (value === null ? "" : String(value));
}
