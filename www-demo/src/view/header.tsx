import type { Language } from "../words/language";
import { TAG } from "../words/language";
import { useWords } from "./context";

const LANGUAGES: readonly (readonly [Language, string])[] = [["en", "English"], ["zh", "简体中文"]];

export function Header({ language, onLanguage }: { language: Language; onLanguage: (language: Language) => void }) {
  const { say } = useWords();
  return (
    <header class="top">
      <div class="brand">
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M4 19h6.5v9H4zM12.75 12.5h6.5V28h-6.5zM21.5 4H28v24h-6.5z" />
        </svg>
        <div>
          <h1>gradus</h1>
          <p>{say.tagline}</p>
        </div>
      </div>
      <p class="promise">{say.promise}</p>
      <div class="languages" role="group" aria-label={say.language}>
        {LANGUAGES.map(([one, name]) => (
          <button key={one} type="button" lang={TAG[one]} aria-pressed={one === language} onClick={() => onLanguage(one)}>
            {name}
          </button>
        ))}
      </div>
    </header>
  );
}
