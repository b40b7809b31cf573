import "element-plus/theme-chalk/base.css";
import "./theme.css";
import "./parts/record/record.css";
import { createApp } from "vue";
import App from "./App.vue";
import { writesDown } from "./call";
import { keepFocus } from "./parts/keepFocus";
import { keepUnwritten } from "./parts/keepUnwritten";
import { applyTextSize } from "./parts/textSize";
import { router } from "./router";

applyTextSize();
keepFocus(document);
if (writesDown) keepUnwritten(document);
createApp(App).use(router).mount("#app");
