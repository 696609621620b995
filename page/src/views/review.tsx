// What the machine proposes and only a person may accept. Effects stand before decisions; undo instead of "are you sure".

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { get, may, post, type CaseState } from "../api";
import { useKey } from "../keys";
import { Cutouts, Id, Mark, Rests, Time, useLoaded, Value, Waiting, Words } from "../parts";
import { go, hashOf, type Place } from "../route";
import { Csv } from "../save";
import { WORDS } from "../words";

const W = WORDS.review;

interface Proposal {
  id: string;
  document: string | null;
  document_id: string | null;
  before: string;
  quote: string;
  behind: string;
  claim: Record<string, any>;
  missing: string[];
  words: string;
  is_confident: boolean;
  cautions: string[];
  alike: number;
  accepted: string[];
  seen: string | null;
}

interface Alternative {
  id: string;
  question: string;
  kind: string;
  words: string;
  effect: number | null;
  chance_frac: number | null;
  trips: string[];
}

interface Identity {
  id: string;
  kind: "ship" | "listing" | "merge" | "berth";
  about: string[];
  title: string;
  words: string;
  reasons: string[];
  against: string[];
  weight_frac: number | null;
  compared: [string, string | null, string | null][];
}

interface Done {
  id: string;
  what: string;
  verdict: string;
  about: string[];
  reason: string | null;
  by: string;
  at: string;
  is_standing: boolean;
  log_line: number;
}

type Item = { of: "claim"; one: Proposal } | { of: "reading"; one: Alternative } | { of: "identity"; one: Identity };

const OF_TWO: Record<string, string> = { accept: "same", reject: "different" }; // what a yes and a no say of two vessels
const EDITABLE = ["speaker", "speaker_org", "outlet", "date_said", "stance", "from_party", "to_party", "item", "quantity_words", "qty_low", "qty_high", "unit", "period", "rests_on", "basis", "claim_kind", "stage", "modality"];
const HEADS = { claim: W.claims, identity: W.identities, reading: W.alternatives };
const titleOf = (i: Item): string => (i.of === "claim" ? i.one.quote : i.of === "identity" ? i.one.title : i.one.question);
const spell = (value: unknown): string => (value == null ? "" : Array.isArray(value) ? value.join("; ") : String(value));
const FIELDS = ["speaker", "speaker_org", "stance", "from_party", "to_party", "item", "quantity_text", "quantity_words", "period_words", "said_start", "outlet", "claim_kind", "stage", "modality", "rests_on", "basis"];

