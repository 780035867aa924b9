/**
 * What the tests use of a page. The DOM's own types would be global in all of the repository, and let code
 * of Node speak of a document.
 */
export interface PageElement {
  readonly textContent: string | null;
  readonly style: object;
  value: string;
  open: boolean;
  getAttribute(name: string): string | null;
  closest(selector: string): PageElement | null;
  dispatchEvent(event: object): void;
  click(): void;
}

export interface PageWindow {
  readonly document: {
    readonly title: string;
    querySelectorAll(selector: string): Iterable<PageElement>;
  };
  readonly location: { readonly hash: string };
  readonly Event: new (type: string, options: { bubbles: boolean }) => object;
  setTimeout(then: (value: unknown) => void, ms: number): void;
  addEventListener(type: "error", listen: (event: { error: unknown }) => void): void;
  eval(script: string): unknown;
}

export interface Dom {
  readonly window: PageWindow;
}

interface Options {
  readonly url: string;
  readonly runScripts: "dangerously";
  readonly beforeParse: (window: PageWindow) => void;
}

export const { JSDOM } = require("jsdom") as { JSDOM: new (html: string, options: Options) => Dom };
