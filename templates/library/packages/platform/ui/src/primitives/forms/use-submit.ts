"use client";

import { useState, useTransition } from "react";
import { EMPTY_STATE, type FormAction, type FormState } from "@/lib/view";

/**
 * Runs server actions and keeps how the last one went. Local times become instants here: only the
 * browser knows the time zone that someone meant.
 */
export function useSubmit() {
  const [state, setState] = useState<FormState>(EMPTY_STATE);
  const [pending, start] = useTransition();

  function submit(action: FormAction, data: FormData, done?: (state: FormState) => void) {
    start(async () => {
      const result = await action(EMPTY_STATE, withInstants(data)).catch(() => ({ ...EMPTY_STATE, message: "The connection was lost. Please try again" }));
      setState(result);
      done?.(result);
    });
  }

  return { state, pending, submit };
}

function withInstants(data: FormData): FormData {
  for (const [name, value] of [...data.entries()]) {
    if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(value)) continue;
    data.set(name, new Date(value).toISOString());
  }
  return data;
}