export function ReviewView({ state, place, changed }: { state: CaseState; place: Place; changed: () => void }) {
  const loaded = useLoaded<{ proposals: Proposal[]; alternatives: Alternative[]; identities: Identity[]; decided: Done[] }>(() => get("/api/review"), []);
  const on = place.rest || null;
  const [reason, write] = useState("");
  const [said, say] = useState<{ text: string; isWrong: boolean } | null>(null);
  const [typed, type] = useState<Record<string, string>>({});
  const [edited, edit] = useState<string | null>(null);
  const canDecide = may(state, "reviewer");
  const items: Item[] = [...(loaded.value?.proposals ?? []).map((one) => ({ of: "claim", one }) as Item), ...(loaded.value?.identities ?? []).map((one) => ({ of: "identity", one }) as Item), ...(loaded.value?.alternatives ?? []).map((one) => ({ of: "reading", one }) as Item)];
  // By its id: what somebody else decides meanwhile must not put another thing under what is being typed.
  const isTaken = on != null && loaded.value != null && !items.some((i) => i.one.id === on);
  const at = on == null ? 0 : items.findIndex((i) => i.one.id === on);
  const item = items[at];
  const hold = (id: string | null, isStep = false) => go(hashOf("review", id ?? ""), isStep);
  const first = on == null ? items[0]?.one.id : undefined;
  useLayoutEffect(() => void (first && hold(first, true)), [first]); // a copied address means what is seen, whatever comes to stand first
  const isPressed = useRef(false); // of a click back goes to what was chosen before; stepping through the list leaves no trail
  const waited = useRef(new Set<string>()); // what was seen here before it was decided
  const entered = useRef(new Set<string>()); // what was decided here
  if (item) waited.current.add(item.one.id);
  const abouts = useRef(new Map<string, string[]>()); // of what is gone from the list meanwhile, too
  for (const i of items) if (i.of === "identity") abouts.current.set(i.one.id, i.one.about);
  const taken = isTaken ? loaded.value?.decided.find((d) => d.is_standing && (abouts.current.get(on) ?? [on]).every((id) => d.about.includes(id))) : undefined;
  const last = loaded.value?.decided.find((d) => d.is_standing);

  const enter = async (work: () => Promise<any>, done: (answer: any) => string, isDone = true) => {
    try {
      const answer = await work();
      say({ text: done(answer), isWrong: false });
      write("");
      type({});
      if (item && isDone) {
        entered.current.add(item.one.id);
        hold((items[at + 1] ?? items[at - 1])?.one.id ?? null, true);
      }
      loaded.again();
      changed();
    } catch (e) {
      say({ text: (e as Error).message, isWrong: true });
    }
  };
  // What stands in the field now: a key may come before the page has drawn the last letter of it.
  const typedReason = () => (document.getElementById("reason") as HTMLTextAreaElement | null)?.value.trim() ?? "";
  const decide = (verdict: string) => {
    if (!item || !canDecide) return;
    const reason = typedReason();
    if (item.of !== "claim" || verdict !== "accept")
      if (!reason) {
        say({ text: W.needReason, isWrong: true });
        document.getElementById("reason")?.focus();
        return;
      }
    const told = (a: any) => W.entered(a.log_line ?? null);
    if (item.of === "claim") void enter(() => post(`/api/review/${encodeURIComponent(item.one.id)}`, { verdict, reason, changes: changesOf(item.one, typed), seen: item.one.seen }), told);
    else void enter(() => post("/api/decisions", { about: item.of === "identity" ? item.one.about : [item.one.id], verdict: item.of === "identity" && item.one.kind === "merge" ? (OF_TWO[verdict] ?? verdict) : verdict, reason, is_open: true }), told);
  };
  const undo = (of = last) => of && canDecide && void enter(() => post(`/api/withdrawals/${encodeURIComponent(of.id)}`, { reason: typedReason() || W.undo.toLowerCase() }), () => W.undone, false);
  useKey((key) => {
    if (key === "u") return undo(), true;
    if (!item) return false;
    if (key === "e" && item.of === "claim" && canDecide) {
      return edit(item.one.id), true;
    }
    const verdicts: Record<string, string> = { a: "accept", r: "reject", ...(item.of === "identity" ? { n: "unsure" } : {}) };
    return verdicts[key] ? (decide(verdicts[key]!), true) : false;
  });
  useLayoutEffect(() => void (edited && document.getElementById(`f-${EDITABLE[0]}`)?.focus()), [edited]);
  if (!loaded.value) return <Waiting of={loaded} />;
  return (
    <div class="review">
      <section class="queue" aria-label={W.title}>
        <h1>{W.title}</h1>
        <p class="k">{W.none} {items.length > 0 && <Csv title={W.title} rows={() => [["kind", "row", "title", "words"], ...items.map((i) => [i.of, i.one.id, titleOf(i), i.one.words])]} />}</p>
        {!canDecide && <p class="notices">{state.can_write ? WORDS.people.needs("reviewer") : W.readOnly}</p>}
        {(["claim", "identity", "reading"] as const).map((kind) => {
          const of = items.filter((i) => i.of === kind);
          return of.length ? (
            <div key={kind}>
              <h2>{HEADS[kind]} <span class="k">{of.length}</span></h2>
              {of.map((i) => (
                <button key={i.one.id} data-row class={i === item ? "item on" : "item"} aria-current={i === item ? "true" : undefined} onPointerDown={() => (isPressed.current = true)} onFocus={() => isPressed.current || hold(i.one.id, true)} onClick={() => ((isPressed.current = false), hold(i.one.id))}>
                  <Mark status={i.of === "claim" ? "claimed" : "possible"} />
                  <span>{i.of === "claim" ? i.one.quote || i.one.words : i.of === "identity" ? <><strong>{i.one.title}</strong> {i.one.words}</> : i.one.words}</span>
                </button>
              ))}
            </div>
          ) : null;
        })}
        {!items.length && <p class="state"><Words text={W.nothing} /></p>}
        {loaded.value.decided.length > 0 && (
          <div>
            <h2>{W.decided} <Csv title={W.decided} rows={() => [["entry", "verdict", "about", "reason", "by", "at", "stands", "log_line"], ...loaded.value!.decided.map((d) => [d.id, d.verdict, d.about.join("; "), d.reason, d.by, d.at, d.is_standing, d.log_line])]} /></h2>
            <ul class="decided">
              {loaded.value.decided.map((d) => (
                <li key={d.id} class={d.is_standing ? "" : "gone"}>
                  <strong>{d.verdict}</strong> <span class="k">{d.by}, <Time iso={d.at} />, {WORDS.said.log(d.log_line)}, {d.is_standing ? W.standing : W.withdrawn}</span>
                  <br />{d.reason}
                  <br />{d.about.map((id) => <span key={id}><Id id={id} /> </span>)}
                </li>
              ))}
            </ul>
          </div>
        )}
      </section>
      {isTaken && (
        <section class="deciding card" role="status">
          <p>{taken ? (waited.current.has(on) && !entered.current.has(on) ? W.meanwhile : W.already)(taken.by, taken.verdict) : W.gone}</p>
          {taken?.reason && <blockquote class="serif">{taken.reason}</blockquote>}
          {reason && <p class="k">{W.typed}</p>}
          {reason && <textarea rows={3} aria-label={W.reason} value={reason} onInput={(e) => write(e.currentTarget.value)} />}
          <p class="acts"><button class="btn" onClick={() => hold(items[0]?.one.id ?? null)}>{W.toNext}</button>{taken && canDecide && <button class="btn" onClick={() => undo(taken)}>{W.undo}</button>}</p>
        </section>
      )}
      {item && (
        <section class="deciding card" aria-label={W.place(at + 1, items.length)}>
          <p class="k">{W.place(at + 1, items.length)} · <Id id={item.one.id} /></p>
          {item.of === "claim" ? <Claim p={item.one} typed={typed} isEdited={edited === item.one.id} type={(f, v) => type({ ...typed, [f]: v })} /> : item.of === "identity" ? <WhichShip i={item.one} /> : <Reading a={item.one} />}
          <label for="reason">{W.reason} <span class="k">{item.of === "claim" ? W.reasonOptional : ""}</span></label>
          <textarea id="reason" rows={3} maxLength={4000} value={reason} onInput={(e) => write(e.currentTarget.value)} disabled={!canDecide} />
          <p class="acts">
            <button class="btn primary" disabled={!canDecide} onClick={() => decide("accept")}>{item.of === "claim" ? W.accept : W.isSo} <kbd>a</kbd></button>
            <button class="btn" disabled={!canDecide} onClick={() => decide("reject")}>{item.of === "claim" ? W.reject : W.isNotSo} <kbd>r</kbd></button>
            {item.of === "identity" && <button class="btn" disabled={!canDecide} onClick={() => decide("unsure")}>{W.unsure} <kbd>n</kbd></button>}
            {item.of === "claim" && <button class="btn" disabled={!canDecide} aria-pressed={edited === item.one.id} onClick={() => edit(edited === item.one.id ? null : item.one.id)}>{W.edit} <kbd>e</kbd></button>}
            {last && <button class="btn" disabled={!canDecide} onClick={() => undo()}>{W.undo} <kbd>u</kbd></button>}
          </p>
          <p role="status" aria-live="polite" class={said?.isWrong ? "wrong" : "k"}>{said && <Words text={said.text} />}</p>
        </section>
      )}
    </div>
  );
}

