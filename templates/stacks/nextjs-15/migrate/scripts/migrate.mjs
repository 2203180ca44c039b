// Applies db/migrations/*.sql in order, each in a transaction, and records its checksum.
//   node scripts/migrate.mjs [--seed] [--local]
// MIGRATE_URL is the owner of the tables (else DATABASE_URL). The user of DATABASE_URL is the login of the
// running app: it is allowed to become anon or authenticated. With --local that login is also made, where it
// is missing and the owner may.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import pg from "pg";

const flags = new Set(process.argv.slice(2));
const sqlFiles = async (dir) => (await readdir(dir)).filter((file) => file.endsWith(".sql")).sort();
const value = async (client, text, values = []) => (await client.query(text, values)).rows[0]?.value;

/** User and password of a connection address; a unix socket's address has no host and is no URL for `new URL`. */
function loginOf(address) {
  const found = /^[a-z]+:\/\/([^:@/]+)(?::([^@/]*))?@/.exec(address ?? "");
  return found ? { user: decodeURIComponent(found[1]), password: decodeURIComponent(found[2] ?? "") } : null;
}

async function preparePlatform(client) {
  const known = await value(client, "select obj_description(to_regprocedure('auth.uid()')::oid) as value");
  const exists = await value(client, "select to_regprocedure('auth.uid()') is not null as value");
  if (exists && known !== "platform stand-in") return; // Supabase
  if (!exists) for (const file of await sqlFiles("db/platform")) await client.query(await readFile(`db/platform/${file}`, "utf8"));
  await prepareLogin(client, loginOf(process.env.DATABASE_URL) ?? { user: "authenticator", password: "authenticator" });
}

async function prepareLogin(client, { user, password }) {
  const name = client.escapeIdentifier(user);
  const role = (await client.query("select rolbypassrls or rolsuper as strong from pg_roles where rolname = $1", [user])).rows[0];
  if (!role && flags.has("--local")) {
    await client.query(`create role ${name} login noinherit password ${client.escapeLiteral(password)}`);
  } else if (!role) {
    throw new Error(`There is no login ${user}: create it, or let --local do so on a machine of your own`);
  }
  if (role?.strong) {
    if (user !== loginOf(process.env.MIGRATE_URL)?.user && process.env.MIGRATE_URL) throw new Error(`${user} bypasses row-level security: the app needs a login of its own`);
    return;
  }
  const member = await value(client, "select pg_has_role($1, 'authenticated', 'member') as value", [user]);
  if (!member) await client.query(`grant anon, authenticated to ${name}`);
}

async function migrate(client) {
  await client.query("create schema if not exists app_migrations");
  await client.query(
    "create table if not exists app_migrations.applied (name text primary key, sha256 text not null, applied_at timestamptz not null default now())",
  );
  const applied = (await client.query("select name, sha256 from app_migrations.applied")).rows;
  const done = new Map(applied.map((row) => [row.name, row.sha256]));
  for (const name of await sqlFiles("db/migrations")) {
    const text = await readFile(`db/migrations/${name}`, "utf8");
    const sha256 = createHash("sha256").update(text).digest("hex");
    if (done.has(name)) {
      if (done.get(name) !== sha256) throw new Error(`${name} was changed after it was applied: add a new file instead`);
      continue;
    }
    await client.query("begin");
    await client.query(text);
    await client.query("insert into app_migrations.applied (name, sha256) values ($1, $2)", [name, sha256]);
    await client.query("commit");
    console.log(`applied ${name}`);
  }
}

/** As an admin of the app, since row-level security holds for the owner of the tables too. */
async function seed(client) {
  await client.query("begin");
  await client.query("select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)", [
    JSON.stringify({ role: "authenticated", app_role: "admin" }),
  ]);
  await client.query(await readFile("db/seed.sql", "utf8"));
  await client.query("commit");
  console.log("seeded");
}

const connectionString = process.env.MIGRATE_URL ?? process.env.DATABASE_URL;
if (!connectionString) throw new Error("MIGRATE_URL is not set");
const client = new pg.Client({ connectionString });
await client.connect();
try {
  await client.query("select pg_advisory_lock(724001)");
  await preparePlatform(client);
  await migrate(client);
  if (flags.has("--seed")) await seed(client);
} catch (error) {
  await client.query("rollback").catch(() => {});
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await client.end();
}
