// Lints each app below apps/ by its own eslint.config.mjs. A file that is the same at the same place in an
// earlier app is not looked at again. Prints a line of JSON for each finding: {app, path, line, code, message}.
//   node lint.mjs APP…
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ESLint } from "eslint";

const seen = new Set();

function isNew(folder, path) {
  const name = createHash("sha256").update(path).update("\0").update(readFileSync(join(folder, path))).digest("hex");
  return !seen.has(name) && seen.add(name);
}

const isCode = (path) => /\.(ts|tsx|mjs|js|jsx)$/.test(path);

for (const app of process.argv.slice(2)) {
  const folder = join(process.cwd(), "apps", app);
  const eslint = new ESLint({ cwd: folder });
  const files = readdirSync(folder, { recursive: true }).filter((path) => isCode(path) && isNew(folder, path));
  const wanted = [];
  for (const path of files) if (!(await eslint.isPathIgnored(join(folder, path)))) wanted.push(join(folder, path));
  for (const { filePath, messages } of await eslint.lintFiles(wanted)) {
    for (const { line, ruleId, message } of messages) {
      console.log(JSON.stringify({ app, path: relative(folder, filePath), line: line ?? 1, code: ruleId ?? "syntax", message }));
    }
  }
}
