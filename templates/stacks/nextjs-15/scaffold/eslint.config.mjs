import { FlatCompat } from "@eslint/eslintrc";

const compat = new FlatCompat({ baseDirectory: import.meta.dirname });

const config = [
  {
    ignores: [
      "node_modules/**",
      ".next/**",
      "coverage/**",
      "playwright-report/**",
      "test-results/**",
      "next-env.d.ts",
      "supabase/functions/**",
    ],
  },
  ...compat.extends("next/core-web-vitals", "next/typescript"),
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Requests reach the database through withUser() alone, so that its policies see who is asking.
      "no-restricted-imports": ["error", { paths: [{ name: "pg", message: "Use withUser() from @/lib/db/rls." }] }],
    },
  },
  { files: ["lib/db/client.ts", "scripts/**", "tests/**", "e2e/**", "a11y/**"], rules: { "no-restricted-imports": "off" } },
];

export default config;
