// The run that is shown: every step, what it wrote, and every parameter with its reason; and the run that is under way.

import { useEffect, useState } from "preact/hooks";
import { get, may, post, type CaseState } from "../api";
import { Rests, Time, useLoaded, Waiting, Words } from "../parts";
import { beat, isRunning } from "../pulse";
import { hashOf, set, type Place } from "../route";
import { Csv } from "../save";
import { sayNumber } from "../say";
import { WORDS } from "../words";

const W = WORDS.run;

interface Step {
  name: string;
  outcome: string;
  seconds: number;
  writes: string[];
  rows: Record<string, number>;
  doc: string;
  params: { name: string; value: string; default: string; doc: string; is_changed: boolean }[];
}

interface Against {
  number: number;
  entered: Record<string, number>;
  is_config_other: boolean;
  is_program_other: boolean;
  params: { step: string; param: string; before: string; now: string }[];
  tables: { table: string; before: number | null; now: number }[];
  seconds: number;
}

interface Going {
  by: string;
  part: string;
  index: number;
  total: number;
  rows: number;
  rows_per_s: number | null;
  done: number | null;
  of: number | null;
  what: string;
  seconds_left: number | null;
  parts: { name: string; rows: number; seconds: number }[];
  is_cancelled: boolean;
  outcome: "" | "done" | "broken off" | "failed";
  words: string;
  differences: { question: string; figure: string; before: number | null; now: number | null }[];
}

