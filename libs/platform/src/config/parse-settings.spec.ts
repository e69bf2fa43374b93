import { hidePlaceholders, parseSettings, showPlaceholders } from './parse-settings.js';

describe('a settings file', () => {
  it('has placeholders wherever a value may stand, in quotes or not', () => {
    const document = parseSettings(`
plans:
  pro: { price: \${PRICE}, label: "\${LABEL} plan", features: [a, \${B}] }
llm:
  { base_url: \${BASE_URL}, api_key: \${API_KEY},
    timeouts: { connect_ms: 5000 } }
url: http://\${HOST}/x # \${COMMENT}
'\${KEY}': '\${VALUE}'
`);
    expect(document).toEqual({
      plans: { pro: { price: '${PRICE}', label: '${LABEL} plan', features: ['a', '${B}'] } },
      llm: { base_url: '${BASE_URL}', api_key: '${API_KEY}', timeouts: { connect_ms: 5000 } },
      url: 'http://${HOST}/x',
      [hidePlaceholders('${KEY}')]: '${VALUE}',
    });
  });

  it('that is no YAML is refused', () => {
    expect(() => parseSettings('a: { b: ${lower} }')).toThrow();
    expect(() => parseSettings('a: [')).toThrow();
  });

  it('comes back as it was', () => {
    const text = 'a: ${A} ${B_2} $C {D} ${e}';
    expect(showPlaceholders(hidePlaceholders(text))).toBe(text);
    expect(hidePlaceholders(text)).toHaveLength(text.length);
  });
});
