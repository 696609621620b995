// What a person brings to the desk: a picture from this machine, and the outline of a berth drawn on one. Both become evidence of the case.

import { useState } from "preact/hooks";
import { get, may, post, send, type CaseState } from "../api";
import { Words } from "../parts";
import { go, hashOf } from "../route";
import { WORDS } from "../words";
import type { Change, Near } from "./desk";
import { keep, newDesk, scaleOf, type Desk, type DeskState, type Picture } from "./deskstate";

const W = WORDS.desk;
const TYPES = ".tif,.tiff,.png,.jpg,.jpeg";

export function AddPicture({ state, desk, done }: { state: CaseState; desk?: DeskState; done: () => void }) {
  const [is, set] = useState({ origin: "", licence: "", acquired_at: "", pixel_m: "" });
  const [file, choose] = useState<File | null>(null);
  const [said, say] = useState<{ text: string; isWrong: boolean } | null>(null);
  const [isBusy, busy] = useState(false);
  if (!may(state, "analyst")) return <p class="k">{state.why_not || W.add.role}</p>;
  const add = async () => {
    if (!file) return say({ text: W.add.noFile, isWrong: true });
    busy(true);
    say({ text: W.add.going, isWrong: false });
    try {
      const entered = await send("/api/desk/pictures", { name: file.name, origin: is.origin, licence: is.licence }, file);
      const now: DeskState = await get("/api/desk");
      const picture = now.pictures.find((p) => p.id === entered.id);
      if (picture) {
        const fresh = newDesk(picture, desk ?? now);
        keep(picture.id, { ...fresh, taken: { ...fresh.taken, acquired_at: is.acquired_at }, ...(is.pixel_m && !picture.crs ? { basis: "stated" as const, pixel_m: is.pixel_m } : {}) });
      }
      done();
      go(hashOf("desk", entered.id));
    } catch (e) {
      say({ text: (e as Error).message, isWrong: true });
    }
    busy(false);
  };
  const field = (name: keyof typeof is, label: string, hint: string, isNeeded = false) => (
    <label>{label} <input id={`add-${name}`} size={28} required={isNeeded} placeholder={hint} value={is[name]} maxLength={2000} onInput={(e) => set({ ...is, [name]: e.currentTarget.value })} /></label>
  );
  return (
    <details class="add-picture">
      <summary>{W.add.title}</summary>
      <form onSubmit={(e) => (e.preventDefault(), void add())}>
        <label>{W.add.file} <input id="add-file" type="file" accept={TYPES} required onChange={(e) => choose(e.currentTarget.files?.[0] ?? null)} /></label>
        {field("origin", W.add.origin, W.add.originHint, true)}
        {field("licence", W.add.licence, W.add.licenceHint, true)}
        {field("acquired_at", W.acquired, W.acquiredHint)}
        {field("pixel_m", W.pixel, W.add.pixelHint)}
        <p class="k">{W.add.hint}</p>
        <button class="btn primary" disabled={isBusy}>{W.add.act}</button>
        <p role="status" aria-live="polite" class={said?.isWrong ? "wrong" : "k"}>{said && <Words text={said.text} />}</p>
      </form>
    </details>
  );
}

interface OutlineProps {
  picture: Picture;
  desk: Desk;
  near: Near[] | null;
  canWrite: boolean;
  change: Change;
  say: (s: { text: string; isWrong: boolean }) => void;
  again: () => void;
}

export function OutlinePart({ picture, desk, near, canWrite, change, say, again }: OutlineProps) {
  const [name, call] = useState("");
  const [kind, choose] = useState("berth");
  const enter = async () => {
    try {
      const entered = await post("/api/desk/areas", { image: picture.id, scale: scaleOf(desk), corners: desk.outline ?? [], port: desk.place, name, area_kind: kind, analyst: desk.analyst });
      say({ text: W.outline.done(name, entered.log_line), isWrong: false });
      change({ outline: [] });
      again();
    } catch (e) {
      say({ text: (e as Error).message, isWrong: true });
    }
  };
  return (
    <fieldset>
      <legend>{W.outline.title}</legend>
      <p class="k">{W.outline.hint((desk.outline ?? []).length)}</p>
      <div class="row">
        <label>{W.outline.port}{" "}
          <select id="outline-port" value={desk.place} onChange={(e) => change({ place: e.currentTarget.value })}>
            <option value="">{W.choose}</option>
            {near?.map((p) => <option key={p.label} value={p.label}>{p.name}</option>)}
          </select>
        </label>
        <label>{W.outline.name} <input id="outline-name" size={14} value={name} maxLength={200} onInput={(e) => call(e.currentTarget.value)} /></label>
        <label>{W.outline.kind}{" "}
          <select value={kind} onChange={(e) => choose(e.currentTarget.value)}>
            {Object.entries(W.outline.kinds).map(([v, t]) => <option key={v} value={v}>{t}</option>)}
          </select>
        </label>
      </div>
      <button class="btn" disabled={!canWrite || (desk.outline ?? []).length < 3 || !name.trim()} onClick={() => void enter()}>{W.outline.act}</button>
    </fieldset>
  );
}