// What was typed and is other than what stands there.
const changesOf = (p: Proposal, typed: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(typed).filter(([f, words]) => words !== spell(p.claim[f])));

function WhichShip({ i }: { i: Identity }) {
  return (
    <>
      <h2>{i.title}</h2>
      {i.kind !== "merge" && <p class="serif said">{i.words}</p>}
      {i.kind === "berth" && <Cutouts of={i.id} />}
      {i.reasons.length > 0 && <ul class="why">{i.reasons.map((r) => <li key={r}>{r}</li>)}</ul>}
      {i.against.length > 0 && <ul class="why" aria-label={W.against}>{i.against.map((r) => <li key={r}><Mark status="contradicted" /> {r}</li>)}</ul>}
      {i.compared.length > 0 && (
        <table class="grid" aria-label={W.compared}>
          <tbody>
            {i.compared.filter(([, one, other]) => one ?? other).map(([what, one, other]) => (
              <tr key={what}>
                <th scope="row" class="k">{W.columns[what] ?? what}</th>
                {[one, other].map((value, n) => <td key={n} class={one != null && other != null && one !== other && what !== "label" ? "w6" : ""}>{what === "name" ? <a href={hashOf("vessels", i.about[n]!)}>{value}</a> : <Value value={value} />}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="k">{{ ship: W.whichShip, merge: W.oneShip, listing: W.whichEntry, berth: W.whichBerth }[i.kind]}{i.weight_frac == null ? "" : ` ${W.weight(Math.round(i.weight_frac * 100))}`}</p>
      <p>{i.about.map((id) => <span key={id}><Id id={id} /> </span>)}</p>
    </>
  );
}

function Reading({ a }: { a: Alternative }) {
  return (
    <>
      <h2 class="serif">{a.words}</h2>
      <dl class="cells">
        <dt>{WORDS.answer.question}</dt>
        <dd>{a.question}</dd>
        <dt>{W.effect(a.effect ?? 0)}</dt>
        <dd>{a.chance_frac == null ? "" : `${W.chance}: ${Math.round(a.chance_frac * 100)} %`}</dd>
        <dt>{WORDS.answer.trips.toLowerCase()}</dt>
        <dd>{a.trips.map((id) => <span key={id}><Id id={id} /> </span>)}</dd>
      </dl>
    </>
  );
}

function Claim({ p, typed, isEdited, type }: { p: Proposal; typed: Record<string, string>; isEdited: boolean; type: (field: string, value: string) => void }) {
  const asked = isEdited ? [...EDITABLE, ...p.missing.filter((f) => !EDITABLE.includes(f))] : p.missing;
  return (
    <>
      <h2>{p.document_id ? <Rests on={p.document_id}>{p.document}</Rests> : p.document}</h2>
      <blockquote class="serif">{p.before}<mark>{p.quote}</mark>{p.behind}</blockquote>
      {p.cautions.map((c) => <p class="wrong" key={c}><Mark status="contradicted" /> {c}</p>)}
      <dl class="cells">
        {FIELDS.filter((f) => p.claim[f] != null && !asked.includes(f)).map((f) => (
          <>
            <dt>{f.replaceAll("_", " ")}</dt>
            <dd><Value value={p.claim[f]} /></dd>
          </>
        ))}
        {asked.map((f) => (
          <>
            <dt><label for={`f-${f}`}>{f.replaceAll("_", " ")}</label></dt>
            <dd><input id={`f-${f}`} placeholder={p.missing.includes(f) ? W.missing : f === "period" ? W.periodAs : ""} value={typed[f] ?? spell(p.claim[f])} onInput={(e) => type(f, e.currentTarget.value)} /></dd>
          </>
        ))}
      </dl>
      <p class="k">{W.proposed}: {p.words}{p.alike ? ` · ${W.alike(p.alike)}` : ""}{p.accepted.length ? ` · ${p.accepted.join(", ")}` : ""}</p>
    </>
  );
}
