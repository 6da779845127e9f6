// Arrays of a policy whose elements have names: rules by `id`, tests by `name`, bands by `grade` …

const NAMING = ["id", "name", "grade", "stage", "timer", "touch", "offer", "action"];

/**
 * The key that names the elements of all these arrays: the first that every element has, or
 * `null` if there is none.
 * @param {...readonly unknown[]} arrays @returns {string | null}
 */
export function namingKey(...arrays) {
  const elements = arrays.flat();
  return NAMING.find((key) => elements.every((one) => isObject(one) && typeof own(one, key) === "string")) ?? null;
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's own value, whatever its prototype. */
export function own(object, key) {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A path as a JSON Pointer. @param {readonly (string | number)[]} keys */
export function pointer(keys) {
  return keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
