// Who is tied to whom: vessels, owners, entries of lists, places, States. A line is what is known of one kind between two
// of them; behind it stand rows with their time, and each opens its tree. One time window filters lines and list alike.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { get } from "../api";
import { useKey } from "../keys";
import { Mark, Rests, useLoaded, Waiting, Words } from "../parts";
import { hashOf, set, type Place } from "../route";
import { ChartCard } from "../save";
import { saySpan } from "../say";
import { useSelection } from "../selection";
import { extent, meets, spanOf, tell, type LayerData } from "../span";
import { WORDS } from "../words";
import type { Asked } from "./layout.worker";
import { TimeBrush, usePlay } from "./timebrush";

const W = WORDS.graph;
const KINDS = ["vessel", "owner", "entry", "place", "state"] as const;
const STATUSES = ["documented", "inferred", "claimed", "contradicted", "possible"] as const;
const [LETTER, LISTED, MOST_SHOWN] = [6.3, 400, 30];

interface GraphNode {
  id: string;
  label: string;
  kind: (typeof KINDS)[number];
  row: string | null;
  ties: number;
}

interface Tie {
  id: string;
  relation: string;
  start: string | null;
  end: string | null;
  words: string;
}

interface Line {
  source: string;
  target: string;
  status: string;
  ties: Tie[];
  total: number;
}

interface GraphState {
  nodes: GraphNode[];
  lines: Line[];
  left_out: number;
  untied: number;
  unnamed: number;
}

export function GraphView({ place }: { place: Place }) {
  const around = place.params.get("around");
  const loaded = useLoaded<GraphState>(() => get("/api/graph", { around }), [around]);
  if (!loaded.value) return <Waiting of={loaded} />;
  if (!loaded.value.lines.length)
    return (
      <section class="reading">
        <h1>{W.title}</h1>
        <p class="state"><Words text={W.empty} /></p>
      </section>
    );
  return <Loaded graph={loaded.value} place={place} />;
}

function Loaded({ graph, place }: { graph: GraphState; place: Place }) {
  const { params } = place;
  const hidden = new Set((params.get("hide") ?? "").split(",").filter(Boolean));
  const span = spanOf(params.get("time"));
  const selection = useSelection();
  const byId = useMemo(() => new Map(graph.nodes.map((n) => [n.id, n])), [graph]);
  const chosen = byId.get(params.get("n") ?? "") ?? graph.nodes.find((n) => n.row && (n.row === selection.id || n.row === selection.vessel)) ?? null;
  const [isPlaying, play] = useState(false);
  const places = useLayout(graph);

  const lines = useMemo(() => {
    const isShown = (id: string) => !hidden.has(byId.get(id)!.kind);
    return graph.lines
      .filter((l) => !hidden.has(l.status) && isShown(l.source) && isShown(l.target))
      .map((l) => ({ ...l, ties: l.ties.filter((t) => meets(t.start, t.end, span)) }))
      .filter((l) => l.ties.length);
  }, [graph, params.get("hide"), params.get("time")]);
  const shown = useMemo(() => new Set(lines.flatMap((l) => [l.source, l.target])), [lines]);
  const timed = useMemo<LayerData[]>(() => {
    const layers = new Map<string, LayerData>();
    for (const l of graph.lines)
      for (const t of l.ties) {
        const name = W.lanes[t.relation] ?? (/^(said to give|said of|expected)/.test(t.relation) ? W.given : t.relation);
        const layer = layers.get(name) ?? { name, rows: 0, features: [], leftOut: 0 };
        if (t.start) layer.features.push({ type: "Feature", geometry: { type: "Point", coordinates: [0, 0] }, properties: { from: t.start, until: t.end, status: l.status } });
        layers.set(name, layer);
      }
    return [...layers.values()].filter((l) => l.features.length).slice(0, 6);
  }, [graph]);
  const whole = useMemo(() => extent(timed), [timed]);
  usePlay(isPlaying, whole, span, play, (s) => set({ time: tell(s) }, true));
  useKey((key) => (key === " " ? (play(!isPlaying), true) : false));
  const toggle = (name: string) => {
    hidden.has(name) ? hidden.delete(name) : hidden.add(name);
    set({ hide: [...hidden].join(",") }, true);
  };
  const count = (kind: string) => graph.nodes.filter((n) => n.kind === kind).length;
  return (
    <div class="graph">
      <div class="graph-side">
        <h1 class="unseen">{W.title}</h1>
        <h2>{W.kinds}</h2>
        {KINDS.filter(count).map((k) => (
          <label key={k}><input type="checkbox" checked={!hidden.has(k)} onChange={() => toggle(k)} /> <svg width="16" height="14" viewBox="-8 -7 16 14" aria-hidden="true"><Shape kind={k} /></svg> {W.names[k]}<span class="spring" /><span class="k">{count(k)}</span></label>
        ))}
        <h2>{W.how}</h2>
        {STATUSES.filter((s) => graph.lines.some((l) => l.status === s)).map((s) => (
          <label key={s}><input type="checkbox" checked={!hidden.has(s)} onChange={() => toggle(s)} /> <svg width="28" height="10" viewBox="0 0 28 10" aria-hidden="true"><Stroke status={s} d="M1 5H27" /></svg> {WORDS.statuses[s]}</label>
        ))}
        {params.get("around") && <p class="k">{W.aroundOnly} <button class="rests" onClick={() => set({ around: null })}>{W.all}</button></p>}
        {graph.left_out > 0 && <p class="k">{W.leftOut(graph.left_out)}</p>}
        {graph.untied > 0 && <p class="k">{W.untied(graph.untied)}</p>}
        {graph.unnamed > 0 && <p class="k">{W.unnamed(graph.unnamed)}</p>}
        {chosen ? <Chosen node={chosen} lines={lines} byId={byId} selected={selection.id} /> : <NodeList nodes={graph.nodes.filter((n) => shown.has(n.id))} find={params.get("find") ?? ""} />}
      </div>
      <ChartCard title={W.title} of={chosen?.label} hint={W.hint} rows={() => table(lines, byId)}>
        {places ? <Drawing nodes={graph.nodes} lines={lines} shown={shown} places={places} chosen={chosen} selected={selection.id} at={params.get("at")} /> : <p class="state" aria-live="polite">{WORDS.waiting}</p>}
      </ChartCard>
      {whole && <TimeBrush layers={timed} whole={whole} span={span} isPlaying={isPlaying} play={() => play(!isPlaying)} choose={(s) => set({ time: s ? tell(s) : null }, true)} />}
    </div>
  );
}

