"use client";

import { useRef, type ReactNode } from "react";
import { PrimaryButton } from "../buttons/PrimaryButton";
import { Modal } from "./Modal";

type Props = {
  /** The words on the button that opens it. */
  openLabel?: string;
  /** What is asked or told. */
  title?: string;
  /** What it means, where there are no children. */
  text?: string;
  /** More than text: a form, a picture. */
  children?: ReactNode;
  /** The words on the button that agrees; without them there is none. */
  confirmLabel?: string;
  /** The words on the button that leaves all as it is. */
  cancelLabel?: string;
  /** `danger` where agreeing takes something away. */
  tone?: "primary" | "danger";
  /** What happens on agreeing. */
  onConfirm?: () => void;
};

/** A question or a form that has to be answered before the page goes on, behind a button. */
export function Dialog({
  openLabel = "Delete project",
  title = "Delete this project?",
  text = "Its pages and files go with it. This cannot be undone.",
  children = <p>{text}</p>,
  confirmLabel = "Delete",
  cancelLabel = "Keep it",
  tone = "danger",
  onConfirm,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null);

  function confirm() {
    dialog.current?.close();
    onConfirm?.();
  }

  return (
    <>
      <PrimaryButton tone={tone === "danger" ? "danger" : "quiet"} aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}>
        {openLabel}
      </PrimaryButton>
      <Modal
        dialog={dialog}
        title={title}
        actions={
          <>
            <PrimaryButton tone="quiet" onClick={() => dialog.current?.close()}>
              {cancelLabel}
            </PrimaryButton>
            {confirmLabel ? (
              <PrimaryButton tone={tone} onClick={confirm}>
                {confirmLabel}
              </PrimaryButton>
            ) : null}
          </>
        }
      >
        {children}
      </Modal>
    </>
  );
}
