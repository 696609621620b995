// A report of this case: which findings, in which order, what is blacked out, for whom; written by the server.

import { useState } from "preact/hooks";
import { file, get, may, type CaseState } from "../api";
import { Mark, Rests, useLoaded, Waiting } from "../parts";
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

export function ReportView({ state }: { state: CaseState }) {
  const loaded = useLoaded<{ findings: Finding[]; circles: string[] }>(() => get("/api/report"), []);
  const [order, arrange] = useState<string[] | null>(null);
  const [out, leave] = useState<string[]>([]);
  const [blacks, black] = useState<Black[]>([]);
  const [said, say] = useState<{ text: string; isWrong: boolean } | null>(null);
  const [isBusy, busy] = useState(false);
  if (!loaded.value) return <Waiting of={loaded} />;
  const { findings, circles } = loaded.value;
  const byId = new Map(findings.map((f) => [f.id, f]));
  const own = findings.map((f) => f.id);
  const ids = [...(order ?? own).filter((id) => byId.has(id)), ...own.filter((id) => order && !order.includes(id))];
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
    arrange(next);
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
                <input type="checkbox" id={id} checked={!out.includes(id)} onChange={(e) => leave(e.currentTarget.checked ? out.filter((o) => o !== id) : [...out, id])} />
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
        <label><input type="radio" name="kind" value="pdf" defaultChecked /> PDF</label>
        <label><input type="radio" name="kind" value="html" /> HTML</label>
        <label><input type="checkbox" name="annexes" /> {W.annexes}</label>
        {circles.length > 0 && (
          <label>
            {W.circle}{" "}
            <select name="circle">
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
