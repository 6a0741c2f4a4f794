/** The demo's story of one person, told by an app: `node main.js EU US SENT EMAIL`. */

import { ending, consents, copy, policy, rights } from "./rights.js";
import { type World, profile, register, secondDevice, things } from "./account.js";
import { api } from "./api.js";
import { carriers, parcels } from "./parcels.js";
import { follows } from "./follows.js";

async function story(world: World): Promise<void> {
  const visitor = api(world.eu);
  await step("carriers", () => carriers(visitor));
  await step("parcels", () => parcels(visitor));
  const me = await register(world);
  await step("profile", () => profile(me));
  await step("things", () => things(me));
  await step("second device", () => secondDevice(me, world));
  await step("follows", () => follows(me));
  await step("consents", () => consents(me, visitor));
  await step("copy", () => copy(me));
  await step("rights", () => rights(me));
  await step("policy", () => policy(visitor));
  await step("ending", () => ending(me, world.eu));
}

async function step(name: string, take: () => Promise<string>): Promise<void> {
  console.log(`${name}: ${await take()}`);
}

const [eu, us, sent, email] = process.argv.slice(2);
if (!eu || !us || !sent || !email) {
  throw new Error("usage: node main.js EU US SENT EMAIL");
}
await story({ eu, us, sent, email });
