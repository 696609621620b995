// The question and what is known of it: four kinds of figure that are never added, the amount against the limit, the
// period as it was watched, the findings, and what would change them. Each figure is a row and opens its tree.

import { get, withParams, type CaseState, type Page } from "../api";
import { Mark, Rests, useLoaded, Waiting } from "../parts";
import { hashOf, set, type Place } from "../route";
import { Csv } from "../save";
import { sayEstimate, sayNumber, saySpan } from "../say";
import { WORDS } from "../words";
import { CapChart, type CapRow } from "./capchart";
import { ToldView } from "./told";
import { Watched } from "./watched";

const W = WORDS.answer;

export function AnswerView({ state, place }: { state: CaseState; place: Place }) {
  return state.questions.length ? <Asked state={state} place={place} /> : <ToldView state={state} />;
}

function Asked({ state, place }: { state: CaseState; place: Place }) {
  const name = place.params.get("question") ?? state.questions[0]?.name ?? "";
  const loaded = useLoaded(async () => {
    const of = { where: `question:eq:${name}`, limit: 500 };
    const [answer, estimates, caps, trips] = await Promise.all([
      get("/api/answer", { question: name }),
      get("/api/tables/trip_estimates/rows", of) as Promise<Page>,
      get("/api/tables/cap_status/rows", of) as Promise<Page>,
      get("/api/tables/trips/rows", { ...of, sort: "start_time" }) as Promise<Page>,
    ]);
    return { answer, estimates, caps: caps.rows as CapRow[], trips: trips.rows };
  }, [name]);
  if (!loaded.value) return <Waiting of={loaded} />;
  const { answer: a, estimates, caps, trips } = loaded.value;
  const idOf = (basis: string) => estimates.rows.find((r) => r.basis === basis)?.estimate_id ?? null;
  return (
    <article class="answer">
      {state.questions.length > 1 && (
        <div class="tabs" role="group" aria-label={W.question}>
          {state.questions.map((q) => (
            <button key={q.name} class={q.name === name ? "on" : ""} aria-pressed={q.name === name} onClick={() => set({ question: q.name })}>{q.name}</button>
          ))}
        </div>
      )}
      <h1 class="serif">{a.question.text}</h1>
      <p class="k">{saySpan(a.question.period.start, a.question.period.end)}, UTC</p>
      <p class="serif lead">
        {a.trips.documented_words} {a.trips.claimed_words}
      </p>
      <div class="columns">
        <div>
          <Counts trips={a.trips} idOf={idOf} name={name} />
          <p class="acts k">{W.figuresAs} <a href={withParams("/api/tables/trip_estimates/csv", { where: `question:eq:${name}` })} download="trip_estimates.csv">{WORDS.csv}</a></p>
          {caps.length > 0 && a.cap && <CapChart rows={caps} official={a.official} cap={a.cap} unit={a.question.unit} stated={a.barrels?.bases?.claimed?.stated ?? a.amounts?.bases?.claimed?.stated} isTable={place.params.get("as") === "table"} question={name} />}
          <Watched coverage={a.coverage} period={a.question.period} trips={trips} crossed={a.cap?.bases?.estimated ?? null} limit={a.cap?.limit} />
        </div>
        <div>
          <Findings findings={a.findings} />
          <Open alternatives={a.alternatives.filter((x: any) => x.decision == null)} checks={a.checks} />
        </div>
      </div>
    </article>
  );
}

function Counts({ trips: t, idOf, name }: { trips: any; idOf: (basis: string) => string | null; name: string }) {
  const inferred = t.documented_inferred ?? 0;
  const inDoubt = t.documented_min != null && t.documented_min !== t.documented_max;
  return (
    <section class="counts card" aria-label={W.never}>
      <div>
        <h2><Mark status="documented" /> {W.documented}</h2>
        <p class="figure">
          <Rests on={idOf("documented")} class="big">{sayNumber(t.documented)}</Rests>
          <Squares solid={t.documented - inferred} hatched={inferred} />
        </p>
        <p class="k">{t.documented_split}{t.possible ? "; " : ""}{t.possible ? <a href={hashOf("tables", "trips", new URLSearchParams([["where", `question:eq:${name}`], ["where", "status:eq:possible"]]))}>{W.possible(t.possible)}</a> : null}</p>
      </div>
      <div>
        <h2><Mark status="documented" /> {W.doubt}</h2>
        <p class="figure">
          <Rests on={idOf("after_doubt") ?? idOf("documented")} class="big">{inDoubt ? `(${t.documented_min}–${t.documented_max})` : sayNumber(t.documented_p50 ?? t.documented)}</Rests>
          {inDoubt && <Squares solid={t.documented_min} empty={t.documented_max - t.documented_min} />}
        </p>
        <p class="k">{t.documented_doubt}</p>
      </div>
      <div>
        <h2><Mark status="estimated" /> {W.estimated}</h2>
        {t.estimated_p50 == null ? (
          <p class="figure"><span class="big none">{W.none}</span></p>
        ) : (
          <p class="figure">
            <Rests on={idOf("estimated")} class="big">{sayNumber(t.estimated_p50)}</Rests>
            <Dots values={t.estimated_dots ?? []} low={t.estimated_p05} high={t.estimated_p95} />
          </p>
        )}
        <p class="k">{t.estimated_p50 == null ? t.estimated_none : `${sayEstimate(t.estimated_p50, t.estimated_p05, t.estimated_p95)}: ${t.estimated_basis}`}</p>
        {(t.estimated_caveats ?? []).map((c: string) => <p class="k warn" key={c}>{c}</p>)}
      </div>
      <div>
        <h2><Mark status="claimed" /> {W.claimed}</h2>
        {t.claimed == null ? (
          <p class="figure"><span class="big none">{W.noneClaimed}</span></p>
        ) : (
          <p class="figure">
            <Rests on={t.claimed_claim} class="big">{t.claimed_end && t.claimed_end !== t.claimed ? `${sayNumber(t.claimed)}–${sayNumber(t.claimed_end)}` : sayNumber(t.claimed)}</Rests>
          </p>
        )}
        {t.claimed != null && <p class="k">{W.told(t.claimed_by, t.claimed_origins, t.claimed_documents, t.claimed_altered)}</p>}
      </div>
    </section>
  );
}

