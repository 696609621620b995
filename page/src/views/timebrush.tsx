// The time window: one lane a layer, a bar for each event as long as it is known to have lasted, and one brush over all.

import { useEffect, useMemo, useRef } from "preact/hooks";
import { Csv, Save, type Cell } from "../save";
import { saySpan } from "../say";
import { at, type LayerData, type Span } from "../span";
import { WORDS } from "../words";

const W = WORDS.map;
const [LEFT, WIDE, LANE] = [110, 1090, 14];
const SAID = ["claimed", "contradicted", "possible"]; // somebody's word is an outline, never a fill
const HOLLOW = ["inferred", ...SAID];

interface Props {
  layers: LayerData[];
  whole: Span;
  span: Span | null;
  isPlaying: boolean;
  play: () => void;
  choose: (span: Span | null) => void;
  rows?: () => Cell[][]; // the events as a table, where no other table of the view has them
}

// Moves the window on, an eighth of its width at a time, until it has passed the end.
export function usePlay(isPlaying: boolean, whole: Span | null, span: Span | null, play: (on: boolean) => void, choose: (span: Span) => void): void {
  const now = useRef(span);
  now.current = span;
  useEffect(() => {
    if (!isPlaying || !whole) return;
    const width = now.current ? now.current[1] - now.current[0] || 1 : (whole[1] - whole[0]) / 12;
    let start = now.current && now.current[1] < whole[1] ? now.current[0] : whole[0];
    const timer = setInterval(() => {
      start += width / 8;
      if (start + width > whole[1]) play(false);
      choose([start, start + width]);
    }, 150);
    return () => clearInterval(timer);
  }, [isPlaying]);
}

export function TimeBrush({ layers, whole, span, isPlaying, play, choose, rows }: Props) {
  const box = useRef<HTMLElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const held = useRef<{ what: "new" | "move" | "start" | "end"; t: number; span: Span } | null>(null);
  const [t0, t1] = whole;
  const x = (t: number) => LEFT + ((Math.min(Math.max(t, t0), t1) - t0) / (t1 - t0)) * WIDE;
  const lanes = useMemo(() => layers.map((l) => bars(l, x)), [layers, t0, t1]);
  const timeAt = (e: PointerEvent) => {
    const r = svg.current!.getBoundingClientRect();
    const px = ((e.clientX - r.left) / r.width) * (LEFT + WIDE + 10);
    return t0 + (Math.min(Math.max(px - LEFT, 0), WIDE) / WIDE) * (t1 - t0);
  };
  const down = (what: "new" | "move" | "start" | "end") => (e: PointerEvent) => {
    e.stopPropagation();
    svg.current!.setPointerCapture(e.pointerId);
    held.current = { what, t: timeAt(e), span: span ?? [t0, t1] };
  };
  const moved = (e: PointerEvent) => {
    const h = held.current;
    if (!h) return;
    const t = timeAt(e);
    const [a, b] = h.span;
    const least = (t1 - t0) / 500;
    if (h.what === "new" && Math.abs(t - h.t) > least) choose([Math.min(t, h.t), Math.max(t, h.t)]);
    if (h.what === "move") {
      const by = Math.min(Math.max(t - h.t, t0 - a), t1 - b);
      choose([a + by, b + by]);
    }
    if (h.what === "start") choose([Math.min(t, b - least), b]);
    if (h.what === "end") choose([a, Math.max(t, a + least)]);
  };
  const nudge = (e: KeyboardEvent) => {
    const by = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    e.preventDefault();
    const [a, b] = span ?? [t0, t0 + (t1 - t0) / 12];
    const step = ((b - a) / 4) * by;
    choose(e.shiftKey ? [a, Math.max(b + step, a + 1)] : [a + step, b + step]);
  };
  const high = 18 + layers.length * LANE + 4;
  return (
    <section class="time" aria-label={W.brush} ref={box}>
      <header>
        <button class="btn" onClick={play} aria-pressed={isPlaying}>{isPlaying ? W.stop : W.play} <kbd>space</kbd></button>
        <strong>{span ? saySpan(new Date(span[0]).toISOString().slice(0, 16) + "Z", new Date(span[1]).toISOString().slice(0, 16) + "Z") : saySpan(new Date(t0).toISOString(), new Date(t1).toISOString())}</strong>
        {span && <button class="plain" onClick={() => choose(null)}>{W.whole}</button>}
        <span class="spring" />
        {rows && <Csv title={W.events} rows={rows} />}
        <Save of={box} title={W.brush} />
      </header>
      <svg ref={svg} viewBox={`0 0 ${LEFT + WIDE + 10} ${high}`} onPointerDown={down("new")} onPointerMove={moved} onPointerUp={() => (held.current = null)} role="slider" tabindex={0} aria-label={W.brush} aria-valuemin={t0} aria-valuemax={t1} aria-valuenow={span?.[0] ?? t0} aria-valuetext={span ? saySpan(new Date(span[0]).toISOString(), new Date(span[1]).toISOString()) : W.whole} onKeyDown={nudge}>
        <rect x={LEFT} y="16" width={WIDE} height={high - 16} fill="var(--surface)" stroke="var(--line)" />
        {ticks(t0, t1).map(([t, label]) => (
          <g key={t}>
            <path d={`M${x(t)} 14V${high}`} stroke="var(--line)" />
            <text x={x(t) + 3} y="11" class="t11 i3">{label}</text>
          </g>
        ))}
        {layers.map((l, i) => (
          <g key={l.name} transform={`translate(0 ${18 + i * LANE})`}>
            <text x="0" y="10" class="t11">{W.names[l.name] ?? l.name}</text>
            {lanes[i]!.map(([status, d]) => {
              if (l.name === "gaps") return <path key={status} d={d} stroke="var(--ink)" stroke-width="1.6" stroke-dasharray="5 3" />;
              return <path key={status} d={d} fill={HOLLOW.includes(status) ? "none" : "var(--evidence)"} stroke={SAID.includes(status) ? "var(--ink3)" : "var(--evidence)"} fill-opacity={0.5} />;
            })}
          </g>
        ))}
        {span && (
          <>
            <rect class="brush" x={x(span[0])} y="16" width={Math.max(1, x(span[1]) - x(span[0]))} height={high - 16} onPointerDown={down("move")} />
            <rect class="handle" x={x(span[0]) - 3} y="16" width="6" height={high - 16} onPointerDown={down("start")} />
            <rect class="handle" x={x(span[1]) - 3} y="16" width="6" height={high - 16} onPointerDown={down("end")} />
          </>
        )}
      </svg>
    </section>
  );
}

