/** An account: the region, a code by mail, the profile, a device, a portrait, the access log. */

import { type Api, type Registration, api, expect, refused, told } from "./api.js";

const SQUARE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAALElEQVR42u3MMREAAAgEoNf+wYxlCDcPAlCTm45AIBAIBAKBQCAQCASC58EC0mgBSIps7sgAAAAASUVORK5CYII=",
  "base64",
);

/** Where the stack is, and whose story it is. */
export interface World {
  eu: string;
  us: string;
  sent: string;
  email: string;
}

/** Ask for a code and read it where the local stack keeps what it would have sent. */
async function proof(visitor: Api, world: World) {
  const address = { email: world.email, country: "DE" } as const;
  const { handle } = told(await visitor.POST("/v1/sign-in/codes", { body: address }));
  const reply = await fetch(`${world.sent}/codes?to=${encodeURIComponent(world.email)}`);
  const { code } = (await reply.json()) as { code: string };
  return { ...address, handle, code };
}

export async function register(world: World): Promise<Api> {
  const params = { query: { country: "DE" } } as const;
  const away = refused(await api(world.us).GET("/v1/regions", { params }));
  expect("of another region's country", [away.code, away.region], ["wrong-region", "eu"]);
  const home = away.base_url ?? "";
  const visitor = api(home);
  const region = told(await visitor.GET("/v1/regions", { params }));
  expect("at home", [region.region, region.base_url], ["eu", home]);
  const policy = told(await visitor.GET("/v1/policies/current"));
  const about: Registration = {
    ...(await proof(visitor, world)),
    adult: true,
    policy_version: policy.version,
    nickname: "Tess",
    birthday: "--05-17",
  };
  const made = told(await visitor.POST("/v1/accounts", { body: about }));
  return api(home, made.session.token ?? "");
}

export async function profile(me: Api): Promise<string> {
  const seen = await me.GET("/v1/me");
  const header = { "If-Match": seen.response.headers.get("ETag") ?? "" };
  const body = { nickname: "Tessa", birthday: null };
  const changed = told(await me.PATCH("/v1/me", { params: { header }, body }));
  expect("what null erased, and what was left out", [changed.birthday, changed.country], [null, "DE"]);
  const stale = { params: { header }, body: { nickname: "Theresa" } };
  const late = refused(await me.PATCH("/v1/me", stale));
  expect("from a page that was open since", late.code, "precondition-failed");
  return `${told(seen).nickname} is ${changed.nickname} now`;
}

export async function things(me: Api): Promise<string> {
  const device = { model: "Storyphone 5", os: "Android" };
  const { id } = told(await me.POST("/v1/me/devices", { body: device }));
  const { devices } = told(await me.GET("/v1/me/devices"));
  expect("her devices", devices.map((one) => one.id), [id]);
  const layout = "cards" as const;
  const kept = told(await me.PUT("/v1/me/preferences", { body: { language: "de", layout } }));
  expect("her preferences", [kept.language, kept.layout], ["de", layout]);
  const headers = { "Content-Type": "image/png" };
  const bodySerializer = () => SQUARE;
  told(await me.PUT("/v1/me/portrait", { body: "", bodySerializer, headers }));
  const portrait = told(await me.GET("/v1/me/portrait", { parseAs: "arrayBuffer" }));
  expect("the portrait is a JPEG", [...new Uint8Array(portrait).slice(0, 2)], [0xff, 0xd8]);
  told(await me.DELETE("/v1/me/devices/{id}", { params: { path: { id } } }));
  const log = told(await me.GET("/v1/me/access-log"));
  const mail = log.items.find((line) => line.data === "email address");
  expect("who was given her address", mail?.whom, "mail");
  return `a device, preferences, a portrait; ${log.items.length} lines of the access log`;
}

/** Sign in a second time, look at both sessions, and end the second. */
export async function secondDevice(me: Api, world: World): Promise<string> {
  const visitor = api(world.eu);
  const body = { ...(await proof(visitor, world)), transport: "bearer" } as const;
  const wrong = { ...body, code: body.code === "000000" ? "000001" : "000000" };
  const problem = refused(await visitor.POST("/v1/sessions", { body: wrong }));
  expect("a wrong code", [problem.code, problem.errors[0]?.field], ["credentials-not-accepted", "code"]);
  const { session } = told(await visitor.POST("/v1/sessions", { body }));
  const { sessions } = told(await me.GET("/v1/sessions"));
  expect("her sessions", sessions.length, 2);
  const path = { id: session.id };
  told(await me.DELETE("/v1/sessions/{id}", { params: { path } }));
  const over = refused(await api(world.eu, session.token ?? "").GET("/v1/me"));
  expect("what was ended", over.code, "unauthenticated");
  return `${sessions.length} sessions, one of them ended from the other`;
}