// Worked out beside the page, which stays under the hand meanwhile.
function useLayout(graph: GraphState): Map<string, [number, number]> | null {
  const [found, put] = useState<Map<string, [number, number]> | null>(null);
  useEffect(() => {
    const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    const at = new Map(graph.nodes.map((n, i) => [n.id, i]));
    const pairs = new Map(graph.lines.map((l) => [[l.source, l.target].sort().join(), [at.get(l.source)!, at.get(l.target)!] as [number, number]]));
    worker.onmessage = (e: MessageEvent<[number, number][]>) => put(new Map(graph.nodes.map((n, i) => [n.id, e.data[i]!])));
    worker.postMessage({ widths: graph.nodes.map((n) => 12 + short(n.label).length * LETTER), links: [...pairs.values()].filter(([a, b]) => a !== b) } satisfies Asked);
    return () => worker.terminate();
  }, [graph]);
  return found;
}

const short = (label: string): string => (label.length > MOST_SHOWN ? label.slice(0, MOST_SHOWN - 1) + "…" : label);

const table = (lines: Line[], byId: Map<string, GraphNode>): (string | null)[][] => [
  ["source", "target", "relation", "status", "start", "end", "row", "words"],
  ...lines.flatMap((l) => l.ties.map((t) => [byId.get(l.source)!.label, byId.get(l.target)!.label, t.relation, l.status, t.start, t.end, t.id, t.words])),
];

function NodeList({ nodes, find }: { nodes: GraphNode[]; find: string }) {
  const found = nodes.filter((n) => n.label.toLowerCase().includes(find.toLowerCase())).sort((a, b) => b.ties - a.ties || a.label.localeCompare(b.label));
  return (
    <>
      <h2>{W.nodes} <span class="k" data-count>{found.length}</span></h2>
      <input type="search" class="wide-input" value={find} maxLength={100} placeholder={W.find} aria-label={W.find} onInput={(e) => set({ find: e.currentTarget.value }, true)} />
      <ul class="node-list">
        {found.slice(0, LISTED).map((n) => (
          <li key={n.id}><button data-row data-x={n.row ?? undefined} onClick={() => set({ n: n.id })}><svg width="16" height="14" viewBox="-8 -7 16 14" aria-hidden="true"><Shape kind={n.kind} /></svg> <span>{n.label}</span><span class="spring" /><span class="k">{W.ties(n.ties)}</span></button></li>
        ))}
      </ul>
    </>
  );
}

