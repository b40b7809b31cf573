import "element-plus/theme-chalk/base.css";
import "./theme.css";
import "./parts/record/record.css";
import { createApp } from "vue";
import App from "./App.vue";
import { applyTextSize } from "./parts/textSize";
import { router } from "./router";

applyTextSize();
createApp(App).use(router).mount("#app");
