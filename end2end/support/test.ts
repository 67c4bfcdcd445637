// The stage of every story: a server of its own, and people who come to it.

import { type BrowserContextOptions, test as base, expect } from '@playwright/test';
import { Person } from './person';
import { Server, type Settings } from './server';

type Stage = {
  /** Settings for the server, set with `test.use`. */
  settings: Settings;
  server: Server;
  /** Somebody with a browser and no account. */
  stranger: (name: string, options?: BrowserContextOptions) => Promise<Person>;
  /** Somebody who has just made their account. */
  person: (name: string, options?: BrowserContextOptions) => Promise<Person>;
};

export const test = base.extend<Stage>({
  settings: [{}, { option: true }],

  server: async ({ settings }, use) => {
    const server = await Server.begin(settings);
    await use(server);
    const complaints = server.complaints();
    await server.remove();
    expect(complaints, 'what the server complained of').toEqual([]);
  },

  baseURL: async ({ server }, use) => use(server.url),

  stranger: async ({ browser, server }, use) => {
    const people: Person[] = [];
    await use(async (name, options = {}) => {
      const origin = options.baseURL ?? server.url;
      const context = await browser.newContext({ ...options, baseURL: origin });
      const person = new Person(name, context, await context.newPage(), origin, options.javaScriptEnabled ?? true);
      people.push(person);
      return person;
    });
    const faults = people.flatMap((person) => person.faults.map((fault) => `${person.name}: ${fault}`));
    for (const { context } of people) await context.close();
    expect(faults, 'what went wrong inside the pages').toEqual([]);
  },

  person: async ({ stranger }, use) => {
    await use(async (name, options) => {
      const person = await stranger(name, options);
      await person.signUp();
      return person;
    });
  },
});

export { expect };

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };
export const WIDE = { width: 1920, height: 1080 };
