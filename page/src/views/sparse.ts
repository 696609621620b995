// What a scale of the map can tell apart: of marks that would hide one another one is drawn, a silence shorter than its own ticks is one tick, and a
// ring that its dot hides is none. Of each feature only what the drawing needs goes on to it: the words stay here.

import type { FeatureOf } from "../api";

const TILE = 512; // pixels of the world at zoom 0
const APART = 4; // pixels between two dots of one kind, which are 10 wide
const SHORT = 8; // pixels of a silence with both its ticks
const HIDDEN = 6; // pixels of a ring that lies under its dot
const EARTH_KM = 6371.0088;

export interface Sparse {
  dots: any[];
  rings: any[];
  lines: any[];
}

export const bandOf = (zoom: number): number => Math.ceil(zoom * 2) / 2; // drawn alike within half a step of zoom

const slim = (kind: string, f: FeatureOf): any => ({ id: f.properties.id, status: f.properties.status, kind });
const feature = (type: string, coordinates: any, properties: any): any => ({ type: "Feature", geometry: { type, coordinates }, properties });

// Pixels from the left and the top of the world (Mercator).
function pixels([lon, lat]: [number, number], scale: number): [number, number] {
  const sin = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return [(lon / 360 + 0.5) * scale, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * scale];
}

export function sparse(kind: string, features: FeatureOf[], band: number): Sparse {
  const scale = TILE * 2 ** band;
  const out: Sparse = { dots: [], rings: [], lines: [] };
  const drawn = new Set<string>();
  const isNew = (key: string): boolean => !drawn.has(key) && !!drawn.add(key);
  const cell = (c: [number, number]): string => pixels(c, scale).map((v) => Math.floor(v / APART)).join();
  for (const f of features) {
    const { type, coordinates: c } = f.geometry;
    const told = slim(kind, f);
    if (type === "Point") {
      if (isNew(`dot ${told.status} ${cell(c)}`)) out.dots.push(feature(type, c, told));
      const km = kind === "gaps" || kind === "places" ? null : (f.properties.radius_km ?? f.properties.precision_km);
      const wide = km ? ((km / (2 * Math.PI * EARTH_KM)) * scale) / Math.cos((c[1] * Math.PI) / 180) : 0;
      if (wide > HIDDEN && isNew(`ring ${km} ${c}`)) out.rings.push(feature("LineString", ring(c, km), told));
    } else if (type === "LineString") {
      const [a, b] = [c[0], c[c.length - 1]] as [[number, number], [number, number]];
      const [p, q] = [pixels(a, scale), pixels(b, scale)];
      const isShort = Math.hypot(p[0] - q[0], p[1] - q[1]) < SHORT;
      if (!isShort && isNew(`line ${cell(a)} ${cell(b)}`)) out.lines.push(feature(type, c, told));
      for (const end of isShort ? [a] : [a, b]) if (isNew(`dot ${told.status} ${cell(end)}`)) out.dots.push(feature("Point", end, told));
    }
  }
  return out;
}

// A stated error, to scale.
function ring([lon, lat]: [number, number], km: number): [number, number][] {
  const [d, rad] = [km / EARTH_KM, Math.PI / 180];
  return Array.from({ length: 49 }, (_, i) => {
    const b = (i / 48) * 2 * Math.PI;
    const y = Math.asin(Math.sin(lat * rad) * Math.cos(d) + Math.cos(lat * rad) * Math.sin(d) * Math.cos(b));
    const dx = Math.atan2(Math.sin(b) * Math.sin(d) * Math.cos(lat * rad), Math.cos(d) - Math.sin(lat * rad) * Math.sin(y));
    return [lon + dx / rad, y / rad];
  });
}
