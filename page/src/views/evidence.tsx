// Everything in the case as it was added: hash, origin, licence, what rests on it, and its lines as text.

import { useState } from "preact/hooks";
import { get, may, post, withParams, type CaseState } from "../api";
import { Rests, Time, useLoaded, Waiting, Words } from "../parts";
import { hashOf, set, type Place } from "../route";
import { Csv } from "../save";
import { sayBytes, shortId } from "../say";
import { WORDS } from "../words";
import { AddPicture } from "./deskadd";

const W = WORDS.evidence;
const LINES = 60;

interface File {
  id: string;
  name: string;
  kind: string;
  sha256: string;
  bytes: number;
  added_at: string;
  added_by: string;
  origin: string | null;
  licence: string | null;
  marking: string;
  is_read: boolean;
  rows_in: number;
  rows_kept: number;
  rows_rejected: number;
  rests: Record<string, number>;
}

export function EvidenceView({ place, state, changed }: { place: Place; state: CaseState; changed: () => void }) {
  const loaded = useLoaded<File[]>(() => get("/api/evidence"), []);
  if (!loaded.value) return <Waiting of={loaded} />;
  const open = loaded.value.find((f) => f.id === place.rest);
  return (
    <div class={open ? "split" : ""}>
      <section class="reading">
        <header><h1>{W.title}</h1><span class="spring" /><Csv title={W.title} class="btn" rows={() => [["evidence", "name", "kind", "sha256", "bytes", "added", "by", "origin", "licence", "marking", "rows", "kept", "refused"], ...loaded.value!.map((f) => [f.id, f.name, f.kind, f.sha256, f.bytes, f.added_at, f.added_by, f.origin, f.licence, f.marking, f.rows_in, f.rows_kept, f.rows_rejected])]} /></header>
        <p class="k">{W.hint}</p>
        <AddPicture state={state} done={() => (loaded.again(), changed())} />
        {loaded.value.length ? (
          <ul class="files">
            {loaded.value.map((f) => (
              <li key={f.id}>
                <a class={f.id === place.rest ? "file on" : "file"} data-row data-x={f.id} href={hashOf("evidence", f.id)}>
                  <strong>{f.name}</strong> <span class="chip">{f.kind}</span>{f.marking !== "clear" && <span class="chip marked">TLP:{f.marking.toUpperCase()}</span>}
                  <span class="k">
                    {sayBytes(f.bytes)}{f.is_read ? (f.rows_in > 0 ? ` · ${W.rowsOf(f.rows_kept.toLocaleString("en-US"), f.rows_in.toLocaleString("en-US"))}` : "") : ` · ${W.notRead}`}
                    {f.rows_rejected ? `, ${f.rows_rejected} ${W.refused}` : ""} · <span class="mono">{shortId(f.sha256)}</span>
                  </span>
                </a>
              </li>
            ))}
          </ul>
        ) : (
          <p class="state"><Words text={W.none} /></p>
        )}
      </section>
      {open && <OneFile key={open.id} file={open} canMark={may(state, "owner")} marked={() => (loaded.again(), changed())} line={Number(place.params.get("line")) || 0} from={Number(place.params.get("from")) || 0} />}
    </div>
  );
}

function OneFile({ file, line, from, canMark, marked }: { file: File; line: number; from: number; canMark: boolean; marked: () => void }) {
  const first = Math.max(1, from || line - 4);
  const lines = useLoaded<{ lines: Record<string, string> }>(() => get(`/api/evidence/${encodeURIComponent(file.id)}/lines`, { first, most: LINES }), [file.id, first]);
  const shown = Object.entries(lines.value?.lines ?? {}).map(([n, text]) => [Number(n), text] as const);
  return (
    <section class="one card" aria-label={file.name}>
      <h2>{file.name}</h2>
      <dl class="cells">
        <dt>sha256</dt>
        <dd class="mono whole">{file.sha256}</dd>
        <dt>{W.added}</dt>
        <dd><Time iso={file.added_at} />, {file.added_by}</dd>
        <dt>{W.origin}</dt>
        <dd class="whole">{file.origin ?? W.notStated}</dd>
        <dt>{W.licence}</dt>
        <dd>{file.licence ?? W.notStated}</dd>
        <dt>{W.rests}</dt>
        <dd>
          {!file.is_read && W.notRead}
          {Object.entries(file.rests).map(([table, n]) => (
            <span key={table}>
              <a href={hashOf("tables", table, { where: `evidence_id:eq:${file.id}` })}>{table}</a> {n.toLocaleString("en-US")}{" "}
            </span>
          ))}
          {file.rows_rejected > 0 && <a href={hashOf("tables", "rejects", { where: `evidence_id:eq:${file.id}` })}>{W.rejects(file.rows_rejected)}</a>}
        </dd>
      </dl>
      <p class="acts">
        <a class="btn" href={withParams(`/api/evidence/${encodeURIComponent(file.id)}/original`, {})} download={file.name} title={W.saveHint}>{W.save}</a>
        <Rests on={file.id}>{WORDS.explainHint}</Rests>
      </p>
      {file.kind !== "case.toml" && (canMark || file.marking !== "clear") && <Marking file={file} canMark={canMark} marked={marked} />}
      <h3>{W.lines}</h3>
      {!lines.value ? (
        <Waiting of={lines} />
      ) : shown.length ? (
        <ol class="lines mono">
          {shown.map(([n, text]) => (
            <li key={n} value={n} class={n === line ? "here" : ""} ref={n === line ? (e) => e?.scrollIntoView({ block: "center" }) : undefined}>
              <span class="no">{n}</span><span>{text}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p class="state">{W.noLines}</p>
      )}
      <p class="acts">
        <button class="btn" disabled={first <= 1} onClick={() => set({ from: String(Math.max(1, first - LINES)) })}>{W.earlier}</button>
        <button class="btn" disabled={shown.length < LINES} onClick={() => set({ from: String(first + LINES) })}>{W.later}</button>
      </p>
    </section>
  );
}

// Who may see a file and all that rests on it. The owner says; everybody else is told.
function Marking({ file, canMark, marked }: { file: File; canMark: boolean; marked: () => void }) {
  const M = W.marking;
  const [said, say] = useState("");
  const enter = async (e: SubmitEvent) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget as HTMLFormElement);
    try {
      await post(`/api/markings/${encodeURIComponent(file.id)}`, { marking: form.get("marking"), reason: String(form.get("reason")).trim() });
      say("");
      marked();
    } catch (error) {
      say((error as Error).message);
    }
  };
  return (
    <details class="marking" open={file.marking !== "clear"}>
      <summary>{M.title}: <strong>TLP:{file.marking.toUpperCase()}</strong>, {M.meaning[file.marking]}</summary>
      <p class="k">{M.hint}</p>
      {canMark && (
        <form onSubmit={(e) => void enter(e)}>
          <label for="marking">{M.label}</label>
          <select id="marking" name="marking" defaultValue={file.marking} key={file.marking}>
            {Object.entries(M.meaning).map(([m, meaning]) => <option key={m} value={m} selected={m === file.marking}>TLP:{m.toUpperCase()}, {meaning}</option>)}
          </select>
          <label for="marking-reason">{M.reason}</label>
          <input id="marking-reason" name="reason" required maxLength={4000} />
          <button class="btn">{M.enter}</button>
          <p role="alert" class="wrong">{said}</p>
        </form>
      )}
    </details>
  );
}
