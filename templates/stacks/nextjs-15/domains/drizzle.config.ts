import { defineConfig } from "drizzle-kit";

/** For `drizzle-kit studio` and `pull`; migrations are SQL of our own in db/migrations. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./lib/db/schema.ts",
  out: "./drizzle",
  dbCredentials: { url: process.env.MIGRATE_URL ?? "" },
});
