-- Commands that were done, by the key that their caller gave: the same key again has the same answer and no effect.
create table app.idempotency_keys (
  owner text not null default coalesce(auth.uid()::text, ''),
  key text not null,
  digest text not null,
  answer jsonb,
  made_at timestamptz not null default now(),
  primary key (owner, key)
);
alter table app.idempotency_keys enable row level security;
alter table app.idempotency_keys force row level security;
create policy own_keys on app.idempotency_keys to anon, authenticated
  using (owner = coalesce(auth.uid()::text, '')) with check (owner = coalesce(auth.uid()::text, ''));
grant select, insert, update, delete on app.idempotency_keys to anon, authenticated;
