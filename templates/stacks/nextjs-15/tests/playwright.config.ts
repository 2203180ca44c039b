import { defineConfig, devices } from "@playwright/test";

const port = Number(process.env.PORT ?? 3210);
// Not 127.0.0.1: Next sends redirects to localhost, where the cookie would be missing.
const baseURL = process.env.BASE_URL ?? `http://localhost:${port}`;

const DEV_SIGN_IN = {
  AUTH_MODE: "dev",
  PREVIEW_DEV_AUTH: "1",
  AUTH_DEV_SECRET: process.env.AUTH_DEV_SECRET || "only-for-browser-tests-0123456789abcdef",
};

export default defineConfig({
  outputDir: "test-results/playwright",
  // Roomy, since checks often share a small machine; a test that passes needs a few seconds.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: [["list"], ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? "test-results/browser.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || undefined,
      args: process.getuid?.() === 0 ? ["--no-sandbox", "--disable-dev-shm-usage"] : [],
    },
  },
  projects: [
    { name: "e2e", testDir: "e2e" },
    { name: "a11y", testDir: "a11y" },
  ],
  // With BASE_URL a running app is tested; otherwise the production build is served (run `build` first).
  webServer: process.env.BASE_URL
    ? undefined
    : {
        command: `node_modules/.bin/next start -H 127.0.0.1 -p ${port}`,
        url: `${baseURL}/api/health`,
        env: DEV_SIGN_IN,
        reuseExistingServer: false,
        timeout: 60_000,
      },
});
