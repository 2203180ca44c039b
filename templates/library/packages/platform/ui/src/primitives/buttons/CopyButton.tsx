"use client";

import { useEffect, useState } from "react";
import { Icon } from "../icons/Icon";

type Props = {
  /** What is copied. */
  value?: string;
  /** The words on it. */
  label?: string;
  /** The words once it is done. */
  copiedLabel?: string;
};

/** Puts a text on the clipboard and says so for a moment. */
export function CopyButton({ value = "Copied text", label = "Copy", copiedLabel = "Copied" }: Props) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const later = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(later);
  }, [copied]);

  async function copy() {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  }

  return (
    <button type="button" onClick={copy} className="button button-quiet button-small">
      <Icon name={copied ? "check" : "copy"} className={`size-4 ${copied ? "text-success" : "text-muted"}`} />
      <span aria-live="polite">{copied ? copiedLabel : label}</span>
    </button>
  );
}
