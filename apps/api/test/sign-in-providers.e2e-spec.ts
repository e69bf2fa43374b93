import type { Page } from 'playwright-core';
import { openPage } from './support/browser.js';
import { OpenStage } from './support/stage.js';

/** What the brands prescribe, as a browser sees it. */
const BRANDS = {
  light: {
    background: 'rgb(255, 255, 255)',
    border: 'rgb(116, 119, 117)',
    text: 'rgb(31, 31, 31)',
    github: 'rgb(0, 0, 0)',
  },
  dark: {
    background: 'rgb(19, 19, 20)',
    border: 'rgb(142, 145, 143)',
    text: 'rgb(227, 227, 227)',
    github: 'rgb(255, 255, 255)',
  },
};
const GOOGLES_COLOURS = ['#4285f4', '#34a853', '#fbbc05', '#ea4335'].sort();

interface Look {
  name: string;
  text: string;
  href: string;
  style: Record<string, string>;
  width: number;
  height: number;
  mark: { width: number; height: number; fills: string[]; colour: string };
  gap: number;
}

const LOOKS_OF_BUTTONS = `[...document.querySelectorAll('.provider')].map((button) => {
  const style = getComputedStyle(button), box = button.getBoundingClientRect();
  const svg = button.querySelector('svg'), mark = svg.getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(button.lastChild);
  const start = [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue.trim())[0];
  words.selectNodeContents(start);
  return {
    name: button.dataset.testid, text: button.textContent.trim(), href: button.getAttribute('href'),
    style: Object.fromEntries(['backgroundColor', 'borderTopColor', 'borderTopWidth', 'borderTopStyle', 'color',
      'fontFamily', 'fontSize', 'fontWeight', 'lineHeight', 'paddingLeft', 'paddingRight', 'borderTopLeftRadius', 'columnGap', 'opacity']
      .map((property) => [property, style[property]])),
    width: box.width, height: box.height,
    mark: { width: mark.width, height: mark.height, colour: getComputedStyle(svg).fill,
      fills: [...svg.querySelectorAll('[fill]')].map((path) => path.getAttribute('fill').toLowerCase()) },
    gap: words.getBoundingClientRect().left - mark.right,
  };
})`;

describe('the buttons of the providers', () => {
  const stage = new OpenStage();

  /** With a provider of the settings that is no brand. */
  async function open(theme: 'light' | 'dark', path: string): Promise<{ page: Page; looks: Look[] }> {
    const { page } = await openPage(stage.browser, { baseURL: stage.url, colorScheme: theme });
    await page.route('/auth/oauth/providers', async (route) => {
      const { providers } = (await (await route.fetch()).json()) as { providers: object[] };
      await route.fulfill({ json: { providers: [...providers, { name: 'acme', label: 'Acme Workforce' }] } });
    });
    await page.goto(path);
    await page.getByTestId('provider-acme').waitFor();
    await page.evaluate('document.fonts.ready');
    return { page, looks: await page.evaluate<Look[]>(LOOKS_OF_BUTTONS) };
  }

  it.each(['light', 'dark'] as const)(
    'look as the brands prescribe in the %s theme, none more than another',
    async (theme) => {
      const { page, looks } = await open(theme, '/login');
      const { background, border, text, github } = BRANDS[theme];
      expect(looks.map(({ name }) => name)).toEqual(['provider-google', 'provider-github', 'provider-acme']);
      for (const { name, style, width, height, mark, gap } of looks) {
        expect({ name, ...style }).toMatchObject({
          name,
          backgroundColor: background,
          borderTopColor: border,
          borderTopWidth: '1px',
          borderTopStyle: 'solid',
          color: text,
          fontFamily: expect.stringMatching(/^Roboto,/),
          fontSize: '14px',
          fontWeight: '500',
          lineHeight: '20px',
          paddingLeft: '12px',
          paddingRight: '12px',
          borderTopLeftRadius: '4px',
          opacity: '1',
        });
        expect({ name, width, height }).toEqual({ name, width: looks[0]!.width, height: 40 });
        expect({ name, mark: mark.width >= 18 && mark.width <= 20 && mark.height <= 20 }).toEqual({ name, mark: true });
        expect({ name, gap: gap >= 10 && gap <= 12 }).toEqual({ name, gap: true });
      }
      expect(looks[0]!.mark.fills.sort()).toEqual(GOOGLES_COLOURS);
      expect([looks[1]!.mark.fills, looks[1]!.mark.colour]).toEqual([[], github]);
      // The letters are Roboto's own, from this origin.
      expect(
        await page.evaluate(
          `[...document.fonts].filter((font) => font.family === 'Roboto').map((font) => font.status)`,
        ),
      ).toContain('loaded');
      await page.context().close();
    },
    60_000,
  );

  it('say what they do in the words of the brands, and lead to the provider and back', async () => {
    for (const [path, verb] of [
      ['/login', 'in'],
      ['/signup', 'up'],
    ] as const) {
      const { page, looks } = await open('light', `${path}?returnTo=%2Fbilling`);
      expect(looks.map(({ text, href }) => [text, href])).toEqual([
        [`Sign ${verb} with Google`, '/auth/oauth/google/start?returnTo=%2Fbilling'],
        [`Sign ${verb} with GitHub`, '/auth/oauth/github/start?returnTo=%2Fbilling'],
        [`Sign ${verb} with Acme Workforce`, '/auth/oauth/acme/start?returnTo=%2Fbilling'],
      ]);
      await page.context().close();
    }
  }, 60_000);
});
