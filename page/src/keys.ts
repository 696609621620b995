// Keys that work in every view. Each view adds its own by listening to "key" (an event with the key as its detail).

import { useLayoutEffect } from "preact/hooks";
import { LETTERS } from "./app";
import { explain, go, hashOf, toView } from "./route";

let under: Element | null = null;
document.addEventListener("pointerover", (e) => (under = e.target as Element));

// Whether "g" was pressed: kept here, since a page that is drawn anew between two keys must not forget the first.
let isGoing = false;

const isTyping = (e: Element | null): boolean => !!e?.closest("input, textarea, select, [contenteditable]");

// What has the focus, or else what lies under the pointer.
export function pointed(): string | null {
  const focused = document.activeElement?.closest("[data-x]") ?? under?.closest("[data-x]");
  return focused?.getAttribute("data-x") ?? null;
}

// Listeners change with what is drawn, before the browser paints it: a key that comes at once is never heard by a view that is gone.
export function useKeys(views: string[], find: () => void, help: () => void, close: () => void): void {
  useLayoutEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      if (e.key === "Escape" && !document.querySelector("dialog[open]")) {
        if (isTyping(document.activeElement)) (document.activeElement as HTMLElement).blur();
        else if (isHeard("Escape")) e.preventDefault();
        else close();
        return;
      }
      if (e.ctrlKey || e.metaKey || e.altKey || isTyping(document.activeElement)) return;
      if (isGoing) {
        isGoing = false;
        const view = Object.entries(LETTERS).find(([, letter]) => letter === e.key)?.[0];
        if (view && views.includes(view)) {
          e.preventDefault();
          go(toView(view));
        }
        return;
      }
      if (e.key === "g") isGoing = true;
      else if (e.key === "/") (e.preventDefault(), find());
      else if (e.key === "?") help();
      else if (e.key === "x") {
        const id = pointed();
        if (id) explain(id);
      } else if (e.key === "c") {
        const id = pointed();
        if (id) void navigator.clipboard?.writeText(cite(id));
      } else if (e.key === "j" || e.key === "k") step(e.key === "j" ? 1 : -1);
      else if (isHeard(e.key)) e.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  });
}

const isHeard = (key: string): boolean => !window.dispatchEvent(new CustomEvent("key", { detail: key, cancelable: true }));

export function useKey(on: (key: string) => boolean): void {
  useLayoutEffect(() => {
    const heard = (e: Event) => on((e as CustomEvent<string>).detail) && e.preventDefault();
    window.addEventListener("key", heard);
    return () => window.removeEventListener("key", heard);
  });
}

// The next or previous row of whatever list the view has.
function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((r) => r === document.activeElement || r.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

export function cite(id: string): string {
  return `${document.title.split(", ").slice(1).join(", ")}, ${id}, ${location.origin}/${hashOf(location.hash.replace(/^#\/?/, "").split(/[/?]/)[0] ?? "", "", { x: id })}`;
}
