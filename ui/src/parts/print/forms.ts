// The forms there are, asked once; which of them a record, or a blank sheet, can be printed on.

import { reactive } from "vue";
import { call } from "../../call";
import type { FormKind, Noun } from "../../contract";
import { onLock } from "../record/onLock";

const known = reactive<{ kinds: FormKind[] }>({ kinds: [] });
let asked: Promise<void> | null = null;

export function askForms(): void {
  asked ??= call("form_kinds", {}).then(
    (kinds) => void (known.kinds = kinds),
    () => void (asked = null), // Asked again by the next record; until then there is no button.
  );
}

/** Forms filled from such records; or those of them a pen can fill. */
export function formsOf(noun: Noun, blank: boolean): FormKind[] {
  return known.kinds.filter((kind) => kind.nouns.includes(noun) && (blank ? kind.blank : kind.filled));
}

/** A form that is filled from no record. */
export function formNamed(key: string): FormKind[] {
  return known.kinds.filter((kind) => kind.key === key);
}

onLock(() => {
  asked = null;
  known.kinds = [];
});
