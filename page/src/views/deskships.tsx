// Which ship it may be: chances as dots of twenty, another ship always among them, and why.

import { useState } from "preact/hooks";
import { Words } from "../parts";
import { hashOf } from "../route";
import { Csv } from "../save";
import { WORDS } from "../words";
import type { Candidate, Weighed } from "./deskstate";

const W = WORDS.desk;
const SHOWN = 6;

export function Candidates({ of: w }: { of: Weighed }) {
  const [isAll, all] = useState(false);
  const ranked = [...w.candidates].sort((a, b) => a.rank - b.rank);
  const other = ranked.filter((c) => !c.vessel_id);
  const first = isAll ? ranked : ranked.slice(0, SHOWN);
  // Another ship is never left out, however unlikely it is beside the first.
  const shown = first.includes(other[0]!) ? first : [...first, ...other];
  const length = shown.some((c) => c.length_m) ? w.values.find((v) => v.quantity === "length") : undefined;
  return (
    <section class="ships" aria-label={W.candidates}>
      <h2>{w.consistent != null && w.weighed != null ? <>{W.consistent(w.consistent, w.weighed)}, {W.orNone}</> : W.candidates} {shown.length > 0 && <Csv title={W.candidates} rows={() => [["rank", "vessel", "name", "chance", "consistent", "length_m", "why"], ...ranked.map((c) => [c.rank, c.vessel_id, c.name ?? W.another, c.weight_frac, c.is_consistent, c.length_m, c.why])]} />}</h2>
      {w.words && <p class="k"><Words text={w.words} /></p>}
      {shown.length > 0 && (
        <table>
          <thead>
            <tr><th>{W.columns.vessel}</th>{length && <th>{W.quantity.length}, {length.value_m.toFixed(1)} m</th>}<th>{W.columns.chances}</th><th>{W.columns.why}</th></tr>
          </thead>
          <tbody>
            {shown.map((c) => (
              <tr key={c.vessel_id ?? "other"} class={c.is_consistent || !c.vessel_id ? "" : "dim"}>
                <td>{c.vessel_id ? <a href={hashOf("vessels", c.vessel_id)} data-x={c.vessel_id}>{c.name}</a> : <><strong>{W.another}</strong><span class="k">{W.anotherHint}</span></>}</td>
                {length && <td><Strip c={c} length={length} /></td>}
                <td><Dots share={c.weight_frac} /></td>
                <td class="k" title={saysTerms(c)}>{whyOf(c)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {ranked.length > shown.length && <p class="k">{W.more(ranked.length - shown.length)} <button class="plain" onClick={() => all(true)}>{W.showAll}</button></p>}
    </section>
  );
}

// "Yu Son (V02): about 83 m by its 3,565 t" stands beside the name already.
const whyOf = (c: Candidate): string => (c.name && c.why.startsWith(c.name) ? c.why.slice(c.name.length).replace(/^ \([^)]*\):? ?/, "") : c.why);

const saysTerms = (c: Candidate): string =>
  `${W.speaks}: ${Object.entries(c.terms).map(([t, v]) => `${W.terms[t] ?? t} ${v == null ? W.ruledOut : v.toFixed(1)}`).join(", ")}`;

function Dots({ share }: { share: number }) {
  const n = Math.round(share * 20);
  const words = n ? W.chances(n) : W.lessThan;
  return (
    <span class="dots-of-20">
      <svg width="102" height="8" viewBox="0 0 102 8" aria-hidden="true">
        {Array.from({ length: 20 }, (_, i) => <circle key={i} cx={3 + i * 5} cy="4" r="2" class={i < n ? "in" : "out"} />)}
      </svg>
      <span class="k" title={`${(share * 100).toFixed(1)} %`}>{words}</span>
    </span>
  );
}

// The length measured, two errors either way, and the one listed.
function Strip({ c, length }: { c: Candidate; length: Weighed["values"][0] }) {
  if (!length.sd_m) return null;
  const half = Math.max(6 * length.sd_m, 0.25 * length.value_m);
  const x = (m: number) => 50 + ((m - length.value_m) / half) * 48;
  const listed = c.length_m;
  const label = listed ? `${listed.toFixed(0)} m` : "";
  return (
    <svg width="100" height="16" viewBox="0 0 100 16" role="img" aria-label={label || W.notStated}>
      <rect class="band" x={x(length.value_m - 2 * length.sd_m)} width={Math.max(1, x(length.value_m + 2 * length.sd_m) - x(length.value_m - 2 * length.sd_m))} y="1" height="14" />
      <path class="here" d="M50 1v14" />
      {listed && Math.abs(listed - length.value_m) <= half && <rect class="listed" x={x(listed) - 3} y="5" width="6" height="6" />}
      {listed && listed > length.value_m + half && <path class="listed" d="M92 4l6 4-6 4z" />}
      {listed && listed < length.value_m - half && <path class="listed" d="M8 4L2 8l6 4z" />}
    </svg>
  );
}