// All that is known of one node within the window, partner by partner.
function Chosen({ node, lines, byId, selected }: { node: GraphNode; lines: Line[]; byId: Map<string, GraphNode>; selected: string | null }) {
  const own = lines.filter((l) => l.source === node.id || l.target === node.id);
  const partners = [...new Set(own.map((l) => (l.source === node.id ? l.target : l.source)))].map((id) => byId.get(id)!).sort((a, b) => KINDS.indexOf(b.kind) - KINDS.indexOf(a.kind) || a.label.localeCompare(b.label));
  return (
    <section aria-label={node.label} class="chosen-node">
      <h2><svg width="16" height="14" viewBox="-8 -7 16 14" aria-hidden="true"><Shape kind={node.kind} /></svg> {node.row ? <Rests on={node.row}>{node.label}</Rests> : node.label}</h2>
      <p class="acts">
        {node.kind === "vessel" && node.row === node.id && <a class="btn" href={hashOf("vessels", node.id)}>{WORDS.explain.ship}</a>}
        <button class="btn" onClick={() => set({ around: node.id })}>{W.around}</button>
        <button class="btn" onClick={() => set({ n: null, x: null })}>{W.leave}</button>
      </p>
      {own.length === 0 && <p class="k">{W.noTies}</p>}
      {partners.map((p) => (
        <div key={p.id}>
          <h3><button class="rests" onClick={() => set({ n: p.id })}>{p.label}</button></h3>
          <ul class="ship-list">
            {own.filter((l) => l.source === p.id || l.target === p.id).flatMap((l) => [
              ...l.ties.map((t) => (
                <li key={t.id + l.status} data-row data-x={t.id} tabIndex={-1} class={t.id === selected ? "on" : ""}>
                  <Mark status={l.status} /> <Rests on={t.id} title={t.words}>{t.relation}</Rests> <span class="k">{l.source === node.id ? "→" : "←"} {t.start || t.end ? saySpan(t.start, t.end) : W.noTime}</span>
                </li>
              )),
              ...(l.total > 100 ? [<li class="k" key={`${l.status}more`}>{WORDS.explain.more(l.total - 100)}</li>] : []),
            ])}
          </ul>
        </div>
      ))}
    </section>
  );
}

interface DrawingOf {
  nodes: GraphNode[];
  lines: Line[];
  shown: Set<string>;
  places: Map<string, [number, number]>;
  chosen: GraphNode | null;
  selected: string | null;
  at: string | null; // where it was moved to, as the address holds it
}

type View = { x: number; y: number; scale: number };

const tellView = (v: View | null): string | null => v && `${v.x.toFixed(1)},${v.y.toFixed(1)},${v.scale.toFixed(3)}`;

function readView(at: string | null): View | null {
  const [x, y, scale] = (at ?? "").split(",").map(Number);
  return [x, y, scale].every(Number.isFinite) && scale! > 0 ? { x: x!, y: y!, scale: scale! } : null;
}

// Where the drawing was moved to: under the hand at once, in the address when it has come to rest.
function useMoved(at: string | null): [View | null, (v: View | null) => void] {
  const [moved, move] = useState<View | null>(readView(at));
  const told = useRef(at);
  useEffect(() => {
    if (told.current !== at) move(readView(at)); // back, or another address
    told.current = at;
  }, [at]);
  useEffect(() => {
    const timer = setTimeout(() => tellView(moved) !== told.current && set({ at: (told.current = tellView(moved)) }, true), 300);
    return () => clearTimeout(timer);
  }, [moved]);
  return [moved, move];
}

