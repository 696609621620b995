// The drawing of the map: MapLibre over the land that ships with the program. No tile, glyph or style from elsewhere.

import * as maplibre from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { get, type FeatureOf } from "../api";
import { isWithin, type LayerData, type Span } from "../span";
import { bandOf, sparse, type Sparse } from "./sparse";

maplibre.setWorkerUrl(workerUrl);

const NAMED = 120; // places with their names on the map; more would hide one another
const SLOW_MS = 50; // a frame that takes longer is drawn on a quarter of the pixels while the map moves
const SIMPLE = ["stays", "sightings", "calls", "encounters", "loitering", "conflicts", "detections"];

// Which land a scale needs: at zoom 4 a pixel is 5 km wide, at 7 it is 600 m.
const landOf = (zoom: number): string => (zoom < 4 ? "far" : zoom < 7 ? "middle" : "near");

const WORLD = { west: -180, south: -90, east: 180, north: 90 };
const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const collection = (features: any[]): any => ({ type: "FeatureCollection", features });

export class Chart {
  readonly map: maplibre.Map;
  private names: maplibre.Marker[] = [];
  private last: [Set<string>, Span | null, string | null, string | null] = [new Set(), null, null, null];
  private isReady = false;
  private isMoved = false;
  private window = "";
  private kept = new Map<string, FeatureOf[]>();
  private filter = "";
  private band = NaN;
  private land = "";

  constructor(
    box: HTMLElement,
    private layers: LayerData[],
    open: (id: string) => void,
    private at: string | null = null,
    rested: (at: string) => void = () => {},
  ) {
    this.map = new maplibre.Map({
      container: box,
      style: { version: 8, sources: {}, layers: [{ id: "sea", type: "background", paint: { "background-color": css("sea") } }] },
      attributionControl: false,
      maxPitch: 0,
      dragRotate: false,
      maxZoom: 14,
      fadeDuration: 0,
      refreshExpiredTiles: false,
    });
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-left");
    this.map.addControl(new maplibre.ScaleControl({}), "bottom-left");
    this.map.getCanvas().setAttribute("aria-label", "Map");
    this.map.once("load", () => {
      this.draw();
      this.isReady = true;
      this.show(...this.last);
      for (const l of this.layers) l.later?.then((whole) => this.arrive(l, whole), () => {}); // the view says why they did not come
    });
    if (!this.goTo(at)) this.fit();
    this.map.on("click", (e) => {
      const near: [maplibre.PointLike, maplibre.PointLike] = [
        [e.point.x - 5, e.point.y - 5],
        [e.point.x + 5, e.point.y + 5],
      ];
      const hit = this.map.queryRenderedFeatures(near).find((f) => f.properties?.id && f.layer.id !== "areas-fill");
      if (hit) open(String(hit.properties!.id));
    });
    let timer = 0;
    this.map.on("movestart", (e) => e.originalEvent && (this.isMoved = true));
    this.quicken();
    this.map.on("moveend", () => {
      clearTimeout(timer);
      if (this.isReady) (this.refine(), this.bringLand(), this.nameApart());
      timer = window.setTimeout(() => {
        void this.reloadTracks();
        if (this.isMoved && this.seen() !== this.at) rested((this.at = this.seen()));
      }, 250);
    });
  }

  // What came later than the rest; the view stays where somebody has moved it meanwhile.
  private arrive(layer: LayerData, whole: LayerData): void {
    Object.assign(layer, { features: whole.features, leftOut: whole.leftOut, later: undefined });
    if (this.map._removed) return;
    this.window = JSON.stringify(WORLD); // which they are of
    this.lay(layer);
    if (!this.isMoved) this.fit();
  }

  // Middle and scale as the address holds them: 42.3471,130.4052,6.20.
  private seen(): string {
    const { lat, lng } = this.map.getCenter().wrap();
    return `${lat.toFixed(4)},${lng.toFixed(4)},${this.map.getZoom().toFixed(2)}`;
  }

