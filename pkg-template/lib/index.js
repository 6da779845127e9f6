export { Policy } from "./policy.js";
export { GradusError, PolicyError, FactsError, StateError } from "./errors.js";
