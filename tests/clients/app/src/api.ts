/** The client: what is generated, and how an answer is read. */

import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./schema.js";

export type Api = Client<paths>;
export type Problem = components["schemas"]["Problem"];
export type Registration = components["schemas"]["Registration"];

/** Talk to a region: as a visitor, or with the token of a session. */
export function api(baseUrl: string, token?: string): Api {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return createClient<paths>({ baseUrl, headers });
}

interface Answer<T> {
  data?: T;
  error?: Problem;
  response: Response;
}

/** Return what was asked for, or fail with the problem's code. */
export function told<T>(answer: Answer<T>): T {
  if (answer.data === undefined) {
    const { response, error } = answer;
    const fields = error?.errors.map((one) => `${one.field} ${one.code}`).join(", ");
    throw new Error(`${response.url}: ${response.status} ${error?.code ?? ""} ${fields ?? ""}`);
  }
  return answer.data;
}

/** Return the problem of an answer that was to be refused. */
export function refused(answer: Answer<unknown>): Problem {
  if (answer.error === undefined) {
    throw new Error(`${answer.response.status} where a problem was expected`);
  }
  return answer.error;
}

/** Fail unless something is as it should be. */
export function expect(what: string, shown: unknown, wanted: unknown): void {
  if (JSON.stringify(shown) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: ${JSON.stringify(shown)}, not ${JSON.stringify(wanted)}`);
  }
}

/** Ask until something has come to be; a minute at most. */
export async function until<T>(ask: () => Promise<T>, done: (found: T) => boolean): Promise<T> {
  for (let n = 0; n < 300; n += 1) {
    const found = await ask();
    if (done(found)) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("it did not come to be within a minute");
}
