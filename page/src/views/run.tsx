// The run that is shown: every step, what it wrote, and every parameter with its reason.

import { get } from "../api";
import { Rests, Time, useLoaded, Waiting } from "../parts";
import { hashOf } from "../route";
import { WORDS } from "../words";

const W = WORDS.run;

interface Step {
  name: string;
  outcome: string;
  seconds: number;
  writes: string[];
  rows: Record<string, number>;
  doc: string;
  params: { name: string; value: string; default: string; doc: string; is_changed: boolean }[];
}

export function RunView() {
  const loaded = useLoaded<{ record: any; steps: Step[] }>(() => get("/api/run"), []);
  if (!loaded.value) return <Waiting of={loaded} />;
  const { record, steps } = loaded.value;
  return (
    <div class="reading">
      <h1>{W.title}</h1>
      <p>
        <Rests on={`run ${record.number}`}>run {record.number}</Rests> by {record.by}, <Time iso={record.started_at} />, Fairlead {record.version}; {steps.filter((s) => s.outcome === "kept").length} of {steps.length} steps {W.kept}; {record.seconds.toFixed(1)} s
      </p>
      <p class="k">
        {W.versions}: {Object.entries(record.versions).map(([n, v]) => `${n} ${v}`).join(", ")}
      </p>
      <table class="grid">
        <thead>
          <tr><th>{W.step}</th><th>{W.outcome}</th><th class="num">{W.seconds}</th><th>{W.writes}</th></tr>
        </thead>
        <tbody>
          {steps.map((s) => (
            <tr key={s.name} data-row tabIndex={-1}>
              <td>
                <details>
                  <summary><strong>{s.name}</strong>{s.params.some((p) => p.is_changed) && <span class="chip">{W.changed}</span>} <span class="k">{s.doc}</span></summary>
                  {s.params.length > 0 && (
                    <dl class="params" aria-label={W.params}>
                      {s.params.map((p) => (
                        <>
                          <dt class="mono">{p.name}</dt>
                          <dd><strong>{p.value}</strong>{p.is_changed && ` (${W.usual} ${p.default})`} <span class="k">{p.doc}</span></dd>
                        </>
                      ))}
                    </dl>
                  )}
                </details>
              </td>
              <td>{s.outcome}</td>
              <td class="num">{s.seconds.toFixed(2)}</td>
              <td>
                {s.writes.map((t) => (
                  <span key={t}><a href={hashOf("tables", t)}>{t}</a> <span class="k">{(s.rows[t] ?? 0).toLocaleString("en-US")}</span>{" "}</span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
