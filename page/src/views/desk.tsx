// The sighting desk: a picture under the hand, what was measured in it, which ship it may be, and what is recorded.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { get, may, post, withParams, type CaseState } from "../api";
import { useKey } from "../keys";
import { Id, Mark, Rests, Time, useLoaded, Waiting, Words } from "../parts";
import { hashOf, type Place } from "../route";
import { Csv } from "../save";
import { shortId } from "../say";
import { WORDS } from "../words";
import { Candidates } from "./deskships";
import { AddPicture, OutlinePart } from "./deskadd";
import { blankShip, draftOf, keep, kept, LINES, newDesk, OUTLINES, type Desk, type DeskState, type Picture, type Point, type Recorded, type Tool, type Weighed } from "./deskstate";
import { AS_IS, Stage, type Drawn, type Light } from "./stage";

const W = WORDS.desk;
const WAIT_MS = 250;

export interface Near {
  label: string;
  name: string;
  away_km: number | null;
  berths: string[];
}

export function DeskView({ state, place, changed }: { state: CaseState; place: Place; changed: () => void }) {
  const loaded = useLoaded<DeskState>(() => get("/api/desk"), []);
  if (!loaded.value) return <Waiting of={loaded} />;
  const picture = loaded.value.pictures.find((p) => p.id === place.rest);
  if (picture) return <OnDesk key={picture.id} picture={picture} state={loaded.value} canWrite={may(state, "analyst")} again={() => (loaded.again(), changed())} />;
  return (
    <section class="reading">
      <h1>{W.title}</h1>
      <p class="k">{W.hint}</p>
      <AddPicture state={state} desk={loaded.value} done={() => (loaded.again(), changed())} />
      <h2 class="gap-above">{W.pictures}</h2>
      {loaded.value.pictures.length ? (
        <ul class="pictures">
          {loaded.value.pictures.map((p) => (
            <li key={p.id}>
              <a class="picture" data-row data-x={p.id} href={hashOf("desk", p.id)}>
                <img alt="" loading="lazy" src={withParams(`/api/desk/pictures/${encodeURIComponent(p.id)}/tile`, { level: p.levels })} />
                <span>
                  <strong>{p.name}</strong>
                  <span class="k">{W.size(p.width, p.height)} · {p.pixel_m ? W.georeferenced(p.pixel_m.toPrecision(3)) : W.notPlaced}</span>
                  <span class="k">{W.records(p.records)} · <span class="mono">{shortId(p.sha256)}</span></span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <p class="state"><Words text={W.noPictures} /></p>
      )}
      <h2 class="gap-above">{W.recorded} {loaded.value.records.length > 0 && <Csv title={W.recorded} rows={() => [["row", "label", "result", "place", "berth", "image", "analyst", "recorded", "log_line", "readings", "taken_back"], ...loaded.value!.records.map((r) => [r.id, r.label, r.result, r.place, r.berth, r.image_name, r.analyst, r.recorded_at, r.log_line, r.readings.join("; "), r.taken_back])]} />}</h2>
      {loaded.value.records.length ? <Records of={loaded.value.records} /> : <p class="k">{W.nothing}</p>}
    </section>
  );
}

function Records({ of, undo }: { of: Recorded[]; undo?: (r: Recorded) => void }) {
  return (
    <ul class="decided">
      {of.map((r) => (
        <li key={r.id} class={r.taken_back ? "gone" : ""}>
          <Mark status={r.taken_back ? "possible" : "documented"} /> <Rests on={r.label} class="w6">{r.label}</Rests> {r.result === "occupied" ? "" : r.result} {r.place}{r.berth ? `, ${W.berth.toLowerCase()} ${r.berth}` : ""}
          <span class="k"> · {r.image_name} · {r.analyst}, <Time iso={r.recorded_at} />, {WORDS.said.log(r.log_line)} · <Id id={r.id} /></span>
          {r.readings.length > 0 && <span class="k"><br />{r.readings.join(" · ")}</span>}
          {r.taken_back && <span class="k why"><br />{r.taken_back}</span>}
          {!r.taken_back && undo && <button class="plain" onClick={() => undo(r)}>{W.undo}</button>}
        </li>
      ))}
    </ul>
  );
}

function OnDesk({ picture, state, canWrite, again }: { picture: Picture; state: DeskState; canWrite: boolean; again: () => void }) {
  const [desk, put] = useState<Desk>(() => kept(picture.id) ?? newDesk(picture, state));
  const [tool, take] = useState<Tool>("length");
  const [light, shine] = useState<Light>(AS_IS);
  const [begun, begin] = useState<Point | null>(null);
  const [armed, arm] = useState<string | null>(null);
  const [said, say] = useState<{ text: string; isWrong: boolean } | null>(null);
  const [weighed, set] = useState<{ value: Weighed | null; error: string; of: string }>({ value: null, error: "", of: "" });
  const near = useLoaded<{ places: Near[] }>(() => get(`/api/desk/pictures/${encodeURIComponent(picture.id)}/places`), [picture.id]);
  const change = (c: Partial<Desk>) => {
    const next = { ...latest.current, ...c };
    latest.current = next;
    keep(picture.id, next);
    put(next);
  };
  const latest = useRef(desk);
  latest.current = desk;
  const draft = JSON.stringify(draftOf(picture.id, desk));

  useEffect(() => {
    let isWanted = true;
    const wait = setTimeout(() => {
      get("/api/desk/weighed", { draft }).then(
        (value) => isWanted && set({ value, error: "", of: draft }),
        (e) => isWanted && set((was) => ({ value: was.value, error: (e as Error).message, of: "" })),
      );
    }, WAIT_MS);
    return () => {
      isWanted = false;
      clearTimeout(wait);
    };
  }, [draft]);

  const mark = (p: Point) => {
    const at: Point = [Math.round(p[0] * 100) / 100, Math.round(p[1] * 100) / 100];
    const d = latest.current;
    if (tool === "known") {
      const first = d.known.findIndex((k) => !k.at);
      const i = first < 0 ? 1 : first;
      change({ basis: "two points", known: d.known.map((k, n) => (n === i ? { ...k, at } : k)) });
      document.getElementById(`lat-${i}`)?.focus();
      return;
    }
    if (tool === "usable") return change({ usable: [...(d.usable ?? []), at] });
    if (tool === "berth") return change({ outline: [...(d.outline ?? []), at] });
    if (!begun) return begin(at);
    if (Math.hypot(at[0] - begun[0], at[1] - begun[1]) < 0.5) return;
    change({ [tool]: [...d[tool], { a: begun, b: at }] } as Partial<Desk>);
    begin(null);
  };
  const takeBack = () => {
    const d = latest.current;
    if (begun) return begin(null);
    if (tool === "usable") change({ usable: (d.usable ?? []).slice(0, -1) });
    else if (tool === "berth") change({ outline: (d.outline ?? []).slice(0, -1) });
    else if (tool === "known") change({ known: d.known.map((k, n) => (n === (d.known[1]?.at ? 1 : 0) ? { ...k, at: null } : k)) });
    else change({ [tool]: d[tool].slice(0, -1) } as Partial<Desk>);
  };
  // Whoever chooses a tool goes on in the picture, by hand or by the cross.
  const choose = (t: Tool) => {
    begin(null);
    take(t);
    document.querySelector<HTMLElement>(".stage")?.focus();
  };

  const enter = async () => {
    if (!armed) return;
    const result = armed;
    arm(null);
    try {
      const answer = await post("/api/desk/records", draftOf(picture.id, latest.current, result));
      say({ text: W.done(result === "occupied" ? W.record.occupied!.split(" ")[1]!.replace(/^s/, "S") : W.record[result]!, answer.log_line), isWrong: false });
      change({ ...blankShip(), confidence: latest.current.confidence });
      begin(null);
      again();
    } catch (e) {
      say({ text: (e as Error).message, isWrong: true });
    }
  };
  const mine = state.records.filter((r) => r.image === picture.id);
  const undo = async (r = mine.find((one) => !one.taken_back)) => {
    if (!r || !canWrite) return;
    try {
      await post(`/api/desk/records/${encodeURIComponent(r.id)}/back`, { reason: W.undoReason });
      say({ text: W.undone, isWrong: false });
      again();
    } catch (e) {
      say({ text: (e as Error).message, isWrong: true });
    }
  };
  const ready = (result: string) => {
    say(null);
    if (!canWrite) return say({ text: W.readOnly, isWrong: true });
    arm(result);
  };
  useKey((key) => {
    const tools: Record<string, Tool> = { 1: "length", 2: "beam", 3: "shadow", 4: "known", 5: "usable", 6: "berth" };
    const results: Record<string, string> = { s: "occupied", 0: "empty", t: "cannot tell" };
    if (tools[key]) return choose(tools[key]!), true;
    if (results[key]) return ready(results[key]!), true;
    if (key === "u") return void undo(), true;
    if (key === "Escape" && armed) return arm(null), true;
    return false;
  });

  const w = weighed.value;
  const value = (q: string) => w?.values.find((v) => v.quantity === q);
  const drawn: Drawn[] = [
    ...mine.filter((r) => !r.taken_back).flatMap((r) => r.lines.map(([q, points]) => ({ tool: q === "length" || q === "beam" ? q : "shadow", readings: points.map(([a, b]) => ({ a: a!, b: b! })), label: q === "length" ? r.label : "", isRecorded: true }))),
    ...LINES.map((t) => {
      const v = value(t === "shadow" ? desk.shadow_of : t);
      const name = t === "shadow" ? W.quantity[desk.shadow_of]! : W.quantity[t]!;
      return { tool: t, readings: desk[t], label: desk[t].length && v ? `${name.toLowerCase()} ${v.value_m.toFixed(1)} m${v.sd_m ? ` ± ${v.sd_m.toFixed(1)}` : ""}` : "" };
    }),
  ];
  const isLine = (LINES as readonly Tool[]).includes(tool);
  const hint = begun ? W.second[tool] : isLine && desk[tool as (typeof LINES)[number]].length ? W.repeat : W.first[tool];
  const outlines = OUTLINES.map((kind) => ({ kind, corners: (kind === "usable" ? desk.usable : desk.outline) ?? [] }));
  return (
    <div class="desk">
      <section class="desk-left" aria-label={picture.name}>
        <header class="desk-tools">
          {(["length", "beam", "shadow", "known", "usable", "berth"] as Tool[]).map((t) => (
            <button key={t} class={t === tool ? "btn on" : "btn"} aria-pressed={t === tool} onClick={() => choose(t)}>{W.tools[t]} <kbd>{W.toolKeys[t]}</kbd></button>
          ))}
          <span class="k" aria-live="polite">{hint}</span>
          <span class="spring" />
          <span class="stage-light" role="group" aria-label={W.light} title={W.lightHint}>
            {(["brightness", "contrast"] as const).map((k) => (
              <label key={k}>{W[k]} <input type="range" min="30" max="400" step="5" value={light[k]} onInput={(e) => shine({ ...light, [k]: Number(e.currentTarget.value) })} /></label>
            ))}
            <button class="plain" disabled={light.brightness === 100 && light.contrast === 100} onClick={() => shine(AS_IS)}>{W.asIs}</button>
          </span>
        </header>
        <Stage picture={picture} light={light} tool={tool} drawn={drawn} outlines={outlines} known={desk.basis === "two points" ? desk.known.map((k) => k.at) : []} begun={begun} up={w?.heading_deg != null ? upOf(desk, w.heading_deg) : null} pixel_m={w?.pixel_m ?? (desk.basis === "georeference" ? picture.pixel_m : null)} mark={mark} takeBack={takeBack} />
        <footer class="desk-facts">
          <span><span class="k">{WORDS.views.evidence}</span><Rests on={picture.id}>{picture.name}</Rests></span>
          <span><span class="k">{W.scale}</span>{w?.scale_words ?? W.notStated}</span>
          <span><span class="k">sha256</span><span class="mono" title={picture.sha256}>{shortId(picture.sha256)}</span></span>
          {picture.taken && <span><span class="k">{W.acquired}</span>{picture.taken}</span>}
          <a href={hashOf("desk")}>{W.all}</a>
        </footer>
      </section>
      <section class="desk-right" aria-label={W.measures}>
        <div class="desk-scroll">
          <h1 class="unseen">{W.title}: {picture.name}</h1>
          {!canWrite && <p class="warn k">{W.readOnly}</p>}
          <div class="four">
            {["length", "beam", desk.shadow_of].map((q) => <Cell key={q} name={W.quantity[q]!} value={value(q)} by={q === desk.shadow_of ? W.byShadow : ""} />)}
            <div>
              <span class="k">{W.quantity.heading}</span>
              <strong>{w?.heading_deg != null ? `${Math.round(w.heading_deg)}°` : "·"}</strong>
              <span class="k">{w?.heading_deg == null ? W.notMeasured : desk.is_heading_ambiguous ? W.ambiguous : ""}</span>
            </div>
          </div>
          {weighed.error && <p class="wrong" role="alert"><Words text={weighed.error} /></p>}
          {w?.cautions.map((c) => <p class="wrong" key={c}><Mark status="contradicted" /> {c}</p>)}
          <ScalePart desk={desk} picture={picture} change={change} choose={choose} />
          {(tool === "berth" || (desk.outline ?? []).length > 0) && <OutlinePart picture={picture} desk={desk} near={near.value?.places ?? null} canWrite={canWrite} change={change} say={say} again={again} />}
          {w && <Candidates of={w} />}
          <WherePart desk={desk} state={state} near={near.value?.places ?? null} change={change} />
          <ShipPart desk={desk} state={state} change={change} />
          {mine.length > 0 && (
            <>
              <h2>{W.recorded}</h2>
              <Records of={mine} undo={canWrite ? (r) => void undo(r) : undefined} />
            </>
          )}
        </div>
        <div class="desk-record">
          <label>{W.analyst} <input id="analyst" value={desk.analyst} maxLength={200} onInput={(e) => change({ analyst: e.currentTarget.value })} /></label>
          <p class="acts">
            {["occupied", "empty", "cannot tell"].map((r) => (
              <button key={r} class={r === "occupied" ? "btn primary" : "btn"} disabled={!canWrite} aria-expanded={armed === r} onClick={() => ready(r)}>{W.record[r]} <kbd>{W.recordKeys[r]}</kbd></button>
            ))}
            {mine.some((r) => !r.taken_back) && <button class="btn" disabled={!canWrite} onClick={() => void undo()}>{W.undo} <kbd>u</kbd></button>}
          </p>
          {armed && <Confirm result={armed} desk={desk} weighed={w} isNow={weighed.of === draft} enter={() => void enter()} leave={() => arm(null)} />}
          <p role="status" aria-live="polite" class={said?.isWrong ? "wrong" : "k"}>{said && <Words text={said.text} />}</p>
          <p class="k">{W.cannot}</p>
        </div>
      </section>
    </div>
  );
}

// The heading of the hull as the server says it, less its direction on the picture, is where the top edge points; for the arrow alone.
function upOf(desk: Desk, heading: number): number | null {
  const r = desk.length[0];
  return r ? heading - (Math.atan2(r.a[0] - r.b[0], r.b[1] - r.a[1]) * 180) / Math.PI : null;
}

function Cell({ name, value, by }: { name: string; value: Weighed["values"][0] | undefined; by: string }) {
  return (
    <div>
      <span class="k">{name}</span>
      <strong>{value ? `${value.value_m.toFixed(1)} m` : "·"}</strong>
      <span class="k" title={value?.words}>{value ? `± ${value.sd_m?.toFixed(1) ?? "?"}, ${W.readings(value.readings_m.length)}${by ? `, ${by}` : ""}` : W.notMeasured}</span>
    </div>
  );
}

// One key arms, enter records: the button has the focus, and says what will stand in the case.
function Confirm({ result, desk, weighed, isNow, enter, leave }: { result: string; desk: Desk; weighed: Weighed | null; isNow: boolean; enter: () => void; leave: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => button.current?.focus(), [result]); // before it is seen: enter means this button as soon as it stands there
  const length = weighed?.values.find((v) => v.quantity === "length");
  // What the server missed in an earlier draft may stand there by now.
  const missing = result === "occupied" ? isNow && weighed?.missing[0] : desk.place ? (desk.scene || desk.taken.acquired_at ? "" : W.needTime) : W.needPlace;
  const what = result === "occupied" ? `${desk.vessel || W.wordsHint}${length ? `, ${length.value_m.toFixed(1)} m` : ""}` : W.confirm[result]!;
  return (
    <div class="confirm">
      <p><strong>{what}</strong> · {desk.place || W.notStated}{desk.berth ? `, ${desk.berth}` : ""} · {desk.scene || desk.taken.acquired_at || W.notStated}</p>
      {missing && <p class="wrong">{missing[0]!.toUpperCase() + missing.slice(1)}</p>}
      <button ref={button} class="btn primary" onClick={enter}>{W.enter} <kbd>enter</kbd></button> <button class="btn" onClick={leave}>{W.notYet} <kbd>esc</kbd></button>
    </div>
  );
}

export type Change = (c: Partial<Desk>) => void;

function ScalePart({ desk, picture, change, choose }: { desk: Desk; picture: Picture; change: Change; choose: (t: Tool) => void }) {
  const bases = (["georeference", "stated", "two points"] as const).filter((b) => b !== "georeference" || picture.crs);
  return (
    <fieldset>
      <legend>{W.scale}</legend>
      <div class="row">
        {bases.map((b) => (
          <label key={b}><input type="radio" name="basis" checked={desk.basis === b} onChange={() => (change({ basis: b }), b === "two points" && choose("known"))} /> {W.bases[b]}</label>
        ))}
      </div>
      {desk.basis === "stated" && (
        <div class="row">
          <label>{W.pixel} <input id="pixel" inputMode="decimal" size={6} value={desk.pixel_m} onInput={(e) => change({ pixel_m: e.currentTarget.value })} /></label>
          <label>{W.goodTo} <input inputMode="decimal" size={4} placeholder="1" value={desk.error_percent} onInput={(e) => change({ error_percent: e.currentTarget.value })} /></label>
        </div>
      )}
      {desk.basis === "two points" && (
        <>
          {desk.known.map((k, i) => {
            const to = (c: Partial<typeof k>) => change({ known: desk.known.map((one, n) => (n === i ? { ...one, ...c } : one)) });
            return (
              <div class="row" key={i}>
                <span class="k known">{W.knownPoint(i + 1)}: {k.at ? `${k.at[0].toFixed(1)}, ${k.at[1].toFixed(1)}` : W.notClicked}</span>
                <label>{W.lat} <input id={`lat-${i}`} inputMode="decimal" size={9} value={k.lat} onInput={(e) => to({ lat: e.currentTarget.value })} /></label>
                <label>{W.lon} <input inputMode="decimal" size={9} value={k.lon} onInput={(e) => to({ lon: e.currentTarget.value })} /></label>
              </div>
            );
          })}
          <label>{W.positionGoodTo} <input inputMode="decimal" size={4} value={desk.error_m} onInput={(e) => change({ error_m: e.currentTarget.value })} /></label>
        </>
      )}
      {desk.shadow.length > 0 && (
        <label>{W.shadowOf}{" "}
          <select value={desk.shadow_of} onChange={(e) => change({ shadow_of: e.currentTarget.value as Desk["shadow_of"] })}>
            {Object.entries(W.shadows).map(([v, t]) => <option key={v} value={v}>{t}</option>)}
          </select>
        </label>
      )}
    </fieldset>
  );
}

function WherePart({ desk, state, near, change }: { desk: Desk; state: DeskState; near: Near[] | null; change: Change }) {
  const here = near?.find((p) => p.label === desk.place || p.name === desk.place);
  const taken = (c: Partial<Desk["taken"]>) => change({ taken: { ...desk.taken, ...c } });
  return (
    <fieldset>
      <legend>{W.when}</legend>
      {near && !near.length && <p class="wrong"><Words text={W.noPlaces} /></p>}
      <div class="row">
        <label>{W.place}{" "}
          <select id="place" value={desk.place} onChange={(e) => change({ place: e.currentTarget.value })}>
            <option value="">{W.choose}</option>
            {near?.map((p) => <option key={p.label} value={p.label}>{p.name}{p.away_km != null ? `, ${W.away(p.away_km)}` : ""}</option>)}
            {desk.place && near && !here && <option value={desk.place}>{desk.place}</option>}
          </select>
        </label>
        <label>{W.berth} <input list="berths" size={10} value={desk.berth} maxLength={200} onInput={(e) => change({ berth: e.currentTarget.value })} /></label>
        <datalist id="berths">{here?.berths.map((b) => <option key={b} value={b} />)}</datalist>
      </div>
      {state.scenes.length > 0 && (
        <label>{W.scene}{" "}
          <select value={desk.scene} onChange={(e) => change({ scene: e.currentTarget.value })}>
            <option value="">{W.newScene}</option>
            {state.scenes.map((s) => <option key={s.label} value={s.label}>{s.label}, {s.words}</option>)}
          </select>
        </label>
      )}
      {!desk.scene && (
        <>
          <div class="row">
            <label>{W.acquired} <input id="acquired" size={24} placeholder={W.acquiredHint} value={desk.taken.acquired_at} maxLength={80} onInput={(e) => taken({ acquired_at: e.currentTarget.value })} /></label>
            <label>{W.sensor}{" "}
              <select value={desk.taken.sensor} onChange={(e) => taken({ sensor: e.currentTarget.value })}>
                {state.sensors.map((s) => <option key={s}>{s}</option>)}
              </select>
            </label>
          </div>
          <div class="row">
            <label>{W.sunElevation} <input id="sun" inputMode="decimal" size={5} value={desk.taken.sun_elevation_deg} onInput={(e) => taken({ sun_elevation_deg: e.currentTarget.value })} /></label>
            <label>{W.sunAzimuth} <input inputMode="decimal" size={5} value={desk.taken.sun_azimuth_deg} onInput={(e) => taken({ sun_azimuth_deg: e.currentTarget.value })} /></label>
            <label>{W.provider} <input size={12} value={desk.taken.provider} maxLength={200} onInput={(e) => taken({ provider: e.currentTarget.value })} /></label>
          </div>
        </>
      )}
      <div class="row">
        <label>{W.visible} <input inputMode="decimal" size={4} value={desk.visible_frac} onInput={(e) => change({ visible_frac: e.currentTarget.value })} /></label>
        <label>{W.cued}{" "}
          <select value={desk.is_cued} onChange={(e) => change({ is_cued: e.currentTarget.value })}>
            <option value="">{W.notStated}</option>
            <option value="yes">{W.yes}</option>
            <option value="no">{W.no}</option>
          </select>
        </label>
      </div>
    </fieldset>
  );
}

function ShipPart({ desk, state, change }: { desk: Desk; state: DeskState; change: Change }) {
  const [typed, type] = useState("");
  const offered = [...new Set([...state.features, ...desk.features])];
  const turn = (f: string) => change({ features: desk.features.includes(f) ? desk.features.filter((one) => one !== f) : [...desk.features, f] });
  return (
    <fieldset>
      <legend>{W.ship}</legend>
      <datalist id="looks-like">{W.looksLike.map((t) => <option key={t} value={t} />)}</datalist>
      <label>{W.words} <input id="vessel" class="wide" list="looks-like" placeholder={W.wordsHint} value={desk.vessel} maxLength={300} onInput={(e) => change({ vessel: e.currentTarget.value })} /></label>
      <label><input type="checkbox" checked={desk.is_named} onChange={(e) => change({ is_named: e.currentTarget.checked })} /> {W.named}</label>
      <div class="row">
        <label>{W.event}{" "}
          <select value={desk.event} onChange={(e) => change({ event: e.currentTarget.value })}>
            {Object.entries(W.events).map(([v, t]) => <option key={v} value={v}>{t}</option>)}
          </select>
        </label>
        <label>{W.laden}{" "}
          <select value={desk.laden} onChange={(e) => change({ laden: e.currentTarget.value })}>
            <option value="">{W.notStated}</option>
            {state.laden.map((l) => <option key={l} value={l}>{W.ladens[l] ?? l}</option>)}
          </select>
        </label>
        <label>{W.confidence}{" "}
          <select value={desk.confidence} onChange={(e) => change({ confidence: e.currentTarget.value })}>
            <option value="">{W.notStated}</option>
            {Object.entries(W.confidences).map(([v, t]) => <option key={v} value={v}>{t}</option>)}
          </select>
        </label>
      </div>
      <label><input type="checkbox" checked={desk.is_heading_ambiguous} onChange={(e) => change({ is_heading_ambiguous: e.currentTarget.checked })} /> {W.heading}</label>
      <div class="row" role="group" aria-label={W.features}>
        <span class="k">{W.features}</span>
        {offered.map((f) => <button key={f} type="button" class={desk.features.includes(f) ? "chip on" : "chip"} aria-pressed={desk.features.includes(f)} onClick={() => turn(f)}>{f.replace(": present", "")}</button>)}
        <form onSubmit={(e) => (e.preventDefault(), typed.trim() && turn(typed.trim()), type(""))}>
          <input size={18} placeholder={W.addFeature} aria-label={W.addFeature} value={typed} maxLength={100} onInput={(e) => type(e.currentTarget.value)} />
        </form>
      </div>
      <label>{W.note} <textarea rows={2} value={desk.note} maxLength={2000} onInput={(e) => change({ note: e.currentTarget.value })} /></label>
    </fieldset>
  );
}
