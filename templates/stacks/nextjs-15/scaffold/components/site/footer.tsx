import { site } from "@/lib/site";

export function SiteFooter() {
  return (
    <footer className="border-t border-line">
      <div className="mx-auto flex max-w-6xl flex-wrap justify-between gap-2 px-4 py-6 text-sm text-muted sm:px-6">
        <p>{site.name}</p>
        {site.description === site.name ? null : <p>{site.description}</p>}
      </div>
    </footer>
  );
}
