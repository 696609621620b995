// What lies on the desk: a draft by picture, kept while the page is open and over a reload, never sent anywhere but to the server.

export type Point = [number, number];
export interface Reading {
  a: Point;
  b: Point;
}
export type Tool = "length" | "beam" | "shadow" | "known" | "usable" | "berth";
export const OUTLINES = ["usable", "berth"] as const;
export const LINES = ["length", "beam", "shadow"] as const;

export interface Known {
  at: Point | null;
  lat: string;
  lon: string;
}

export interface Desk {
  basis: "georeference" | "stated" | "two points";
  pixel_m: string;
  error_percent: string;
  known: Known[];
  error_m: string;
  scene: string;
  taken: { acquired_at: string; sensor: string; provider: string; sun_azimuth_deg: string; sun_elevation_deg: string };
  place: string;
  berth: string;
  visible_frac: string;
  is_cued: string;
  length: Reading[];
  beam: Reading[];
  shadow: Reading[];
  usable: Point[]; // corners of what can be seen
  outline: Point[]; // corners of a berth that is being drawn
  shadow_of: "freeboard" | "air_draught";
  vessel: string;
  is_named: boolean;
  event: string;
  laden: string;
  is_heading_ambiguous: boolean;
  features: string[];
  confidence: string;
  note: string;
  analyst: string;
}

export interface Picture {
  id: string;
  name: string;
  sha256: string;
  media: string;
  width: number;
  height: number;
  levels: number;
  crs: string | null;
  pixel_m: number | null;
  taken: string | null;
  licence: string | null;
  remarks: string[];
  records: number;
}

export interface Recorded {
  id: string;
  label: string;
  result: string;
  image: string;
  image_name: string;
  place: string;
  berth: string | null;
  analyst: string;
  recorded_at: string;
  by: string;
  log_line: number;
  readings: string[];
  taken_back: string | null;
  scale: Record<string, any> | null;
  scene: Record<string, string>;
  scene_label: string;
  lines: [string, Point[][]][];
  usable: Point[];
}

export interface DeskState {
  pictures: Picture[];
  scenes: { label: string; words: string; sun_elevation_deg: number | null; sun_azimuth_deg: number | null }[];
  records: Recorded[];
  analyst: string;
  sensors: string[];
  laden: string[];
  features: string[];
}

export interface Candidate {
  vessel_id: string | null;
  name: string | null;
  why: string;
  weight_frac: number;
  rank: number;
  is_consistent: boolean;
  length_m: number | null;
  beam_m: number | null;
  terms: Record<string, number | null>;
}

export interface Weighed {
  values: { quantity: string; value_m: number; sd_m: number | null; words: string; readings_m: number[] }[];
  scale_words: string | null;
  pixel_m: number | null;
  heading_deg: number | null;
  lat: number | null;
  lon: number | null;
  cautions: string[];
  candidates: Candidate[];
  consistent: number | null;
  weighed: number | null;
  words: string;
  missing: string[];
}

// A new desk begins with what an earlier record said of the same picture: its scale and when it was taken do not change.
export function newDesk(p: Picture, state: DeskState): Desk {
  const before = state.records.find((r) => r.image === p.id && !r.taken_back);
  const scaled = state.records.find((r) => r.image === p.id && !r.taken_back && r.scale);
  const scale = scaled?.scale;
  const points = (scale?.known ?? []).map((k: any) => ({ at: k.px, lat: String(k.lat), lon: String(k.lon) }));
  const scene = before?.scene ?? {};
  return {
    basis: scale?.basis ?? (p.crs ? "georeference" : "stated"),
    pixel_m: scale?.basis === "stated" ? String(scale.pixel_m) : "",
    error_percent: "",
    known: points.length === 2 ? points : [{ at: null, lat: "", lon: "" }, { at: null, lat: "", lon: "" }],
    error_m: String(scale?.error_m ?? 5),
    scene: before && !scene.scene_id ? before.scene_label : "",
    taken: {
      acquired_at: scene.acquired_at ?? "",
      sensor: scene.sensor ?? "optical",
      provider: scene.provider ?? "",
      sun_azimuth_deg: scene.sun_azimuth_deg ?? "",
      sun_elevation_deg: scene.sun_elevation_deg ?? "",
    },
    place: before?.place ?? "",
    berth: before?.berth ?? "",
    visible_frac: "",
    is_cued: "",
    usable: before && scene.scene_id ? before.usable : [], // another outline would make another scene of the picture
    outline: [],
    ...blankShip(),
    analyst: before?.analyst ?? state.analyst,
  };
}

export const blankShip = () => ({
  length: [] as Reading[],
  beam: [] as Reading[],
  shadow: [] as Reading[],
  shadow_of: "freeboard" as const,
  vessel: "",
  is_named: false,
  event: "port_call",
  laden: "",
  is_heading_ambiguous: false,
  features: [] as string[],
  confidence: "",
  note: "",
});

const number = (text: string): number | null => (text.trim() && Number.isFinite(Number(text)) ? Number(text) : null);

export function scaleOf(d: Desk): Record<string, unknown> {
  const known = d.known.filter((k) => k.at && number(k.lat) != null && number(k.lon) != null).map((k) => ({ at: k.at, lat: number(k.lat), lon: number(k.lon) }));
  return { basis: d.basis, pixel_m: number(d.pixel_m), error_percent: number(d.error_percent) ?? 0, known: d.basis === "two points" ? known : [], error_m: number(d.error_m) ?? 5 };
}

// The desk as the server takes it.
export function draftOf(image: string, d: Desk, result = "occupied"): Record<string, unknown> {
  const isShip = result === "occupied";
  return {
    image,
    result,
    scale: scaleOf(d),
    scene: d.scene,
    taken: d.taken,
    place: d.place,
    berth: d.berth,
    visible_frac: d.visible_frac,
    is_cued: d.is_cued,
    length: isShip ? d.length : [],
    beam: isShip ? d.beam : [],
    shadow: isShip ? d.shadow : [],
    usable: d.scene ? [] : (d.usable ?? []),
    shadow_of: d.shadow_of,
    vessel: d.vessel,
    is_named: d.is_named && !!d.vessel.trim(),
    event: d.event,
    laden: d.laden,
    is_heading_ambiguous: d.is_heading_ambiguous,
    features: isShip ? d.features.map((f) => ({ name: f.split(":")[0]!.trim(), value: f.split(":").slice(1).join(":").trim() || "present" })) : [],
    confidence: d.confidence,
    note: d.note,
    analyst: d.analyst,
  };
}

const KEY = "desk:";
const held = new Map<string, Desk>();

export function keep(id: string, d: Desk): void {
  held.set(id, d);
  try {
    sessionStorage.setItem(KEY + id, JSON.stringify(d));
  } catch {
    /* a full store costs a reload its draft */
  }
}

export function kept(id: string): Desk | null {
  if (held.has(id)) return held.get(id)!;
  try {
    const text = sessionStorage.getItem(KEY + id);
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
