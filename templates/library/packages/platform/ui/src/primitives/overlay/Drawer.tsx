"use client";

import { useRef, type ReactNode } from "react";
import { PrimaryButton } from "../buttons/PrimaryButton";
import { Modal } from "./Modal";

type Props = {
  /** The words on the button that opens it. */
  openLabel?: string;
  /** What it shows. */
  title?: string;
  /** What stands in it, where there are no children. */
  text?: string;
  /** More than text: details, filters, a form. */
  children?: ReactNode;
  /** The words on the button at its bottom, which closes it. */
  doneLabel?: string;
};

/** A panel that comes in from the side, for what belongs to the page but not always on it. */
export function Drawer({
  openLabel = "Show details",
  title = "Details",
  text = "What belongs to this page, and does not have to be seen all the time, stands here.",
  children = <p>{text}</p>,
  doneLabel = "Done",
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <PrimaryButton tone="quiet" aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}>
        {openLabel}
      </PrimaryButton>
      <Modal dialog={dialog} place="side" title={title} actions={<PrimaryButton onClick={() => dialog.current?.close()}>{doneLabel}</PrimaryButton>}>
        {children}
      </Modal>
    </>
  );
}
