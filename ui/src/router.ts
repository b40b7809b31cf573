// Where each desk lives. Hash addresses, because the page comes from the program's own
// scheme and no server answers for a path; none at all where they would be written down. A record's
// address is its desk's with its id.

import { createMemoryHistory, createRouter, createWebHashHistory, type RouteRecordRaw } from "vue-router";
import { onBack, writesDown } from "./call";

const desks: RouteRecordRaw[] = [
  { path: "/", redirect: "/today" },
  { path: "/today", name: "today", component: () => import("./today/TodayDesk.vue") },
  { path: "/reception/:id?", name: "reception", component: () => import("./reception/ReceptionDesk.vue") },
  { path: "/visits/:id?", name: "visits", component: () => import("./visits/VisitDesk.vue") },
  { path: "/activities/:id?", name: "activities", component: () => import("./activities/ActivityDesk.vue") },
  { path: "/matters/:id?", name: "matters", component: () => import("./matters/MatterDesk.vue") },
  { path: "/deputies/:id?", name: "deputies", component: () => import("./deputies/DeputyDesk.vue") },
  { path: "/overview", name: "overview", component: () => import("./overview/OverviewDesk.vue") },
  { path: "/sites/:id?", name: "sites", component: () => import("./sites/SiteDesk.vue") },
  { path: "/ledgers", name: "ledgers", component: () => import("./ledgers/LedgerDesk.vue") },
  { path: "/referrals/:id?", name: "referrals", component: () => import("./referrals/ReferralDesk.vue") },
  { path: "/inbox", name: "inbox", component: () => import("./handoff/county/InboxDesk.vue") },
  { path: "/roster", name: "roster", component: () => import("./handoff/county/RosterDesk.vue") },
  { path: "/handoff", name: "handoff", component: () => import("./handoff/HandoffDesk.vue") },
  { path: "/settings", name: "settings", component: () => import("./settings/SettingsDesk.vue") },
  { path: "/help", name: "help", component: () => import("./help/HelpDesk.vue") },
  { path: "/:anything(.*)*", redirect: "/today" },
];

export const router = createRouter({ history: writesDown ? createMemoryHistory() : createWebHashHistory(), routes: desks });
onBack(() => router.back());
