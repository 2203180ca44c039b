// Applies each app's migrations below apps/ to a PostgreSQL of its own (in WASM), then its first rows as the app's
// migration script does: as an admin, under row-level security. Prints a line of JSON for each error:
// {app, path, line, code, message}.
//   node migrate.mjs APP…
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";

const ADMIN = JSON.stringify({ role: "authenticated", app_role: "admin" });

async function run(db, app, path) {
  const text = readFileSync(join("apps", app, path), "utf8");
  try {
    await db.exec(path === "db/seed.sql" ? `begin; select set_config('role', 'authenticated', true), set_config('request.jwt.claims', '${ADMIN}', true); ${text}; commit;` : text);
  } catch (error) {
    const line = text.slice(0, Number(error.position ?? 1)).split("\n").length;
    console.log(JSON.stringify({ app, path, line, code: String(error.code), message: [error.message, error.detail].filter(Boolean).join(": ") }));
  }
}

for (const app of process.argv.slice(2)) {
  const db = await PGlite.create();
  for (const folder of ["db/platform", "db/migrations"]) {
    for (const file of readdirSync(join("apps", app, folder)).sort()) await run(db, app, `${folder}/${file}`);
  }
  await run(db, app, "db/seed.sql");
  await db.close();
}