function Drawing({ nodes, lines, shown, places, chosen, selected, at }: DrawingOf) {
  const svg = useRef<SVGSVGElement>(null);
  const [size, sized] = useState<[number, number]>([900, 560]);
  const [moved, move] = useMoved(at);
  const held = useRef<{ x: number; y: number; view: View; isMoved: boolean } | null>(null);
  const [focus, onto] = useState<string | null>(null);
  useLayoutEffect(() => {
    const box = svg.current!.parentElement!;
    const measure = () => sized([Math.max(240, Math.round(box.clientWidth - 2)), Math.max(260, Math.round(box.clientHeight - (box.querySelector("header")?.offsetHeight ?? 30) - 10))]);
    measure();
    const see = new ResizeObserver(measure);
    see.observe(box);
    return () => see.disconnect();
  }, []);
  const view = moved ?? fit(nodes, places, size);
  const on = (id: string): [number, number] => {
    const [x, y] = places.get(id)!;
    return [(x - view.x) * view.scale + size[0] / 2, (y - view.y) * view.scale + size[1] / 2];
  };
  const zoom = (by: number, px = size[0] / 2, py = size[1] / 2) => {
    const scale = Math.min(4, Math.max(0.05, view.scale * by));
    const [wx, wy] = [(px - size[0] / 2) / view.scale + view.x, (py - size[1] / 2) / view.scale + view.y];
    move({ scale, x: wx - (px - size[0] / 2) / scale, y: wy - (py - size[1] / 2) / scale });
  };
  useEffect(() => {
    const box = svg.current!;
    const wheel = (e: WheelEvent) => {
      e.preventDefault();
      const r = box.getBoundingClientRect();
      zoom(Math.exp(-e.deltaY / 400), e.clientX - r.left, e.clientY - r.top);
    };
    box.addEventListener("wheel", wheel, { passive: false });
    return () => box.removeEventListener("wheel", wheel);
  });
  const visible = nodes.filter((n) => shown.has(n.id) || n === chosen);
  const beside = new Set(chosen ? lines.filter((l) => l.source === chosen.id || l.target === chosen.id).flatMap((l) => [l.source, l.target]) : []);
  const isDim = (id: string) => chosen != null && id !== chosen.id && !beside.has(id);
  const labelled = withRoom(visible, on, (n) => (n === chosen || n.id === focus ? 3 : beside.has(n.id) ? 2 : isDim(n.id) ? 0 : 1), size);
  const here = focus && visible.some((n) => n.id === focus) ? focus : (chosen?.id ?? visible[0]?.id);
  // The nearest node in the direction of the arrow.
  const step = (dx: number, dy: number) => {
    const [x, y] = on(here!);
    const ahead = visible.map((n) => ({ n, at: on(n.id) })).map(({ n, at }) => ({ n, along: (at[0] - x) * dx + (at[1] - y) * dy, off: Math.abs((at[0] - x) * dy - (at[1] - y) * dx) })).filter((o) => o.along > 1);
    ahead.sort((a, b) => a.along + 2 * a.off - b.along - 2 * b.off);
    if (ahead[0]) focusOn(ahead[0].n.id);
  };
  const focusOn = (id: string) => {
    onto(id);
    const [x, y] = on(id);
    if (x < 20 || y < 20 || x > size[0] - 20 || y > size[1] - 20) move({ ...view, x: places.get(id)![0], y: places.get(id)![1] });
    requestAnimationFrame(() => svg.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(id)}"]`)?.focus());
  };
  const pressed = (e: KeyboardEvent) => {
    const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (ways[e.key]) step(...ways[e.key]!);
    else if (e.key === "+" || e.key === "=") zoom(1.3);
    else if (e.key === "-") zoom(1 / 1.3);
    else if (e.key === "f") move(null);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const pairs = new Map<string, number>();
  return (
    <>
      <svg
        ref={svg} viewBox={`0 0 ${size[0]} ${size[1]}`} width={size[0]} height={size[1]} role="group" aria-label={W.says(visible.length, lines.length)} onKeyDown={pressed}
        onPointerDown={(e) => (held.current = { x: e.clientX, y: e.clientY, view, isMoved: false })}
        onPointerMove={(e) => {
          const h = held.current;
          if (!h) return;
          const [dx, dy] = [e.clientX - h.x, e.clientY - h.y];
          if (!h.isMoved && Math.hypot(dx, dy) < 4) return;
          if (!h.isMoved) svg.current!.setPointerCapture(e.pointerId);
          h.isMoved = true;
          move({ ...h.view, x: h.view.x - dx / h.view.scale, y: h.view.y - dy / h.view.scale });
        }}
        onPointerUp={() => (held.current = null)}
      >
        <clipPath id="graph-frame"><rect width={size[0]} height={size[1]} /></clipPath>
        <g clip-path="url(#graph-frame)">
          {lines.map((l) => {
            const key = [l.source, l.target].sort().join();
            const nth = pairs.get(key) ?? 0;
            pairs.set(key, nth + 1);
            const d = way(on(l.source), on(l.target), nth, l.source < l.target);
            const t = l.ties.find((one) => one.id === selected) ?? l.ties[0]!;
            const isOn = selected != null && l.ties.some((one) => one.id === selected);
            return (
              <g key={`${key}${l.source}${l.status}`} class={`opens tie${isOn ? " on" : ""}`} opacity={!isOn && (isDim(l.source) || isDim(l.target) || (chosen && l.source !== chosen.id && l.target !== chosen.id)) ? 0.15 : 1} data-x={t.id} onClick={() => set({ x: t.id, n: chosen && (l.source === chosen.id || l.target === chosen.id) ? chosen.id : l.source })}>
                <title>{`${nameOf(nodes, l.source)} → ${nameOf(nodes, l.target)}: ${l.ties.slice(0, 8).map((one) => `${one.relation}${one.start ? `, ${saySpan(one.start, one.end)}` : ""}`).join("; ")}${l.total > 8 ? "; …" : ""}`}</title>
                <path d={d.path} stroke="transparent" stroke-width="10" fill="none" />
                <Stroke status={l.status} d={d.path} isOn={isOn} />
                {l.target.startsWith("state:") && l.source.startsWith("state:") && <path d={d.head} fill={l.status === "contradicted" ? "var(--conflict)" : "var(--ink)"} />}
                {l.status === "contradicted" && <text x={d.middle[0]} y={d.middle[1] + 4} text-anchor="middle" class="t12 ne halo">≠</text>}
              </g>
            );
          })}
          {visible.map((n) => {
            const [x, y] = on(n.id);
            if (x < -40 || y < -20 || x > size[0] + 40 || y > size[1] + 20) return null;
            return (
              <g key={n.id} class="opens node-mark" data-node={n.id} data-x={n.row ?? undefined} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} role="button" tabindex={n.id === here ? 0 : -1} aria-pressed={n === chosen} aria-label={`${n.label}, ${W.one[n.kind]}, ${W.ties(n.ties)}`} opacity={isDim(n.id) ? 0.3 : 1} onFocus={() => onto(n.id)} onClick={() => set({ n: n.id, x: null })} onKeyDown={(e) => (e.key === "Enter") && (e.preventDefault(), set({ n: n.id, x: null }))}>
                <title>{n.label}</title>
                <circle r="12" fill="transparent" />
                <Shape kind={n.kind} isOn={n === chosen} />
                {labelled.has(n.id) && <text x={SIDES[labelled.get(n.id)!]!.x} y={SIDES[labelled.get(n.id)!]!.y} text-anchor={SIDES[labelled.get(n.id)!]!.anchor} class={`t11 halo${n === chosen ? " w6" : ""}`}>{short(n.label)}</text>}
              </g>
            );
          })}
        </g>
      </svg>
      <div class="stage-zoom">
        <button class="btn" aria-label={WORDS.desk.zoomIn} onClick={() => zoom(1.4)}>+</button>
        <button class="btn" aria-label={WORDS.desk.zoomOut} onClick={() => zoom(1 / 1.4)}>−</button>
        <button class="btn" aria-label={WORDS.desk.fit} onClick={() => move(null)}>▢</button>
      </div>
    </>
  );
}

