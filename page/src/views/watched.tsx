// The period as it was watched: looks as rings (a bracket where only a range of days is known), trips, and the day the
// limit was passed. An empty stretch is said to be unwatched, never drawn as nought.

import { Mark, Rests } from "../parts";
import { ChartCard } from "../save";
import { saySpan, sayTime } from "../say";
import { WORDS } from "../words";
import { Hatch, Opens } from "./capchart";

const W = WORDS.answer;
const [LEFT, WIDE, ROW] = [190, 560, 40];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

interface Props {
  coverage: any[];
  period: { start: string; end: string };
  trips: any[];
  crossed: any;
  limit: number | undefined;
}

export function Watched({ coverage, period, trips, crossed }: Props) {
  const [t0, t1] = [Date.parse(period.start), Date.parse(period.end)];
  if (!(t1 > t0)) return null;
  const x = (iso: string | number) => LEFT + ((Math.min(Math.max(typeof iso === "number" ? iso : Date.parse(iso), t0), t1) - t0) / (t1 - t0)) * WIDE;
  const places = (coverage ?? []).filter((c) => c.role === "load").slice(0, 4);
  const lanes = places.length + 1 + (crossed?.crossed_p50 ? 1 : 0);
  const high = 26 + lanes * ROW;
  return (
    <ChartCard
      title={W.year}
      rows={() => [
        ["lane", "start", "end", "method", "row", "words"],
        ...places.flatMap((p) => (p.looks ?? []).map((l: any) => [p.name, l.start_time, l.end_time, l.method, l.id ?? null, null])),
        ...trips.map((t) => [W.trips, t.start_time, t.end_time, t.status, t.trip_id, t.words]),
      ]}
    >
      <svg viewBox={`0 0 ${LEFT + WIDE + 30} ${high}`} role="group" aria-label={places.map((p) => p.words).join(" ")}>
        <Hatch />
        {months(t0, t1).map((m) => (
          <g key={m}>
            <path d={`M${x(m)} 18V${high}`} stroke="var(--line)" />
            <text x={x(m) + 3} y="12" class="t11 i3">{label(m, t0, t1)}</text>
          </g>
        ))}
        {places.map((p, i) => (
          <g key={p.place_id} transform={`translate(0 ${22 + i * ROW})`}>
            <text x="0" y="16" class="t12">{p.name}</text>
            <text x="0" y="30" class="t11 i3">{W.looksHint(p.days_watched, p.days_total)}</text>
            {p.longest_unwatched && (
              <Opens id={p.place_id} words={p.words}>
                <path d={`M${x(p.longest_unwatched.start) + 4} 14H${x(p.longest_unwatched.end) - 4}`} stroke="var(--ink3)" stroke-dasharray="1 5" stroke-linecap="round" stroke-width="1.6" />
                <text x={(x(p.longest_unwatched.start) + x(p.longest_unwatched.end)) / 2} y="32" text-anchor="middle" class="t11 i2">{W.notWatched(p.longest_unwatched.days)}</text>
              </Opens>
            )}
            {(p.looks ?? []).map((l: any, k: number) => {
              const [a, b] = [x(l.start_time), x(l.end_time ?? l.start_time)];
              return l.is_day_known === false ? (
                <g key={k}><rect x={a} y="9" width={Math.max(2, b - a)} height="10" rx="5" fill="none" stroke="var(--evidence)" /><title>{saySpan(l.start_time, l.end_time)}: {l.method}</title></g>
              ) : (
                <g key={k}><circle cx={(a + b) / 2} cy="14" r="4" fill="var(--surface)" stroke="var(--evidence)" stroke-width="1.5" /><circle cx={(a + b) / 2} cy="14" r="1.3" fill="var(--evidence)" /><title>{saySpan(l.start_time, l.end_time)}: {l.method}</title></g>
              );
            })}
          </g>
        ))}
        <g transform={`translate(0 ${22 + places.length * ROW})`}>
          <text x="0" y="16" class="t12">{W.trips}</text>
          <text x="0" y="30" class="t11 i3">{trips.filter((t) => t.is_counted).length}</text>
          {trips.filter((t) => t.start_time).map((t, k) => {
            const [a, b] = [x(t.start_time), x(t.end_time ?? t.start_time)];
            return (
              <Opens key={t.trip_id} id={t.trip_id} words={t.words}>
                <rect x={Math.min(a, LEFT + WIDE - 8)} y={8 + (k % 2) * 11} width={Math.max(8, b - a)} height="9" class={t.status === "documented" ? "doc soft" : t.status === "inferred" ? "inf" : "pos"} />
              </Opens>
            );
          })}
        </g>
        {crossed?.crossed_p50 && (
          <g transform={`translate(0 ${22 + (places.length + 1) * ROW})`}>
            <text x="0" y="16" class="t12">{W.crossed}</text>
            <text x="0" y="30" class="t11 i3">{W.estimated.toLowerCase()}</text>
            <path d={`M${x(crossed.crossed_p05 ?? crossed.crossed_p50)} 14H${x(crossed.crossed_p95 ?? t1)}`} stroke="var(--estimate)" stroke-width="2" />
            <circle cx={x(crossed.crossed_p50)} cy="14" r="4" class="est" />
            <text x={x(crossed.crossed_p50)} y="32" text-anchor="middle" class="t11 est-text">
              {sayTime(crossed.crossed_p50)}, 90 % {crossed.crossed_p05 ? sayTime(crossed.crossed_p05) : ""} – {crossed.crossed_p95 ? sayTime(crossed.crossed_p95) : W.notPassed}
            </text>
          </g>
        )}
      </svg>
      <details>
        <summary class="k">{W.coverage}</summary>
        {(coverage ?? []).map((c) => <p class="k" key={c.place_id + c.role}><Mark status="documented" size={9} /> <Rests on={c.place_id}>{c.name}</Rests>: {c.words}</p>)}
      </details>
    </ChartCard>
  );
}

function months(t0: number, t1: number): number[] {
  const found: number[] = [];
  const at = new Date(t0);
  let [y, m] = [at.getUTCFullYear(), at.getUTCMonth()];
  const step = (t1 - t0) / 86_400_000 > 800 ? 12 : 1;
  while (found.length < 60) {
    const t = Date.UTC(y, m, 1);
    if (t >= t1) break;
    if (t >= t0) found.push(t);
    m += step;
    y += Math.floor(m / 12);
    m %= 12;
  }
  return found;
}

function label(t: number, t0: number, t1: number): string {
  const at = new Date(t);
  return (t1 - t0) / 86_400_000 > 800 ? String(at.getUTCFullYear()) : MONTHS[at.getUTCMonth()]!;
}