// Bars of one lane, one shape for each kind of knowledge; bars that would fall on one another are one.
function bars(layer: LayerData, x: (t: number) => number): [string, string][] {
  const shapes = new Map<string, Map<string, string>>();
  for (const f of layer.features) {
    const [a, b] = [at(f.properties.from), at(f.properties.until)];
    if (a == null) continue;
    const [left, wide] = [Math.round(x(a)), Math.round(x(b ?? a)) - Math.round(x(a))];
    const status = f.properties.status ?? "";
    if (!shapes.has(status)) shapes.set(status, new Map());
    const key = `${left} ${wide}`;
    const drawn = shapes.get(status)!;
    if (!drawn.has(key)) drawn.set(key, layer.name === "gaps" ? `M${left} 6h${Math.max(3, wide)}` : `M${left} 3h${Math.max(2, wide)}v6h${-Math.max(2, wide)}z`);
  }
  return [...shapes].map(([status, drawn]) => [status, [...drawn.values()].join("")]);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function ticks(t0: number, t1: number): [number, string][] {
  const days = (t1 - t0) / 86_400_000;
  const found: [number, string][] = [];
  const start = new Date(t0);
  if (days > 900) for (let y = start.getUTCFullYear(); Date.UTC(y, 0) < t1; y++) found.push([Date.UTC(y, 0), String(y)]);
  else if (days > 45)
    for (let m = 0; m < 40; m++) {
      const t = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + m);
      if (t < t1) found.push([t, `${MONTHS[new Date(t).getUTCMonth()]}${new Date(t).getUTCMonth() ? "" : " " + new Date(t).getUTCFullYear()}`]);
    }
  else {
    const step = [10, 30, 60, 180, 360, 720, 1440, 2880, 7200].find((m) => (t1 - t0) / (m * 60_000) < 14) ?? 7200;
    for (let t = Math.ceil(t0 / (step * 60_000)) * step * 60_000; t < t1; t += step * 60_000) {
      const d = new Date(t);
      found.push([t, step < 1440 ? `${String(d.getUTCHours()).padStart(2, "0")}:${String(d.getUTCMinutes()).padStart(2, "0")}` : `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`]);
    }
  }
  return found.filter(([t]) => t >= t0);
}