const nameOf = (nodes: GraphNode[], id: string): string => nodes.find((n) => n.id === id)?.label ?? id;

function fit(nodes: GraphNode[], places: Map<string, [number, number]>, [wide, high]: [number, number]): View {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const n of nodes) {
    const [x, y] = places.get(n.id)!;
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  const label = 130; // of the last node to the right
  const scale = Math.min((wide - 40 - label) / (right - left || 1), (high - 40) / (bottom - top || 1), 1.4);
  return { scale, x: (left + right) / 2 + label / 2 / scale, y: (top + bottom) / 2 };
}

const SIDES = [
  { x: 10, y: 4, anchor: "start" },
  { x: -10, y: 4, anchor: "end" },
  { x: 0, y: 17, anchor: "middle" },
  { x: 0, y: -9, anchor: "middle" },
] as const;

type Box = [number, number, number, number];
const meet = (p: Box, q: Box): boolean => p[0] < q[2] && q[0] < p[2] && p[1] < q[3] && q[1] < p[3];

// On which side of its node each label has room, if on any: those of the chosen and its neighbours first, then of what is
// tied to most. No label lies over another; it lies over a node only where all its sides are taken so.
function withRoom(nodes: GraphNode[], on: (id: string) => [number, number], rank: (n: GraphNode) => number, [wide, high]: [number, number]): Map<string, number> {
  const placed: Box[] = [];
  const found = new Map<string, number>();
  const marks = new Map(nodes.map((n) => [n.id, on(n.id)] as const).map(([id, [x, y]]) => [id, [x - 7, y - 5, x + 7, y + 5] as Box]));
  const ordered = [...nodes].sort((a, b) => rank(b) - rank(a) || b.ties - a.ties || a.id.localeCompare(b.id));
  for (const n of ordered) {
    const [x, y] = on(n.id);
    if (x < 0 || y < 0 || x > wide || y > high) continue;
    const long = short(n.label).length * LETTER;
    const boxes: Box[] = [[x + 8, y - 7, x + 12 + long, y + 7], [x - 12 - long, y - 7, x - 8, y + 7], [x - long / 2, y + 7, x + long / 2, y + 20], [x - long / 2, y - 20, x + long / 2, y - 7]];
    const isFree = (box: Box) => !placed.some((p) => meet(p, box));
    const isOpen = (box: Box) => box[0] > 0 && box[2] < wide && isFree(box) && ![...marks].some(([id, mark]) => id !== n.id && meet(mark, box));
    let side = boxes.findIndex(isOpen);
    if (side < 0) side = boxes.findIndex(isFree);
    if (side < 0 && rank(n) === 3) side = 0;
    if (side < 0) continue;
    placed.push(boxes[side]!);
    found.set(n.id, side);
  }
  return found;
}

