import type { Mailer } from ".";

/** Postmark's HTTP interface: one call, so no package. */
export function postmarkMailer(token: string, from: string): Mailer {
  return {
    async send(mail) {
      const response = await fetch("https://api.postmarkapp.com/email", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json", "x-postmark-server-token": token },
        body: JSON.stringify({ From: from, To: mail.to, Subject: mail.subject, TextBody: mail.text, MessageStream: "outbound" }),
      });
      if (!response.ok) throw new Error(`Sending mail by Postmark: ${response.status} ${await response.text()}`);
    },
  };
}
