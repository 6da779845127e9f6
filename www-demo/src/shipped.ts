// The policies that come with the package, as the text that somebody would edit.

import saas from "gradus/policies/b2b-saas.json?raw";
import retail from "gradus/policies/retail.json?raw";
import lifecycle from "gradus/policies/retail-lifecycle.json?raw";
import bank from "gradus/policies/bank-campaign.json?raw";
import type { Text } from "./document";

export interface Shipped {
  readonly name: string;
  readonly label: Text;
  readonly text: string;
}

export const shipped: readonly Shipped[] = [saas, retail, lifecycle, bank].map((text) => {
  const { name, label } = JSON.parse(text) as { name: string; label: Text };
  return { name, label, text };
});
