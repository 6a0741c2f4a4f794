/** Following parcels: once for each key, in pages, changed as they were seen. */

import { randomUUID } from "node:crypto";

import { type Api, expect, told } from "./api.js";

export async function follows(me: Api): Promise<string> {
  const header = { "Idempotency-Key": randomUUID() };
  const body = { number: "AGP-DELIVERED-0902", label: "Boots" };
  const first = await me.POST("/v1/waybills", { params: { header }, body });
  const again = await me.POST("/v1/waybills", { params: { header }, body });
  const { id } = told(first);
  expect("said again by the same key", told(again).id, id);
  expect("where it is", first.response.headers.get("Location"), `/v1/waybills/${id}`);
  const asked = await me.POST("/v1/waybills", { body: { number: "AGP-POSTCODE-0902" } });
  expect("what its carrier asks for", told(asked).asks, ["postcode"]);
  const etag = { "If-Match": asked.response.headers.get("ETag") ?? "" };
  const path = { id: told(asked).id };
  const change = { params: { path, header: etag }, body: { postcode: "10115" } };
  const changed = told(await me.PATCH("/v1/waybills/{id}", change));
  expect("with the postcode", changed.shipment?.status, "delivered");
  const ids = await pages(me);
  expect("in pages of one", [...ids].sort(), [id, path.id].sort());
  await unchanged(me);
  told(await me.DELETE("/v1/waybills/{id}", { params: { path: { id } } }));
  return `${ids.length} followed, one no longer: ${(await pages(me)).length} left`;
}

async function pages(me: Api): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = cursor === null ? { limit: 1 } : { limit: 1, cursor };
    const page = told(await me.GET("/v1/waybills", { params: { query } }));
    ids.push(...page.items.map((one) => one.id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  return ids;
}

async function unchanged(me: Api): Promise<void> {
  const { response } = await me.GET("/v1/waybills");
  const header = { "If-None-Match": response.headers.get("ETag") ?? "" };
  const same = await me.GET("/v1/waybills", { params: { header } });
  expect("nothing is newer", same.response.status, 304);
}
