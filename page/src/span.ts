// Stretches of time that views filter by: which of what they show falls into one, and how the address says it.

import type { FeatureOf } from "./api";

export type Span = [number, number];

export interface LayerData {
  name: string;
  rows: number;
  features: FeatureOf[];
  leftOut: number;
  later?: Promise<LayerData>; // what it will be
}

const parsed = new Map<string, number>(); // the same moments are asked for at every drawing

export function at(iso: string | null | undefined): number | null {
  if (!iso) return null;
  let t = parsed.get(iso);
  if (t === undefined) {
    if (parsed.size > 200_000) parsed.clear();
    parsed.set(iso, (t = Date.parse(iso)));
  }
  return t;
}

// Whether what lasted from one moment to another falls into the window; what has no time always does.
export function meets(from: string | null | undefined, until: string | null | undefined, span: Span | null): boolean {
  if (!span) return true;
  const [a, b] = [at(from), at(until)];
  if (a == null && b == null) return true;
  return (a ?? b!) < span[1] && (b ?? Infinity) >= span[0];
}

export const isWithin = (f: FeatureOf, span: Span | null): boolean => meets(f.properties.from, f.properties.until, span);

export function extent(layers: LayerData[]): Span | null {
  let [low, high] = [Infinity, -Infinity];
  for (const l of layers)
    for (const f of l.features) {
      const [a, b] = [at(f.properties.from), at(f.properties.until)];
      if (a != null) [low, high] = [Math.min(low, a), Math.max(high, a)];
      if (b != null) high = Math.max(high, b);
    }
  return low < high ? [low, high] : null;
}

export const tell = (s: Span): string => s.map((t) => new Date(t).toISOString().slice(0, 16) + "Z").join("..");

export function spanOf(text: string | null): Span | null {
  const found = (text ?? "").split("..").map((t) => Date.parse(t));
  return found.length === 2 && found.every(Number.isFinite) && found[0]! < found[1]! ? (found as Span) : null;
}
