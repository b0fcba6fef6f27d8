/** Makes elements. Text is text: there is no way here from a string to markup. */

/** @typedef {Node | string | number | null | undefined | false | readonly (Node | string)[]} Child */

/**
 * @typedef {object} Properties
 * @property {string} [class]
 * @property {Readonly<Record<string, string | number | boolean | null>>} [attributes] see {@link setAttributes}
 * @property {() => void} [onClick]
 */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Properties} [properties]
 * @param {readonly Child[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 * @example element('p', { class: 'note' }, 'Built in ', element('b', {}, '12 ms'))
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name)
  if (properties.class) made.className = properties.class
  setAttributes(made, properties.attributes ?? {})
  if (properties.onClick) made.addEventListener('click', properties.onClick)
  append(made, children)
  return made
}

/**
 * Null takes an attribute away, and so does `false`, but for those of ARIA, which are spelled out.
 *
 * @param {Element} target
 * @param {NonNullable<Properties['attributes']>} attributes
 */
export function setAttributes(target, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    const isSwitch = typeof value === 'boolean' && !key.startsWith('aria-')
    if (value === null || (isSwitch && !value)) target.removeAttribute(key)
    else target.setAttribute(key, isSwitch ? '' : String(value))
  }
}

/**
 * @param {Node} parent
 * @param {readonly Child[]} children
 */
function append(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue
    for (const one of Array.isArray(child) ? child : [child]) {
      parent.appendChild(one instanceof Node ? one : document.createTextNode(String(one)))
    }
  }
}

/**
 * What came from the application, set apart: characters that turn the direction of writing end with it.
 *
 * @param {string} plain
 */
export function foreign(plain) {
  return element('bdi', {}, plain)
}

/** @param {string} css @returns a sheet for `adoptedStyleSheets`, which no policy for styles forbids */
export function sheet(css) {
  const made = new CSSStyleSheet()
  made.replaceSync(css)
  return made
}
