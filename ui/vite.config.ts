import vue from "@vitejs/plugin-vue";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import components from "unplugin-vue-components/vite";
import { defineConfig } from "vite";

export default defineConfig({
  // The window serves the page from its own scheme, so every path is relative.
  base: "./",
  plugins: [
    vue(),
    // Only Element Plus comes in by name; our own parts are imported where they are used.
    components({ dirs: [], dts: "src/components.d.ts", resolvers: [ElementPlusResolver({ importStyle: "css" })] }),
  ],
  // The oldest engines the browser desk meets, below those of the windows: tests/browser/engine.test.mjs holds it.
  build: { target: ["es2019", "chrome84", "firefox78", "safari14"], outDir: "dist", emptyOutDir: true, chunkSizeWarningLimit: 700 },
  server: { port: 5173, strictPort: true },
});
