import "server-only";
import { revalidatePath } from "next/cache";
import { z, ZodError } from "zod";
import { AppError, fromDatabase } from "@/lib/errors";
import type { FieldSpec, FormState } from "@/lib/view";

/** A form's texts as the operation's input: numbers as numbers, empty fields left out (or null on an edit). */
export function readForm(data: FormData, fields: FieldSpec[], keys: string[] = [], empty: null | undefined = undefined) {
  const input: Record<string, unknown> = {};
  for (const key of keys) input[key] = data.get(key);
  for (const field of fields) {
    const text = data.get(field.name);
    if (field.kind === "boolean") input[field.name] = text === "on";
    else if (typeof text !== "string" || text === "") input[field.name] = field.required ? undefined : empty;
    else if (field.kind === "number" || field.numeric) input[field.name] = Number(text);
    else if (field.kind === "json") input[field.name] = readJson(text);
    else input[field.name] = text;
  }
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Runs an operation for a form: says how it went, and shows every page anew. */
export async function submit(work: () => Promise<unknown>, done: string): Promise<FormState> {
  try {
    await work();
    revalidatePath("/", "layout");
    return { ok: true, message: done, fields: {} };
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): FormState {
  if (error instanceof ZodError) {
    const { fieldErrors, formErrors } = z.flattenError(error) as { fieldErrors: Record<string, string[]>; formErrors: string[] };
    const fields = Object.fromEntries(Object.entries(fieldErrors).map(([name, found]) => [name, found[0] ?? "Invalid"]));
    return { ok: false, message: formErrors[0] ?? "Please check the fields below", fields };
  }
  const known = error instanceof AppError ? error : fromDatabase(error);
  if (known) return { ok: false, message: known.message, fields: known.field ? { [known.field]: known.message } : {} };
  console.error(error);
  return { ok: false, message: "Something went wrong. Please try again", fields: {} };
}
