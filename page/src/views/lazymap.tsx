// The map is loaded when it is first asked for, or when nothing else is to be done: the answer must not wait for it.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Place } from "../route";
import { WORDS } from "../words";

export const fetchMap = () => import("./map");

export function LazyMap({ place }: { place: Place }) {
  const [View, loaded] = useState<ComponentType<{ place: Place }> | null>(null);
  useEffect(() => void fetchMap().then((m) => loaded(() => m.MapView)), []);
  return View ? <View place={place} /> : <p class="state">{WORDS.waiting}</p>;
}
