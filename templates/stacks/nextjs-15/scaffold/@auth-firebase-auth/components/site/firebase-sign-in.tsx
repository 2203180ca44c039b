"use client";

import { getApps, initializeApp } from "firebase/app";
import { getAuth, GoogleAuthProvider, signInWithPopup } from "firebase/auth";
import { useState } from "react";

const app = () =>
  getApps()[0] ??
  initializeApp({ apiKey: process.env.NEXT_PUBLIC_FIREBASE_API_KEY, authDomain: process.env.NEXT_PUBLIC_FIREBASE_AUTH_DOMAIN });

export function FirebaseSignIn({ next }: { next: string }) {
  const [message, setMessage] = useState("");
  async function signIn() {
    try {
      const { user } = await signInWithPopup(getAuth(app()), new GoogleAuthProvider());
      const response = await fetch("/api/session", { method: "POST", body: JSON.stringify({ idToken: await user.getIdToken() }) });
      if (!response.ok) throw new Error("The session could not be started");
      window.location.assign(next);
    } catch (error) {
      setMessage(error instanceof Error ? error.message : "Signing in did not work");
    }
  }
  return (
    <>
      <button type="button" onClick={() => void signIn()} className="button button-primary w-full">
        Sign in with Google
      </button>
      <p role="status" className="mt-3 text-sm text-danger">
        {message}
      </p>
    </>
  );
}
