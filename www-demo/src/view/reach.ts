/** Brings the keyboard to an input, and opens what it may be folded away in. */
export function reach(id: string) {
  const input = document.getElementById(id);
  for (let at = input?.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
  input?.focus();
}
