// The picture under the hand: tiles of the server on a canvas, marks over it, mouse and keyboard alike. Pixels in, pixels out: no metre is worked out here.

import { useEffect, useRef, useState } from "preact/hooks";
import { withParams } from "../api";
import { WORDS } from "../words";
import type { Picture, Point, Reading, Tool } from "./deskstate";

const W = WORDS.desk;
const TILE = 512;
const CLOSEST = 16; // screen pixels a pixel

export interface View {
  x: number;
  y: number;
  scale: number;
}

export interface Drawn {
  tool: string;
  readings: Reading[];
  label: string;
  isRecorded?: boolean;
}

const tiles = new Map<string, HTMLImageElement | "failed">();

// How the picture is seen, in percent: nothing measured is other for it.
export interface Light {
  brightness: number;
  contrast: number;
}

export const AS_IS: Light = { brightness: 100, contrast: 100 };

interface Props {
  picture: Picture;
  light: Light;
  tool: Tool;
  drawn: Drawn[];
  outlines: { kind: string; corners: Point[] }[];
  known: (Point | null)[];
  begun: Point | null;
  up: number | null;
  pixel_m: number | null;
  mark: (p: Point) => void;
  takeBack: () => void;
}

export function Stage({ picture: p, light, tool, drawn, outlines, known, begun, up, pixel_m, mark, takeBack }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, resize] = useState<[number, number]>([600, 500]);
  const fitted = Math.min(size[0] / p.width, size[1] / p.height) * 0.96;
  const [view, look] = useState<View | null>(null);
  const [at, hover] = useState<Point | null>(null);
  const [wrong, fail] = useState("");
  const [turn, again] = useState(0);
  const v = view ?? { x: p.width / 2, y: p.height / 2, scale: fitted };
  const now = useRef(v);
  now.current = v;

  useEffect(() => {
    const watch = new ResizeObserver(([e]) => e && resize([Math.round(e.contentRect.width), Math.round(e.contentRect.height)]));
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  const screen = (q: Point): Point => [(q[0] - v.x) * v.scale + size[0] / 2, (q[1] - v.y) * v.scale + size[1] / 2];
  const pixel = (sx: number, sy: number, w = now.current): Point => [(sx - size[0] / 2) / w.scale + w.x, (sy - size[1] / 2) / w.scale + w.y];
  const inside = ([x, y]: Point): Point => [Math.max(0, Math.min(p.width, x)), Math.max(0, Math.min(p.height, y))];
  const move = (dx: number, dy: number) => {
    const w = now.current;
    const [x, y] = inside([w.x + dx / w.scale, w.y + dy / w.scale]);
    look({ ...w, x, y });
  };
  const zoom = (by: number, around?: Point) => {
    const w = now.current;
    const scale = Math.max(Math.min(fitted, 1) / 2, Math.min(CLOSEST, w.scale * by));
    if (!around) return look({ ...w, scale });
    const q = pixel(around[0], around[1], w);
    const [x, y] = inside([q[0] - (around[0] - size[0] / 2) / scale, q[1] - (around[1] - size[1] / 2) / scale]);
    look({ x, y, scale });
  };

  // ------------------------------------------------------------------------------------------------------------ tiles
  useEffect(() => {
    const c = canvas.current;
    const g = c?.getContext("2d");
    if (!c || !g) return;
    const dense = Math.min(2, window.devicePixelRatio || 1);
    c.width = size[0] * dense;
    c.height = size[1] * dense;
    g.setTransform(dense, 0, 0, dense, 0, 0);
    g.clearRect(0, 0, size[0], size[1]);
    const level = Math.max(0, Math.min(p.levels, Math.floor(Math.log2(1 / (v.scale * dense)) + 0.2)));
    for (const l of new Set([p.levels, level])) {
      const step = TILE * 2 ** l;
      const [left, top] = pixel(0, 0, v);
      const [right, bottom] = pixel(size[0], size[1], v);
      g.imageSmoothingEnabled = v.scale < 3;
      for (let row = Math.max(0, Math.floor(top / step)); row * step < Math.min(bottom, p.height); row++)
        for (let column = Math.max(0, Math.floor(left / step)); column * step < Math.min(right, p.width); column++) {
          const path = withParams(`/api/desk/pictures/${encodeURIComponent(p.id)}/tile`, { level: l, column, row });
          const tile = tiles.get(path) ?? ask(path);
          if (tile === "failed" || !tile.complete || !tile.naturalWidth) continue;
          const [x, y] = [(column * step - v.x) * v.scale + size[0] / 2, (row * step - v.y) * v.scale + size[1] / 2];
          const [w, h] = [Math.min(step, p.width - column * step), Math.min(step, p.height - row * step)];
          g.drawImage(tile, x, y, w * v.scale, h * v.scale);
        }
    }
    function ask(path: string): HTMLImageElement {
      const tile = new Image();
      tiles.set(path, tile);
      if (tiles.size > 400) tiles.delete(tiles.keys().next().value!);
      tile.onload = () => again((n) => n + 1);
      tile.onerror = () => {
        tiles.set(path, "failed");
        // An image element is told nothing but that it failed: the reason is asked for.
        void fetch(path, { credentials: "same-origin" }).then(async (a) => !a.ok && fail(String((await a.json()).error ?? a.statusText)));
      };
      tile.src = path;
      return tile;
    }
  }, [v.x, v.y, v.scale, size[0], size[1], turn, p.id]);

  // ------------------------------------------------------------------------------------------------------------- hand
  const held = useRef<{ x: number; y: number; isMoved: boolean } | null>(null);
  const local = (e: MouseEvent): Point => {
    const r = box.current!.getBoundingClientRect();
    return [e.clientX - r.left, e.clientY - r.top];
  };
  useEffect(() => {
    const wheel = (e: WheelEvent) => {
      e.preventDefault();
      zoom(Math.exp(-e.deltaY * 0.0015), local(e));
    };
    box.current?.addEventListener("wheel", wheel, { passive: false });
    return () => box.current?.removeEventListener("wheel", wheel);
  });
  const key = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey) return;
    const far = e.shiftKey ? 100 : e.altKey ? 1 : 12;
    const does: Record<string, () => void> = {
      ArrowLeft: () => move(-far, 0), ArrowRight: () => move(far, 0), ArrowUp: () => move(0, -far), ArrowDown: () => move(0, far),
      "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5),
      f: () => look(null),
      Enter: () => mark(inside([now.current.x, now.current.y])),
      Backspace: takeBack,
    };
    if (!does[e.key]) return;
    e.preventDefault();
    e.stopPropagation();
    does[e.key]!();
  };

  const bar = scaleBar(pixel_m, v.scale);
  return (
    <div class="stage-frame">
      <div
        ref={box}
        class="stage"
        tabIndex={0}
        role="application"
        aria-label={W.stage}
        onKeyDown={key}
        onPointerDown={(e) => {
          if (e.button) return;
          box.current?.setPointerCapture(e.pointerId);
          held.current = { x: e.clientX, y: e.clientY, isMoved: false };
        }}
        onPointerMove={(e) => {
          const h = held.current;
          hover(pixel(...local(e)));
          if (!h) return;
          if (!h.isMoved && Math.hypot(e.clientX - h.x, e.clientY - h.y) < 5) return;
          move(h.x - e.clientX, h.y - e.clientY);
          held.current = { x: e.clientX, y: e.clientY, isMoved: true };
        }}
        onPointerUp={(e) => {
          const h = held.current;
          held.current = null;
          if (!h || h.isMoved) return;
          const q = pixel(...local(e));
          if (q[0] >= 0 && q[1] >= 0 && q[0] <= p.width && q[1] <= p.height) mark(q);
        }}
        onPointerLeave={() => hover(null)}
      >
        <canvas ref={canvas} style={{ filter: `brightness(${light.brightness}%) contrast(${light.contrast}%)` }} />
        <svg width={size[0]} height={size[1]} aria-hidden="true">
          {drawn.map((d, n) => (
            <g key={n} class={`line-${d.tool}${d.isRecorded ? " recorded" : ""}`}>
              {d.readings.map((r, i) => <Line key={i} a={screen(r.a)} b={screen(r.b)} ends={d.tool === "length" && !i && !d.isRecorded} />)}
              {d.label && d.readings[0] && <Tag near={mid(screen(d.readings[0].a), screen(d.readings[0].b))} below={BELOW[d.tool] ?? 0} text={d.label} size={size} />}
            </g>
          ))}
          {outlines.filter((o) => o.corners.length).map((o) => (
            <g key={o.kind} class={`outline-${o.kind}`}>
              <path d={`M${o.corners.map(screen).join("L")}${o.corners.length > 2 ? "Z" : ""}`} />
              {o.corners.map((c, i) => <Cross key={i} at={screen(c)} />)}
              <Tag near={screen(o.corners[0]!)} text={W.tools[o.kind]!} size={size} />
            </g>
          ))}
          {known.map((k, i) => k && <g key={i} class="line-known"><Cross at={screen(k)} /><Tag near={screen(k)} text={W.knownPoint(i + 1)} size={size} /></g>)}
          {begun && <g class={`line-${tool} begun`}>{at ? <Line a={screen(begun)} b={screen(at)} ends={false} /> : <Cross at={screen(begun)} />}</g>}
          <path class="aim" d={`M${size[0] / 2 - 12} ${size[1] / 2}h9m6 0h9M${size[0] / 2} ${size[1] / 2 - 12}v9m0 6v9`} />
          {bar && (
            <g class="bar" transform={`translate(16 ${size[1] - 18})`}>
              <path d={`M0 -6V0H${bar.px}V-6`} />
              <text x="0" y="-10">{bar.text}</text>
            </g>
          )}
          {up != null && (
            <g class="bar" transform={`translate(${size[0] - 28} 36) rotate(${-up})`}>
              <path d="M0 18V-14M-5 -8 0 -14 5 -8" />
              <text x="0" y="-18" text-anchor="middle" transform={`rotate(${up} 0 -22)`}>{W.north}</text>
            </g>
          )}
        </svg>
        {wrong && <div class="stage-wrong" role="alert"><strong>{W.failed}</strong><p>{wrong}</p></div>}
      </div>
      <div class="stage-zoom">
        <button class="btn" title={W.zoomIn} aria-label={W.zoomIn} onClick={() => zoom(1.5)}>+</button>
        <button class="btn" title={W.zoomOut} aria-label={W.zoomOut} onClick={() => zoom(1 / 1.5)}>−</button>
        <button class="btn" title={W.fit} aria-label={W.fit} onClick={() => look(null)}>⤢</button>
      </div>
    </div>
  );
}

