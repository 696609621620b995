// Any table of the run: found in, filtered, sorted, page by page, and as CSV. Its state is in the address.

import { useState } from "preact/hooks";
import { get, withParams, type Column, type Page, type TableState } from "../api";
import { Id, Mark, useLoaded, Value, Waiting } from "../parts";
import { explain, go, hashOf, set, type Place } from "../route";
import { useSelection } from "../selection";
import { WORDS } from "../words";

const W = WORDS.tables;
const ROWS = 100;
const WIDE = ["words", "text", "headline", "reason", "note"];
const FIRST = ["label", "status", "name", "words", "headline", "text", "start_time", "end_time"]; // what tells a row apart, then the table's own order
const LAST = ["sources", "evidence_id", "row", "source_url", "confidence"];

export function TablesView({ place }: { place: Place }) {
  const tables = useLoaded<TableState[]>(() => get("/api/tables"), []);
  const isAll = place.params.get("empty") === "1";
  if (!tables.value) return <Waiting of={tables} />;
  const shown = tables.value.filter((t) => t.rows || isAll || t.name === place.rest);
  const table = tables.value.find((t) => t.name === place.rest) ?? tables.value.find((t) => t.name === "trips" && t.rows) ?? shown[0];
  return (
    <div class="tables">
      <nav aria-label={W.title}>
        <h1>{W.title}</h1>
        {shown.map((t) => (
          <a key={t.name} data-row href={hashOf("tables", t.name, isAll ? { empty: "1" } : {})} class={t === table ? "on" : ""} title={t.doc} aria-current={t === table ? "true" : undefined}>
            {t.name} <span class="k">{t.rows.toLocaleString("en-US")}</span>
          </a>
        ))}
        <label class="k"><input type="checkbox" checked={isAll} onChange={() => set({ empty: isAll ? null : "1" }, true)} /> {W.showEmpty}</label>
      </nav>
      {table && <OneTable key={table.name} table={table} place={place} />}
    </div>
  );
}

