// Figures and times as the report and the terminal say them: comma groups, a true minus, a no-break space before units.

import { WORDS } from "./words";

const W = WORDS.said;
const NBSP = " ";

export function sayNumber(value: number | null | undefined, decimals = 0): string {
  if (value == null || !Number.isFinite(value)) return W.none;
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace("-", "−");
}

export function sayUnit(unit: string | null | undefined): string {
  return unit === "barrel" ? "bbl" : unit === "tonne" ? "t" : (unit ?? "");
}

export function sayMillions(value: number): string {
  return Math.abs(value) >= 100_000 ? `${sayNumber(value / 1e6, 2)}${NBSP}M` : sayNumber(value);
}

export function sayEstimate(p50: number | null, p05: number | null, p95: number | null, unit = ""): string {
  if (p50 == null) return W.none;
  const big = Math.abs(p50) >= 100_000;
  const one = (v: number) => (big ? sayNumber(v / 1e6, 2) : sayNumber(Math.round(v)));
  const tail = (big ? `${NBSP}M` : "") + (unit ? NBSP + unit : "");
  return p05 == null || p95 == null ? one(p50) + tail : `${one(p50)}${tail}, 90${NBSP}% ${one(p05)}–${one(p95)}`;
}

export function sayShare(share: number): string {
  if (Math.abs(share - 1 / 3) < 0.005) return "1/3";
  if (Math.abs(share - 1 / 2) < 0.005) return "1/2";
  return `${Math.round(share * 100)}${NBSP}%`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// 19 Oct 2024 17:00 UTC; midnight is a day, as the case's own days are
export function sayTime(iso: string | null | undefined): string {
  if (!iso) return "";
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  const [h, m] = [at.getUTCHours(), at.getUTCMinutes()];
  return h || m ? `${day} ${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")} UTC` : day;
}

export function sayLocal(iso: string | null | undefined): string {
  if (!iso) return "";
  return W.here(new Date(iso).toLocaleString(), Intl.DateTimeFormat().resolvedOptions().timeZone);
}

// half-open: the end named is the last day within
export function saySpan(start: string | null | undefined, end: string | null | undefined): string {
  if (!start && !end) return "";
  if (!end) return W.from(sayTime(start));
  const last = new Date(new Date(end).getTime() - 1);
  const isDay = new Date(end).getUTCHours() === 0 && new Date(end).getUTCMinutes() === 0;
  const shown = isDay && start !== end ? sayTime(new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), last.getUTCDate())).toISOString()) : sayTime(end);
  const first = sayTime(start);
  return first === shown ? first : `${first} – ${shown}`;
}

export function shortId(id: string): string {
  const at = id.lastIndexOf(":");
  const [kind, digits] = [id.slice(0, at + 1), id.slice(at + 1)];
  return /^[0-9a-f]{12,}$/.test(digits) ? `${kind}${digits.slice(0, 4)}…${digits.slice(-4)}` : id;
}

export function isId(value: unknown): value is string {
  return typeof value === "string" && /^[a-z_]+:[0-9a-f]{16}$/.test(value);
}

export function sayBytes(n: number): string {
  return n < 1000 ? W.bytes(n) : n < 1e6 ? `${(n / 1e3).toFixed(1)} kB` : `${(n / 1e6).toFixed(1)} MB`;
}
