// Where things lie and when. A silence is a dashed great circle between its ends and is never a route; a position comes
// with the ring of its error; one time window filters the map and the list alike.

import "maplibre-gl/dist/maplibre-gl.css";
import { useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get, type FeatureOf } from "../api";
import { useKey } from "../keys";
import { Mark, useLoaded, Waiting } from "../parts";
import { explain, set, type Place } from "../route";
import { saveFramed, Stamped, type Cell } from "../save";
import { saySpan } from "../say";
import { useSelection } from "../selection";
import { at, extent, isWithin, spanOf, tell, type LayerData } from "../span";
import { WORDS } from "../words";
import { Chart } from "./chart";
import { TimeBrush, usePlay } from "./timebrush";

const W = WORDS.map;
const LISTED = 200;
const MARK_OF: Record<string, string> = { gaps: "gap", places: "", areas: "", detections: "possible" };

export function MapView({ place }: { place: Place }) {
  // Tracks of a large case take the server a while the first time: the map shows what it has, and they come when they are there.
  const loaded = useLoaded<LayerData[]>(async () => {
    const layers: { name: string; rows: number }[] = await get("/api/layers");
    const ask = async (l: { name: string; rows: number }): Promise<LayerData> => {
      const found = await get(`/api/layers/${l.name}`);
      return { name: l.name, rows: l.rows, features: found.features, leftOut: found.left_out };
    };
    const isLate = (l: { name: string }) => l.name === "tracks" && layers.length > 1;
    const first = Promise.all(layers.filter((l) => !isLate(l)).map(ask));
    return Promise.all(layers.map((l) => (isLate(l) ? { ...l, features: [], leftOut: 0, later: first.then(() => ask(l)) } : first.then((all) => all.find((one) => one.name === l.name)!))));
  }, []);
  if (!loaded.value) return <Waiting of={loaded} />;
  return <Loaded layers={loaded.value} place={place} />;
}

const sayFound = (p: Record<string, any>): string => W.detected(p.detector, p.length_m, p.said_words, p.matched_mmsi == null ? undefined : String(p.matched_mmsi).padStart(9, "0"));

const rowsOf = (listed: (readonly [string, FeatureOf])[]): Cell[][] => [
  ["layer", "row", "label", "status", "start", "end", "vessel", "lat", "lon", "words"],
  ...listed.map(([layer, { properties: p, geometry: g }]) => [layer, p.id, p.label, p.status, p.from, p.until, p.vessel_id, g.type === "Point" ? g.coordinates[1] : null, g.type === "Point" ? g.coordinates[0] : null, p.words ?? p.hull_words]),
];

// What a detector found: a lozenge, as on the map.
function Found() {
  return <svg class="mark" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 1L11 6L6 11L1 6Z" fill="var(--surface)" stroke="var(--ink2)" stroke-width="1.3" /></svg>;
}

