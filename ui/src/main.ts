import "element-plus/theme-chalk/base.css";
import "./theme.css";
import "./parts/record/record.css";
import { createApp } from "vue";
import App from "./App.vue";
import { keepFocus } from "./parts/keepFocus";
import { applyTextSize } from "./parts/textSize";
import { router } from "./router";

applyTextSize();
keepFocus(document);
createApp(App).use(router).mount("#app");
