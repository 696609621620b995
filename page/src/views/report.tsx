// A report of this case: which findings, in which order, what is blacked out, for whom; written by the server.

import { useState } from "preact/hooks";
import { file, get, may, type CaseState } from "../api";
import { Mark, Rests, useLoaded, Waiting } from "../parts";
import { set, type Place } from "../route";
import { WORDS } from "../words";

const W = WORDS.report;

interface Finding {
  id: string;
  label: string;
  question: string;
  headline: string;
  status: string;
  confidence: string;
}

interface Black {
  words: string;
  reason: string;
}

// What is to be blacked out is kept while the page is open and over a reload, and not in the address, which is sent and kept by others.
const KEY = "blacked-out ";

export function ReportView({ state, place }: { state: CaseState; place: Place }) {
  const loaded = useLoaded<{ findings: Finding[]; circles: string[] }>(() => get("/api/report"), []);
  const [blacks, blackOut] = useState<Black[]>(() => JSON.parse(sessionStorage.getItem(KEY + state.name) ?? "[]"));
  const black = (next: Black[]) => (blackOut(next), sessionStorage.setItem(KEY + state.name, JSON.stringify(next)));
  const [said, say] = useState<{ text: string; isWrong: boolean } | null>(null);
  const [isBusy, busy] = useState(false);
  if (!loaded.value) return <Waiting of={loaded} />;
  const { findings, circles } = loaded.value;
  const byId = new Map(findings.map((f) => [f.id, f]));
  const own = findings.map((f) => f.id);
  // The choice as the address holds it: F2,-F1,F3 are in this order, F1 left out. What it does not name comes behind.
  const { params } = place;
  const named = (params.get("findings") ?? "").split(",").flatMap((word) => findings.filter((f) => f.label === word.replace(/^-/, "")).map((f) => [f.id, word.startsWith("-")] as const));
  const order = [...new Set(named.map(([id]) => id))];
  const ids = [...order, ...own.filter((id) => !order.includes(id))];
  const out = named.filter(([, isOut]) => isOut).map(([id]) => id);
  const choose = (order: string[], left: string[]) => {
    const isOwn = !left.length && order.every((id, i) => id === own[i]);
    set({ findings: isOwn ? null : order.map((id) => (left.includes(id) ? "-" : "") + byId.get(id)!.label).join(",") }, true);
  };
  const shown = ids.filter((id) => !out.includes(id));
  const isWhole = shown.length === own.length && shown.every((id, i) => id === own[i]);
  // roles here: whoever only reads the case may not carry it out; a case that is only served for reading can be reported on
  const canWrite = may({ ...state, can_write: true }, "analyst");
  const move = (id: string, by: number) => {
    const at = ids.indexOf(id);
    const to = at + by;
    if (to < 0 || to >= ids.length) return;
    const next = [...ids];
    [next[at], next[to]] = [next[to]!, next[at]!];
    choose(next, out);
  };
  const write = async (e: SubmitEvent) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget as HTMLFormElement);
    busy(true);
    say({ text: W.writing, isWrong: false });
    try {
      const asked = {
        kind: form.get("kind"),
        findings: isWhole ? null : shown,
        redactions: blacks.filter((b) => b.words.trim()),
        has_annexes: form.get("annexes") === "on",
        circle: form.get("circle") || null,
      };
      const made = await file("/api/report", asked);
      say({ text: W.written(made.name, made.bytes) + (made.warnings ? ` ${made.warnings}` : ""), isWrong: false });
    } catch (error) {
      say({ text: (error as Error).message, isWrong: true });
    }
    busy(false);
  };
  return (
    <form class="reading report" onSubmit={(e) => void write(e)}>
      <h1>{W.title}</h1>
      <p class="k">{W.hint}</p>
      <h2>{W.findings} <span class="k">{W.chosen(shown.length, own.length)}</span></h2>
      {findings.length ? (
        <ol class="chosen">
          {ids.map((id, i) => {
            const f = byId.get(id)!;
            return (
              <li key={id} data-row tabIndex={-1} class={out.includes(id) ? "out" : ""}>
                <input type="checkbox" id={id} checked={!out.includes(id)} onChange={(e) => choose(ids, e.currentTarget.checked ? out.filter((o) => o !== id) : [...out, id])} />
                <Mark status={f.status} />
                <label for={id}><strong>{f.label}</strong> <span class="k">{f.question}</span> {f.headline}</label>
                <Rests on={id} class="k">{WORDS.explainHint}</Rests>
                <span class="moves">
                  <button type="button" class="plain" aria-label={W.up(f.label)} disabled={i === 0} onClick={() => move(id, -1)}>↑</button>
                  <button type="button" class="plain" aria-label={W.down(f.label)} disabled={i === ids.length - 1} onClick={() => move(id, 1)}>↓</button>
                </span>
              </li>
            );
          })}
        </ol>
      ) : <p class="state">{W.noFindings}</p>}
      <h2>{W.blacked}</h2>
      <p class="k">{W.blackedHint}</p>
      {blacks.map((b, i) => (
        <p class="black" key={i}>
          <input aria-label={W.words} placeholder={W.words} minLength={3} maxLength={200} required value={b.words} onInput={(e) => black(blacks.map((o, n) => (n === i ? { ...o, words: e.currentTarget.value } : o)))} />
          <input aria-label={W.reason} placeholder={W.reason} maxLength={400} required value={b.reason} onInput={(e) => black(blacks.map((o, n) => (n === i ? { ...o, reason: e.currentTarget.value } : o)))} />
          <button type="button" class="btn" onClick={() => black(blacks.filter((_, n) => n !== i))}>{W.without}</button>
        </p>
      ))}
      <p class="acts"><button type="button" class="btn" onClick={() => black([...blacks, { words: "", reason: "" }])}>{W.more}</button></p>
      <h2>{W.as}</h2>
      <p class="acts">
        <label><input type="radio" name="kind" value="pdf" checked={params.get("as") !== "html"} onChange={() => set({ as: null }, true)} /> PDF</label>
        <label><input type="radio" name="kind" value="html" checked={params.get("as") === "html"} onChange={() => set({ as: "html" }, true)} /> HTML</label>
        <label><input type="checkbox" name="annexes" checked={params.get("annexes") === "1"} onChange={(e) => set({ annexes: e.currentTarget.checked ? "1" : null }, true)} /> {W.annexes}</label>
        {circles.length > 0 && (
          <label>
            {W.circle}{" "}
            <select name="circle" value={params.get("for") ?? [...circles].reverse()[0]} onChange={(e) => set({ for: e.currentTarget.value }, true)}>
              {[...circles].reverse().map((c) => <option key={c} value={c}>TLP:{c.toUpperCase()}, {WORDS.evidence.marking.meaning[c]}</option>)}
            </select>
          </label>
        )}
      </p>
      {canWrite ? <p class="acts"><button class="btn primary" disabled={isBusy}>{W.write}</button></p> : <p class="k">{W.needs}</p>}
      <p role="status" aria-live="polite" class={said?.isWrong ? "wrong" : "k"}>{said?.text}</p>
    </form>
  );
}
