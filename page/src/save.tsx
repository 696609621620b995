// A chart as a file that stands alone: SVG or PNG, in the colours it is seen in, with its title above and below it which
// case, run and state of the log it was drawn from. What is simulated says so in the picture as well.

import { createContext, type ComponentChildren, type RefObject } from "preact";
import { useContext, useRef } from "preact/hooks";
import { WORDS } from "./words";

export interface Stamp {
  case: string;
  words: string; // run, log and day, as a caption says them
  warning: string | null; // what must not be lost when the picture travels alone
}

export const Stamped = createContext<Stamp>({ case: "", words: "", warning: null });

const NS = "http://www.w3.org/2000/svg";
const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "paint-order"];
const [PAD, LINE, SCALE] = [16, 16, 2];

interface Card {
  title: string;
  of?: string; // whose chart it is, for the picture: the page says that elsewhere
  hint?: string;
  more?: ComponentChildren;
  isDrawn?: boolean;
  rows?: () => Cell[][]; // what is drawn, as a table: the first row names the columns
  children: ComponentChildren;
}

export type Cell = string | number | boolean | null | undefined;

// A chart under its title, with what saves it.
export function ChartCard({ title, of, hint, more, isDrawn = true, rows, children }: Card) {
  const box = useRef<HTMLElement>(null);
  return (
    <section class="chart card" aria-label={title} ref={box}>
      <header>
        <h2>{title}</h2>
        {hint && <span class="k">{hint}</span>}
        <span class="spring" />
        {more}
        {rows && <Csv title={of ? `${title}: ${of}` : title} rows={rows} />}
        {isDrawn && <Save of={box} title={of ? `${title}: ${of}` : title} />}
      </header>
      {children}
    </section>
  );
}

// A table as it is seen, saved by the page; the first row names the columns.
export function Csv({ title, rows, label, class: cls = "plain k" }: { title: string; rows: () => Cell[][]; label?: string; class?: string }) {
  const stamp = useContext(Stamped);
  const save = () => give(new Blob([csvOf(rows())], { type: "text/csv;charset=utf-8" }), fileName(stamp.case, title, "csv"));
  return <button class={cls} title={WORDS.save(title, "csv")} aria-label={label ? undefined : WORDS.save(title, "csv")} onClick={save}>{label ? `${label}: ` : ""}{WORDS.csv}</button>;
}

// As the server writes it: a text that a spreadsheet would take for a formula gets an apostrophe.
export const csvOf = (rows: Cell[][]): string => rows.map((row) => row.map(cellOf).join(",") + "\r\n").join("");

function cellOf(value: Cell): string {
  const text = value == null ? "" : typeof value === "string" && /^[=+\-@\t\r\0＝＋－＠]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

// Buttons that save the first chart within a box. `title` stands above it in the picture.
export function Save({ of, title }: { of: RefObject<HTMLElement | null>; title: string }) {
  const stamp = useContext(Stamped);
  const svg = () => of.current?.querySelector<SVGSVGElement>("svg[viewBox]:not(.mark)") ?? null;
  const as = async (kind: "svg" | "png") => {
    const chart = svg();
    if (!chart) return;
    const text = standAlone(chart, title, stamp);
    const blob = new Blob([text], { type: "image/svg+xml" });
    give(kind === "svg" ? blob : await toPng(blob), fileName(stamp.case, title, kind));
  };
  return (
    <span class="save">
      {(["svg", "png"] as const).map((kind) => (
        <button key={kind} class="plain k" title={WORDS.save(title, kind)} aria-label={WORDS.save(title, kind)} onClick={() => void as(kind)}>{kind.toUpperCase()}</button>
      ))}
    </span>
  );
}

const fileName = (name: string, title: string, kind: string): string => `${[name, title].map((t) => t.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase()).filter(Boolean).join("-")}.${kind}`;

// What the browser computes for each mark is written at the mark: a file has no stylesheet and no theme.
function standAlone(chart: SVGSVGElement, title: string, stamp: Stamp): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const [seen, made] = [[...chart.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
  seen.forEach((one, i) => {
    if (!(one instanceof SVGElement) || one instanceof SVGTitleElement) return;
    const style = getComputedStyle(one);
    const to = made[i] as SVGElement;
    for (const name of DRAWN) {
      const value = style.getPropertyValue(name);
      if (value && !(name === "opacity" && value === "1")) to.setAttribute(name, value);
    }
    for (const name of ["class", "role", "tabindex", "data-x"]) to.removeAttribute(name);
  });
  const { x, y, width, height } = chart.viewBox.baseVal;
  const of = getComputedStyle(chart);
  const said = captionOf(stamp, width);
  const [top, wide, high] = [34, width + 2 * PAD, 34 + height + 10 + LINE * said.length + PAD];
  const out = document.createElementNS(NS, "svg");
  for (const [k, v] of Object.entries({ xmlns: NS, width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, "font-family": of.fontFamily })) out.setAttribute(k, String(v));
  const put = (name: string, has: Record<string, string | number>, text = "") => {
    const one = document.createElementNS(NS, name);
    for (const [k, v] of Object.entries(has)) one.setAttribute(k, String(v));
    one.textContent = text;
    return out.appendChild(one);
  };
  const colour = (name: string) => of.getPropertyValue(`--${name}`).trim();
  put("rect", { width: wide, height: high, fill: colour("surface") });
  put("text", { x: PAD, y: 22, "font-size": 15, "font-weight": 600, fill: colour("ink") }, title);
  const inner = put("g", { transform: `translate(${PAD - x} ${top - y})` });
  inner.append(...copy.childNodes);
  said.forEach((t, i) => put("text", { x: PAD, y: top + height + 10 + LINE * (i + 1), "font-size": 11, fill: colour("ink2") }, t));
  return new XMLSerializer().serializeToString(out);
}

const captionOf = (stamp: Stamp, width: number): string[] => [stamp.words, ...(stamp.warning ? [stamp.warning] : [])].flatMap((t) => wrap(t, Math.floor(width / 5.6)));

// A picture of `width` CSS pixels under a title and over the caption, saved as PNG.
export async function saveFramed(picture: HTMLCanvasElement, width: number, title: string, stamp: Stamp): Promise<void> {
  const scale = picture.width / width;
  const said = captionOf(stamp, width);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height + (34 + 10 + LINE * said.length + PAD / 2) * scale];
  const c = canvas.getContext("2d")!;
  const of = getComputedStyle(document.body);
  const colour = (name: string) => of.getPropertyValue(`--${name}`).trim();
  const write = (text: string, x: number, y: number, size: number, weight: number, ink: string) => {
    c.font = `${weight} ${size * scale}px ${of.fontFamily}`;
    c.fillStyle = colour(ink);
    c.fillText(text, x * scale, y * scale);
  };
  c.fillStyle = colour("surface");
  c.fillRect(0, 0, canvas.width, canvas.height);
  write(title, 8, 22, 15, 600, "ink");
  c.drawImage(picture, 0, 34 * scale);
  said.forEach((t, i) => write(t, 8, 34 + picture.height / scale + 4 + LINE * (i + 1), 11, 400, "ink2"));
  give(await pngOf(canvas), fileName(stamp.case, title, "png"));
}

const pngOf = (canvas: HTMLCanvasElement): Promise<Blob> => new Promise((done, fail) => canvas.toBlob((b) => (b ? done(b) : fail(new Error(WORDS.failed))), "image/png"));

async function toPng(svg: Blob): Promise<Blob> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * SCALE, image.height * SCALE];
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await pngOf(canvas);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function give(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function wrap(text: string, most: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1]!;
    if (last && last.length + word.length + 1 > most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}
