import { supabase } from "@/lib/supabase";
import type { Storage } from ".";

const BUCKET = "files";

export function supabaseStorage(): Storage {
  const bucket = supabase().storage.from(BUCKET);
  return {
    async put(key, bytes, contentType) {
      const { error } = await bucket.upload(key, bytes, { contentType, upsert: true });
      if (error) throw new Error(`Storing ${key} at Supabase: ${error.message}`);
      return { key, url: bucket.getPublicUrl(key).data.publicUrl };
    },
    async remove(key) {
      const { error } = await bucket.remove([key]);
      if (error) throw new Error(`Removing ${key} at Supabase: ${error.message}`);
    },
  };
}
