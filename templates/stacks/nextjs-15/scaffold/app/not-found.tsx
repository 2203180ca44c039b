import Link from "next/link";

export default function NotFound() {
  return (
    <main id="content" className="grid min-h-dvh place-content-center gap-4 px-6 text-center">
      <p className="text-sm font-semibold text-brand">404</p>
      <h1 className="text-4xl">Page not found</h1>
      <p className="text-muted">It may have moved, or the address has a slip in it.</p>
      <Link href="/" className="button button-primary mx-auto mt-2">
        Back to the start
      </Link>
    </main>
  );
}
