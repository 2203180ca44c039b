import type { ListView } from "@/lib/view";
import { AppLink } from "../../primitives/navigation/AppLink";
import { SelectField } from "../../primitives/forms/SelectField";

type Props = {
  /** What the list can be narrowed by, and what is chosen. */
  list?: ListView;
  /** The words on the button. */
  apply?: string;
  /** The words on the way back to the whole list. */
  all?: string;
  /** What stands for no choice. */
  any?: string;
};

const STATUS: ListView = { filters: [{ name: "status", label: "Status", value: "", choices: [{ value: "OPEN", label: "Open" }] }], others: [], page: 1 };

/** What a list is narrowed by. The choices are kept in the address, so that they can be sent and gone back to. */
export function ListFilters({ list = STATUS, apply = "Filter", all = "Show all", any = "Any" }: Props) {
  if (list.filters.length === 0) return null;
  return (
    <form method="get" className="mb-5 flex flex-wrap items-end gap-3">
      {list.others.map((one) => (
        <input key={one.name} type="hidden" name={one.name} value={one.value} />
      ))}
      {list.filters.map((filter) => (
        <div key={`${filter.name} ${filter.value}`} className="min-w-40">
          <SelectField name={filter.name} label={filter.label} options={filter.choices} placeholder={any} defaultValue={filter.value} />
        </div>
      ))}
      <button type="submit" className="button button-quiet">
        {apply}
      </button>
      {list.all ? (
        <AppLink href={list.all} className="button">
          {all}
        </AppLink>
      ) : null}
    </form>
  );
}
