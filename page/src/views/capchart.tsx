// Amounts against a limit. Solid is evidence held here, an outline somebody else's word, dots are equal chances that
// can be counted. The limit is an ink line, never a red zone.

import { withParams } from "../api";
import { Mark, Rests } from "../parts";
import { explain, set } from "../route";
import { ChartCard } from "../save";
import { sayEstimate, sayMillions, sayNumber, sayShare, sayUnit } from "../say";
import { WORDS } from "../words";
import { stack } from "./answer";

const W = WORDS.answer;

export interface CapRow {
  cap_status_id: string;
  basis: string;
  assumption: string;
  load_share_frac: number | null;
  per_call: number | null;
  amount: number | null;
  amount_p05: number | null;
  amount_p95: number | null;
  limit: number;
  is_over: boolean | null;
  is_over_with_notified: boolean | null;
  with_notified: number | null;
  p_over: number | null;
  dots: number[] | null;
  status: string;
  words: string;
  unit: string;
}

const SHARES = [1 / 3, 1 / 2, 0.9];
const NAMES: Record<string, string> = { documented: W.documented, estimated: W.estimated, claimed: W.claimed };
const [LEFT, WIDE, ROW, DOT] = [190, 560, 46, 7];

export function CapChart({ rows, official, cap, unit, stated, isTable, question }: { rows: CapRow[]; official: any; cap: any; unit: string; stated: any; isTable: boolean; question: string }) {
  const bases = ["documented", "claimed", "estimated"].filter((b) => rows.some((r) => r.basis === b));
  const shares = (b: string) => rows.filter((r) => r.basis === b && r.load_share_frac != null && SHARES.some((s) => Math.abs(s - r.load_share_frac!) < 0.005));
  const drawn = (b: string) => rows.find((r) => r.basis === b && r.dots?.length);
  const lines: { basis: string; what: "official" | "shares" | "dots" | "stated" }[] = [];
  if (official?.amount != null) lines.push({ basis: "official", what: "official" });
  if (stated?.low != null || stated?.high != null) lines.push({ basis: "claimed", what: "stated" });
  for (const b of bases) {
    if (shares(b).length) lines.push({ basis: b, what: "shares" });
    if (drawn(b)) lines.push({ basis: b, what: "dots" });
  }
  const limit: number = cap.limit ?? rows[0]!.limit;
  const most = Math.max(limit * 1.3, ...rows.flatMap((r) => [...(r.load_share_frac == null || SHARES.some((s) => Math.abs(s - r.load_share_frac!) < 0.005) ? [r.amount ?? 0] : []), ...(r.dots ?? [])]), official?.amount ?? 0, (stated?.low ?? 0) * 1.1);
  const x = (v: number) => LEFT + (v / most) * WIDE;
  const heights = lines.map((l) => (l.what === "dots" ? Math.max(66, 30 + DOT * topOf(drawn(l.basis)!.dots!, x)) : ROW));
  const tops = heights.map((_, i) => 34 + heights.slice(0, i).reduce((a, b) => a + b, 0));
  const high = 34 + heights.reduce((a, b) => a + b, 0) + 22;
  const ticks = nice(most);
  const u = sayUnit(unit);
  return (
    <ChartCard
      title={W.cap}
      hint={W.capHint}
      isDrawn={!isTable}
      more={
        <>
          <a class="k" href={withParams("/api/tables/cap_status/csv", { where: `question:eq:${question}` })} download="cap_status.csv">{WORDS.csv}</a>
          <button class="plain k" onClick={() => set({ as: isTable ? null : "table" }, true)}>{isTable ? W.chart : W.table}</button>
        </>
      }
    >
      {isTable ? (
        <CapTable rows={rows} unit={u} />
      ) : (
        <svg viewBox={`0 0 ${LEFT + WIDE + 30} ${high}`} role="group" aria-label={cap.words ?? W.cap}>
          <Hatch />
          {ticks.map((t) => (
            <g key={t}>
              <path d={`M${x(t)} 26V${high - 18}`} stroke="var(--line)" />
              <text x={x(t)} y={high - 4} text-anchor="middle" class="t11 i3">{t ? sayMillions(t) : "0"}</text>
            </g>
          ))}
          <path d={`M${x(limit)} 4V${high - 18}`} stroke="var(--ink)" stroke-width="1.6" />
          <text x={x(limit) + 6} y="14" class="t12 w6">{sayNumber(limit)} {u}</text>
          <Beside at={x(limit)} after={6 + 8 * (sayNumber(limit).length + u.length + 1)} text={`${cap.rule}; ${cap.period_words}`} />
          {lines.map((l, i) => {
            const [y, h] = [tops[i]!, heights[i]!];
            const dotted = drawn(l.basis);
            return (
              <g key={`${l.basis}${l.what}`} transform={`translate(0 ${y})`}>
                <text x="0" y="16" class="t12">{l.what === "official" ? W.notified : NAMES[l.basis]}</text>
                <text x="0" y="30" class="t11 i3">{l.what === "official" ? "" : l.what === "stated" ? W.stated : l.what === "shares" ? W.shares : W.drawn}</text>
                {l.what === "official" && (
                  <Opens id={official.rows?.[0]?.id} words={official.words}>
                    <rect x={LEFT} y="6" width={Math.max(1, x(official.amount) - LEFT)} height="14" fill="var(--evidence)" />
                    <text x={x(official.amount) + 6} y="17" class="t12 w6">{sayNumber(official.amount)} {u}</text>
                  </Opens>
                )}
                {l.what === "stated" && (
                  <Opens id={stated.claim} words={stated.words}>
                    <path d={`M${x(stated.low ?? stated.high)} 6v14`} stroke="var(--ink)" stroke-width="1.6" />
                    {stated.low != null && stated.high == null && <path d={`M${x(stated.low)} 13h18m-5-4 5 4-5 4`} stroke="var(--ink)" stroke-width="1.4" fill="none" />}
                    {stated.low != null && stated.high != null && <path d={`M${x(stated.low)} 13H${x(stated.high)}m0-7v14`} stroke="var(--ink)" stroke-width="1.4" fill="none" />}
                    <text x={x(stated.low ?? stated.high) + 24} y="17" class="t11">{stated.words}</text>
                  </Opens>
                )}
                {l.what === "shares" && <Shares rows={shares(l.basis)} x={x} />}
                {l.what === "dots" && dotted && (
                  <Opens id={dotted.cap_status_id} words={dotted.words}>
                    {stack(dotted.dots!, x, DOT).map((d, k) => (
                      <circle key={k} cx={d.x} cy={h - 16 - d.level * DOT} r={DOT / 2 - 0.5} class={d.value > limit ? "est" : "est-open"} />
                    ))}
                    {dotted.amount_p05 != null && dotted.amount_p95 != null && <path d={`M${x(dotted.amount_p05)} ${h - 5}H${x(dotted.amount_p95)}`} stroke="var(--estimate)" stroke-width="2" />}
                    {dotted.amount != null && <path d={`M${x(dotted.amount)} ${h - 9}v8`} stroke="var(--estimate)" stroke-width="2" />}
                    <text x="0" y="44" class="t11 est-text">{W.over(Math.round((dotted.p_over ?? 0) * 50), 50)}</text>
                    <text x="0" y="58" class="t11 i3">{sayEstimate(dotted.amount, dotted.amount_p05, dotted.amount_p95)}</text>
                  </Opens>
                )}
              </g>
            );
          })}
        </svg>
      )}
      <p class="k">{cap.words}</p>
    </ChartCard>
  );
}

