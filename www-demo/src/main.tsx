import { render } from "preact";
import { App } from "./view/app";
import { preferred } from "./words/language";
import { en } from "./words/en";
import { zh } from "./words/zh";

const page = document.getElementById("page");

if (page) {
  try {
    render(<App />, page);
  } catch (error) {
    // Without WebAssembly, or with a broken package: say so rather than show an empty page.
    const { failed } = { en, zh }[preferred(navigator.languages)];
    page.textContent = `${failed} ${String(error)}`;
  }
}
