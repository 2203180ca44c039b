// Keeps a page true without a flicker: asks every two seconds, and changes just the parts that differ.
(() => {
  "use strict";
  let etag = null;

  const ago = (then) => {
    const seconds = Math.max(0, (Date.now() - then) / 1000);
    const units = [[60, 1, "second"], [3600, 60, "minute"], [86400, 3600, "hour"], [Infinity, 86400, "day"]];
    const [, size, name] = units.find(([limit]) => seconds < limit);
    const count = Math.floor(seconds / size);
    return seconds < 5 ? "just now" : `${count} ${name}${count === 1 ? "" : "s"} ago`;
  };
  const tellTimes = (root) => {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const text = ago(Date.parse(time.dateTime));
      if (time.textContent !== text) time.textContent = text;
    }
  };

  // Whether a person is at work in there: a text begun, a field or a button in focus.
  const busy = (element) => element.contains(document.activeElement)
    || [...element.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);

  const same = (one, other) => {
    const plain = (node) => {
      const copy = node.cloneNode(true);
      for (const time of copy.querySelectorAll("time")) time.textContent = "";
      for (const details of [copy, ...copy.querySelectorAll("details")]) if (details.tagName === "DETAILS") details.removeAttribute("open");
      return copy.outerHTML;
    };
    return plain(one) === plain(other);
  };

  // Walks two trees side by side; a node is replaced only where they part.
  const morph = (now, next) => {
    if (same(now, next)) return;
    const mine = [...now.children], theirs = [...next.children];
    const alike = now.tagName === next.tagName && now.id === next.id && now.className === next.className
      && theirs.length > 0 && mine.length > 0 && now.tagName !== "P" && now.tagName !== "TABLE";
    if (!alike) {
      if (busy(now)) return;
      if (now.tagName === "DETAILS") next.open = now.open;
      now.replaceWith(next);
      return;
    }
    theirs.forEach((child, index) => {
      if (index < mine.length) morph(mine[index], child); else now.append(child);
    });
    mine.slice(theirs.length).forEach((child) => { if (!busy(child)) child.remove(); });
  };

  const refresh = async () => {
    if (document.hidden) return;
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(location.href, { headers, cache: "no-store" });
    if (answer.status !== 200) return;
    const first = etag === null;
    etag = answer.headers.get("ETag");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (first && same(document.querySelector("main"), page.querySelector("main"))) return;
    morph(document.querySelector("main"), page.querySelector("main"));
    const tabs = document.querySelector(".tabs"), newTabs = page.querySelector(".tabs");
    if (tabs && newTabs) morph(tabs, newTabs);
    tellTimes(document);
  };

  for (const select of document.querySelectorAll("[data-submit]")) {
    select.addEventListener("change", () => select.form.submit());
  }
  tellTimes(document);
  setInterval(() => tellTimes(document), 1000);
  setInterval(() => refresh().catch(() => {}), 2000);
})();
