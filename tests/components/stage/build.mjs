// Renders the gallery on the server, as HTML, and bundles it for the browser, with the tools that the app brings.
import { mkdirSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import tailwind from "@tailwindcss/postcss";

const root = process.cwd();
const here = createRequire(`${root}/package.json`);
const within = (name) => createRequire(here.resolve(name));
const { build } = within("vite")("esbuild");
const postcss = within("@tailwindcss/postcss")("postcss");

const bundle = (name, platform) =>
  build({
    entryPoints: [`gallery/${name}.tsx`],
    outfile: `dist/${name}.mjs`,
    bundle: true,
    format: "esm",
    platform,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    alias: { "next/link": "./gallery/link.tsx" },
    banner: platform === "node" ? { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' } : {},
    logLevel: "warning",
  });

mkdirSync("dist", { recursive: true });
const [styles] = await Promise.all([
  postcss([tailwind()]).process(readFileSync("app/globals.css"), { from: `${root}/app/globals.css` }),
  bundle("browser", "browser"),
  bundle("server", "node"),
]);
const { html } = await import(pathToFileURL(`${root}/dist/server.mjs`).href);
writeFileSync("dist/gallery.css", styles.css);
copyFileSync(within("@axe-core/playwright").resolve("axe-core/axe.min.js"), "dist/axe.js");
writeFileSync(
  "dist/index.html",
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Gallery</title>
<link rel="stylesheet" href="gallery.css"></head><body><main id="root">${html}</main><script type="module" src="browser.mjs"></script></body></html>`,
);
