// A person in a browser of their own: what they do and where they look.

import { type BrowserContext, expect, type Locator, type Page, type WebSocket } from '@playwright/test';

export const PASSWORD = 'correct horse battery';

/** The name of a room as it stands in its address. */
export function slugOf(room: string): string {
  return room.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

export class Person {
  /** Sockets that the page has opened so far. */
  readonly sockets: WebSocket[] = [];
  /** Frames that the page has sent so far. */
  readonly frames: string[] = [];
  /** What went wrong inside the page. */
  readonly faults: string[] = [];
  /** Errors and warnings on its console. */
  readonly complaints: string[] = [];
  /** Everything that the page has asked for. */
  readonly requests: string[] = [];
  readonly username: string;

  constructor(
    readonly name: string,
    readonly context: BrowserContext,
    readonly page: Page,
    /** Where Roost is for them: the server, or a proxy before it. */
    readonly origin: string,
    private readonly hasScript: boolean,
  ) {
    this.username =
      name
        .normalize('NFKD')
        .replaceAll(/[^A-Za-z0-9]+/g, '')
        .toLowerCase() || 'guest';
    page.on('websocket', (socket) => {
      this.sockets.push(socket);
      socket.on('framesent', ({ payload }) => this.frames.push(String(payload)));
    });
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      const text = message.text();
      if (['error', 'warning'].includes(message.type())) this.complaints.push(`${text} ${message.location().url}`);
      if (/panicked|Content Security Policy|hydrat/i.test(text)) this.faults.push(text);
    });
    page.on('request', (request) => this.requests.push(request.url()));
  }

  // Where they look.

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }
  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }
  get messages(): Locator {
    return this.log.getByRole('article');
  }
  get rooms(): Locator {
    return this.page.getByRole('navigation', { name: 'Rooms' });
  }
  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }
  /** The "New" line of the room. */
  get newLine(): Locator {
    return this.log.locator('[data-new]');
  }
  /** What is said quietly of another room. */
  get toast(): Locator {
    return this.page.getByRole('link', { name: /mentioned you in/ });
  }
  /** Their own card, which opens what concerns themselves. */
  get ownCard(): Locator {
    return this.page.locator('.own-card-button');
  }
  /** The message with exactly these words. */
  message(words: string): Locator {
    return this.messages.filter({ has: this.page.getByText(words, { exact: true }) });
  }
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }
  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }
  /** A room's link in the list of rooms, whatever count stands beside it. */
  roomLink(room: string): Locator {
    return this.rooms.getByRole('link').filter({ has: this.page.getByText(room, { exact: true }) });
  }

  // What they do.

  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.hydrated();
  }
  /** Posts a form without its page, for what a story needs and is not about: where it leads. */
  private async post(path: string, form: Record<string, string>): Promise<string> {
    const reply = await this.context.request.post(path, { form, headers: { origin: this.origin }, maxRedirects: 0 });
    expect(reply.status(), `${this.name} posts to ${path}`).toBe(303);
    return reply.headers().location ?? '';
  }
  async signUp(): Promise<void> {
    await this.post('/signup', { username: this.username, display_name: this.name, password: PASSWORD });
    await this.open('/rooms');
    await this.ready();
  }
  /** Goes on from the steps that follow a new account, without taking them. */
  async putOff(): Promise<void> {
    const later = this.page.getByRole('link', { name: 'Later' });
    for (const step of [/^Set up|^Keep/, /^Keep/]) {
      await expect(this.heading).toHaveText(step);
      const isLast = /^Keep/.test((await this.heading.textContent()) ?? '');
      await later.click();
      if (isLast) break;
    }
    await expect(later).toHaveCount(0);
  }
  async fillSignUp(): Promise<void> {
    await this.field('Username').fill(this.username);
    await this.field('Display name').fill(this.name);
    await this.field('Password').fill(PASSWORD);
  }
  async signIn(password = PASSWORD): Promise<void> {
    await this.field('Username').fill(this.username);
    await this.field('Password').fill(password);
    await this.button('Sign in').click();
  }
  /** Signs in with the account that another device has made. */
  async comeToo(): Promise<void> {
    await this.open('/signin');
    await this.signIn();
    await expect(this.page).not.toHaveURL(/signin/);
    await this.ready();
  }
  async signOut(): Promise<void> {
    await this.ownCard.click();
    await this.button('Sign out').click();
  }
  /** Opens the menu of the room that they are in. */
  async roomMenu(): Promise<void> {
    await this.heading.getByRole('button').click();
  }
  async leave(): Promise<void> {
    await this.roomMenu();
    await this.button('Leave room').click();
    await this.agree('Leave room');
  }
  /** Says yes to what the page asks before it does something. Without scripts it does not ask. */
  async agree(verb: string, question = /./): Promise<void> {
    if (!this.hasScript) return;
    const dialog = this.page.getByRole('alertdialog');
    await expect(dialog).toContainText(question);
    await dialog.getByRole('button', { name: verb, exact: true }).click();
    await expect(dialog).toHaveCount(0);
  }
  async markUnread(words: string): Promise<void> {
    // Without scripts the page of the message has what can be done with it.
    if (this.hasScript) await this.message(words).hover();
    else await this.open(await this.addressOf(words));
    await this.message(words).getByRole('button', { name: 'Mark as unread' }).click();
  }
  async makeRoom(name: string, topic = ''): Promise<void> {
    await this.open(await this.post('/rooms/new', { name, topic }));
    await this.inRoom(name);
    await expect(this.page.getByText('No messages yet')).toBeVisible();
  }
  async join(room: string): Promise<void> {
    await this.post(`/rooms/${slugOf(room)}/join`, {});
    await this.open(`/rooms/${slugOf(room)}`);
    await this.inRoom(room);
  }
  /** Goes to one of their rooms by the list. */
  async go(room: string): Promise<void> {
    await this.roomLink(room).click();
    await this.inRoom(room);
  }
  async say(...lines: string[]): Promise<void> {
    for (const words of lines) {
      await this.composer.fill(words);
      if (this.hasScript && (await this.hasKeyboard())) await this.composer.press('Enter');
      else await this.button('Send').click();
    }
  }
  /** Whether Enter sends: a finger has a button for it. */
  private hasKeyboard(): Promise<boolean> {
    return this.page.evaluate(() => matchMedia('(any-pointer: fine)').matches);
  }
  /** Leaves a mark on the document, which a reload would lose. */
  async markPage(): Promise<void> {
    await this.page.evaluate(() => Object.assign(window, { marked: true }));
  }
  async pageIsMarked(): Promise<boolean> {
    return this.page.evaluate(() => 'marked' in window);
  }

  /** The address of a message, for others. */
  async addressOf(words: string): Promise<string> {
    const link = this.message(words).getByRole('link', { name: /^\d{1,2}:\d{2}/ });
    await expect(link).toHaveAttribute('href', /\/\d+$/);
    return (await link.getAttribute('href')) ?? '';
  }

  // What they see.

  /** The client has taken over, where there is one. */
  async hydrated(): Promise<void> {
    if (this.hasScript) await expect(this.page.locator('html[data-hydrated]')).toBeAttached();
  }
  /** The client has taken over and its line is open. */
  async ready(): Promise<void> {
    await this.hydrated();
    if (this.hasScript) await this.line('open');
  }
  async line(state: 'open' | 'connecting' | 'offline'): Promise<void> {
    await expect(this.page.locator('body')).toHaveAttribute('data-live', state, { timeout: 45_000 });
  }
  async inRoom(name: string): Promise<void> {
    await expect(this.heading).toHaveText(name);
    await expect(this.composer).toBeVisible();
    await this.ready();
  }
  /** Exactly these messages, in this order. */
  async sees(...lines: string[]): Promise<void> {
    await expect(this.messages.getByRole('paragraph').filter({ hasNotText: /^Not sent/ })).toHaveText(lines);
  }
}
