import { Icon } from "../icons/Icon";

type Props = {
  /** What happened; nothing is seen while it is empty. */
  message?: string;
  /** Whether it went well. */
  ok?: boolean;
};

/** How the last thing that someone did went. Always in the page, so that screen readers hear it change. */
export function Notice({ message = "Saved.", ok = true }: Props) {
  const look = ok ? "border-success/25 bg-success-soft text-success" : "border-danger/25 bg-danger-soft text-danger";
  return (
    <div role="status" aria-live="polite">
      {message ? (
        <p className={`flex items-center gap-2.5 rounded-control border px-4 py-3 font-medium ${look}`}>
          <Icon name={ok ? "success" : "error"} />
          {message}
        </p>
      ) : null}
    </div>
  );
}
