// The frame: rail of views, what the case is, the view, the drawer of sources, the legend that is always there.

import { useEffect, useRef, useState } from "preact/hooks";
import { begin, get, post, Refused, type CaseState, type TreeNode } from "./api";
import { useKeys } from "./keys";
import { Mark, Rests, useLoaded, Waiting, Words } from "./parts";
import { usePulse } from "./pulse";
import { chosen, explain, go, hashOf, here, set, toView, usePlace } from "./route";
import { Stamped } from "./save";
import { Selected, type Selection } from "./selection";
import { shortId } from "./say";
import { AnswerView } from "./views/answer";
import { DeskView } from "./views/desk";
import { EvidenceView } from "./views/evidence";
import { ExplainDrawer } from "./views/explain";
import { GraphView } from "./views/graph";
import { fetchMap, LazyMap } from "./views/lazymap";
import { isLogin, Login } from "./views/login";
import { LedgerView } from "./views/ledger";
import { ReportView } from "./views/report";
import { ReviewView } from "./views/review";
import { RunView } from "./views/run";
import { TablesView } from "./views/tables";
import { VesselsView } from "./views/vessels";
import { WORDS } from "./words";

export const LETTERS: Record<string, string> = { answer: "a", map: "m", vessels: "v", ledger: "l", graph: "g", desk: "s", review: "r", tables: "t", evidence: "e", run: "u", report: "p" };

// Views that open one of their rows beside the others.
const OPENING = ["ledger"];

export function App() {
  const session = useLoaded(begin, []);
  if (session.error instanceof Refused && session.error.status === 401)
    return isLogin(session.error) ? (
      <Login done={session.again} />
    ) : (
      <main class="alone">
        <h1>{WORDS.key.title}</h1>
        <p><Words text={WORDS.key.text} /></p>
      </main>
    );
  if (!session.value) return <main class="alone"><Waiting of={session} /></main>;
  return <Workspace />;
}

