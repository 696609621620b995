// One transfer of the ledger: what speaks against it first, then its origins, the way of the words, who only tells them on and
// what drifted, grades, the claim beside our own count, and what else stands on the same source.

import { useState } from "preact/hooks";
import { get, post } from "../api";
import { Mark, Rests, useLoaded, Waiting, Words } from "../parts";
import { go, hashOf, set } from "../route";
import { saySpan, sayTime } from "../say";
import { WORDS } from "../words";
import { RungBox, title, type Transfer } from "./ledger";

const W = WORDS.ledger;

interface Telling {
  id: string;
  relation: string;
  copied_id: string | null;
  via: string[];
  depth: number;
  is_path_shown: boolean;
  drifts: { id: string; field: string; was: string | null; is_now: string | null }[];
  words: string;
  document: string | null;
  before: string;
  quote: string;
  behind: string;
  tests: Record<string, any>[];
  grades: Record<string, any>[];
  row: Record<string, any>;
}

interface Origin {
  id: string;
  row: Record<string, any>;
  tellings: Telling[];
  grades: Record<string, any>[];
}

interface Detail {
  transfer: Transfer;
  against: { id: string; kind: string; words: string }[];
  origins: Origin[];
}

interface Without {
  about: string[];
  already: string[];
  falls: { transfer_id: string; name: string; rung: (number | null)[]; rung_any: (number | null)[]; sentence: string[] }[];
  observed: string;
}

export function TransferDrawer({ id, source, known, canDecide }: { id: string; source: string | null; known: string | null; canDecide: boolean }) {
  const loaded = useLoaded<Detail>(() => get(`/api/ledger/transfers/${encodeURIComponent(id)}`, { known }), [id, known]);
  if (!loaded.value) return <aside class="detail"><Waiting of={loaded} /></aside>;
  const { transfer: t, against, origins } = loaded.value;
  const asked = origins.findIndex((o) => names(o).includes(source ?? ""));
  return (
    <aside class="detail" aria-label={title(t)} tabIndex={0}>
      <header>
        <h2><Rests on={t.id}>{title(t)}, {WORDS.said.fromTo(t.giver, t.receiver)}</Rests></h2>
        <button class="btn" onClick={() => go(hashOf("ledger", "", known ? { known } : {}))}>{WORDS.close} <kbd>esc</kbd></button>
      </header>
      <div class="rung-line">
        <RungBox n={t.row.rung_any} figure={t.row.rung} />
        <span class="k">{t.row.rung_words ?? (t.row.is_expected ? W.expected : W.noRung)}</span>
      </div>
      <p class="said serif">{t.sentence}</p>
      {against.length ? (
        <div class="against">
          <h3><Mark status="contradicted" /> {W.against}</h3>
          <ul>
            {against.map((a) => <li key={a.id + a.kind}><Rests on={a.id}><strong>{W.kinds[a.kind] ?? a.kind}.</strong> {a.words}</Rests></li>)}
          </ul>
        </div>
      ) : (
        <p class="k">{W.nothingAgainst}</p>
      )}
      {t.quantities.length > 0 && (
        <>
          <h3>{W.amounts}</h3>
          <ul class="side">{t.quantities.map((q) => <li key={q}>{q}</li>)}</ul>
        </>
      )}
      {origins.map((o, i) => <OneOrigin key={o.id} origin={o} source={i === asked ? source : null} canDecide={canDecide} />)}
    </aside>
  );
}

const names = (o: Origin): string[] => [...new Set(o.tellings.flatMap((t) => [t.row.speaker, t.row.outlet]).concat(o.row.speaker))];