  // There, where the words are a place and it is not where the map is already; false where they are none.
  goTo(at: string | null): boolean {
    const [lat, lon, zoom] = (at ?? "").split(",").map(Number);
    if (![lat, lon, zoom].every(Number.isFinite) || Math.abs(lat!) > 90) return false;
    this.isMoved = true;
    if (at !== this.seen()) this.map.jumpTo({ center: [lon!, lat!], zoom: zoom! });
    this.at = at;
    return true;
  }

  // Everything that has a place and a time; else every place.
  fit(): void {
    [this.isMoved, this.at] = [false, null];
    const box = new maplibre.LngLatBounds();
    const timed = this.layers.flatMap((l) => l.features.filter((f) => f.properties.from));
    const shown = timed.length ? timed : this.layers.flatMap((l) => l.features);
    const track = this.layers.find((l) => l.name === "tracks")?.features ?? [];
    for (const f of [...shown, ...track]) for (const [lon, lat] of corners(f)) box.extend([lon, Math.max(-85, Math.min(85, lat))]);
    if (!box.isEmpty()) this.map.fitBounds(box, { padding: 60, maxZoom: 11, animate: false });
  }

  // The map as it is seen, with the names of places and the scale on it, which are no part of its canvas.
  picture(): Promise<HTMLCanvasElement> {
    const gl = this.map.getCanvas();
    const out = document.createElement("canvas");
    [out.width, out.height] = [gl.width, gl.height];
    const c = out.getContext("2d")!;
    const scale = gl.width / gl.clientWidth;
    const write = (text: string, x: number, y: number) => {
      c.font = `${11 * scale}px ${getComputedStyle(document.body).fontFamily}`;
      [c.strokeStyle, c.fillStyle, c.lineWidth, c.lineJoin] = [css("surface"), css("ink"), 3 * scale, "round"];
      c.strokeText(text, x * scale, y * scale);
      c.fillText(text, x * scale, y * scale);
    };
    return new Promise((done) => {
      this.map.once("render", () => {
        c.drawImage(gl, 0, 0); // the buffer is kept no longer than this
        for (const m of this.names) {
          const at = this.map.project(m.getLngLat());
          if (m.getElement().style.display !== "none") write(m.getElement().textContent ?? "", at.x + m.getOffset().x, at.y + m.getOffset().y + 4);
        }
        const bar = this.map.getContainer().querySelector<HTMLElement>(".maplibregl-ctrl-scale");
        if (bar) {
          [c.strokeStyle, c.lineWidth] = [css("ink"), 1.5 * scale];
          c.beginPath();
          [[10, -16], [10, -10], [10 + bar.clientWidth, -10], [10 + bar.clientWidth, -16]].forEach(([x, y], i) => c[i ? "lineTo" : "moveTo"](x! * scale, out.height + y! * scale));
          c.stroke();
          write(bar.textContent ?? "", 14, out.height / scale - 15);
        }
        done(out);
      });
      this.map.triggerRepaint();
    });
  }

  look(f: FeatureOf): void {
    this.isMoved = true;
    const all = corners(f);
    const [lon, lat] = all[Math.floor(all.length / 2)]!;
    if (!this.map.getBounds().contains([lon, lat])) this.map.easeTo({ center: [lon, lat], duration: 0 });
  }

  show(hidden: Set<string>, span: Span | null, selected: string | null, vessel: string | null): void {
    this.last = [new Set(hidden), span, selected, vessel];
    if (!this.isReady) return;
    const filter = `${[...hidden].sort()} ${span}`;
    if (filter !== this.filter) {
      for (const l of this.layers) this.kept.set(l.name, hidden.has(l.name) ? [] : l.features.filter((f) => isWithin(f, span)));
      this.filter = filter;
      for (const name of ["tracks", "areas"]) this.set(name, this.kept.get(name) ?? []);
      this.refine(true);
      this.nameApart();
    }
    const chosen = this.layers.flatMap((l) => l.features.filter((f) => (selected && f.properties.id === selected) || (vessel && f.properties.vessel_id === vessel)));
    this.set("selected", chosen);
  }