// Which rule, after the figure of the limit; where that would run off the chart, on the other side of the line.
function Beside({ at, after, text }: { at: number; after: number; text: string }) {
  const isRoom = at + after + text.length * 5.8 < LEFT + WIDE + 30;
  return <text x={isRoom ? at + after : at - 8} y="14" text-anchor={isRoom ? "start" : "end"} class="t11 i3">{text}</text>;
}

function Shares({ rows, x }: { rows: CapRow[]; x: (v: number) => number }) {
  const sorted = [...rows].sort((a, b) => (a.amount ?? 0) - (b.amount ?? 0));
  const [first, last] = [sorted[0]!, sorted[sorted.length - 1]!];
  let taken = -1e9;
  return (
    <>
      <path d={`M${x(first.amount ?? 0)} 12H${x(last.amount ?? 0)}`} stroke="var(--ink3)" />
      {sorted.map((r) => {
        const at = x(r.amount ?? 0);
        const words = `${sayShare(r.load_share_frac!)}: ${sayNumber(r.amount)}`;
        const start = Math.max(at - 10, taken + 8);
        taken = start + words.length * 6.1;
        return (
          <Opens key={r.cap_status_id} id={r.cap_status_id} words={r.words}>
            <path d={`M${at} 5l7 7-7 7-7-7z`} fill="var(--surface)" stroke={r.status === "claimed" ? "var(--ink)" : "var(--estimate)"} stroke-width="1.5" />
            <text x={start} y="33" class={`t11 halo${r.is_over ? " w6" : ""}`}>{words}</text>
          </Opens>
        );
      })}
    </>
  );
}

// A mark in a chart that opens its tree: reached by tab, opened by enter, x or click.
export function Opens({ id, words, children }: { id: string | null | undefined; words?: string; children: any }) {
  if (!id) return <g>{children}</g>;
  return (
    <g class="opens" data-x={id} role="button" tabindex={0} onClick={() => explain(id)} onKeyDown={(e) => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), explain(id))}>
      <title>{words}</title>
      {children}
    </g>
  );
}

function CapTable({ rows, unit }: { rows: CapRow[]; unit: string }) {
  return (
    <table class="grid">
      <thead>
        <tr><th /><th>{W.amount}, {unit}</th><th>{W.against}, {W.alone}</th><th>{W.withNotified}</th></tr>
      </thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r.cap_status_id} data-row data-x={r.cap_status_id} tabIndex={-1}>
            <td><Mark status={r.status} /> {NAMES[r.basis] ?? r.basis}: {r.assumption}</td>
            <td class="num"><Rests on={r.cap_status_id}>{r.amount_p05 == null ? sayNumber(r.amount) : sayEstimate(r.amount, r.amount_p05, r.amount_p95)}</Rests></td>
            <td>{r.is_over == null ? `${Math.round((r.p_over ?? 0) * 50)} of 50` : r.is_over ? <strong>{W.over_limit}</strong> : W.under_limit}</td>
            <td>{r.is_over_with_notified == null ? "" : r.is_over_with_notified ? <strong>{W.over_limit}</strong> : W.under_limit}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const Hatch = () => (
  <defs>
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="5" height="5" fill="var(--surface)" />
      <path d="M1 0v5" stroke="var(--evidence)" stroke-width="1.8" />
    </pattern>
  </defs>
);

const topOf = (values: number[], x: (v: number) => number) => Math.max(2, ...stack(values, x, DOT).map((d) => d.level));

function nice(most: number): number[] {
  const raw = most / 6;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw) ?? raw;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}