function OneOrigin({ origin: o, source, canDecide }: { origin: Origin; source: string | null; canDecide: boolean }) {
  const own = o.tellings.filter((t) => t.depth === 0);
  const copies = o.tellings.filter((t) => t.depth > 0);
  const labels = new Map(o.tellings.map((t) => [t.id, t.row.label]));
  return (
    <section class="origin">
      <p class="marked"><Mark status={o.row.stance === "deny" ? "contradicted" : "claimed"} /> <Rests on={o.id}>{o.row.words}</Rests></p>
      {own.map((t) => <Own key={t.id} telling={t} />)}
      {copies.length > 0 && (
        <>
          <h3>{W.lineage} <span class="k">{W.lineageHint}</span></h3>
          <ul class="told">
            {copies.map((t) => (
              <li key={t.id} class={`in${Math.min(t.depth - t.via.length, 3)}${t.is_path_shown ? "" : " dim"}`}>
                <Rests on={t.id}>{t.row.label}</Rests> {t.row.outlet}
                {t.via.length > 0 && <span class="k"> {W.via} {t.via.join(", ")}</span>}
                {t.row.rescinded && <span class="warn"> {W.rescinded}</span>}
                {t.copied_id && t.copied_id !== own[0]?.id && labels.has(t.copied_id) && <span class="k"> {W.copied} {labels.get(t.copied_id)}</span>}
                {!t.drifts.length && t.relation === "copy" && <span class="k">, {W.same}</span>}
                {t.drifts.map((d) => (
                  <span key={d.id} class="drift">
                    <Mark status="contradicted" size={11} /> <Rests on={d.id}>{d.field}</Rests>: <s>{d.was ?? W.nothing}</s> {W.became} {d.is_now ?? W.nothing}
                  </span>
                ))}
                {t.quote && <Quote telling={t} />}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{W.grades}</h3>
      <Grades of={W.source} rows={o.grades} />
      {own.map((t) => <Grades key={t.id} of={`${W.claim} ${t.row.label}`} rows={t.grades} />)}
      <h3>{W.tests}</h3>
      {o.tellings.some((t) => t.tests.length) ? (
        o.tellings.flatMap((t) => t.tests).map((test) => (
          <p key={test.claim_test_id} class="marked">
            <Mark status={({ contradicts: "contradicted", supports: "documented" } as Record<string, string>)[test.verdict] ?? "claimed"} />
            <Rests on={test.claim_test_id}>{test.words}</Rests>
            {test.days_total != null && test.days_watched != null && <span class="k"> {W.watched(test.days_watched, test.days_total)}</span>}
          </p>
        ))
      ) : (
        <p class="k">{W.notTested}</p>
      )}
      <h3>{W.rests}</h3>
      <p class="acts">
        {names(o).map((name) => (
          <button key={name} class="chip" aria-pressed={source === name} onClick={() => set({ source: source === name ? null : name })}>{name}</button>
        ))}
      </p>
      {source && <Standing key={source} source={source} canDecide={canDecide} />}
    </section>
  );
}

function Own({ telling: t }: { telling: Telling }) {
  const said = saySpan(t.row.said_start, t.row.said_end);
  return (
    <>
      {t.quote ? (
        <Quote telling={t} />
      ) : (
        <p class="quiet">{W.says}: <strong>{[t.row.item, t.row.quantity_words].filter(Boolean).join(", ")}</strong> <span class="k">{W.noWords}</span></p>
      )}
      <p class="quiet way" aria-label={W.chain}>
        <Rests on={t.id}>{t.row.label}</Rests> <b>{t.row.speaker}</b>
        {[...(t.row.relays ?? [])].reverse().map((r: string) => <span key={r}> › {r}</span>)} › {t.row.outlet} <span class="k">· {W.said} {said}</span>
        {t.row.rescinded && <span class="warn"> {W.rescinded}: {t.row.rescinded}</span>}
      </p>
      <p class="quiet k">{t.row.rests_on ? `${W.basis}: ${t.row.rests_on}` : W.noBasis}</p>
    </>
  );
}

function Quote({ telling: t }: { telling: Telling }) {
  return (
    <>
      <blockquote class="serif">{t.before}<mark>{t.quote}</mark>{t.behind}</blockquote>
      {t.document && <p class="k">{t.document}</p>}
    </>
  );
}

function Grades({ of, rows }: { of: string; rows: Record<string, any>[] }) {
  return (
    <p class="quiet">
      {of}:{" "}
      {rows.length ? (
        rows.map((g) => (
          <span key={g.grade_id}>
            <Rests on={g.grade_id} class="w6">{g.value}</Rests> {g.axis}{g.topic ? `, ${g.topic}` : ""} <span class="k">{W.by} {g.graded_by}, {sayTime(g.graded_at)}: {g.reason}</span>{" "}
          </span>
        ))
      ) : (
        <span class="k"><Words text={W.notGraded} /></span>
      )}
    </p>
  );
}

function Standing({ source, canDecide }: { source: string; canDecide: boolean }) {
  const loaded = useLoaded<{ claim_id: string; label: string; why: string; words: string; is_rescinded: boolean; transfers: Transfer[] }[]>(
    () => get("/api/ledger/standing", { source }),
    [source],
  );
  if (!loaded.value) return <Waiting of={loaded} />;
  return (
    <>
      <h3>{W.restsTitle(source)}</h3>
      <ul class="stands">
        {loaded.value.map((s) => (
          <li key={s.claim_id}>
            <Rests on={s.claim_id}>{s.label}</Rests> <span class="k">{s.why}{s.is_rescinded ? `, ${W.rescinded}` : ""}</span>{" "}
            {s.transfers.map((t, i) => <span key={t.id}>{i > 0 && "; "}<a href={hashOf("ledger", t.id, { source })}>{title(t)}, {WORDS.said.fromTo(t.giver, t.receiver)}</a></span>)}
          </li>
        ))}
      </ul>
      <Rescind source={source} canDecide={canDecide} />
    </>
  );
}

// What would stand otherwise without a source is shown before anybody enters that it no longer counts.
function Rescind({ source, canDecide }: { source: string; canDecide: boolean }) {
  const [asked, ask] = useState<{ value: Without | null; error: string } | null>(null);
  const [said, say] = useState({ text: "", isWrong: false });
  const [id, entered] = useState("");
  const look = () => {
    ask({ value: null, error: "" });
    get("/api/ledger/without", { source }).then((value) => ask({ value, error: "" }), (e) => ask({ value: null, error: (e as Error).message }));
  };
  const enter = async (path: string, body: unknown, words: string) => {
    try {
      const answer = await post(path, body);
      entered(path === "/api/rescissions" ? answer.id : "");
      say({ text: words, isWrong: false });
    } catch (e) {
      say({ text: (e as Error).message, isWrong: true });
    }
  };
  const pair = (p: (number | null)[]) => (p[0] === p[1] ? `${p[0] ?? "–"}` : `${p[0] ?? "–"} → ${p[1] ?? "–"}`);
  return (
    <div class="rescind">
      {!asked && <button class="btn" onClick={look}>{W.without}</button>}
      {asked && !asked.value && <p class={asked.error ? "wrong" : "k"} role={asked.error ? "alert" : "status"}>{asked.error || W.weighing}</p>}
      {asked?.value && (
        <>
          <h3>{W.falls(asked.value.about.length)}</h3>
          {asked.value.falls.length ? (
            <ul class="stands">
              {asked.value.falls.map((f) => (
                <li key={f.transfer_id}><a href={hashOf("ledger", f.transfer_id, { source })}>{f.name}</a> <strong>{W.rung} {pair(f.rung_any)}</strong>{f.rung[0] !== f.rung[1] || f.rung_any[0] === f.rung_any[1] ? `, ${W.figure} ${pair(f.rung)}` : ""}<div class="k">{W.wouldSay}: {f.sentence[1]}</div></li>
              ))}
            </ul>
          ) : <p class="k">{W.noFalls}</p>}
          {asked.value.observed && <p class="k">{asked.value.observed}</p>}
          {canDecide && !id && asked.value.about.length > 0 && (
            <form onSubmit={(e) => (e.preventDefault(), void enter("/api/rescissions", { source, about: asked.value!.about, reason: String(new FormData(e.currentTarget).get("reason")).trim() }, W.rescindedNow))}>
              <input name="reason" required maxLength={4000} placeholder={WORDS.review.reason} aria-label={WORDS.review.reason} />
              <button class="btn">{W.rescind}</button>
            </form>
          )}
          {id && <button class="btn" onClick={() => void enter(`/api/withdrawals/${encodeURIComponent(id)}`, { reason: W.undoReason }, WORDS.review.undone)}>{WORDS.review.undo}</button>}
          <p class="k"><Words text={W.restsHint} /></p>
        </>
      )}
      <p role="status" class={said.isWrong ? "wrong" : "k"}><Words text={said.text} /></p>
    </div>
  );
}