function Workspace() {
  const place = usePlace();
  const [turn, reload] = useState(0);
  const state = useLoaded<CaseState>(() => get("/api/case"), [turn]);
  const [isHelp, help] = useState(false);
  usePulse();
  const find = useRef<HTMLInputElement>(null);
  const views = state.value?.views ?? [];
  const view = views.includes(place.view) ? place.view : (views[0] ?? "");
  const selection = useShip(chosen(place));
  useKeys(views, () => find.current?.focus(), () => help(!isHelp), () => (isHelp ? help(false) : closeOne()));
  useEffect(() => {
    document.title = state.value ? `${WORDS.views[view] ?? ""}, ${state.value.name}` : WORDS.product;
  }, [view, state.value?.name]);
  useEffect(() => document.querySelector(".rail a.on")?.scrollIntoView({ block: "nearest", inline: "nearest" }), [view]); // the rail of a narrow page is a line that scrolls
  const hasMap = views.includes("map");
  useEffect(() => {
    if (!hasMap) return;
    const timer = setTimeout(fetchMap, 1500); // after what was asked for
    return () => clearTimeout(timer);
  }, [hasMap]);
  if (!state.value) return <main class="alone"><Waiting of={state} /></main>;
  const c = state.value;
  const x = place.params.get("x");
  const stamp = { case: c.name, words: `${c.name}. ${WORDS.drawnFrom(c.run, shortId(c.head), c.head_count, c.version)}`, warning: c.is_simulated ? (c.notices[0] ?? WORDS.simulated) : null };
  return (
    <Stamped.Provider value={stamp}>
    <Selected.Provider value={selection}>
    <div class={`app${c.is_simulated ? " simulated" : ""}${x ? " drawn" : ""}`}>
      <a class="skip" href="#view" onClick={(e) => (e.preventDefault(), document.getElementById("view")?.focus())}>{WORDS.skip}</a>
      <nav class="rail" aria-label={WORDS.product}>
        <div class="logo">
          <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="var(--evidence)" stroke-width="1.6" aria-hidden="true">
            <path d="M2 12.5h12M4 12V5.5a4 4 0 0 1 8 0V12" />
            <circle cx="8" cy="6" r="2" />
          </svg>
          <span>{WORDS.product}</span>
        </div>
        {views.map((name) => (
          <a key={name} href={toView(name)} class={name === view ? "on" : ""} aria-current={name === view ? "page" : undefined}>
            <span>{WORDS.views[name]}</span>
            {name === "review" && c.waiting ? <span class="count">{c.waiting}</span> : <span class="letter" aria-hidden="true">g {LETTERS[name]}</span>}
          </a>
        ))}
        <div class="rail-foot">
          {c.you && (
            <>
              <p class="k you" title={WORDS.people.sees(c.sees)}>{c.you}, {WORDS.people.roles[c.role] ?? c.role}</p>
              <button class="plain leave" onClick={() => (sessionStorage.clear(), void post("/api/logout", {}).finally(() => location.reload()))}>{WORDS.people.leave}</button>
            </>
          )}
          <button class="plain" onClick={() => help(true)}>{WORDS.keysHint} <kbd>?</kbd></button>
          <Theme />
        </div>
      </nav>
      <header class="top">
        <strong>{c.name}</strong>
        {c.run != null && <Rests on={`run ${c.run}`} class="k">{WORDS.said.run(c.run)}</Rests>}
        <span class="spring" />
        <form
          role="search"
          onSubmit={(e) => {
            e.preventDefault();
            if (find.current?.value.trim()) explain(find.current.value.trim());
          }}
        >
          <input ref={find} class="find" type="search" placeholder={WORDS.find} aria-label={WORDS.find} maxLength={200} />
          <kbd aria-hidden="true">/</kbd>
        </form>
      </header>
      <main id="view" tabIndex={-1} key={view}>
        {c.why_not && <p class="notices" role="note">{c.why_not}</p>}
        {c.notices.length > 0 && (
          <div class="notices" role="note">
            {c.notices.map((n) => <p key={n}><Mark status={c.is_simulated && n === c.notices[0] ? "simulated" : "contradicted"} /> {n}</p>)}
          </div>
        )}
        {view === "answer" && <AnswerView state={c} place={place} />}
        {view === "map" && <LazyMap place={place} />}
        {view === "vessels" && <VesselsView place={place} />}
        {view === "ledger" && <LedgerView place={place} state={c} />}
        {view === "graph" && <GraphView place={place} />}
        {view === "tables" && <TablesView place={place} />}
        {view === "evidence" && <EvidenceView place={place} state={c} changed={() => reload(turn + 1)} />}
        {view === "desk" && <DeskView state={c} place={place} changed={() => reload(turn + 1)} />}
        {view === "review" && <ReviewView state={c} place={place} changed={() => reload(turn + 1)} />}
        {view === "report" && <ReportView state={c} place={place} />}
        {view === "run" && <RunView state={c} place={place} />}
        {view === "" && <p class="state"><Words text={WORDS.run.none} /></p>}
      </main>
      {x && <ExplainDrawer target={x} />}
      <footer class="status">
        {["documented", "inferred", "estimated", "claimed", "contradicted", "gap", "possible", "simulated"].map((s) => (
          <span key={s}><Mark status={s} size={10} /> {WORDS.statuses[s]}</span>
        ))}
        <span class="spring" />
        <span class="mono" title={c.head}>{WORDS.said.log(c.head_count)} · {WORDS.head} {shortId(c.head)}</span>
      </footer>
      {isHelp && <Help close={() => help(false)} />}
    </div>
    </Selected.Provider>
    </Stamped.Provider>
  );
}

// The ship that a row is about, where it is about one: whatever else shows that ship marks it.
function useShip(id: string | null): Selection {
  const row = useLoaded<TreeNode | null>(async () => (id ? get("/api/explain", { target: id, limit: 20 }).catch(() => null) : null), [id]);
  return { id, vessel: row.value?.table === "vessels" ? row.value.id : (row.value?.row.vessel_id ?? null) };
}

// The drawer first, then what a view has open beside its list. The address is read when the key is pressed, not when it was last drawn.
function closeOne(): void {
  const { view, params } = here();
  if (params.get("x") || !OPENING.includes(view)) set({ x: null });
  else go(hashOf(view));
}

function Theme() {
  const [theme, choose] = useState(localStorage.getItem("theme") ?? "");
  useEffect(() => {
    theme ? document.documentElement.setAttribute("data-theme", theme) : document.documentElement.removeAttribute("data-theme");
    theme ? localStorage.setItem("theme", theme) : localStorage.removeItem("theme");
    window.dispatchEvent(new Event("themed"));
  }, [theme]);
  const isDark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  return (
    <button class="plain" title={WORDS.theme.label} onClick={() => choose(isDark ? "light" : "dark")}>
      {isDark ? WORDS.theme.light : WORDS.theme.dark}
    </button>
  );
}

function Help({ close }: { close: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} class="help" onClose={close} aria-label={WORDS.keys.title}>
      <h2>{WORDS.keys.title}</h2>
      <dl>
        {WORDS.keys.list.map(([key, does]) => (
          <>
            <dt>{key.split(" ").map((k) => (["then", "to", "in"].includes(k) ? ` ${k} ` : <kbd>{k}</kbd>))}</dt>
            <dd>{does}</dd>
          </>
        ))}
      </dl>
      <button class="btn" onClick={() => box.current?.close()}>{WORDS.close}</button>
    </dialog>
  );
}
