// The ships of the case, and one of them: what it was called by whose word, when it was listed, what it did, which
// sightings it may be, what names it, who owns it.

import { useRef } from "preact/hooks";
import { get } from "../api";
import { useKey } from "../keys";
import { Mark, Rests, Time, useLoaded, Value, Waiting, Words } from "../parts";
import { go, hashOf, set, type Place } from "../route";
import { ChartCard, Csv, type Cell } from "../save";
import { useSelection } from "../selection";
import { sayNumber, saySpan, sayTime } from "../say";
import { WORDS } from "../words";
import { Lanes, rowsOf, Spark, type Lane, type LaneItem } from "./lanes";

const W = WORDS.vessels;

interface Ship {
  id: string;
  label: string | null;
  name: string;
  names: string[];
  imo: string | null;
  ship_type: string | null;
  flag: string | null;
  dwt_t: number | null;
  trips: number;
  possible: number;
  hits: number;
  listings: number;
  doubts: number;
  clashes: string[];
  last: string | null;
  known: LaneItem[];
}

interface ShipPage {
  row: Record<string, any>;
  about: Ship;
  marks: { kind: string; value: string; is_clash: boolean; is_received: boolean; said: { by: string; when: string; is_received: boolean; id: string }[] }[];
  is_searched: boolean;
  days: string[];
  listed: { id: string; source: string; level: string | null; is_ruled_out: boolean; words: string; verdicts: { verdict: string; why: string }[] }[];
  life: Lane[];
  acts: Lane[];
  sightings: { id: string; label: string | null; ship_words: string; start: string; end: string; place: string | null; method: string; candidates: { id: string; vessel_id: string | null; name: string | null; weight_frac: number; basis: string; is_settled: boolean; words: string }[] }[];
  sightings_total: number;
  named: { id: string; table: string; title: string; said: string | null; before: string; name: string; behind: string; times: number }[];
  ties: Record<string, any>[];
  risks: Record<string, any>[];
}

const STRIP = 3 * 365.25 * 86_400_000; // time that all strips share, to the last thing known of any ship; earlier things are said

const SORTS: Record<string, (a: Ship, b: Ship) => number> = {
  name: (a, b) => a.name.localeCompare(b.name),
  trips: (a, b) => b.trips - a.trips || b.possible - a.possible,
  hits: (a, b) => b.hits - a.hits || b.listings - a.listings,
  doubts: (a, b) => b.doubts + b.clashes.length - a.doubts - a.clashes.length,
  last: (a, b) => (b.last ?? "").localeCompare(a.last ?? ""),
};

export function VesselsView({ place }: { place: Place }) {
  return place.rest ? <OneShip key={place.rest} id={place.rest} on={place.params.get("on")} /> : <ShipList place={place} />;
}

