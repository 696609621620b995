// Who somebody says they are, where the server has users.

import { useState } from "preact/hooks";
import { logIn, Refused } from "../api";
import { WORDS } from "../words";

const W = WORDS.people;

export const isLogin = (error: Refused): boolean => error.message.includes("password");

export function Login({ done }: { done: () => void }) {
  const [said, say] = useState("");
  const [isAsking, ask] = useState(false);
  const enter = async (e: SubmitEvent) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget as HTMLFormElement);
    ask(true);
    try {
      await logIn(String(form.get("name")).trim(), String(form.get("password")));
      done();
    } catch (error) {
      say((error as Error).message);
      document.getElementById("password")?.focus();
    }
    ask(false);
  };
  return (
    <main class="alone login">
      <h1>{W.title}</h1>
      <p class="k">{W.text}</p>
      <form onSubmit={(e) => void enter(e)}>
        <label for="name">{W.name}</label>
        <input id="name" name="name" autocomplete="username" required maxLength={64} autofocus />
        <label for="password">{W.password}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required maxLength={200} />
        <button class="btn primary" disabled={isAsking}>{isAsking ? W.asking : W.enter}</button>
        <p role="alert" class="wrong">{said}</p>
      </form>
    </main>
  );
}
