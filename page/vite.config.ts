import { defineConfig } from "vite";

// One page, no address of another machine in it: the server sends it with a policy that loads nothing from elsewhere.
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../fairlead/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 2000,
  },
});