function ShipList({ place }: { place: Place }) {
  const loaded = useLoaded<{ total: number; start: string | null; end: string | null; ships: Ship[] }>(() => get("/api/vessels"), []);
  const selection = useSelection();
  if (!loaded.value) return <Waiting of={loaded} />;
  const { total, start, end, ships } = loaded.value;
  const find = place.params.get("find") ?? "";
  const sort = place.params.get("sort") ?? "";
  const wanted = find.toLowerCase();
  const shown = ships.filter((s) => [s.name, ...s.names, s.imo, s.label, s.flag, s.ship_type].some((t) => t?.toLowerCase().includes(wanted)));
  if (SORTS[sort]) shown.sort(SORTS[sort]);
  const span: [number, number] | null = start && end ? [Math.max(Date.parse(start), Date.parse(end) - STRIP), Date.parse(end)] : null;
  const head = (name: string) => (
    <th aria-sort={sort === name ? "descending" : undefined}>
      <button class="plain" onClick={() => set({ sort: sort === name ? null : name }, true)}>{W.columns[name]}{sort === name ? " ▾" : ""}</button>
    </th>
  );
  return (
    <section class="reading ships">
      <h1>{W.title}</h1>
      <p class="k">{W.hint}</p>
      <div class="filters">
        <input type="search" placeholder={W.find} aria-label={W.find} value={find} maxLength={100} onInput={(e) => set({ find: e.currentTarget.value }, true)} />
        <span class="k" aria-live="polite">{WORDS.tables.rows(shown.length, total)}</span>
        <span class="spring" />
        <Csv title={W.title} class="btn" rows={() => [["vessel", "label", "name", "imo", "type", "flag", "trips", "possible", "hits", "listings", "doubts", "last"], ...shown.map((s) => [s.id, s.label, s.name, s.imo, s.ship_type, s.flag, s.trips, s.possible, s.hits, s.listings, s.doubts, s.last])]} />
        {total > ships.length && <a class="k" href={hashOf("tables", "vessels")}>{W.more(total - ships.length)}</a>}
      </div>
      {shown.length ? (
        <table class="grid">
          <thead>
            <tr>{head("name")}<th>{W.columns.imo}</th><th>{W.columns.kind}</th><th>{span ? saySpan(new Date(span[0]).toISOString().slice(0, 10), new Date(span[1]).toISOString().slice(0, 10)) : W.columns.known}</th>{head("trips")}{head("hits")}{head("doubts")}{head("last")}</tr>
          </thead>
          <tbody>
            {shown.map((s) => (
              <tr key={s.id} data-row data-x={s.id} tabIndex={-1} class={s.id === selection.vessel ? "on" : ""} aria-selected={s.id === selection.vessel || undefined} onKeyDown={(e) => e.key === "Enter" && e.target === e.currentTarget && go(hashOf("vessels", s.id))}>
                <td><a href={hashOf("vessels", s.id)}><strong>{s.name}</strong></a> <span class="k">{s.label}</span></td>
                <td class="mono">{s.imo ?? <span class="nothing">·</span>}</td>
                <td>{[s.ship_type, s.flag].filter(Boolean).join(", ")}</td>
                <td>{span && s.known.length ? <Spark items={s.known} span={span} name={s.name} earlier={W.earlier} /> : <span class="k">{W.nothing}</span>}</td>
                <td class="nowrap">{s.trips || s.possible ? <>{s.trips}{s.possible ? <span class="k"> ({s.possible} {W.possible})</span> : null}</> : <span class="nothing">·</span>}</td>
                <td class="nowrap">{s.hits ? W.hits(s.hits) : ""}{s.listings ? <span class="k"> {W.stated(s.listings)}</span> : null}{!s.hits && !s.listings && <span class="nothing">·</span>}</td>
                <td class="nowrap">{s.clashes.length > 0 && <><Mark status="contradicted" /> {s.clashes.map((k) => W.kinds[k]).join(", ")} </>}{s.doubts || ""}</td>
                <td class="nowrap"><Time iso={s.last} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p class="state">{W.empty}</p>
      )}
    </section>
  );
}

function OneShip({ id, on }: { id: string; on: string | null }) {
  const loaded = useLoaded<ShipPage>(() => get(`/api/vessels/${encodeURIComponent(id)}`, { on }), [id, on]);
  const held = useRef<ShipPage | null>(null);
  if (loaded.value) held.current = loaded.value;
  const p = loaded.value ?? held.current;
  const day = on ?? p?.days[p.days.length - 1]?.slice(0, 10) ?? "";
  const move = (by: number) => Number.isFinite(Date.parse(day)) && set({ on: new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10) }, true);
  useKey((key) => key === "[" || key === "]" ? (move(key === "]" ? 1 : -1), true) : false);
  if (!p || loaded.error) return <Waiting of={loaded} />;
  const s = p.about;
  const clashes = p.marks.filter((m) => m.is_clash);
  const csv = (title: string, rows: () => Cell[][]) => <Csv title={`${title}: ${s.name}`} rows={rows} />;
  return (
    <article class="reading ship">
      <header>
        <a class="k" href={hashOf("vessels")}>{W.all}</a>
        <h1><Rests on={s.id}>{s.name}</Rests>{s.names.filter((n) => n !== s.name).map((n) => <span class="other" key={n}> {n}</span>)}</h1>
        <span class="chip">{s.imo ? `IMO ${s.imo}` : W.noImo}</span>
        {p.row.imo_words && <span class="chip warn">≠ {p.row.imo_words}</span>}
        {s.ship_type && <span class="chip">{s.ship_type}</span>}
        {s.flag && <span class="chip">{s.flag}</span>}
        <span class="spring" />
        <a class="btn" href={hashOf("map", "", { x: s.id })}>{W.onMap}</a>
        <a class="btn" href={hashOf("graph", "", { around: s.id, n: s.id })}>{W.inGraph}</a>
      </header>
      <dl class="facts">
        <div><dt>{W.dwt}</dt><dd title={p.row.dwt_words ?? ""}>{s.dwt_t ? `${sayNumber(s.dwt_t)} t` : WORDS.evidence.notStated}</dd></div>
        <div><dt>{W.built}</dt><dd>{p.row.built ?? WORDS.evidence.notStated}</dd></div>
        <div><dt>{W.columns.trips}</dt><dd>{s.trips} {s.possible > 0 && <span class="k">{s.possible} {W.possible}</span>}</dd></div>
        <div><dt>{W.columns.last}</dt><dd>{s.last ? <Time iso={s.last} /> : W.nothing}</dd></div>
      </dl>
      {clashes.length > 0 && <p class="warn"><Mark status="contradicted" /> {W.clash}: {clashes.map((m) => `${W.kinds[m.kind]} ${m.value}`).join(", ")}</p>}
      {p.life.length > 0 && (
        <ChartCard title={W.life} of={s.name} hint={W.lifeHint} rows={() => rowsOf(p.life)}>
          <Lanes lanes={p.life} says={`${s.name}. ${p.life.map((l) => `${l.title}: ${l.line}.`).join(" ")}`} />
        </ChartCard>
      )}
      <ChartCard title={W.acts} of={s.name} hint={W.actsHint} isDrawn={p.acts.length > 0} rows={p.acts.length ? () => rowsOf(p.acts) : undefined}>
        {p.acts.length ? <Lanes lanes={p.acts} says={`${s.name}. ${p.acts.map((l) => `${l.title}: ${l.line}.`).join(" ")}`} /> : <p class="k">{W.noActs}</p>}
      </ChartCard>
      <div class="ship-columns">
        <section aria-label={W.identity}>
          <h2>{W.identity} {csv(W.identity, () => [["kind", "value", "clashes", "by", "when", "row"], ...p.marks.flatMap((m) => m.said.map((one) => [m.kind, m.value, m.is_clash, one.by, one.when, one.id]))])}</h2>
          <table class="grid">
            <tbody>
              {p.marks.map((m) => (
                <tr key={m.kind + m.value} data-row data-x={m.said[0]?.id} tabIndex={-1}>
                  <td class="nowrap"><Mark status={m.is_clash ? "contradicted" : m.is_received ? "documented" : "claimed"} /> {W.kinds[m.kind]}</td>
                  <td><strong>{m.value}</strong></td>
                  <td class="k">{m.said.map((one) => <div key={one.id}><Rests on={one.id}>{one.by}</Rests>{one.by.endsWith(one.when) ? "" : `, ${one.when}`}</div>)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section aria-label={W.listed}>
          <h2>{W.listed} <input aria-label={W.asOf} value={day} pattern="\d{4}-\d\d-\d\d" maxLength={10} size={10} onChange={(e) => e.currentTarget.checkValidity() && set({ on: e.currentTarget.value }, true)} /> <button class="plain" aria-label={W.dayBack} onClick={() => move(-1)}><kbd>[</kbd></button><button class="plain" aria-label={W.dayOn} onClick={() => move(1)}><kbd>]</kbd></button></h2>
          {!p.is_searched && <p class="k"><Words text={W.notChecked} /></p>}
          {p.listed.length > 0 && csv(W.listed, () => [["source", "level", "ruled_out", ...p.days, "words", "row"], ...p.listed.map((l) => [l.source, l.level, l.is_ruled_out, ...l.verdicts.map((v) => v.verdict), l.words, l.id])])}
          {p.listed.length ? (
            <table class="grid">
              {p.days.length > 1 && <thead><tr><th />{p.days.map((d) => <th key={d}>{sayTime(d)}</th>)}</tr></thead>}
              <tbody>
                {p.listed.map((l) => (
                  <tr key={l.id} data-row data-x={l.id} tabIndex={-1}>
                    <td><Mark status={l.level ? LEVELS[l.level] : "claimed"} /> <Rests on={l.id}>{l.source}</Rests><div class={l.is_ruled_out ? "gone k" : "k"}>{l.words}</div></td>
                    {l.verdicts.map((v, i) => <td key={i}><strong>{v.verdict}</strong><div class="k">{v.why}</div></td>)}
                  </tr>
                ))}
              </tbody>
            </table>
          ) : (
            p.is_searched && <p class="k">{W.noHit}</p>
          )}
          {p.ties.length > 0 && (
            <>
              <h2>{W.owners} {csv(W.owners, () => [["owner", "relation", "share", "words", "row"], ...p.ties.map((t) => [t.owner_name, t.relation, t.held_frac, t.words, t.tie_id])])}</h2>
              <ul class="ship-list">
                {p.ties.map((t) => (
                  <li key={t.tie_id} data-row data-x={t.tie_id} tabIndex={-1}><Mark status="claimed" /> <Rests on={t.tie_id}>{t.owner_name}</Rests> <span class="k">{String(t.relation).replace(/_/g, " ")}{t.held_frac != null ? `, ${sayNumber(100 * t.held_frac)} %` : ""}</span><div class="k">{t.words}</div></li>
                ))}
              </ul>
            </>
          )}
          {p.risks.length > 0 && (
            <>
              <h2>{W.doubts} {csv(W.doubts, () => [["rule", "words", "may_be", "row"], ...p.risks.map((r) => [r.rule, r.words, r.may_be, r.risk_id])])}</h2>
              <ul class="ship-list">
                {p.risks.map((r) => <li key={r.risk_id} data-row data-x={r.risk_id} tabIndex={-1}><Rests on={r.risk_id}>{String(r.rule).replace(/_/g, " ")}</Rests> {r.words}<div class="k">{r.may_be}</div></li>)}
              </ul>
            </>
          )}
        </section>
        <section aria-label={W.sightings}>
          <h2>{W.sightings} <span class="k">{W.shown(p.sightings.length, p.sightings_total)}</span> {p.sightings.length > 0 && csv(W.sightings, () => [["sighting", "told_of", "place", "start", "end", "method", "candidate", "weight", "basis", "settled", "row"], ...p.sightings.flatMap((g) => g.candidates.map((c) => [g.label, g.ship_words, g.place, g.start, g.end, g.method, c.name ?? W.another, c.weight_frac, c.basis, c.is_settled, c.id]))])}</h2>
          <ul class="ship-list">
            {p.sightings.map((g) => (
              <li key={g.id} data-row data-x={g.id} tabIndex={-1}>
                <Rests on={g.id}>{g.label ?? g.ship_words}</Rests> {g.ship_words} <span class="k">{[g.place, saySpan(g.start, g.end), g.method].filter(Boolean).join(", ")}</span>
                {g.candidates.map((c) => (
                  <div class="k cand" key={c.id} title={c.words}>
                    <Dots share={c.weight_frac} /> <Rests on={c.id}>{share(c.weight_frac)}</Rests>{" "}
                    {c.vessel_id && c.vessel_id !== id ? <a href={hashOf("vessels", c.vessel_id)}>{c.name ?? W.anotherHere}</a> : c.vessel_id ? <strong>{c.name}</strong> : W.another} · {c.basis}{c.is_settled ? `, ${W.settled}` : ""}
                  </div>
                ))}
              </li>
            ))}
          </ul>
          {p.sightings.length === 0 && <p class="k">{W.noSightings}</p>}
          {p.named.length > 0 && <h2>{W.named} {csv(W.named, () => [["title", "said", "before", "name", "behind", "times", "row"], ...p.named.map((n) => [n.title, n.said, n.before, n.name, n.behind, n.times, n.id])])}</h2>}
          <ul class="ship-list">
            {p.named.map((n) => (
              <li key={n.id} data-row data-x={n.id} tabIndex={-1}><Rests on={n.id}>{n.title}</Rests> <span class="k"><Value value={n.said} />{n.times > 1 ? ` · ${W.times(n.times)}` : ""}</span><div class="serif">{n.before}<mark>{n.name}</mark>{n.behind}</div></li>
            ))}
          </ul>
        </section>
      </div>
    </article>
  );
}

// Twenty equal chances that can be counted.
const Dots = ({ share: f }: { share: number }) => (
  <svg width="82" height="8" viewBox="0 0 82 8" aria-hidden="true" fill="none" stroke="var(--estimate)">
    {Array.from({ length: 20 }, (_, i) => <circle key={i} cx={3 + i * 4} cy="4" r="1.4" stroke-width=".6" fill={i < Math.round(20 * f) ? "var(--estimate)" : "none"} opacity={i < Math.round(20 * f) ? 1 : 0.5} />)}
  </svg>
);

const LEVELS: Record<string, string> = { confirmed: "documented", probable: "inferred", possible: "possible", contradicted: "contradicted" };

const share = (f: number): string => (f >= 0.995 ? "> 99 %" : f < 0.01 ? "< 1 %" : `${Math.round(100 * f)} %`);
