// From any id down to file, hash and line, as a tree. Opened by clicking any number anywhere.

import { useEffect, useState } from "preact/hooks";
import { get, type TreeNode } from "../api";
import { cite } from "../keys";
import { Cutouts, hasPixels, Id, Mark, useLoaded, Value, Waiting } from "../parts";
import { explain, hashOf, set } from "../route";
import { shortId } from "../say";
import { WORDS } from "../words";

const W = WORDS.explain;
export function ExplainDrawer({ target }: { target: string }) {
  const [limit, more] = useState(20);
  useEffect(() => more(20), [target]);
  const tree = useLoaded<TreeNode>(() => get("/api/explain", { target, limit }), [target, limit]);
  return (
    <aside class="drawer" aria-label={W.title}>
      <header>
        <h2>{W.title}</h2>
        <span class="k">{W.hint}</span>
        <span class="spring" />
        <button class="btn" onClick={() => set({ x: null })}>{WORDS.close} <kbd>esc</kbd></button>
      </header>
      {tree.value ? (
        <div class="tree">
          <Branch node={tree.value} depth={0} isFirst showAll={() => more(500)} />
        </div>
      ) : (
        <Waiting of={tree} />
      )}
    </aside>
  );
}

// One way stands open to its end at first: the first source of the first source, down to a line. The others are a click away.
function Branch({ node, depth, isFirst, showAll }: { node: TreeNode; depth: number; isFirst: boolean; showAll: () => void }) {
  const [isOpen, open] = useState(isFirst);
  const has = node.sources.length > 0 || node.more > 0;
  const label = node.row.label ?? (node.row.name && node.table === "evidence" ? node.row.name : null);
  return (
    <div class={`node d${Math.min(depth, 1)}`}>
      <div class="node-head">
        {has ? (
          <button class="twist" aria-expanded={isOpen} aria-label={`${node.table} ${label ?? shortId(node.id)}`} onClick={() => open(!isOpen)}>
            {isOpen ? "▾" : "▸"}
          </button>
        ) : (
          <span class="twist" aria-hidden="true" />
        )}
        <Mark status={node.status} />
        <span class="k">{node.table.replaceAll("_", " ")}</span>
        {label && <strong>{label}</strong>}
        {depth ? <Id id={node.id} /> : <span class="mono" title={node.id}>{shortId(node.id)}</span>}
        {(node.table === "vessels" || node.row.vessel_id) && <a class="k" href={hashOf("vessels", node.table === "vessels" ? node.id : node.row.vessel_id)}>{W.ship}</a>}
        {!depth && <Copy text={node.id} label={W.copy} />}
        {!depth && <Copy text={`${node.words} (${cite(node.id)})`} label={W.cited} />}
      </div>
      <p class={depth ? "said" : "said first"}>
        {node.words}
        {node.is_repeat && <span class="k"> ({W.repeat})</span>}
      </p>
      {!depth && hasPixels(node.table) && <Cutouts of={node.id} />}
      {node.line && <Line line={node.line} />}
      {!depth && <Columns row={node.row} />}
      {isOpen && has && (
        <div class="below">
          {node.sources.map((child, i) => (
            <Branch key={`${child.id}${i}`} node={child} depth={depth + 1} isFirst={isFirst && i === 0} showAll={showAll} />
          ))}
          {node.more > 0 && (
            <p class="k">
              {W.more(node.more)} <button class="rests" onClick={() => (depth ? explain(node.id) : showAll())}>{W.all}</button>
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function Line({ line }: { line: NonNullable<TreeNode["line"]> }) {
  return (
    <div class="line">
      <div class="k">
        {line.evidence_id ? (
          <a href={hashOf("evidence", line.evidence_id, { line: String(line.number) })} title={W.openFile}>{line.file}</a>
        ) : (
          line.file
        )}
        , {W.line} {line.number.toLocaleString("en-US")} · <span class="mono" title={line.sha256}>sha256 {shortId(line.sha256)}</span>
      </div>
      {line.text != null && <pre class="mono">{line.text}</pre>}
    </div>
  );
}

function Columns({ row }: { row: Record<string, any> }) {
  const shown = Object.entries(row).filter(([name, v]) => v != null && name !== "sources" && name !== "words" && name !== "text" && name !== "steps");
  if (!shown.length) return null;
  return (
    <details>
      <summary>{W.columns}</summary>
      <dl class="cells">
        {shown.map(([name, value]) => (
          <>
            <dt class="mono">{name}</dt>
            <dd>{typeof value === "object" && !Array.isArray(value) ? <code class="mono">{JSON.stringify(value)}</code> : <Value value={value} />}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}

function Copy({ text, label }: { text: string; label: string }) {
  const [is, done] = useState(false);
  return (
    <button class="plain k" onClick={() => void navigator.clipboard?.writeText(text).then(() => (done(true), setTimeout(() => done(false), 1500)))}>
      {is ? WORDS.copied : label}
    </button>
  );
}