  theme(): void {
    if (!this.isReady) return;
    for (const l of [...this.map.getStyle().layers].reverse()) this.map.removeLayer(l.id);
    for (const name of Object.keys(this.map.getStyle().sources)) this.map.removeSource(name);
    this.names.forEach((m) => m.remove());
    [this.filter, this.land] = ["", ""];
    this.draw();
    this.show(...this.last);
  }

  private set(name: string, features: any[]): void {
    (this.map.getSource(name) as maplibre.GeoJSONSource | undefined)?.setData(collection(features));
  }

  // Marks as this scale can tell them apart; nothing is sent to be drawn again where neither scale nor filter is another.
  private refine(isOther = false): void {
    const band = bandOf(this.map.getZoom());
    if (!isOther && band === this.band) return;
    this.band = band;
    const all: Sparse[] = this.layers.filter((l) => SIMPLE.includes(l.name) || ["gaps", "places"].includes(l.name)).map((l) => sparse(l.name, this.kept.get(l.name) ?? [], band));
    this.set("dots", all.flatMap((s) => s.dots));
    this.set("rings", all.flatMap((s) => s.rings));
    this.set("gaps", all.flatMap((s) => s.lines));
  }

  private bringLand(): void {
    const wanted = landOf(this.map.getZoom());
    if (wanted === this.land) return;
    this.land = wanted;
    (this.map.getSource("land") as maplibre.GeoJSONSource).setData(`/api/land?detail=${wanted}`);
  }

