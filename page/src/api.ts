// The server's JSON. The word that a page says when it writes is kept in memory only.

let word = "";

export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function ask(path: string, init: RequestInit = {}): Promise<any> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (init.method === "POST") Object.assign(headers, { "content-type": "application/json", "x-fairlead-word": word });
  return told(await fetch(path, { ...init, headers, credentials: "same-origin" }));
}

async function told(answer: Response): Promise<any> {
  if (!answer.ok) {
    let said = answer.statusText;
    try {
      const told = await answer.json();
      said = told.error ?? (Array.isArray(told.detail) ? told.detail.map((d: any) => d.msg).join("; ") : told.detail) ?? said;
    } catch {
      /* not JSON: the status says it */
    }
    throw new Refused(answer.status, String(said));
  }
  return answer.json();
}

export const get = (path: string, params: Record<string, unknown> = {}): Promise<any> => ask(withParams(path, params));

export const post = (path: string, body: unknown): Promise<any> => ask(path, { method: "POST", body: JSON.stringify(body) });

// A file of this machine, whole and as it is.
export async function send(path: string, params: Record<string, unknown>, content: Blob): Promise<any> {
  return told(await fetch(withParams(path, params), { method: "POST", body: content, headers: { accept: "application/json", "content-type": "application/octet-stream", "x-fairlead-word": word }, credentials: "same-origin" }));
}

// A file that the server makes of what it is told, saved under the name it gives.
export async function file(path: string, body: unknown): Promise<{ name: string; bytes: number; warnings: string }> {
  const answer = await fetch(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", "x-fairlead-word": word }, credentials: "same-origin" });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, String(told.error ?? (Array.isArray(told.detail) ? told.detail.map((d: any) => d.msg).join("; ") : answer.statusText)));
  }
  const name = /filename="([^"]*)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "report";
  const content = await answer.blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return { name, bytes: content.size, warnings: decodeURIComponent(answer.headers.get("x-fairlead-warnings") ?? "") };
}

export function withParams(path: string, params: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one != null && one !== "") search.append(name, String(one));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

// The key stands behind the #, which no server is ever sent; it is exchanged once and taken out of the address.
export interface SessionState {
  word: string;
  can_write: boolean;
  name: string;
  role: string;
  sees: string;
}

export async function begin(): Promise<SessionState> {
  const key = /^#key=([\w-]+)/.exec(location.hash)?.[1];
  if (key) {
    history.replaceState(null, "", location.pathname + "#/");
    const session = await post("/api/session", { key });
    word = session.word;
    return session;
  }
  const session = await get("/api/session");
  word = session.word;
  return session;
}

export async function logIn(name: string, password: string): Promise<SessionState> {
  const session = await post("/api/login", { name, password });
  word = session.word;
  return session;
}

const ROLES = ["reader", "analyst", "reviewer", "owner"];

// Whether whoever looks may do what a role may, and the case lets it.
export const may = (state: CaseState, role: string): boolean => state.can_write && ROLES.indexOf(state.role) >= ROLES.indexOf(role);

export interface CaseState {
  name: string;
  version: string;
  run: number | null;
  run_at: string | null;
  head_count: number;
  head: string;
  questions: { name: string; text: string }[];
  notices: string[];
  is_simulated: boolean;
  can_write: boolean;
  why_not: string;
  you: string;
  role: string;
  sees: string;
  views: string[];
  waiting: number;
}

export interface TreeNode {
  id: string;
  table: string;
  words: string;
  status: string | null;
  row: Record<string, any>;
  line: { file: string; path: string; sha256: string; number: number; text: string | null; evidence_id: string | null } | null;
  more: number;
  is_repeat: boolean;
  sources: TreeNode[];
}

export interface Column {
  name: string;
  type: "text" | "number" | "truth" | "time" | "list";
  doc: string;
  unit: string | null;
  null: string | null;
}

export interface TableState {
  name: string;
  rows: number;
  doc: string;
  columns: Column[];
}

export interface Page {
  table: string;
  total: number;
  offset: number;
  ids: string[];
  rows: Record<string, any>[];
}

export interface FeatureOf {
  type: "Feature";
  geometry: { type: string; coordinates: any };
  properties: Record<string, any>;
}
