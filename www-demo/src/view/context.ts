import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Words } from "../words/names";

export const WordsContext = createContext<Words | null>(null);

/** The words of the language that the page is in. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === null) throw new Error("a part of the page stands outside of its language");
  return words;
}