function Loaded({ layers, place }: { layers: LayerData[]; place: Place }) {
  const hidden = new Set((place.params.get("hide") ?? "").split(",").filter(Boolean));
  const span = spanOf(place.params.get("time"));
  const { id: selected, vessel } = useSelection();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const [hasGl, gl] = useState(true);
  const [isPlaying, play] = useState(false);
  const [late, sayLate] = useState("");
  useEffect(() => {
    const later = layers.find((l) => l.later)?.later;
    sayLate(later ? W.coming : "");
    later?.then(() => sayLate(""), (e: Error) => sayLate(e.message));
  }, [layers]);
  const timed = useMemo(() => layers.filter((l) => l.features.some((f) => f.properties.from)), [layers]);
  const whole = useMemo(() => extent(timed), [timed]);

  useEffect(() => {
    if (!box.current) return;
    let one: Chart | null = null;
    try {
      one = new Chart(box.current, layers, explain, place.params.get("at"), (at) => set({ at }, true));
    } catch {
      gl(false);
      return;
    }
    chart.current = one;
    (window as any).fairleadMap = one.map;
    const themed = () => one!.theme();
    window.addEventListener("themed", themed);
    return () => {
      window.removeEventListener("themed", themed);
      one!.map.remove();
      chart.current = null;
    };
  }, [layers]);
  useEffect(() => chart.current?.show(hidden, span, selected, vessel), [layers, place.params.get("hide"), place.params.get("time"), selected, vessel, hasGl]);

  // Back, or an address that was pasted, moves the map; without one it shows everything.
  const where = place.params.get("at");
  const came = useRef(where);
  useEffect(() => {
    if (came.current !== where && chart.current && !chart.current.goTo(where)) chart.current.fit();
    came.current = where;
  }, [where]);

  usePlay(isPlaying, whole, span, play, (s) => set({ time: tell(s) }, true));
  useKey((key) => (key === " " ? (play(!isPlaying), true) : false));

  const stamp = useContext(Stamped);
  const save = async () => {
    const one = chart.current;
    if (!one) return;
    const when = span ? `, ${saySpan(new Date(span[0]).toISOString(), new Date(span[1]).toISOString())}` : "";
    const shown = layers.filter((l) => !hidden.has(l.name)).map((l) => W.names[l.name] ?? l.name);
    await saveFramed(await one.picture(), one.map.getCanvas().clientWidth, `${WORDS.views.map}${when}`, { ...stamp, words: `${stamp.words} ${W.drawn(shown.join(", "))} ${W.land}` });
  };

  const hide = place.params.get("hide");
  const lanes = useMemo(() => timed.filter((l) => !hidden.has(l.name)), [timed, hide]);
  const listed = useMemo(() => {
    const found = lanes.filter((l) => l.name !== "tracks").flatMap((l) => l.features.filter((f) => f.properties.from && isWithin(f, span)).map((f) => [l.name, f] as const));
    return found.sort((a, b) => (at(a[1].properties.from) ?? 0) - (at(b[1].properties.from) ?? 0));
  }, [lanes, place.params.get("time")]);
  const leftOut = layers.filter((l) => l.name !== "tracks").reduce((n, l) => n + l.leftOut, 0);
  const toggle = (name: string) => {
    hidden.has(name) ? hidden.delete(name) : hidden.add(name);
    set({ hide: [...hidden].join(",") }, true);
  };
  return (
    <div class="map">
      <div class="map-side">
        <h1 class="unseen">{WORDS.views.map}</h1>
        <h2>{W.layers}</h2>
        {layers.map((l) => (
          <label key={l.name}>
            <input type="checkbox" checked={!hidden.has(l.name)} onChange={() => toggle(l.name)} />
            {l.name === "detections" ? <Found /> : <Mark status={MARK_OF[l.name] ?? "documented"} />}
            {W.names[l.name] ?? l.name}
            <span class="spring" />
            <span class="k">{l.rows.toLocaleString("en-US")}</span>
          </label>
        ))}
        <button class="btn" onClick={() => (chart.current?.fit(), set({ at: null }, true))}>{W.fit}</button>
        {hasGl && <button class="btn" onClick={() => void save()}>{W.save}</button>}
        <h2>{W.how}</h2>
        <div class="how">
          <svg width="44" height="12" aria-hidden="true"><path d="M2 6h40" stroke="var(--evidence)" stroke-width="2" /></svg><span>{W.track}</span>
          <svg width="44" height="12" aria-hidden="true"><path d="M2 6h40M2 2v8M42 2v8" stroke="var(--ink)" stroke-width="1.6" stroke-dasharray="8 5" /></svg><span>{W.gap}</span>
          <svg width="44" height="16" aria-hidden="true"><circle cx="22" cy="8" r="7" fill="none" stroke="var(--evidence)" /><circle cx="22" cy="8" r="1.5" fill="var(--evidence)" /></svg><span>{W.ring}</span>
          <span><Mark status="inferred" /></span><span>{W.inferred}</span>
          {layers.some((l) => l.name === "detections") && <><span><Found /></span><span>{W.detection}</span></>}
        </div>
        {late && <p class="k" role="status">{late}</p>}
        {leftOut > 0 && <p class="k">{W.leftOut(leftOut)}</p>}
        <p class="k">{W.land}</p>
      </div>
      <div class="map-box">
        {hasGl ? <div class="gl" ref={box} /> : <p class="state">{W.noGl}</p>}
      </div>
      <section class="map-list" aria-label={W.events}>
        <h2>{W.events} <span class="k" data-count>{listed.length}</span></h2>
        <ul>
          {listed.slice(0, LISTED).map(([layer, f]) => (
            <li key={f.properties.table + f.properties.id}>
              <button class={f.properties.id === selected || (vessel && f.properties.vessel_id === vessel) ? "event on" : "event"} data-row data-x={f.properties.id} onClick={() => (explain(f.properties.id), chart.current?.look(f))}>
                <Mark status={layer === "gaps" ? "gap" : f.properties.status} />
                <span>
                  <strong>{W.names[layer]?.replace(/s$/, "")} {f.properties.label ?? ""}</strong> <span class="k">{saySpan(f.properties.from, f.properties.until)}</span>
                  <br />{layer === "detections" ? <>{sayFound(f.properties)}{f.properties.words && <span class="said-of k">{f.properties.words}</span>}</> : (f.properties.words ?? f.properties.hull_words)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {whole && (
        <TimeBrush layers={lanes} whole={whole} span={span} isPlaying={isPlaying} play={() => play(!isPlaying)} choose={(s) => set({ time: s ? tell(s) : null }, true)} rows={() => rowsOf(listed)} />
      )}
    </div>
  );
}
