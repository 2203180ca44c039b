"use client";

import { words, type FormAction, type FormState } from "@/lib/view";
import { useSubmit } from "./use-submit";

/** Sends a form to the app's own operation where it has one, and else to the reader's mail program. */
export function useSend(create: FormAction | undefined, email: string, subject: string) {
  const { state, pending, submit } = useSubmit();

  function send(data: FormData, done: (state: FormState) => void) {
    if (create) return submit(create, data, done);
    const body = [...data].map(([name, value]) => `${words(name)}: ${String(value)}`).join("\n");
    window.location.assign(`mailto:${email}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`);
  }

  return { state, pending, send };
}
