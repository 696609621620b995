// A ship in lanes. Solid is received or seen, hatched inferred, an outline somebody's word; faded ends are not known; a
// silence is dashed between ticks and fades out where it is open. The server says what each is; nothing is decided here.

import { Mark } from "../parts";
import { saySpan } from "../say";
import { Opens } from "./capchart";

export interface LaneItem {
  shape: string;
  status: string;
  start: string;
  end: string | null;
  earliest: string | null;
  latest: string | null;
  is_start_sure: boolean;
  is_end_sure: boolean;
  is_open: boolean;
  words: string;
  id: string | null;
}

export interface Lane {
  title: string;
  line: string;
  mark: string | null;
  items: LaneItem[];
}

const [LEFT, WIDE, ROW, FADE] = [250, 860, 36, 14];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const at = (iso: string): number => Date.parse(iso);

export const tell = (i: LaneItem): string => [i.words, saySpan(i.start, i.end), i.status].filter(Boolean).join(", ");

export const rowsOf = (lanes: Lane[]): (string | boolean | null)[][] => [
  ["lane", "status", "start", "end", "earliest", "latest", "open", "row", "words"],
  ...lanes.flatMap((l) => l.items.map((i) => [l.title, i.status, i.start, i.end, i.earliest, i.latest, i.is_open, i.id, i.words])),
];

// From the first to the last of what stands in lanes, with a little air.
export function spanOf(lanes: Lane[]): [number, number] | null {
  const times = lanes.flatMap((l) => l.items.flatMap((i) => [i.start, i.end, i.earliest, i.latest].filter(Boolean).map((t) => at(t!))));
  if (!times.length) return null;
  const [low, high] = [Math.min(...times), Math.max(...times)];
  const air = Math.max((high - low) * 0.03, 86_400_000);
  return [low - air, high + air];
}

export function Lanes({ lanes, says }: { lanes: Lane[]; says: string }) {
  const span = spanOf(lanes);
  if (!span) return null;
  const [t0, t1] = span;
  const x = (t: number) => LEFT + ((Math.min(Math.max(t, t0), t1) - t0) / (t1 - t0)) * WIDE;
  const high = 22 + lanes.length * ROW;
  return (
    <svg class="lanes" viewBox={`0 0 ${LEFT + WIDE + 20} ${high}`} role="group" aria-label={says}>
      <Defs />
      {ticks(t0, t1).map(([t, label]) => (
        <g key={t}>
          <path d={`M${x(t)} 16V${high}`} stroke="var(--line)" />
          {x(t) < LEFT + WIDE - 30 && <text x={x(t) + 3} y="11" class="t11 i3">{label}</text>}
        </g>
      ))}
      {lanes.map((l, k) => (
        <g key={k} transform={`translate(0 ${20 + k * ROW})`}>
          {l.mark && <g transform="translate(0 5)"><Mark status={l.mark} size={11} /></g>}
          <text x={l.mark ? 18 : 0} y="14" class="t12">{cut(l.title, 34)}</text>
          <text x={l.mark ? 18 : 0} y="28" class="t11 i3"><title>{l.line}</title>{cut(l.line, 38)}</text>
          <path d={`M0 ${ROW - 2}H${LEFT + WIDE}`} stroke="var(--line)" />
          {l.items.map((i, n) => (
            <Opens key={n} id={i.id} words={tell(i)}>
              <Item item={i} x={x} y={8} />
            </Opens>
          ))}
        </g>
      ))}
    </svg>
  );
}

// What is known of a ship in time, small: the same marks without words.
export function Spark({ items, span, name, earlier }: { items: LaneItem[]; span: [number, number]; name: string; earlier: string }) {
  const [wide, high] = [220, 18];
  const within = items.filter((i) => at(i.end ?? i.start) >= span[0]);
  const x = (t: number) => 2 + ((Math.min(Math.max(t, span[0]), span[1]) - span[0]) / (span[1] - span[0] || 1)) * (wide - 4);
  return (
    <svg class="spark" width={wide} height={high} viewBox={`0 0 ${wide} ${high}`} role="img" aria-label={`${name}: ${items.map(tell).slice(0, 12).join("; ")}`}>
      <path d={`M0 ${high - 1}H${wide}`} stroke="var(--line2)" />
      {within.map((i, n) => <Item key={n} item={i} x={x} y={2} />)}
      {within.length < items.length && <text x="0" y="12" class="t11 i3 halo">{within.length ? "‹" : `‹ ${earlier}`}</text>}
    </svg>
  );
}