// A line from one node to another; several between the same two bow apart. `isUp` keeps the bow on one side both ways.
function way([x1, y1]: [number, number], [x2, y2]: [number, number], nth: number, isUp: boolean): { path: string; head: string; middle: [number, number] } {
  const far = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / far, (y2 - y1) / far];
  const bow = (nth === 0 ? 0 : Math.ceil(nth / 2) * 18 * (nth % 2 ? 1 : -1)) * (isUp ? 1 : -1);
  const [cx, cy] = [(x1 + x2) / 2 - uy * bow * 2, (y1 + y2) / 2 + ux * bow * 2];
  const middle: [number, number] = [(x1 + x2) / 4 + cx / 2, (y1 + y2) / 4 + cy / 2];
  const [tx, ty] = [x2 - cx, y2 - cy];
  const t = Math.hypot(tx, ty) || 1;
  const [ax, ay] = [x2 - (tx / t) * 11, y2 - (ty / t) * 11];
  const [bx, by] = [ax - (tx / t) * 8, ay - (ty / t) * 8];
  const say = (v: number) => v.toFixed(1);
  return {
    path: bow ? `M${say(x1)} ${say(y1)}Q${say(cx)} ${say(cy)} ${say(x2)} ${say(y2)}` : `M${say(x1)} ${say(y1)}L${say(x2)} ${say(y2)}`,
    head: `M${say(ax)} ${say(ay)}L${say(bx - (ty / t) * 4)} ${say(by + (tx / t) * 4)}L${say(bx + (ty / t) * 4)} ${say(by - (tx / t) * 4)}Z`,
    middle,
  };
}

// Solid is evidence held here, short strokes inferred, a hollow line somebody's word, an orange broken one contradicted.
function Stroke({ status, d, isOn = false }: { status: string; d: string; isOn?: boolean }) {
  const w = isOn ? 3 : 1.6;
  if (status === "claimed")
    return (
      <>
        <path d={d} fill="none" stroke="var(--ink2)" stroke-width={w + 1.8} />
        <path d={d} fill="none" stroke="var(--surface)" stroke-width={w} />
      </>
    );
  const dash: Record<string, string> = { inferred: "3 2", contradicted: "7 4", possible: "2 3" };
  const ink: Record<string, string> = { contradicted: "var(--conflict)", possible: "var(--ink3)" };
  return <path d={d} fill="none" stroke={ink[status] ?? "var(--evidence)"} stroke-width={w} stroke-dasharray={dash[status]} />;
}

// A hull, a square, a leaf of a list, a ring, a flag: shapes tell kinds apart, without colour.
function Shape({ kind, isOn = false }: { kind: string; isOn?: boolean }) {
  const shapes: Record<string, string> = {
    vessel: "M-7 -3H4L8 0L4 3H-7Z",
    owner: "M-5 -5H5V5H-5Z",
    entry: "M-4 -6H2L5 -3V6H-4ZM-2 -1H3M-2 2H3",
    place: "M0 -5A5 5 0 1 1 -0.01 -5Z",
    state: "M-5 7V-7H6L3 -3.5L6 0H-5",
  };
  return <path d={shapes[kind]} fill={isOn ? "var(--evidence)" : "var(--surface)"} stroke={isOn ? "var(--evidence)" : "var(--ink)"} stroke-width="1.4" />;
}
