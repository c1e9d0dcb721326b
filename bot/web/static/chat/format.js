// format: plain text with light marks (paragraphs, "1." and "-" lists, **bold**, links) into nodes, never into HTML.

const LINK = /(\*\*[^*\n]+\*\*|https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"])/;
const PHONE = /(\+?\b1[-. ]\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b\d{3}[-.]\d{3}[-.]\d{4}\b|\b(?:911|988)\b)/;

export function element(name, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(rest)) {
    if (key in node && !key.includes("-")) node[key] = value;
    else node.setAttribute(key, value);
  }
  Object.assign(node.dataset, dataset);
  node.append(...children);
  return node;
}

export function formatted(text, { phones = false, opensNew = "" } = {}) {
  const inline = (line) => inlines(line, { phones, opensNew });
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/)
    .flatMap((block) => blocks(block.split("\n").filter((line) => line.trim()), inline));
}

function blocks(lines, inline) {
  const groups = [];
  for (const line of lines) {
    const kind = /^\s*\d{1,2}[.)]\s/.test(line) ? "ol" : /^\s*[-*•]\s/.test(line) ? "ul" : "p";
    const last = groups.at(-1);
    if (last && last.kind === kind) last.lines.push(line);
    else if (last && kind === "p" && last.kind !== "p" && /^\s{2,}/.test(line)) last.lines[last.lines.length - 1] += ` ${line.trim()}`;
    else groups.push({ kind, lines: [line] });
  }
  return groups.map((group) => (group.kind === "p" ? paragraph(group.lines, inline) : list(group, inline)));
}

function paragraph(lines, inline) {
  const node = element("p");
  lines.forEach((line, index) => node.append(...(index ? [element("br")] : []), ...inline(line)));
  return node;
}

function list({ kind, lines }, inline) {
  const items = lines.map((line) => element("li", {}, ...inline(line.replace(/^\s*(?:\d{1,2}[.)]|[-*•])\s+/, ""))));
  const node = element(kind, {}, ...items);
  if (kind === "ol") node.start = Number(lines[0].match(/\d+/)[0]);
  return node;
}

function inlines(line, options) {
  return line.split(LINK).flatMap((part) => {
    if (/^\*\*.+\*\*$/.test(part)) return [element("strong", {}, ...numbers(part.slice(2, -2), options.phones))];
    if (/^https?:\/\//.test(part)) return [outside(part, part, options.opensNew)];
    return numbers(part, options.phones);
  });
}

function numbers(text, phones) {
  if (!phones) return text ? [text] : [];
  return text.split(PHONE).filter(Boolean).map((part) => {
    if (!PHONE.test(part)) return part;
    return element("a", { href: `tel:${part.replace(/[^\d+]/g, "")}`, textContent: part });
  });
}

export function outside(url, title, opensNew) {
  const safe = /^https?:\/\//i.test(url) ? url : "#";
  const link = element("a", { href: safe, target: "_blank", rel: "noopener noreferrer", textContent: title });
  if (opensNew) link.append(element("span", { className: "hidden-text", textContent: ` (${opensNew})` }));
  return link;
}
