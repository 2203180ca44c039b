import { createHash } from "node:crypto";
import type { Storage } from ".";

type Account = { cloud: string; key: string; secret: string };

/** Cloudinary's upload interface with signed requests: two calls, so no package. */
export function cloudinaryStorage(account: Account): Storage {
  return {
    async put(key, bytes, contentType) {
      const form = signed(account, { public_id: key, overwrite: "true" });
      form.set("file", new Blob([new Uint8Array(bytes)], { type: contentType }), key);
      const answer = await call(account, "auto/upload", form);
      return { key, url: String(answer.secure_url) };
    },
    async remove(key) {
      await call(account, "image/destroy", signed(account, { public_id: key }));
    },
  };
}

function signed({ key, secret }: Account, fields: Record<string, string>): FormData {
  const all: Record<string, string> = { ...fields, timestamp: String(Math.floor(Date.now() / 1000)) };
  const text = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join("&");
  const form = new FormData();
  for (const [name, value] of Object.entries(all)) form.set(name, value);
  form.set("api_key", key);
  form.set("signature", createHash("sha1").update(text + secret).digest("hex"));
  return form;
}

async function call({ cloud }: Account, path: string, body: FormData): Promise<Record<string, unknown>> {
  const response = await fetch(`https://api.cloudinary.com/v1_1/${cloud}/${path}`, { method: "POST", body });
  if (!response.ok) throw new Error(`Cloudinary ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
