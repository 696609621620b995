// Where the page is, in the part of the address behind the #: #/tables/trips?where=…&x=trip:… Back works, links can be sent.

import { useLayoutEffect, useState } from "preact/hooks";

export interface Place {
  view: string;
  rest: string;
  params: URLSearchParams;
}

export function here(): Place {
  const [path, search] = location.hash.replace(/^#\/?/, "").split("?");
  const [view, ...rest] = (path ?? "").split("/");
  return { view: view || "", rest: decodeURIComponent(rest.join("/")), params: new URLSearchParams(search ?? "") };
}

export function hashOf(view: string, rest = "", params: URLSearchParams | Record<string, string> = {}): string {
  const search = new URLSearchParams(params as any).toString();
  return `#/${view}${rest ? "/" + encodeURIComponent(rest) : ""}${search ? "?" + search : ""}`;
}

export function go(hash: string, replace = false): void {
  if (hash === location.hash) return;
  if (replace) {
    history.replaceState(null, "", hash);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else location.hash = hash;
}

// Changes some parameters and keeps the rest; an empty one goes.
export function set(changes: Record<string, string | null>, replace = false): void {
  const { view, rest, params } = here();
  for (const [name, value] of Object.entries(changes)) value ? params.set(name, value) : params.delete(name);
  go(hashOf(view, rest, params), replace);
}

// Another view, with what is chosen and the time window taken along.
const TIMED = ["map", "graph"];
const CHOSEN = ["map", "vessels", "ledger", "graph", "tables", "evidence", "answer"];

// The row that is chosen: whose tree is open, else the ship of the page or what is being decided, else the mark of the graph that is one.
export function chosen({ view, rest, params }: Place): string | null {
  const x = params.get("x") ?? (["vessels", "review"].includes(view) ? rest : params.get("n"));
  return x && !/^(state|port|mmsi):|\|/.test(x) ? x : null;
}

export function toView(view: string): string {
  const place = here();
  const { view: from, params } = place;
  const taken: Record<string, string> = {};
  const x = chosen(place);
  if (x && CHOSEN.includes(view)) taken.x = x;
  if (params.get("time") && TIMED.includes(view) && TIMED.includes(from)) taken.time = params.get("time")!;
  return hashOf(view, "", taken);
}

export function usePlace(): Place {
  const [place, move] = useState(here());
  useLayoutEffect(() => {
    const moved = () => move(here());
    window.addEventListener("hashchange", moved);
    return () => window.removeEventListener("hashchange", moved);
  }, []);
  return place;
}

export const explain = (id: string): void => set({ x: id });