const mid = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

function Cross({ at: [x, y] }: { at: Point }) {
  return <circle cx={x} cy={y} r="6" />;
}

function Line({ a, b, ends }: { a: Point; b: Point; ends: boolean }) {
  return (
    <>
      <path class="under" d={`M${a}L${b}`} />
      <path d={`M${a}L${b}`} />
      <Cross at={a} />
      <Cross at={b} />
      {ends && <EndWord at={a} from={b} text={W.bow} />}
      {ends && <EndWord at={b} from={a} text={W.stern} />}
    </>
  );
}

function EndWord({ at, from, text }: { at: Point; from: Point; text: string }) {
  const d = Math.hypot(at[0] - from[0], at[1] - from[1]) || 1;
  return <text class="end" x={at[0] + ((at[0] - from[0]) / d) * 18} y={at[1] + ((at[1] - from[1]) / d) * 18 + 4} text-anchor="middle">{text}</text>;
}

// Labels of one hull meet in its middle: each kind has a height of its own.
const BELOW: Record<string, number> = { length: -28, shadow: 28 };

function Tag({ near: [x, y], below = 0, text, size }: { near: Point; below?: number; text: string; size: [number, number] }) {
  const w = text.length * 6.6 + 16;
  const left = Math.max(4, Math.min(size[0] - w - 4, x + 24));
  return (
    <g class="tag" transform={`translate(${left} ${Math.max(4, Math.min(size[1] - 26, y - 11 + below))})`}>
      <rect width={w} height="22" rx="2" />
      <rect class="edge" width="3" height="22" />
      <text x="10" y="15">{text}</text>
    </g>
  );
}

function scaleBar(pixel_m: number | null, scale: number): { px: number; text: string } | null {
  if (!pixel_m) return null;
  const metres = (150 * pixel_m) / scale;
  const ten = 10 ** Math.floor(Math.log10(metres));
  const round = [5, 2, 1].map((n) => n * ten).find((n) => n <= metres) ?? ten;
  return { px: (round / pixel_m) * scale, text: round >= 1000 ? `${round / 1000} km` : `${round} m` };
}
