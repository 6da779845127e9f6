import type { Type } from "../document";
import { useWords } from "./context";

interface Props {
  id: string;
  type: Type;
  /** The values to choose from, if there are any. */
  choices?: readonly { readonly is: string; readonly name: string }[] | undefined;
  value: string;
  /** Whether a number may be negative: a telephone's keypad for decimals has no minus. */
  signed?: boolean;
  placeholder?: string | undefined;
  invalid: boolean;
  describedBy: string | undefined;
  onValue: (value: string) => void;
}

/** The browser's own input for a fact of this type. */
export function FactInput({ id, type, choices, value, signed = true, placeholder, invalid, describedBy, onValue }: Props) {
  const { say } = useWords();
  const common = {
    id,
    value,
    "aria-invalid": invalid,
    "aria-describedby": describedBy,
    onInput: (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value),
  };
  const options = choices ?? (type === "boolean" ? [{ is: "true", name: say.yes }, { is: "false", name: say.no }] : undefined);
  if (options !== undefined) {
    // A value of a policy that has been edited since: shown, so that its fault can be.
    const stray = value !== "" && !options.some(({ is }) => is === value);
    return (
      <select {...common}>
        <option value="">{placeholder ?? say.facts.unknown}</option>
        {options.map(({ is, name }) => <option key={is} value={is}>{name}</option>)}
        {stray && <option value={value}>{value}</option>}
      </select>
    );
  }
  if (type === "date") return <input {...common} type="date" max="9999-12-31" />;
  if (type === "timestamp") return <input {...common} type="datetime-local" max="9999-12-31T23:59" />;
  // Not `type="number"`: that hides what was typed as soon as it is no number, and nobody could say what is wrong with it.
  return <input {...common} type="text" inputMode={type === "number" && !signed ? "decimal" : undefined} placeholder={placeholder} autocomplete="off" spellcheck={false} />;
}
