import { BookingForm, ContactForm, ItemList, Newsletter, OperationForm, ResourceManager } from "@/components/ui";
import type { FormSpec, FormState, Item } from "@/lib/view";

const form: FormSpec = {
  title: "New reservation",
  submit: "Reserve",
  fields: [
    { name: "name", label: "Name", kind: "text", required: true, maxLength: 80 },
    { name: "email", label: "Email", kind: "email", required: true },
    { name: "guests", label: "Guests", kind: "number", required: true, min: 1, max: 12 },
    { name: "price", label: "Deposit", kind: "decimal", required: false, step: "0.01" },
    { name: "day", label: "Day", kind: "date", required: true },
    { name: "time", label: "Time", kind: "datetime", required: true },
    { name: "table", label: "Table", kind: "choice", required: true, choices: [{ value: "1", label: "By the window" }] },
    { name: "area", label: "Area", kind: "choice", required: false },
    { name: "wishes", label: "Wishes", kind: "longtext", required: false },
    { name: "extra", label: "Extra", kind: "json", required: false },
    { name: "pets", label: "With a dog", kind: "boolean", required: true },
  ],
};
const answered: FormState = { ok: false, message: "Two answers are not right yet.", fields: { email: "This is no address.", guests: "At most 12." } };
const create = () => Promise.resolve(answered);
const items: Item[] = [
  {
    id: "1",
    title: "Ada Lovelace",
    when: "2030-05-12T18:30:00Z",
    facts: [
      { label: "Guests", kind: "text", value: "4" },
      { label: "Booked", kind: "date", value: "2030-05-01" },
    ],
    status: { label: "Confirmed", tone: "success" },
    buttons: [{ label: "Cancel", tone: "danger", run: create, field: "id" }],
    edit: { form, run: create, field: "id" },
  },
  { id: "2", title: "", when: "2030-05-13T19:00:00Z", facts: [], status: { label: "Cancelled", tone: "danger" }, buttons: [{ label: "Book again", tone: "primary", run: create, field: "id" }] },
];
const resource = { noun: "reservation", plural: "reservations", form, create, items };

/** What is about rows gets them from the app's domains, which the gallery has none of. */
export const RESOURCES = {
  BookingForm: [<BookingForm key="defaults" />, <BookingForm key="example" {...resource} />],
  ResourceManager: [<ResourceManager key="defaults" />, <ResourceManager key="example" {...resource} />],
  ContactForm: [<ContactForm key="bound" {...resource} />],
  Newsletter: [<Newsletter key="bound" {...resource} />],
  ItemList: [<ItemList key="bound" noun="reservation" items={items} />],
  OperationForm: [<OperationForm key="bound" form={form} state={answered} />],
};
