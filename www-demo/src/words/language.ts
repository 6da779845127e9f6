// The page's two languages.

export type Language = "en" | "zh";

/** For the `lang` attribute, and for the browser's own formats. */
export const TAG: { readonly [language in Language]: string } = { en: "en", zh: "zh-CN" };

/** The first of the browser's languages that the page speaks. */
export function preferred(languages: readonly string[]): Language {
  for (const language of languages) {
    if (/^zh\b/i.test(language)) return "zh";
    if (/^en\b/i.test(language)) return "en";
  }
  return "en";
}