  // Without a graphics card every pixel is worked out by the processor: where frames take long, fewer are drawn while the map moves.
  private quicken(): void {
    const m = this.map;
    let [last, late, isCoarse, isSet, timer] = [0, 0, false, false, 0];
    const scale = (ratio: number) => {
      isSet = true; // setting it says itself that the map moved
      m.setPixelRatio(ratio);
      isSet = false;
    };
    m.on("movestart", () => {
      if (isSet) return;
      clearTimeout(timer);
      last = 0;
      if (late >= 2 && !isCoarse) ((isCoarse = true), scale(window.devicePixelRatio / 2));
    });
    m.on("render", () => {
      const now = performance.now();
      if (last && m.isMoving() && !isCoarse && now - last > SLOW_MS && ++late === 2) ((isCoarse = true), scale(window.devicePixelRatio / 2));
      last = now;
    });
    m.on("moveend", () => {
      if (isSet || !isCoarse) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        if (m._removed || m.isMoving()) return;
        isCoarse = false;
        scale(window.devicePixelRatio);
      }, 150);
    });
  }

  private draw(): void {
    const m = this.map;
    const [evidence, ink, ink3, surface, conflict] = ["evidence", "ink", "ink3", "surface", "conflict"].map(css) as [string, string, string, string, string];
    const source = (name: string, data: any = collection([])) => m.addSource(name, { type: "geojson", data });
    if (!m.getLayer("sea")) m.addLayer({ id: "sea", type: "background", paint: { "background-color": css("sea") } });
    source("land");
    this.bringLand();
    m.addLayer({ id: "land", type: "fill", source: "land", paint: { "fill-color": css("land"), "fill-outline-color": css("edge") } });
    for (const name of ["dots", "rings"]) source(name);
    const dots = (name: string, paint: any) => m.addLayer({ id: name, type: "circle", source: "dots", filter: ["==", ["get", "kind"], name.replace("-ends", "")], paint });
    m.addLayer({ id: "rings", type: "line", source: "rings", paint: { "line-color": evidence, "line-width": 1, "line-opacity": 0.7 } });
    for (const l of this.layers) {
      if (["tracks", "areas", "gaps"].includes(l.name)) source(l.name);
      if (l.name === "areas") {
        m.addLayer({ id: "areas-fill", type: "fill", source: "areas", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ink3, "fill-opacity": 0.08 } });
        m.addLayer({ id: "areas", type: "line", source: "areas", filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": ink3, "line-width": 1 } });
      } else if (l.name === "places") {
        dots("places", { "circle-radius": 3, "circle-color": surface, "circle-stroke-color": ink, "circle-stroke-width": 1.2 });
      } else if (l.name === "gaps") {
        // 8-5 dashes in pixels: dasharray counts in line widths
        m.addLayer({ id: "gaps", type: "line", source: "gaps", layout: { "line-cap": "butt" }, paint: { "line-color": ink, "line-width": 1.6, "line-dasharray": [5, 3.1] } });
        dots("gaps-ends", { "circle-radius": 3, "circle-color": surface, "circle-stroke-color": ink, "circle-stroke-width": 1.6 });
      } else if (l.name === "tracks") {
        m.addLayer({ id: "tracks", type: "line", source: "tracks", filter: ["in", ["geometry-type"], ["literal", ["LineString", "MultiLineString"]]], paint: { "line-color": evidence, "line-width": 1.3, "line-opacity": 0.65 } });
        m.addLayer({ id: "tracks-dots", type: "circle", source: "tracks", filter: ["in", ["geometry-type"], ["literal", ["Point", "MultiPoint"]]], paint: { "circle-radius": 1.6, "circle-color": evidence, "circle-opacity": 0.65 } });
      } else if (SIMPLE.includes(l.name)) {
        const isSquare = l.name === "stays" || l.name === "calls";
        if (l.name === "detections") {
          if (m.hasImage("lozenge")) m.removeImage("lozenge");
          m.addImage("lozenge", lozenge(css("ink2"), surface));
          m.addLayer({ id: l.name, type: "symbol", source: "dots", filter: ["==", ["get", "kind"], l.name], layout: { "icon-image": "lozenge", "icon-allow-overlap": true, "icon-size": 0.5 } });
        } else if (isSquare) {
          if (m.hasImage("square")) (m.removeImage("square"), m.removeImage("hatched"), m.removeImage("box"));
          m.addImage("square", square(evidence, surface, "solid"));
          m.addImage("hatched", square(evidence, surface, "hatched"));
          m.addImage("box", square(ink3, surface, "empty"));
          m.addLayer({ id: l.name, type: "symbol", source: "dots", filter: ["==", ["get", "kind"], l.name], layout: { "icon-image": ["match", ["get", "status"], "documented", "square", "inferred", "hatched", "box"], "icon-allow-overlap": true, "icon-size": 0.5 } });
        } else {
          dots(l.name, { "circle-radius": l.name === "sightings" ? 4 : 5, "circle-color": l.name === "sightings" ? evidence : surface, "circle-stroke-color": l.name === "conflicts" ? conflict : l.name === "sightings" ? surface : ink, "circle-stroke-width": 1.4 });
        }
      }
    }
    source("selected");
    m.addLayer({ id: "selected-line", type: "line", source: "selected", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": evidence, "line-width": 4, "line-opacity": 0.6 } });
    m.addLayer({ id: "selected", type: "circle", source: "selected", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 10, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": evidence, "circle-stroke-width": 2.5 } });
    const places = this.layers.find((l) => l.name === "places")?.features ?? [];
    this.names = places.slice(0, NAMED).map((f) => {
      const label = document.createElement("div");
      label.className = "place-name";
      label.textContent = f.properties.name ?? f.properties.label ?? "";
      return new maplibre.Marker({ element: label, anchor: "left", offset: [7, 0] }).setLngLat(f.geometry.coordinates).addTo(m);
    });
    this.nameApart();
  }

  // Names that would be written over one another: each stands right of its place, else left, above or below; one without room waits for a nearer look.
  private nameApart(): void {
    const taken: [number, number, number, number][] = [];
    const isHidden = this.last[0].has("places");
    for (const m of this.names) {
      const label = m.getElement();
      label.style.display = isHidden ? "none" : "";
      if (isHidden) continue;
      const { x, y } = this.map.project(m.getLngLat());
      const wide = label.offsetWidth;
      const ways: [number, number][] = [[7, 0], [-7 - wide, 0], [-wide / 2, -13], [-wide / 2, 13]];
      const way = ways.find(([dx, dy]) => !taken.some(([l, t, r, b]) => x + dx < r && l < x + dx + wide && y + dy - 7 < b && t < y + dy + 7));
      if (!way) label.style.display = "none";
      else {
        taken.push([x + way[0], y + way[1] - 7, x + way[0] + wide, y + way[1] + 7]);
        m.setOffset(way);
      }
    }
  }

  // Nearer in, the server thins less: the same number of reports shows more of each ship.
  private async reloadTracks(): Promise<void> {
    const layer = this.layers.find((l) => l.name === "tracks");
    if (!layer || !layer.leftOut) return;
    const window = framed(this.map.getBounds());
    if (JSON.stringify(window) === this.window) return;
    this.window = JSON.stringify(window);
    const found = await get("/api/layers/tracks", window);
    if (JSON.stringify(window) !== this.window) return; // somebody went on meanwhile
    layer.features = found.features;
    this.lay(layer);
  }

  // The tracks that came; hidden ones wait.
  private lay(layer: LayerData): void {
    if (this.last[0].has(layer.name)) return;
    this.kept.set(layer.name, layer.features);
    this.set(layer.name, layer.features);
  }
}

// A window a little larger than the view, on a grid that goes with its size: a small move asks for nothing, and coming back asks for what the server has.
function framed(b: maplibre.LngLatBounds): Record<string, number> {
  const [wide, high] = [b.getEast() - b.getWest(), b.getNorth() - b.getSouth()];
  const step = 2 ** Math.ceil(Math.log2(Math.max(wide, high) / 4));
  const down = (x: number) => Math.floor(x / step) * step;
  const up = (x: number) => Math.ceil(x / step) * step;
  if (wide >= 270) return WORLD;
  const [west, east] = [down(b.getWest()), up(b.getEast())];
  return { west, south: Math.max(-90, down(b.getSouth())), east, north: Math.min(90, up(b.getNorth())) };
}

function corners(f: FeatureOf): [number, number][] {
  const c = f.geometry.coordinates;
  const is = f.geometry.type;
  return is === "Point" ? [c] : is === "LineString" || is === "MultiPoint" ? c : is === "MultiLineString" ? c.flat() : c[0];
}

function lozenge(color: string, ground: string): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 28;
  const c = canvas.getContext("2d")!;
  c.beginPath();
  [[14, 2], [26, 14], [14, 26], [2, 14]].forEach(([x, y], i) => c[i ? "lineTo" : "moveTo"](x!, y!));
  c.closePath();
  [c.fillStyle, c.strokeStyle, c.lineWidth] = [ground, color, 3];
  c.fill();
  c.stroke();
  return c.getImageData(0, 0, 28, 28);
}

function square(color: string, ground: string, how: "solid" | "hatched" | "empty"): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const c = canvas.getContext("2d")!;
  c.fillStyle = how === "solid" ? color : ground;
  c.fillRect(2, 2, 20, 20);
  c.strokeStyle = color;
  c.lineWidth = 3;
  if (how === "empty") c.setLineDash([4, 3]);
  c.strokeRect(3.5, 3.5, 17, 17);
  if (how === "hatched")
    for (let i = -20; i < 24; i += 8) {
      c.beginPath();
      c.moveTo(i + 2, 22);
      c.lineTo(i + 22, 2);
      c.stroke();
    }
  return c.getImageData(0, 0, 24, 24);
}

