import { Resend } from "resend";
import type { Mailer } from ".";

export function resendMailer(key: string, from: string): Mailer {
  const resend = new Resend(key);
  return {
    async send(mail) {
      const { error } = await resend.emails.send({ from, ...mail });
      if (error) throw new Error(`Sending mail by Resend: ${error.message}`);
    },
  };
}