function OneTable({ table, place }: { table: TableState; place: Place }) {
  const p = place.params;
  const selection = useSelection();
  const where = p.getAll("where");
  const find = p.get("find") ?? "";
  const sort = p.get("sort") ?? "";
  const isFalling = p.get("falling") === "1";
  const offset = Number(p.get("offset")) || 0;
  const asked = { where, find, sort, falling: isFalling || "" };
  const page = useLoaded<Page>(() => get(`/api/tables/${table.name}/rows`, { ...asked, offset, limit: ROWS }), [table.name, asked, offset]);
  const move = (change: (q: URLSearchParams) => void, keepsOffset = false) => {
    const q = new URLSearchParams(p);
    change(q);
    if (!keepsOffset) q.delete("offset");
    go(hashOf("tables", table.name, q));
  };
  const rank = (c: Column) => (FIRST.includes(c.name) ? FIRST.indexOf(c.name) : LAST.includes(c.name) ? 99 : 50);
  const columns = [...table.columns].sort((a, b) => rank(a) - rank(b));
  const key = table.columns[0]?.name.endsWith("_id") ? table.columns[0].name : null;
  const value = page.value;
  return (
    <section class="one-table" aria-label={table.name}>
      <header>
        <h2>{table.name}</h2>
        <span class="k">{table.doc}</span>
        <span class="spring" />
        <a class="btn" href={withParams(`/api/tables/${table.name}/csv`, asked)} download={`${table.name}.csv`}>{WORDS.csv}</a>
      </header>
      <div class="filters">
        <input type="search" placeholder={W.findRow} aria-label={W.findRow} value={find} maxLength={200} onChange={(e) => move((q) => (e.currentTarget.value ? q.set("find", e.currentTarget.value) : q.delete("find")))} />
        <Filter columns={table.columns} add={(one) => move((q) => q.append("where", one))} />
        {where.map((one) => (
          <button key={one} class="chip" title={W.clear} onClick={() => move((q) => (q.delete("where"), where.filter((w) => w !== one).forEach((w) => q.append("where", w))))}>
            {sayCondition(one)} ×
          </button>
        ))}
        <span class="k" aria-live="polite">{value ? W.rows(value.total, table.rows) : ""}</span>
      </div>
      {!value ? (
        <Waiting of={page} />
      ) : value.rows.length === 0 ? (
        <p class="state">{table.rows ? W.empty : W.none}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={table.name}>
          <table class="grid">
            <thead>
              <tr>
                <th>{key ?? "id"}</th>
                {columns.filter((c) => c.name !== key).map((c) => (
                  <th key={c.name} aria-sort={sort === c.name ? (isFalling ? "descending" : "ascending") : undefined}>
                    <button class="plain" title={[c.doc, c.unit && W.unit(c.unit), c.null && W.blank(c.null)].filter(Boolean).join(" ")} onClick={() => move((q) => (q.set("sort", c.name), sort === c.name && !isFalling ? q.set("falling", "1") : q.delete("falling")))}>
                      {c.name}{sort === c.name ? (isFalling ? " ▾" : " ▴") : ""}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {value.rows.map((row, i) => {
                const id = value.ids[i] ?? "";
                return (
                  <tr key={id} data-row data-x={id} tabIndex={-1} class={selection.id === id || (selection.vessel && row.vessel_id === selection.vessel) ? "on" : ""} onKeyDown={(e) => e.key === "Enter" && e.target === e.currentTarget && explain(id)}>
                    <td><Id id={id} /></td>
                    {columns.filter((c) => c.name !== key).map((c) => (
                      <td key={c.name} class={c.type === "number" ? "num" : c.type === "time" || isShort(row[c.name]) ? "nowrap" : WIDE.includes(c.name) ? "wide" : ""}>
                        {c.name === "status" && <><Mark status={row[c.name]} /> </>}
                        <Value value={row[c.name]} />
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {value && value.total > ROWS && (
        <p class="acts">
          <button class="btn" disabled={!offset} onClick={() => move((q) => q.set("offset", String(Math.max(0, offset - ROWS))), true)}>{W.previous}</button>
          <span class="k">{W.page(offset + 1, Math.min(offset + ROWS, value.total), value.total)}</span>
          <button class="btn" disabled={offset + ROWS >= value.total} onClick={() => move((q) => q.set("offset", String(offset + ROWS)), true)}>{W.next}</button>
        </p>
      )}
    </section>
  );
}

// A word or two is not broken within.
const isShort = (value: unknown): boolean => typeof value === "string" && value.length <= 24;

function Filter({ columns, add }: { columns: Column[]; add: (condition: string) => void }) {
  const [name, setName] = useState(columns[0]?.name ?? "");
  const column = columns.find((c) => c.name === name);
  const ops = column?.type === "list" ? ["has", "any", "null", "held"] : column?.type === "text" ? ["has", "eq", "ne", "null", "held"] : column?.type === "truth" ? ["eq", "null"] : ["eq", "ge", "lt", "gt", "le", "null", "held"];
  const [op, setOp] = useState("has");
  const [value, setValue] = useState("");
  const chosen = ops.includes(op) ? op : ops[0]!;
  const isBare = chosen === "null" || chosen === "held";
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        if (isBare || value) add(isBare ? `${name}:${chosen}` : `${name}:${chosen}:${value}`);
        setValue("");
      }}
    >
      <select aria-label={W.column} value={name} onChange={(e) => setName(e.currentTarget.value)}>
        {columns.map((c) => <option key={c.name}>{c.name}</option>)}
      </select>
      <select aria-label={W.op} value={chosen} onChange={(e) => setOp(e.currentTarget.value)}>
        {ops.map((o) => <option key={o} value={o}>{W.ops[o]}</option>)}
      </select>
      {!isBare && <input aria-label={W.value} value={value} placeholder={column?.type === "time" ? "2024-03-07" : column?.type === "truth" ? "true" : W.value} onInput={(e) => setValue(e.currentTarget.value)} />}
      <button class="btn">{W.addFilter}</button>
    </form>
  );
}

function sayCondition(one: string): string {
  const [name, op, ...value] = one.split(":");
  return [name, W.ops[op ?? ""] ?? op, value.join(":")].filter(Boolean).join(" ");
}