export function RunView({ state, place }: { state: CaseState; place: Place }) {
  const loaded = useLoaded<{ record: any; steps: Step[]; against: Against | null; changed_since: string[] }>(() => get("/api/run"), []);
  if (!loaded.value) return <Waiting of={loaded} />;
  const { record, steps, against, changed_since } = loaded.value;
  // Steps whose parameters are shown, as the address holds them.
  const opened = (place.params.get("open") ?? "").split(",").filter(Boolean);
  const toggle = (name: string, isOpen: boolean) => isOpen !== opened.includes(name) && set({ open: (isOpen ? [...opened, name] : opened.filter((o) => o !== name)).join(",") }, true);
  const [by, rest] = W.told(record.by, record.version, steps.filter((s) => s.outcome === "kept").length, steps.length, record.seconds);
  return (
    <div class="reading">
      <h1>{W.title}</h1>
      <p>
        <Rests on={`run ${record.number}`}>{WORDS.said.run(record.number)}</Rests>{by}<Time iso={record.started_at} />{rest}
      </p>
      <Now state={state} since={changed_since} />
      <Other against={against} />
      <p class="k">
        {W.versions}: {Object.entries(record.versions).map(([n, v]) => `${n} ${v}`).join(", ")}
      </p>
      <p class="acts">
        <Csv title={W.steps} label={W.steps} class="btn" rows={() => [["step", "outcome", "seconds", "table", "rows", "decides"], ...steps.flatMap((s) => (s.writes.length ? s.writes : [null]).map((t) => [s.name, s.outcome, s.seconds, t, t && (s.rows[t] ?? 0), s.doc]))]} />
        <Csv title={W.params} label={W.params} class="btn" rows={() => [["step", "parameter", "value", "usual", "changed", "reason"], ...steps.flatMap((s) => s.params.map((p) => [s.name, p.name, p.value, p.default, p.is_changed, p.doc]))]} />
      </p>
      <div class="wide">
        <table class="grid">
          <thead>
            <tr><th>{W.step}</th><th>{W.outcome}</th><th class="num">{W.seconds}</th><th>{W.writes}</th></tr>
          </thead>
          <tbody>
            {steps.map((s) => (
              <tr key={s.name} data-row tabIndex={-1}>
                <td>
                  <details open={opened.includes(s.name)} onToggle={(e) => toggle(s.name, e.currentTarget.open)}>
                    <summary><strong>{s.name}</strong>{s.params.some((p) => p.is_changed) && <span class="chip">{W.changed}</span>} <span class="k"><Words text={s.doc} /></span></summary>
                    {s.params.length > 0 && (
                      <dl class="params" aria-label={W.params}>
                        {s.params.map((p) => (
                          <>
                            <dt class="mono">{p.name}</dt>
                            <dd><strong>{p.value}</strong>{p.is_changed && ` (${W.usual} ${p.default})`} <span class="k">{p.doc}</span></dd>
                          </>
                        ))}
                      </dl>
                    )}
                  </details>
                </td>
                <td>{s.outcome}</td>
                <td class="num">{s.seconds.toFixed(2)}</td>
                <td>
                  {s.writes.map((t) => (
                    <span key={t}><a href={hashOf("tables", t)}>{t}</a> <span class="k">{(s.rows[t] ?? 0).toLocaleString("en-US")}</span>{" "}</span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

// What a new run would take in, and the one that is under way, as the server tells it.
function Now({ state, since }: { state: CaseState; since: string[] }) {
  const [going, tell] = useState<Going | null>(null);
  const [turn, again] = useState(0);
  const [wrong, say] = useState("");
  useEffect(() => {
    const heard = () => again((n) => n + 1);
    window.addEventListener("running", heard);
    return () => window.removeEventListener("running", heard);
  }, []);
  useEffect(() => {
    const live = new EventSource("/api/run/live");
    live.onmessage = (e) => tell(JSON.parse(e.data) as Going | null);
    live.addEventListener("over", () => (live.close(), void beat()));
    live.onerror = () => live.close();
    return () => live.close();
  }, [turn]);
  const ask = async (path: string) => {
    say("");
    try {
      await post(path, {});
      again((n) => n + 1);
      void beat();
    } catch (e) {
      say((e as Error).message);
    }
  };
  const canRun = may(state, "analyst");
  const isGoing = going ? !going.outcome : isRunning();
  return (
    <section class="now card" aria-label={W.title}>
      {isGoing ? (
        <>
          <h2>{W.going(going?.by ?? "")}</h2>
          {going && going.total > 0 && (
            <>
              <progress max={going.total} value={going.index + (going.of ? (going.done ?? 0) / going.of : 0)} aria-label={W.part(going.part, going.index, going.total)} />
              <p role="status" aria-live="off">
                <strong>{W.part(going.part, going.index, going.total)}</strong> <span class="k">{[
                  going.rows ? `${sayNumber(going.rows)} ${W.rows}` : "",
                  going.of ? `${sayNumber(going.done)} of ${sayNumber(going.of)} ${going.what}` : "",
                  going.rows_per_s ? `${sayNumber(going.rows_per_s)} ${W.perSecond}` : "",
                  going.seconds_left != null ? W.left(going.seconds_left) : "",
                ].filter(Boolean).join(" · ")}</span>
              </p>
              <details>
                <summary class="k">{W.partsDone(going.parts.length)}</summary>
                <Parts parts={going.parts} />
              </details>
            </>
          )}
          {canRun && <p class="acts"><button class="btn" disabled={going?.is_cancelled} onClick={() => void ask("/api/run/cancel")}>{going?.is_cancelled ? W.breaking : W.cancel}</button></p>}
        </>
      ) : (
        <>
          {going?.outcome && (
            <div role="status">
              <h2 class={going.outcome === "done" ? "" : "wrong"}>{W.over[going.outcome]}</h2>
              {going.words && <p>{going.words}</p>}
              {going.outcome === "done" && (going.differences.length ? (
                <>
                  <h3>{W.changedFigures}</h3>
                  <ul class="plain-list">
                    {going.differences.map((d) => <li key={d.question + d.figure}>{d.question}, {W.figures[d.figure] ?? d.figure}: {sayNumber(d.before)} → <strong>{sayNumber(d.now)}</strong></li>)}
                  </ul>
                </>
              ) : <p class="k">{W.sameFigures}</p>)}
              {going.parts.length > 0 && (
                <details>
                  <summary class="k">{W.partsDone(going.parts.length)}</summary>
                  <Parts parts={going.parts} />
                </details>
              )}
            </div>
          )}
          {since.length ? <p>{W.since}: {since.join("; ")}.</p> : <p class="k">{W.nothing}</p>}
          {canRun ? <p class="acts"><button class="btn primary" onClick={() => void ask("/api/run")}>{W.start}</button></p> : state.can_write && <p class="k">{W.needs}</p>}
        </>
      )}
      <p role="alert" class="wrong">{wrong}</p>
    </section>
  );
}

function Parts({ parts }: { parts: Going["parts"] }) {
  const slow = [...parts].sort((a, b) => b.seconds - a.seconds).slice(0, 12);
  return (
    <>
    <Csv title={W.parts} rows={() => [["part", "rows", "seconds"], ...parts.map((p) => [p.name, p.rows, p.seconds])]} />
    <table class="grid">
      <tbody>
        {slow.map((p) => (
          <tr key={p.name}><td>{p.name}</td><td class="num">{sayNumber(p.rows)} {W.rows}</td><td class="num">{p.seconds.toFixed(2)} s</td><td class="num">{p.seconds > 0.05 && p.rows ? `${sayNumber(Math.round(p.rows / p.seconds))} ${W.perSecond}` : ""}</td></tr>
        ))}
      </tbody>
    </table>
    </>
  );
}

function Other({ against }: { against: Against | null }) {
  if (!against) return <p class="k">{W.first}</p>;
  const entered = Object.entries(against.entered).map(([what, n]) => W.entered(n, what));
  const other = [...entered, ...(against.is_config_other ? [W.otherConfig] : []), ...(against.is_program_other ? [W.otherProgram] : [])];
  return (
    <details class="other" open={against.params.length > 0}>
      <summary>
        <strong>{W.against(against.number)}</strong>: {[...other, against.tables.length ? W.others(against.tables.length) : W.sameRows].join("; ")}
      </summary>
      {against.params.length > 0 && (
        <>
          <h3>{W.otherParams} <Csv title={W.otherParams} rows={() => [["step", "parameter", "before", "now"], ...against.params.map((p) => [p.step, p.param, p.before, p.now])]} /></h3>
          <dl class="params">
            {against.params.map((p) => (
              <>
                <dt class="mono">{p.step}.{p.param}</dt>
                <dd><s>{p.before}</s> <strong>{p.now}</strong></dd>
              </>
            ))}
          </dl>
        </>
      )}
      {against.tables.length > 0 && (
        <>
          <h3>{W.tables} <Csv title={W.tables} rows={() => [["table", "before", "now"], ...against.tables.map((t) => [t.table, t.before, t.now])]} /></h3>
          <p>{against.tables.map((t) => <span key={t.table} class="pair"><a href={hashOf("tables", t.table)}>{t.table}</a> <span class="k">{t.before == null ? "" : `${sayNumber(t.before)} → `}{sayNumber(t.now)}</span></span>)}</p>
        </>
      )}
    </details>
  );
}
