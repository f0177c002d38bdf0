/** A link's fields by name, each still as text. */
export type LinkFields = ReadonlyMap<string, string>;

/** Rewrites the fields of links of one version as the next version would have them. */
export type LinkUpgrader = (fields: LinkFields) => LinkFields;

/** Version of the links this program makes. */
export const LINK_VERSION = 1;

/** One upgrader for each earlier version: `UPGRADERS[n]` takes links of version n to n + 1. */
const UPGRADERS: Readonly<Record<number, LinkUpgrader>> = {};

/** @throws when an upgrader is missing or superfluous, so that a link that was published once cannot be forgotten */
export function checkUpgraders(version: number, upgraders: Readonly<Record<number, LinkUpgrader>>): void {
  for (let earlier = 1; earlier < version; earlier++) {
    if (!Object.hasOwn(upgraders, earlier)) throw new Error(`links of version ${earlier} have no upgrader`);
  }
  const superfluous = Object.keys(upgraders).find((key) => !(Number(key) >= 1 && Number(key) < version));
  if (superfluous !== undefined)
    throw new Error(`there is an upgrader for version ${superfluous}, which is not earlier`);
}

checkUpgraders(LINK_VERSION, UPGRADERS);

/** The fields of a link of `version` as the present version has them. A later version's are taken as they are. */
export function upgradeFields(
  fields: LinkFields,
  version: number,
  upgraders: Readonly<Record<number, LinkUpgrader>> = UPGRADERS,
  present = LINK_VERSION,
): LinkFields {
  let upgraded = fields;
  for (let at = version; at < present; at++) upgraded = upgraders[at]!(upgraded);
  return upgraded;
}
