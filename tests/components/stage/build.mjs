// Renders the gallery on the server, as HTML, and bundles it for the browser, with the tools that the app brings.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import tailwind from "@tailwindcss/postcss";

const root = process.cwd();
const here = createRequire(`${root}/package.json`);
const within = (name) => createRequire(here.resolve(name));
const { build } = within("vite")("esbuild");
const postcss = within("@tailwindcss/postcss")("postcss");

const bundle = (name, platform) =>
  build({
    entryPoints: [`gallery/${name}.tsx`],
    outfile: `dist/${name}.cjs`,
    bundle: true,
    format: platform === "node" ? "cjs" : "iife",
    platform,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    alias: { "next/link": "./gallery/link.tsx" },
    logLevel: "warning",
  });

mkdirSync("dist", { recursive: true });
const [styles] = await Promise.all([
  postcss([tailwind()]).process(readFileSync("app/globals.css"), { from: `${root}/app/globals.css` }),
  bundle("browser", "browser"),
  bundle("server", "node"),
]);
const { html } = here("./dist/server.cjs");
writeFileSync("dist/gallery.css", styles.css);
copyFileSync(within("@axe-core/playwright").resolve("axe-core/axe.min.js"), "dist/axe.js");
writeFileSync(
  "dist/index.html",
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Gallery</title>
<link rel="stylesheet" href="gallery.css"></head><body><main id="root">${html}</main><script src="browser.cjs"></script></body></html>`,
);
