// How the page is built: from the package in pkg/, as anybody would install it.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
const gradus = fileURLToPath(new URL("../pkg", import.meta.url));

// A meta element, so that any host serves the page under it. Vite's development server needs more than this allows.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
].join("; ");

const contentSecurityPolicy = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: CONTENT_SECURITY_POLICY }, injectTo: "head-prepend" },
  ],
};

export default defineConfig(() => {
  if (!existsSync(`${gradus}/package.json`)) throw new Error("the page is built from the package in pkg/, and there is none yet: run `npm run build` first");
  return {
    root: here,
    base: "./", // the built page is a folder that may stand anywhere
    resolve: {
      alias: [
        { find: /^gradus$/, replacement: `${gradus}/index.js` },
        { find: /^gradus\/(policies\/.+)$/, replacement: `${gradus}/$1` },
      ],
    },
    server: { fs: { allow: [".."] } }, // pkg/ stands beside this folder
    plugins: [contentSecurityPolicy],
    build: { outDir: "dist", emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 },
  };
});
