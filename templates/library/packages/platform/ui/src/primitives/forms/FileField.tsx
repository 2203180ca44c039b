"use client";

import { useId, useState, type ComponentProps } from "react";
import { Icon } from "../icons/Icon";
import { describe, FieldShell, type FieldTexts } from "./FieldShell";

type Props = Omit<ComponentProps<"input">, "type" | "onChange"> &
  FieldTexts & {
    /** What the field says while it is empty. */
    prompt?: string;
  };

/** Files, to choose or to drop on it. */
export function FileField({ label = "Attachment", hint = "PDF, PNG or JPEG, up to 10 MB.", error, prompt = "Drop a file here, or choose one", className = "", ...props }: Props) {
  const id = useId();
  const [files, setFiles] = useState<{ name: string; size: number }[]>([]);
  return (
    <FieldShell id={id} label={label} hint={hint} error={error} required={props.required}>
      <div
        className={`relative grid justify-items-center gap-2 rounded-card border border-dashed border-muted bg-surface px-6 py-8 text-center transition-colors hover:border-brand hover:bg-brand-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand ${className}`}
      >
        <Icon name={files.length > 0 ? "file" : "upload"} className="size-6 text-brand" />
        {files.length === 0 ? <span className="font-medium">{prompt}</span> : null}
        <ul aria-live="polite" className="grid gap-1 empty:hidden">
          {files.map((file) => (
            <li key={file.name} className="font-medium break-all">
              {file.name} <span className="font-normal whitespace-nowrap text-muted">{sized(file.size)}</span>
            </li>
          ))}
        </ul>
        <input
          type="file"
          {...props}
          {...describe(id, { hint, error })}
          onChange={(event) => setFiles(Array.from(event.target.files ?? [], ({ name, size }) => ({ name, size })))}
          className="absolute inset-0 size-full cursor-pointer opacity-0"
        />
      </div>
    </FieldShell>
  );
}

function sized(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