function Squares({ solid = 0, hatched = 0, empty = 0 }: { solid?: number; hatched?: number; empty?: number }) {
  const n = solid + hatched + empty;
  if (n > 30) return null;
  return (
    <svg class="squares" width={Math.min(n, 15) * 11} height={Math.ceil(n / 15) * 12} aria-hidden="true">
      {Array.from({ length: n }, (_, i) => (
        <rect key={i} x={(i % 15) * 11 + 0.5} y={Math.floor(i / 15) * 12 + 1.5} width="8" height="8" class={i < solid ? "doc" : i < solid + hatched ? "inf" : "pos"} />
      ))}
    </svg>
  );
}

// Equal chances that can be counted, stacked where they fall together.
export function stack(values: number[], x: (v: number) => number, size: number): { x: number; level: number; value: number }[] {
  const levels = new Map<number, number>();
  return [...values].sort((a, b) => a - b).map((value) => {
    const at = Math.round(x(value) / size);
    const level = levels.get(at) ?? 0;
    levels.set(at, level + 1);
    return { x: at * size, level, value };
  });
}

function Dots({ values, low, high }: { values: number[]; low: number; high: number }) {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const x = (v: number) => 4 + ((v - min) / (max - min || 1)) * 112;
  const dots = stack(values, x, 5);
  const top = Math.max(...dots.map((d) => d.level));
  return (
    <svg class="dots" width="122" height={top * 5 + 14} role="img" aria-label={W.chances(min, max)}>
      {dots.map((d, i) => <circle key={i} cx={d.x} cy={top * 5 + 4 - d.level * 5} r="2.2" class="est" />)}
      <path d={`M${x(low)} ${top * 5 + 10}H${x(high)}`} stroke="var(--estimate)" stroke-width="2" />
    </svg>
  );
}

function Findings({ findings }: { findings: any[] }) {
  return (
    <section class="findings" aria-label={W.findings}>
      <header><h2>{W.findings}</h2><span class="k">{W.findingsHint}</span><span class="spring" /><Csv title={W.findings} rows={() => [["finding", "label", "rule", "status", "likelihood", "confidence", "headline", "text", "limits"], ...findings.map((f) => [f.id, f.label, f.rule_words, f.status, f.likelihood, f.confidence, f.headline, f.text, (f.limits ?? []).join("; ")])]} /></header>
      {findings.map((f) => (
        <article key={f.id} data-row data-x={f.id} tabIndex={-1}>
          <p class="finding-head">
            <Mark status={f.status} />
            <Rests on={f.id} class="label">{f.label}</Rests>
            <span class="spring" />
            <span class="k">{f.rule_words}</span>
          </p>
          <p class="serif said">{f.headline}</p>
          <details>
            <summary class="k">{W.limits} ({f.limits?.length ?? 0}), {W.confidence.toLowerCase()} <strong>{f.confidence}</strong>{f.likelihood && <>, {W.likelihood.toLowerCase()} <strong>{f.likelihood}</strong></>}</summary>
            <p>{f.text}</p>
            <p class="k">{f.confidence_words}</p>
            <ul class="k">{(f.limits ?? []).map((l: string) => <li key={l}>{l}</li>)}</ul>
          </details>
        </article>
      ))}
    </section>
  );
}

function Open({ alternatives, checks }: { alternatives: any[]; checks: any[] }) {
  const odd = (checks ?? []).filter((c) => c.outcome !== "agrees" && c.outcome !== "fine");
  if (!alternatives.length && !odd.length) return null;
  return (
    <section class="findings" aria-label={W.change}>
      <header><h2>{W.change}</h2><span class="k">{W.changeHint}</span><span class="spring" />{alternatives.length > 0 && <Csv title={W.change} rows={() => [["reading", "effect", "chance", "words"], ...alternatives.map((x) => [x.id, x.effect, x.chance_frac, x.words])]} />}</header>
      <ol class="open">
        {alternatives.map((x) => (
          <li key={x.id}>
            <Rests on={x.id} class="effect">{x.effect > 0 ? `+${x.effect}` : x.effect < 0 ? `−${-x.effect}` : "±0"}</Rests> {x.words}
          </li>
        ))}
      </ol>
      {odd.length > 0 && <p class="k"><a href={hashOf("tables", "checks", { where: "outcome:ne:agrees" })}>{W.checks(odd.length)}</a></p>}
    </section>
  );
}
