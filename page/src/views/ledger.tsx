// Who is said to have given what to whom: givers down, receivers across, each transfer with its rungs, origins and documents.

import { useRef } from "preact/hooks";
import { get, may, type CaseState } from "../api";
import { useKey } from "../keys";
import { Mark, useLoaded, Waiting } from "../parts";
import { hashOf, set, type Place } from "../route";
import { Csv } from "../save";
import { sayTime } from "../say";
import { WORDS } from "../words";
import { TransferDrawer } from "./transfer";

const W = WORDS.ledger;
const QUANTITIES = 2;

interface Party {
  code: string | null;
  name: string;
}

export interface Transfer {
  id: string;
  giver: string;
  receiver: string;
  sentence: string;
  quantities: string[];
  flags: string[];
  row: Record<string, any>;
}

interface LedgerState {
  givers: Party[];
  receivers: Party[];
  transfers: Transfer[];
  expected: Transfer[];
  rungs: string[];
  days: string[];
}

export function LedgerView({ place, state }: { place: Place; state: CaseState }) {
  const known = place.params.get("known");
  const loaded = useLoaded<LedgerState>(() => get("/api/ledger/matrix", { known }), [known]);
  const held = useRef<LedgerState | null>(null);
  if (loaded.value) held.current = loaded.value;
  const l = loaded.value ?? held.current;
  const days = l?.days ?? [];
  // To the next day on which something more was said; past the last one it is the ledger of the run.
  const move = (by: number) => {
    const next = by < 0 ? days.filter((d) => d < (known ?? "9999")).pop() : days.find((d) => d > (known ?? "9999"));
    set({ known: next && next !== days[days.length - 1] ? next : by < 0 ? (next ?? days[0] ?? null) : null }, true);
  };
  useKey((key) => (key === "[" || key === "]" ? (move(key === "]" ? 1 : -1), true) : false));
  if (!l || loaded.error) return <Waiting of={loaded} />;
  const open = place.rest;
  return (
    <div class={`ledger${open ? " halved" : ""}`}>
      <section class="reading" tabIndex={-1}>
        <header>
          <h1>{W.title}</h1>
          <span class="spring" />
          <label class="k known-on">{W.known} <input value={known ?? ""} placeholder={W.asRun} pattern="\d{4}-\d\d-\d\d" maxLength={10} size={10} onChange={(e) => e.currentTarget.checkValidity() && set({ known: e.currentTarget.value }, true)} /></label>
          <button class="plain" aria-label={W.before} onClick={() => move(-1)}><kbd>[</kbd></button><button class="plain" aria-label={W.after} onClick={() => move(1)} disabled={!known}><kbd>]</kbd></button>
          {known ? <Csv title={`${W.title} ${known}`} class="btn" rows={() => [["transfer", "giver", "receiver", "item", "rung", "rung_of_figure", "origins", "documents", "quantities", "flags"], ...[...l.transfers, ...l.expected].map((t) => [t.id, t.giver, t.receiver, t.row.item_class, t.row.rung_any, t.row.rung, t.row.origins, t.row.documents, t.quantities.join("; "), t.flags.join("; ")])]} /> : <a class="btn" href="/api/tables/transfers/csv" download="transfers.csv">{WORDS.csv}</a>}
        </header>
        <p class="k">{W.hint}</p>
        {known && <p class="as-known" role="status"><Mark status="possible" /> {W.knownOn(sayTime(known))} <button class="rests" onClick={() => set({ known: null }, true)}>{W.toRun}</button></p>}
        {l.transfers.length === 0 && <p class="state">{W.nothingYet}</p>}
        <table class="matrix" hidden={!l.transfers.length}>
          <thead>
            <tr>
              <td class="corner k">{W.gives}<br />{W.gets}</td>
              {l.receivers.map((p) => <th key={p.code} scope="col">{p.name}</th>)}
            </tr>
          </thead>
          <tbody>
            {l.givers.map((giver) => (
              <tr key={giver.code}>
                <th scope="row">{giver.name}</th>
                {l.receivers.map((receiver) => {
                  const here = l.transfers.filter((t) => t.row.from_party === giver.code && t.row.to_party === receiver.code);
                  return here.length ? (
                    <td key={receiver.code} data-to={W.toWhom(receiver.name)}>{here.map((t) => <Given key={t.id} transfer={t} isOn={t.id === open} known={known} />)}</td>
                  ) : (
                    <td key={receiver.code} class="bare k">{giver.code !== receiver.code && W.nobody}</td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
        {l.expected.length > 0 && (
          <>
            <h3>{W.expected}</h3>
            <p class="k">{W.expectedHint}</p>
            <ul class="shelf">
              {l.expected.map((t) => (
                <li key={t.id}>
                  <a href={hashOf("ledger", t.id, known ? { known } : {})} data-row data-x={t.id}>{t.row.item_class}, {WORDS.said.fromTo(t.giver, t.receiver)}</a>
                </li>
              ))}
            </ul>
          </>
        )}
        <h3>{W.rungs}</h3>
        <ol class="rungs">
          {l.rungs.map((words, n) => (
            <li key={n}><RungBox n={n} /> <span>{words}</span></li>
          ))}
        </ol>
      </section>
      {open && <TransferDrawer key={open} id={open} known={known} canDecide={may(state, "reviewer")} source={place.params.get("source")} />}
    </div>
  );
}

function Given({ transfer: t, isOn, known }: { transfer: Transfer; isOn: boolean; known: string | null }) {
  const left = t.quantities.length - QUANTITIES;
  const isOpen = (t.row.flags ?? []).includes("contradicted");
  return (
    <a class={`given${isOn ? " on" : ""}`} href={hashOf("ledger", t.id, known ? { known } : {})} data-row data-x={t.id} aria-current={isOn ? "true" : undefined}>
      <RungBox n={t.row.rung_any} figure={t.row.rung} />
      <span class="body">
        <span class="head"><strong>{title(t)}</strong><strong>{t.row.origins} ({t.row.documents})</strong></span>
        {t.quantities.length ? t.quantities.slice(0, QUANTITIES).map((q) => <span key={q} class="quantity">{q}</span>) : <span class="quantity">{W.noQuantity}</span>}
        {left > 0 && <span class="k">{W.more(left)}</span>}
        {t.row.our_trips != null && <span><Mark status="documented" size={9} /> {W.trips(t.row.our_trips)}</span>}
        {t.flags.length > 0 && <span class="flags">{isOpen && <Mark status="contradicted" size={11} />} {t.flags.join("; ")}</span>}
      </span>
    </a>
  );
}

export const title = (t: Transfer): string => t.row.item_class.charAt(0).toUpperCase() + t.row.item_class.slice(1);

// The rung of the bare statement; where the figure that stands best is on a lower one, that too.
export function RungBox({ n, figure = n }: { n: number | null; figure?: number | null }) {
  if (n == null) return <span class="rung none" title={W.noRung}>–</span>;
  return (
    <span class={`rung r${n}`} title={`${W.rung} ${n}${figure !== n ? `, ${W.figure} ${figure}` : ""}`}>
      <svg width="24" height="10" viewBox="0 0 24 10" aria-hidden="true">
        {[1, 2, 3, 4, 5].map((i) => <rect key={i} x={(i - 1) * 5} y={9 - 1.6 * i} width="4" height={1.6 * i} fill="currentColor" opacity={i <= n ? 1 : 0.25} />)}
      </svg>
      <b><span class="unseen">{W.rung} </span>{n}</b>
      {figure !== n && <span>{W.figure} {figure}</span>}
    </span>
  );
}
