// @ts-expect-error Node's own, whose types are no package of the page
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
// @ts-expect-error as above
import { gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const ASSETS = "../fairlead/web/static/assets/";

// Beside each file that is text, the same packed: the server packs nothing while somebody waits.
const pack = {
  name: "pack",
  closeBundle() {
    for (const name of readdirSync(ASSETS)) if (/\.(m?js|css|svg)$/.test(name)) writeFileSync(`${ASSETS}${name}.gz`, gzipSync(readFileSync(ASSETS + name), { level: 9 }));
  },
};

// One page, no address of another machine in it: the server sends it with a policy that loads nothing from elsewhere.
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [pack],
  build: {
    outDir: "../fairlead/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 2000,
  },
});