function Item({ item: i, x, y }: { item: LaneItem; x: (t: number) => number; y: number }) {
  const a = x(at(i.start));
  const b = Math.max(x(at(i.end ?? i.start)), a + (i.shape === "pill" || i.shape === "possible" ? 8 : 4));
  const kind = i.status === "documented" ? "doc" : i.status === "inferred" ? "inf" : i.status === "claimed" ? "said" : "pos";
  if (i.shape === "tick") return <path d={`M${a} ${y - 2}V${y + 14}`} stroke="var(--evidence)" stroke-width="2.5" />;
  if (i.shape === "gap")
    return (
      <>
        <path d={`M${a} ${y}V${y + 12}${i.is_open ? "" : `M${b} ${y}V${y + 12}`}`} stroke="var(--ink)" stroke-width="1.6" />
        <path d={`M${a} ${y + 6}H${i.is_open ? Math.max(b, a + 40) : b}`} stroke="var(--ink)" stroke-width="1.6" stroke-dasharray="8 5" opacity={i.is_open ? 0.55 : 1} />
        <rect x={a} y={y} width={b - a} height="12" fill="transparent" />
      </>
    );
  if (i.shape === "possible") return <rect x={a} y={y} width={b - a} height="12" class="pos hit" />;
  const isPill = i.shape === "pill";
  return (
    <>
      {!i.is_start_sure && <rect x={Math.min(a, i.earliest ? x(at(i.earliest)) : a - FADE)} y={y} width={a - Math.min(a, i.earliest ? x(at(i.earliest)) : a - FADE)} height="12" fill="url(#fade-in)" />}
      <rect x={a} y={y} width={b - a} height="12" rx={isPill ? 6 : 0} class={kind} />
      {!i.is_end_sure && <rect x={b} y={y} width={Math.max(0, (i.latest ? x(at(i.latest)) : b + FADE) - b)} height="12" fill="url(#fade-out)" />}
    </>
  );
}

const Defs = () => (
  <defs>
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="5" height="5" fill="var(--surface)" />
      <path d="M1 0v5" stroke="var(--evidence)" stroke-width="1.8" />
    </pattern>
    {(["fade-in", "fade-out"] as const).map((id) => (
      <linearGradient key={id} id={id}>
        <stop offset="0" stop-color="var(--evidence)" stop-opacity={id === "fade-in" ? 0 : 0.6} />
        <stop offset="1" stop-color="var(--evidence)" stop-opacity={id === "fade-in" ? 0.6 : 0} />
      </linearGradient>
    ))}
  </defs>
);

const cut = (text: string, most: number): string => (text.length > most ? text.slice(0, most - 1) + "…" : text);

function ticks(t0: number, t1: number): [number, string][] {
  const found: [number, string][] = [];
  const days = (t1 - t0) / 86_400_000;
  const by = days > 900 ? Math.ceil(days / 365 / 14) * 12 : days > 300 ? 2 : days > 40 ? 1 : 0;
  if (!by) {
    const step = Math.max(1, Math.ceil(days / 12)) * 86_400_000;
    for (let t = Math.ceil(t0 / 86_400_000) * 86_400_000; t < t1; t += step) found.push([t, `${new Date(t).getUTCDate()} ${MONTHS[new Date(t).getUTCMonth()]}`]);
    return found;
  }
  const y = new Date(t0).getUTCFullYear();
  for (let m = 0; m < 2400; m += by) {
    const t = Date.UTC(y, m, 1);
    if (t >= t1) break;
    if (t >= t0) found.push([t, by >= 12 ? String(new Date(t).getUTCFullYear()) : `${MONTHS[new Date(t).getUTCMonth()]} ${String(new Date(t).getUTCFullYear()).slice(2)}`]);
  }
  return found;
}
