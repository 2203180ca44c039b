// Runs the unit tests of each app below apps/. Prints a line of JSON for each failure: {app, path, line, code, message}.
//   node unit.mjs APP…
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";

for (const app of process.argv.slice(2)) {
  const cwd = join(process.cwd(), "apps", app);
  const vitest = join(process.cwd(), "node_modules/vitest/vitest.mjs");
  const done = spawnSync(process.execPath, [vitest, "run"], { cwd, encoding: "utf8", maxBuffer: 1 << 27 });
  let files;
  try {
    files = JSON.parse(readFileSync(join(cwd, "test-results/unit.json"), "utf8")).testResults;
  } catch {
    console.log(JSON.stringify({ app, path: "", line: 1, code: "vitest", message: (done.stdout + done.stderr).slice(-2000) }));
    continue;
  }
  for (const file of files) {
    const path = relative(cwd, file.name);
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    if (file.status === "failed" && failed.length === 0) console.log(JSON.stringify({ app, path, line: 1, code: "suite", message: file.message }));
    for (const test of failed) console.log(JSON.stringify({ app, path, line: 1, code: "test", message: `${test.fullName}\n${test.failureMessages.join("\n")}`.slice(0, 1500) }));
  }
}
