import { named, ranked } from "../document";
import { useWords } from "./context";

interface Props {
  grade: string;
  value: string | null;
  small?: boolean;
  /** In outline: a class that it may become, beside the one that it is. */
  faint?: boolean;
}

/** A class, in a colour from best to worst; classes beside the scale have a colour of their own. */
export function Badge({ grade, value, small = false, faint = false }: Props) {
  const words = useWords();
  const text = value === null ? (small ? words.say.grade.none : "–") : words.short(grade, value);
  const sizes = [small ? "small" : "large", text.length > 2 ? "wide" : "square", ...(faint ? ["faint"] : [])];
  return <strong class={`badge ${sizes.join(" ")} ${tone(ranked(named(words.document.grades, grade) ?? {}), value)}`}>{text}</strong>;
}

/** Four tones, spread over however many classes there are. */
export function tone(classes: readonly string[], value: string | null): string {
  if (value === null) return "tone-none";
  const rank = classes.indexOf(value);
  if (rank < 0) return "tone-beside";
  return `tone-${classes.length < 2 ? 0 : Math.round((rank / (classes.length - 1)) * 3)}`;
}
