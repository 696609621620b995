// The small things every view is made of: marks, numbers that open their evidence, times, states of waiting and failing.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, Refused } from "./api";
import { explain } from "./route";
import { isId, sayLocal, sayTime, shortId } from "./say";
import { WORDS } from "./words";

export function Mark({ status, size = 12 }: { status: string | null | undefined; size?: number }) {
  if (!status) return null;
  const shape: Record<string, ComponentChildren> = {
    documented: <rect x="1" y="1" width="10" height="10" fill="var(--evidence)" />,
    inferred: (
      <>
        <rect x="1.5" y="1.5" width="9" height="9" fill="var(--surface)" stroke="var(--evidence)" />
        <path d="M2 6 6 2M2 10 10 2M6 10l4-4" stroke="var(--evidence)" stroke-width="1.3" />
      </>
    ),
    estimated: (
      <g fill="var(--estimate)">
        <circle cx="6" cy="2.4" r="1.7" />
        <circle cx="3.6" cy="6" r="1.7" />
        <circle cx="8.4" cy="6" r="1.7" />
        <circle cx="1.9" cy="9.8" r="1.7" />
        <circle cx="6" cy="9.8" r="1.7" />
        <circle cx="10.1" cy="9.8" r="1.7" />
      </g>
    ),
    claimed: <path d="M1.5 1.5h9v7h-4l-2.5 2.5V8.5h-2.5z" fill="none" stroke="var(--ink)" stroke-width="1.2" />,
    contradicted: (
      <g fill="none" stroke="var(--conflict)" stroke-width="1.2">
        <circle cx="6" cy="6" r="5" />
        <path d="M3.5 4.8h5M3.5 7.2h5M7.5 3l-3 6" />
      </g>
    ),
    possible: <rect x="1.5" y="1.5" width="9" height="9" fill="none" stroke="var(--ink3)" stroke-dasharray="2 1.5" />,
    gap: <path d="M0 6h3M4.5 6h3M9 6h3" stroke="var(--ink)" stroke-width="1.6" />,
    simulated: (
      <>
        <rect x=".6" y=".6" width="10.8" height="10.8" fill="none" stroke="var(--ink3)" stroke-dasharray="2 1.5" />
        <text x="6" y="9" text-anchor="middle" font-size="8" fill="var(--ink2)">S</text>
      </>
    ),
  };
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 12 12" role="img" aria-label={WORDS.statuses[status] ?? status}>
      {shape[status] ?? <text x="6" y="10" text-anchor="middle" font-size="10" fill="var(--ink)">?</text>}
    </svg>
  );
}

// A number or word that rests on rows: hairline underline, opens its tree by click, enter or x.
export function Rests({ on, children, title, class: cls = "" }: { on: string | null | undefined; children: ComponentChildren; title?: string; class?: string }) {
  if (!on) return <span class={cls}>{children}</span>;
  return (
    <button type="button" class={`rests ${cls}`} data-x={on} title={title} onClick={() => explain(on)}>
      {children}
    </button>
  );
}

export function Time({ iso }: { iso: string | null | undefined }) {
  return iso ? <time dateTime={iso} title={sayLocal(iso)}>{sayTime(iso)}</time> : null;
}

export function Id({ id }: { id: string }) {
  return (
    <button type="button" class="rests mono" data-x={id} title={id} onClick={() => explain(id)}>
      {shortId(id)}
    </button>
  );
}

// A value of a table: ids open, times are UTC with local on hover, lists stand one after the other.
export function Value({ value }: { value: any }) {
  if (value == null) return <span class="nothing">·</span>;
  if (typeof value === "boolean") return <>{value ? WORDS.said.yes : WORDS.said.no}</>;
  if (typeof value === "number") return <>{Number.isInteger(value) && Math.abs(value) < 1e5 ? String(value) : value.toLocaleString("en-US", { maximumFractionDigits: 4 })}</>;
  if (Array.isArray(value)) {
    const shown = value.slice(0, 3);
    return (
      <>
        {shown.map((v, i) => (
          <>
            {i ? "; " : ""}
            <Value value={v} />
          </>
        ))}
        {value.length > 3 ? ` +${value.length - 3}` : ""}
      </>
    );
  }
  if (isId(value)) return <Id id={value} />;
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)) return <Time iso={value} />;
  return <>{String(value)}</>;
}

// `fairlead add CASE FILE` in a sentence is a command and looks like one.
export function Words({ text }: { text: string }) {
  return <>{text.split("`").map((part, i) => (i % 2 ? <code>{part}</code> : part))}</>;
}

export interface Loaded<T> {
  value: T | null;
  error: Refused | Error | null;
  again: () => void;
}

// When somebody else, or a run, made the case another one.
export function useMoved(look: () => void): void {
  useEffect(() => {
    window.addEventListener("moved", look);
    return () => window.removeEventListener("moved", look);
  }, []);
}

export function useLoaded<T>(load: () => Promise<T>, on: unknown[]): Loaded<T> {
  const [state, set] = useState<{ value: T | null; error: Error | null; of: string }>({ value: null, error: null, of: "" });
  const [turn, next] = useState(0);
  const key = JSON.stringify(on);
  useMoved(() => next((n) => n + 1));
  useEffect(() => {
    let isWanted = true;
    load().then(
      (value) => isWanted && set({ value, error: null, of: key }),
      (error) => isWanted && set({ value: null, error, of: key }),
    );
    return () => {
      isWanted = false;
    };
  }, [key, turn]);
  return { value: state.value, error: state.error, again: () => next(turn + 1) };
}

export function Waiting({ of }: { of: Loaded<unknown> }) {
  if (of.error)
    return (
      <div class="state" role="alert">
        <strong>{WORDS.failed}</strong>
        <p>{of.error.message}</p>
        <button class="btn" onClick={of.again}>{WORDS.again}</button>
      </div>
    );
  return <p class="state" aria-live="polite">{WORDS.waiting}</p>;
}

// Pixels of a detection, or of a berth with its reference beside it; where there are none, why.
export const hasPixels = (table: string): boolean => ["detections", "detection_matches", "occupancy"].includes(table);

export function Cutouts({ of }: { of: string }) {
  const loaded = useLoaded<{ cutouts: { src: string; words: string; picture: string | null }[]; why: string | null }>(() => get(`/api/cutouts/${encodeURIComponent(of)}`), [of]);
  if (!loaded.value) return <Waiting of={loaded} />;
  return (
    <div class="cutouts">
      {loaded.value.cutouts.map((one) => (
        <figure key={one.words}>
          <img alt={one.words} src={one.src} />
          <figcaption class="k">{one.words} {one.picture && <Id id={one.picture} />}</figcaption>
        </figure>
      ))}
      {loaded.value.why && <p class="k">{WORDS.noPixels(loaded.value.why)}</p>}
    </div>
  );
}
