/** What a visitor does: carriers, detection, parcels. */

import { type Api, expect, told } from "./api.js";

export async function carriers(visitor: Api): Promise<string> {
  const { carriers } = told(await visitor.GET("/v1/carriers"));
  const asked = carriers.filter((carrier) => carrier.configured);
  expect("the sandbox can be asked", asked.some((carrier) => carrier.code === "sandbox"), true);
  const number = "1Z 999 AA1 01 2345 6784";
  const { candidates } = told(await visitor.POST("/v1/carriers/detect", { body: { number } }));
  const [best] = candidates;
  expect("whose number it is", best?.carrier, "ups");
  return `${carriers.length} carriers; ${number}: ${best?.carrier}, by ${best?.evidence}`;
}

export async function parcels(visitor: Api): Promise<string> {
  const numbers = ["AGP-OUT-FOR-DELIVERY-0901", "AGP-CUSTOMS-0901", "AGP-POSTCODE-0901"];
  const items = numbers.map((number) => ({ number }));
  const found = told(await visitor.POST("/v1/waybills/query", { body: { items } })).items;
  const lines = found.map((item) => {
    switch (item.outcome) {
      case "found":
        return item.shipment?.reason ?? item.shipment?.status;
      case "problem":
        return item.problem?.code;
    }
  });
  expect("the outcomes", lines, ["out_for_delivery", "customs", "proof-required"]);
  expect("what is asked for", found[2]?.asks, ["postcode"]);
  return lines.join(", ");
}
