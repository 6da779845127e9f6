export { Policy } from "./loaded.js";
export { GradusError, FactsError, StateError } from "./errors.js";
