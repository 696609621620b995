// A case that asks nothing: what it tells all the same, of AIS and of statements, as `fairlead show` prints it. Each count
// leads to its rows, each sentence to its tree, and beside both stands what it cannot show.

import { get, type CaseState } from "../api";
import { Mark, Rests, useLoaded, Waiting, Words } from "../parts";
import { hashOf } from "../route";
import { sayNumber, sayTime } from "../say";
import { WORDS } from "../words";
import { RungBox } from "./ledger";

const W = WORDS.told;

interface Kind {
  title: string;
  table: string;
  count: number;
  words: string;
  telling: { id: string; ships: string[]; words: string }[];
  cannot_show: string;
}

export function ToldView({ state }: { state: CaseState }) {
  const loaded = useLoaded<{ ais: any; ledger: any }>(async () => {
    const [ais, ledger] = await Promise.all([get("/api/ais"), get("/api/ledger")]);
    return { ais: ais?.ais ?? null, ledger: ledger?.ledger ?? null };
  }, []);
  if (!loaded.value) return <Waiting of={loaded} />;
  const { ais, ledger } = loaded.value;
  return (
    <article class="answer">
      <h1 class="serif">{W.title}</h1>
      <p class="serif lead"><Words text={W.notAsked} /></p>
      {ais && <Ais ais={ais} views={state.views} />}
      {ledger && <Statements ledger={ledger} />}
    </article>
  );
}

function Ais({ ais, views }: { ais: any; views: string[] }) {
  const kinds: Kind[] = ais.kinds;
  const found = kinds.filter((k) => k.count);
  const none = kinds.filter((k) => !k.count);
  return (
    <section aria-label={W.ais}>
      <p>
        <strong>{sayNumber(ais.reports.in)}</strong> {W.reports(ais.reports.files)} = <strong>{sayNumber(ais.reports.kept)}</strong> {W.kept} + {ais.reports.refused ? <a href={hashOf("tables", "rejects")}>{sayNumber(ais.reports.refused)} {W.refused}</a> : `0 ${W.refused}`}. {ais.ships.words}
        {ais.period && `; ${sayTime(ais.period.start)} – ${sayTime(ais.period.end)}`}.
      </p>
      {ais.reports.held_words && <p class="k">{ais.reports.held_words}.</p>}
      {[...(ais.listened_words ?? []), ...(ais.ships.names_words ?? [])].map((w: string) => <p class="k" key={w}>{w}</p>)}
      {(ais.lacks ?? []).map((l: any) => <p key={l.words} class="warn"><Mark status="contradicted" /> {l.words} <Words text={l.do} /></p>)}
      <p class="acts">{["map", "graph", "vessels"].filter((v) => views.includes(v)).map((v) => <a key={v} class="btn" href={hashOf(v)}>{WORDS.views[v]}</a>)}</p>
      <div class="telling">
        {found.map((k) => (
          <section key={k.title} class="card" aria-label={k.title}>
            <h2><a href={hashOf("tables", k.table)} data-row data-x={k.telling[0]?.id}><span class="big">{sayNumber(k.count)}</span> {k.title}</a></h2>
            {k.words && <p>{k.words}</p>}
            <ul class="ship-list">
              {k.telling.map((t) => <li key={t.id}><Rests on={t.id}>{t.ships.join(", ") || W.row}</Rests> {t.words}</li>)}
            </ul>
            <p class="k"><strong>{W.cannot}</strong> {k.cannot_show}</p>
          </section>
        ))}
      </div>
      {none.length > 0 && (
        <>
          <h3>{W.none}</h3>
          <ul class="telling-none">{none.map((k) => <li key={k.title}>{k.title} <span class="k">{k.cannot_show}</span></li>)}</ul>
        </>
      )}
      <p class="k">{ais.cannot_show[0]}</p>
    </section>
  );
}

function Statements({ ledger }: { ledger: any }) {
  return (
    <section aria-label={WORDS.views.ledger}>
      <h2>{W.statements(ledger.claims.held, ledger.origins, ledger.documents.held)}</h2>
      {ledger.proposals.waiting > 0 && <p><a href={hashOf("review")}>{W.waiting(ledger.proposals.waiting)}</a></p>}
      <ul class="ship-list">
        {ledger.transfers.map((t: any) => (
          <li key={t.id} data-row data-x={t.id} tabIndex={-1}><RungBox n={t.rung_any} figure={t.rung} /> <a href={hashOf("ledger", t.id)}>{t.words}</a></li>
        ))}
      </ul>
    </section>
  );
}
