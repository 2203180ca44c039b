import { useId, type ComponentProps } from "react";
import { Icon } from "../icons/Icon";

type Props = Omit<ComponentProps<"input">, "type"> & {
  /** What is searched, for those who do not see the sign. */
  label?: string;
  /** The page that shows what was found. */
  action?: string;
  /** The words on the button; without them there is none, and the Enter key searches. */
  submit?: string;
};

/** Searches: sends what is typed to a page, as `?q=`. */
export function SearchField({ label = "Search", placeholder = "Search …", action, submit, name = "q", className = "", ...props }: Props) {
  const id = useId();
  return (
    <form role="search" action={action} className={`flex w-full gap-2 ${className}`}>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <div className="relative flex-1">
        <Icon name="search" className="pointer-events-none absolute inset-y-0 start-3.5 my-auto size-4.5 text-muted" />
        <input id={id} type="search" name={name} placeholder={placeholder} {...props} className="control ps-10! placeholder:text-muted" />
      </div>
      {submit ? (
        <button type="submit" className="button button-primary">
          {submit}
        </button>
      ) : null}
    </form>
  );
}
