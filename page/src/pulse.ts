// Whether the case is still as it is shown: asked every few seconds while the page is looked at. An answer that nothing
// has changed is a few bytes (304).

import { useEffect } from "preact/hooks";

export interface Pulse {
  log: number;
  head: string;
  run: number | null;
  is_running: boolean;
  by: string;
  action: string;
}

const EVERY_MS = 2500;

let last: Pulse | null = null;
let tag = "";

export const isRunning = (): boolean => last?.is_running ?? false;

// Asks now; whoever has just entered something need not be told of it by the next beat.
export async function beat(): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch("/api/pulse", { headers: tag ? { "if-none-match": tag } : {}, credentials: "same-origin", cache: "no-store" });
  } catch {
    return; // the server is gone: the next thing that is asked says so
  }
  if (answer.status === 401) location.reload();
  if (answer.status !== 200) return;
  tag = answer.headers.get("etag") ?? "";
  const now = (await answer.json()) as Pulse;
  const before = last;
  last = now;
  if (!before) return;
  if (before.head !== now.head || before.run !== now.run) window.dispatchEvent(new CustomEvent("moved", { detail: now }));
  if (before.is_running !== now.is_running) window.dispatchEvent(new CustomEvent("running", { detail: now.is_running }));
}

export function usePulse(): void {
  useEffect(() => {
    const ask = () => document.visibilityState === "visible" && void beat();
    ask();
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);
}
