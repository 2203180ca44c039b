// Compiles each app below apps/ by its own tsconfig.json, in one process that reads each declaration of a
// package once. Prints a line of JSON for each error: {app, path, line, code, message}.
//   node compile.mjs APP…
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const shared = new Map();
const remembered = (answer, known = new Map()) => (name) => {
  if (!known.has(name)) known.set(name, answer(name));
  return known.get(name);
};
const files = {
  fileExists: remembered(ts.sys.fileExists),
  directoryExists: remembered(ts.sys.directoryExists),
  realpath: remembered(ts.sys.realpath),
};

function hostOf(options) {
  const host = ts.createCompilerHost(options, true);
  const read = host.getSourceFile.bind(host);
  return Object.assign(host, files, {
    getSourceFile(name, ...rest) {
      if (!name.includes("/node_modules/")) return read(name, ...rest);
      if (!shared.has(name)) shared.set(name, read(name, ...rest));
      return shared.get(name);
    },
  });
}

function tell(app, found) {
  const place = found.file && found.start !== undefined ? found.file.getLineAndCharacterOfPosition(found.start) : { line: 0 };
  const path = found.file ? relative(join("apps", app), relative(process.cwd(), found.file.fileName)) : "tsconfig.json";
  const message = ts.flattenDiagnosticMessageText(found.messageText, "\n");
  console.log(JSON.stringify({ app, path, line: place.line + 1, code: `TS${found.code}`, message }));
}

for (const app of process.argv.slice(2)) {
  const folder = join(process.cwd(), "apps", app);
  const config = ts.parseConfigFileTextToJson("tsconfig.json", readFileSync(join(folder, "tsconfig.json"), "utf8"));
  const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config.config, ts.sys, folder);
  const alone = { ...options, incremental: false };
  const program = ts.createProgram({ rootNames: fileNames, options: alone, host: hostOf(alone) });
  for (const found of [...errors, ...ts.getPreEmitDiagnostics(program)]) tell(app, found);
}
