"use client";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main id="content" role="alert" className="grid min-h-dvh place-content-center gap-4 px-6 text-center">
      <p className="text-sm font-semibold text-brand">Error</p>
      <h1 className="text-4xl">Something went wrong</h1>
      <p className="text-muted">It is not your fault. Please try again{error.digest ? ` (reference ${error.digest})` : ""}.</p>
      <button type="button" onClick={reset} className="button button-primary mx-auto mt-2">
        Try again
      </button>
    </main>
  );
}
