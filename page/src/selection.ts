// What is chosen, for every view: the row whose tree is open, and the ship that it is about.

import { createContext } from "preact";
import { useContext } from "preact/hooks";

export interface Selection {
  id: string | null;
  vessel: string | null;
}

export const Selected = createContext<Selection>({ id: null, vessel: null });

export const useSelection = (): Selection => useContext(Selected);
