/** What a person may decide, have and end: consents, a copy, rights, the policy, the account. */

import { type Api, api, expect, refused, told, until } from "./api.js";

export async function consents(me: Api, visitor: Api): Promise<string> {
  const asked = told(await visitor.GET("/v1/consents"));
  const allowed = asked.purposes.filter((one) => one.basis === "consent" && one.allowed);
  expect("of a visitor who said nothing", [asked.served_as, allowed], ["visitor", []]);
  const said = { notice_version: asked.notice_version, language: "en", method: "settings" } as const;
  const yes = { ...said, grants: { location: true } };
  const place = { latitude: 52.52, longitude: 13.4 };
  const before = refused(await me.PUT("/v1/me/location", { body: place }));
  expect("before it is allowed", [before.code, before.purpose], ["consent-required", "location"]);
  told(await me.PUT("/v1/consents", { body: yes }));
  told(await me.PUT("/v1/me/location", { body: place }));
  told(await me.DELETE("/v1/consents"));
  const after = refused(await me.PUT("/v1/me/location", { body: place }));
  expect("after it is withdrawn", after.code, "consent-required");
  const { receipts } = told(await me.GET("/v1/consents/receipts"));
  return `allowed, used, withdrawn, obeyed; ${receipts.length} receipts; ${after.still_works ?? ""}`;
}

export async function copy(me: Api): Promise<string> {
  const { id } = told(await me.POST("/v1/exports"));
  const params = { path: { id } };
  const look = async () => told(await me.GET("/v1/exports/{id}", { params }));
  const ready = await until(look, (one) => one.status !== "preparing");
  expect("the copy", [ready.status, ready.url_withheld], ["ready", null]);
  const archive = new Uint8Array(await (await fetch(ready.url ?? "")).arrayBuffer());
  expect("its size", archive.length, ready.bytes);
  expect("it is a ZIP file", String.fromCharCode(...archive.slice(0, 2)), "PK");
  const { items } = told(await me.GET("/v1/exports"));
  return `${items.length} copy of ${archive.length} bytes`;
}

export async function rights(me: Api): Promise<string> {
  const made = told(await me.POST("/v1/rights-requests", { body: { kind: "restriction" } }));
  expect("as whom", [made.served_as, made.withheld], ["person", null]);
  const stopped = refused(await me.POST("/v1/waybills", { body: { number: "AGP-DELIVERED-0903" } }));
  expect("while it is only stored", stopped.code, "restricted");
  const params = { path: { id: made.id } };
  const ended = told(await me.DELETE("/v1/rights-requests/{id}", { params }));
  return `a restriction, ${made.status} then ${ended.status}`;
}

export async function policy(visitor: Api): Promise<string> {
  const now = told(await visitor.GET("/v1/policies/current"));
  const next = told(await visitor.GET("/v1/policies/upcoming"));
  const map = told(await visitor.GET("/v1/data-map"));
  expect("every field says why", map.fields.every((field) => field.holds !== ""), true);
  return `version ${now.version}; a change is ${next.banner === null ? "not " : ""}announced`;
}

export async function ending(me: Api, eu: string): Promise<string> {
  const { receipt_id } = told(await me.POST("/v1/account-deletion", { body: { confirm: "DELETE" } }));
  expect("her session", refused(await me.GET("/v1/me")).code, "unauthenticated");
  const params = { path: { receipt_id } };
  const look = async () => told(await api(eu).GET("/v1/account-deletion/{receipt_id}", { params }));
  const done = await until(look, (one) => one.status === "finished");
  const erased = Object.values(done.counts).reduce((sum, one) => sum + one, 0);
  return `${erased} records erased`;
}
